"""Whether a meeting was called early enough, everybody told of it, and its list agreed on.

A notice too short, a person not told and an objection not answered are shown; they undo nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.rules.terms import Confidence, Finding, Light, light

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deliberation.rules.terms import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where a requirement is from."""

    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """How many days before a meeting its notice went out; ``urgent``: it said for what special circumstances."""

    days: int
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """That people were told fewer days before a meeting than a notice must be given, and where that is from."""

    people: int
    needed: int
    article: str
    confidence: Confidence

    @property
    def words(self) -> str:
        """How it is said after how many were told."""
        return f"其中 {self.people} 人告知时已不足 {self.needed} 日"


def comment_finding(*, given: int, needed: int, article: str, confidence: Confidence) -> Finding:
    """Return how many days the text could be commented on before the vote, counted from its entry, and asked for.

    When it was posted in the village, and whether the rule covers this kind of matter, is for people to say: short days
    warn.
    Source: 浙江省农村集体资产管理条例第20条.
    """
    short = given < needed
    said = f"表决前应把方案公示 {needed} 日征求意见，现在的方案录入 {given} 日"
    end = f"，少 {needed - given} 日；另行公示过的，请在会议记录里写明起止日期。" if short else "。"
    return Finding(
        code="comment_short" if short else "comment_given",
        text=said + end,
        article=article,
        light=Light.AMBER if short else light(confidence, ok=True),
        confidence=confidence,
    )


def notice_finding(body: Body, given: Given, *, needed: int, article: str, confidence: Confidence) -> Finding:
    """Return how many days of notice were given and asked for.

    The day of the meeting minus the day of the notice must not be less than ``needed``. Short of what a text that was
    read asks for, it is red; amber where the law allows a shorter notice for special circumstances and the notice said
    what they were. It undoes nothing: no text says that such a meeting is void.
    Source: 村民委员会组织法（2025修正）第25条 “召开村民会议，应当提前十日通知村民；遇有特殊情况的，可以临时通知村民”;
    农村集体经济组织法第27条.
    """
    short = given.days < needed
    said = f"{body.name}应提前 {needed} 日通知，这次提前 {given.days} 日"
    colour, end = (Light.GREEN if confidence is Confidence.QUOTED else Light.AMBER), "。"
    if short:
        colour, why = _short(body, given, confidence)
        end = f"，少 {needed - given.days} 日；{why}。"
    return Finding(
        code="notice_short" if short else "notice_given",
        text=said + end,
        article=article,
        light=colour,
        confidence=confidence,
    )


def delivery_finding(asked: Asked, *, entitled: int, told: int, late: Late | None = None) -> Finding:
    """Return of how many of those entitled it is on record that they were told of the meeting, and told in time.

    Source: product decision D-77; the law asks for notice and does not say how it is served. It does ask that those
    who are to come are told so many days before (村民委员会组织法第25条 “应当提前十日通知村民”): who was told ``late``
    is counted by the rule of the notice.
    """
    missing = entitled - told
    said = f"应到 {entitled} 人，已送达 {told} 人"
    parts = [f"{missing} 人没有送达记录"] if missing else []
    parts += [late.words] if late else []
    text = (
        f"{said}，{'，'.join(parts) or '通知都送达了'}。"
        if told
        else f"没有登记通知送达了谁（应到 {entitled} 人），无法核对。"
    )
    if late is not None:
        asked = Asked(article=late.article, confidence=late.confidence)
    code = "not_all_told" if missing else "told_late" if late else "all_told"
    return _own(asked, code=code, text=text, met=not parts)


def list_finding(asked: Asked, *, filed: int, waiting: Sequence[int]) -> Finding | None:
    """Return whether objections to the list were answered before it was fixed; None where nobody objected.

    Source: product decision D-77.
    """
    if not filed:
        return None
    said = f"开会以前，对应到名单的异议有 {filed} 条"
    if not waiting:
        return _own(asked, code="list_answered", text=f"{said}，都在固定名单以前答复了。", met=True)
    numbers = "、".join(str(one) for one in waiting)
    text = f"{said}，固定名单的时候还有 {len(waiting)} 条没有答复（第 {numbers} 号）。"
    return _own(asked, code="list_unanswered", text=text, met=False)


def _short(body: Body, given: Given, confidence: Confidence) -> tuple[Light, str]:
    """Return how a short notice is shown, and what is to be said of its reason."""
    allowed = body.short_notice
    if allowed is not None and given.urgent:
        return Light.AMBER, f"法律规定“{allowed.text}”，通知里写明了特殊情况"
    colour = Light.RED if confidence is Confidence.QUOTED else Light.AMBER
    if allowed is not None:
        return colour, f"法律规定“{allowed.text}”，通知里没有写明有什么特殊情况"
    return colour, "通知里写明了特殊情况，请核对是否允许" if given.urgent else "通知里没有写明特殊情况"


def _own(asked: Asked, *, code: str, text: str, met: bool) -> Finding:
    colour = Light.GREEN if met and asked.confidence is Confidence.QUOTED else Light.AMBER
    return Finding(code=code, text=text, article=asked.article, light=colour, confidence=asked.confidence)

"""Whether a meeting was called early enough: a notice too short is shown, it undoes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.rules.terms import Confidence, Finding, Light, light

if TYPE_CHECKING:
    from deliberation.rules.terms import Body


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


def notice_finding(body: Body, *, given: int, needed: int, article: str, confidence: Confidence) -> Finding:
    """Return how many days of notice were given and asked for.

    The day of the meeting minus the day of the notice must not be less than ``needed``; for special circumstances the
    law allows a shorter notice, so a short one warns.
    Source: 村民委员会组织法（2025修正）第25条 “召开村民会议，应当提前十日通知”; 农村集体经济组织法第27条.
    """
    short = given < needed
    said = f"{body.name}应提前 {needed} 日通知，这次提前 {given} 日"
    end = f"，少 {needed - given} 日；有特殊情况的请在会议记录里写明。" if short else "。"
    colour = Light.GREEN if not short and confidence is Confidence.QUOTED else Light.AMBER
    return Finding(
        code="notice_short" if short else "notice_given",
        text=said + end,
        article=article,
        light=colour,
        confidence=confidence,
    )

"""How a body of representatives should be composed. What is off warns: no text says that such a meeting is void.

Source: 村民委员会组织法（2025修正）第29条; 农村集体经济组织法第28条.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.rules.terms import Confidence, Finding, Light
from deliberation.rules.votes import needed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deliberation.rules.terms import Body, Part, PerRepresentative

_UNKNOWN = "无法核对"


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """How many belong to a body and what they are; None: the register, or the roster of the day, does not say."""

    members: int
    representatives: int
    women: int | None  # among the representatives
    households: int | None  # which the representatives stand for


def composition_findings(body: Body, counted: Composed) -> tuple[Finding, ...]:
    """Return what is to be said of how a body is composed, one sentence for each requirement the law states of it."""
    counts = {"representatives": counted.representatives, "women": counted.women}
    shares = (_share(body, one, count=counts[one.counted], members=counted.members) for one in body.parts)
    per = _per(body, body.per_representative, counted) if body.per_representative else ()
    return (*shares, *_some_women(body, counted), *per)


def composed_words(body: Body, counted: Composed) -> str:
    """Return the figures in one sentence; nobody's sex is told, only how many women there are."""
    women = (
        f"妇女{_titled(body)} {counted.women} 人" if counted.women is not None else f"妇女{_titled(body)}人数{_UNKNOWN}"
    )
    return f"组成人员 {counted.members} 人，其中{_titled(body)} {counted.representatives} 人，{women}。"


def _titled(body: Body) -> str:
    return body.per_representative.who if body.per_representative else "代表"


def _share(body: Body, part: Part, *, count: int | None, members: int) -> Finding:
    least = needed(part.share, members)
    asked = f"{part.who}应占{body.name}组成人员的{part.share.words}，{members} 人中至少 {least} 人"
    if count is None:
        text = f"{asked}；名册里没有登记性别，{_UNKNOWN}。"
        return _finding(body, f"{part.counted}_unknown", text, part.article, light=Light.AMBER)
    met = count >= least
    end = "符合" if met else f"少 {least - count} 人，请在补选、改选的时候补足；会议效力不因此改变"
    text = f"{asked}；现有 {count} 人，{end}。"
    code = f"{part.counted}_enough" if met else f"{part.counted}_too_few"
    return _finding(body, code, text, part.article, light=Light.GREEN if met else Light.AMBER)


def _some_women(body: Body, counted: Composed) -> Iterator[Finding]:
    """Yield whether there are women at all, where a suitable number is asked for and no share."""
    asked = body.women_suitable
    if asked is None:
        return
    if counted.women is None:
        text = f"{asked.text}；名册里没有登记性别，{_UNKNOWN}。"
        yield _finding(body, "women_unknown", text, asked.article, light=Light.AMBER)
        return
    text = f"{asked.text}，没有规定比例；现有妇女代表 {counted.women} 人。"
    code = "women_enough" if counted.women else "women_too_few"
    yield _finding(body, code, text, asked.article, light=Light.GREEN if counted.women else Light.AMBER)


def _per(body: Body, per: PerRepresentative, counted: Composed) -> Iterator[Finding]:
    """Yield whether there are so many households to a representative as the law has it, in whole numbers."""
    asked = f"{per.who}按每 {per.least} 户至 {per.most} 户一人产生{f'，或者{per.otherwise}' if per.otherwise else ''}"
    if counted.households is None or not counted.representatives:
        text = f"{asked}；名册里没有登记户，{_UNKNOWN}。"
        yield _finding(body, "households_unknown", text, per.article, light=Light.AMBER)
        return
    chosen, households = counted.representatives, counted.households
    fits = chosen * per.least <= households <= chosen * per.most
    said = f"{asked}；{households} 户，{per.who} {chosen} 人，平均每 {_tenths(households, chosen)} 户一人"
    end = "符合" if fits else f"不在这个范围内，{'按小组推选的不受限制，' if per.otherwise else ''}请核对"
    code = "households_fit" if fits else "households_off"
    yield _finding(body, code, f"{said}，{end}。", per.article, light=Light.GREEN if fits else Light.AMBER)


def _tenths(whole: int, by: int) -> str:
    tenths = 10 * whole // by
    return f"{tenths // 10}.{tenths % 10}"


def _finding(body: Body, code: str, text: str, article: str, *, light: Light) -> Finding:
    sure = body.confidence is Confidence.QUOTED
    return Finding(
        code=code, text=text, article=article, light=light if sure else Light.AMBER, confidence=body.confidence
    )

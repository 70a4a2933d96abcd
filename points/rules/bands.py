"""Year end: which grade points suggest. The branch decides; where it decides otherwise it says why.

A suggestion takes the band a score lies in, then what stands against it: a veto, a red card, and the number of those
who may be 优秀. Scores that tie across the last place are all left below it: the program does not choose between them.

Source: 民主评议党员 (优秀一般不超过三分之一，预备党员参加评议但不评定等次) and bands in ``points/appraisal.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from points.rules.items import VetoEffect, plain_points

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction


class Grade(StrEnum):
    """The grades of the democratic appraisal, and none."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    BASIC = "basic"
    FAILED = "failed"
    UNGRADED = "ungraded"

    @property
    def chinese(self) -> str:
        """The grade as it is called."""
        return _GRADES[self]


_GRADES = {
    Grade.EXCELLENT: "优秀",
    Grade.QUALIFIED: "合格",
    Grade.BASIC: "基本合格",
    Grade.FAILED: "不合格",
    Grade.UNGRADED: "不评定等次",
}


class Aggregate(StrEnum):
    """How a year comes from its entries: reckoned once, or the mean of four quarters."""

    YEAR = "year"
    QUARTERS = "quarters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Scores from ``least_x100`` on, up to the band above, and the grade they suggest."""

    least_x100: int
    name: str
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What is known of a member at the year's end."""

    person_id: int
    score_x100: int
    probationary: bool = False
    veto: VetoEffect | None = None
    red_card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a member's points suggest, and why."""

    person_id: int
    score_x100: int
    band: str
    grade: Grade
    why: str


def band_of(score_x100: int, bands: Sequence[Band]) -> Band:
    """Return the band a score lies in; below the lowest there is none lower."""
    return next((one for one in bands if score_x100 >= one.least_x100), bands[-1])


def excellent_quota(share: Fraction, *, members: int, graded: int) -> int:
    """Return how many may be 优秀: ``share`` of the smaller of all members and those graded, rounded down."""
    return min(members, graded) * share.numerator // share.denominator


def suggestions(
    candidates: Sequence[Candidate], *, bands: Sequence[Band], share: Fraction, members: int
) -> tuple[Suggestion, ...]:
    """Return what each candidate's points suggest, in their order; ``members`` counts the branch's party members."""
    graded = sum(not one.probationary for one in candidates)
    quota = excellent_quota(share, members=members, graded=graded)
    eligible = [one for one in candidates if _may_excel(one, bands)]
    least = _least_within(sorted((one.score_x100 for one in eligible), reverse=True), quota)
    return tuple(_suggestion(one, bands, quota=quota, least_x100=least) for one in candidates)


def _may_excel(one: Candidate, bands: Sequence[Band]) -> bool:
    apart = one.probationary or one.veto is not None or one.red_card
    return not apart and band_of(one.score_x100, bands).grade == Grade.EXCELLENT


def _least_within(scores: Sequence[int], quota: int) -> int | None:
    """Return the score from which everybody has a place; ``None`` where everybody has one."""
    if len(scores) <= quota:
        return None
    return scores[quota] + 1


def _suggestion(one: Candidate, bands: Sequence[Band], *, quota: int, least_x100: int | None) -> Suggestion:
    counted = 0 if one.veto == VetoEffect.ZERO else one.score_x100
    band = band_of(counted, bands)
    grade, why = _graded(one, band, bands, quota=quota, least_x100=least_x100)
    return Suggestion(person_id=one.person_id, score_x100=counted, band=band.name, grade=grade, why=why)


def _graded(
    one: Candidate, band: Band, bands: Sequence[Band], *, quota: int, least_x100: int | None
) -> tuple[Grade, str]:
    if one.probationary:
        return Grade.UNGRADED, "预备党员参加评议，不评定等次"
    if one.veto is not None:
        return Grade.FAILED, f"有一票否决事项，{one.veto}"
    line = f"{plain_points(one.score_x100)} 分，在“{band.name}”线（{plain_points(band.least_x100)} 分）以上"
    if band.grade != Grade.EXCELLENT:
        return band.grade, line
    if one.red_card:
        return _next_below(bands), f"{line}；有红牌，不得评优"
    if least_x100 is not None and one.score_x100 < least_x100:
        return _next_below(bands), f"{line}；优秀名额 {quota} 人，排在名额以外或与名额边上的人同分，由支部决定"
    return Grade.EXCELLENT, line


def _next_below(bands: Sequence[Band]) -> Grade:
    return next(one.grade for one in bands if one.grade != Grade.EXCELLENT)

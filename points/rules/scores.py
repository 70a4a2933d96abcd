"""What a member's year or quarter comes to: base points, what was added and taken away, never below the lowest.

Everything is hundredths of points in integers. A reversal counts on the side it takes back: one that takes back an
addition makes the additions smaller.

Source: 积分制通行做法 ``points/appraisal.toml`` (基础分、最低0分); 唐河县 (年度取四个季度平均).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.rules.awards import average_x100

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What everybody begins with, and below or above what nobody ends."""

    base_x100: int
    lowest_x100: int = 0
    highest_x100: int | None = None
    article: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One entry as far as sums ask: whose it is, on which day it counts, and on which side."""

    id: int
    person_id: int
    counts_on: date
    awarded_x100: int
    is_addition: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What entries add up to; deductions are negative."""

    additions_x100: int = 0
    deductions_x100: int = 0

    @property
    def total_x100(self) -> int:
        """Both sides together."""
        return self.additions_x100 + self.deductions_x100


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a stretch of time comes to, with every step on the way."""

    base_x100: int
    sum: Sum
    lowest_x100: int
    highest_x100: int | None

    @property
    def reckoned_x100(self) -> int:
        """Base and both sides, before it is held between its ends."""
        return self.base_x100 + self.sum.total_x100

    @property
    def total_x100(self) -> int:
        """What it comes to."""
        held = max(self.lowest_x100, self.reckoned_x100)
        return held if self.highest_x100 is None else min(held, self.highest_x100)

    @property
    def held_x100(self) -> int:
        """What the ends changed: positive where it would be below the lowest, negative above the highest, usually 0."""
        return self.total_x100 - self.reckoned_x100


def score(basis: Basis, summed: Sum) -> Score:
    """Return what a stretch comes to by ``basis``."""
    return Score(base_x100=basis.base_x100, sum=summed, lowest_x100=basis.lowest_x100, highest_x100=basis.highest_x100)


def summed(postings: Iterable[Posting]) -> Sum:
    """Return what postings add up to, in any order."""
    additions = deductions = 0
    for one in postings:
        if one.is_addition:
            additions += one.awarded_x100
        else:
            deductions += one.awarded_x100
    return Sum(additions_x100=additions, deductions_x100=deductions)


def mean_x100(scores: Sequence[int]) -> int:
    """Return the mean of scores to a hundredth, halves up; 0 of none."""
    return average_x100(sum(scores), members=len(scores))

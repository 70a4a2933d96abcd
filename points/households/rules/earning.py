"""What a household earns: rules with caps, half points exact; a cap cuts and never adds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from points.households.errors import FutureEntryError, NotHalfPointsError, TimesError
from points.households.values import YearMode, plain_points

if TYPE_CHECKING:
    from collections.abc import Sequence

STEP_X100 = 50
#: As often as one entry may count something.
MOST_TIMES = 31

_POINTS = re.compile(r"(?P<whole>\d{1,6})(?:\.(?P<rest>\d{1,2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing households earn points by; ``kind`` is what lists add up, such as 垃圾分类."""

    code: str
    kind: str
    name: str
    points_x100: int
    unit: str
    month_cap_x100: int | None
    year_cap_x100: int | None
    evidence: str
    source: str

    @property
    def worth(self) -> str:
        """What it gives and at most, as people read it."""
        caps = [
            f"{name}最多 {plain_points(cap)} 分"
            for name, cap in (("每月", self.month_cap_x100), ("每年", self.year_cap_x100))
            if cap is not None
        ]
        return "，".join([f"{plain_points(self.points_x100)} 分/{self.unit}", *caps])


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEnd:
    """What becomes of points not spent in their year: carried on, or expired on a day of the next after a notice."""

    mode: YearMode
    month: int
    day: int
    notice_days: int

    def ends_on(self, year: int) -> date:
        """Return the day on which points of ``year`` are carried on or expire."""
        return date(year + 1, self.month, self.day)

    @property
    def chinese(self) -> str:
        """The rule in a sentence."""
        if self.mode == YearMode.CARRY:
            return "当年没有用完的积分，余额结转到下一年继续使用。"
        return (
            f"当年没有用完的积分，到第二年 {self.month} 月 {self.day} 日清零；"
            f"村里至少提前 {self.notice_days} 天通知，清零前可以继续兑换。"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What counts of what was asked, and why."""

    points_x100: int
    explanation: str


def parse_points(text: str) -> int:
    """Return a number of points above nothing in hundredths; half points are the smallest.

    :raise NotHalfPointsError: it is no such number.
    """
    found = _POINTS.fullmatch(text.strip())
    value = int(found["whole"]) * 100 + int((found["rest"] or "").ljust(2, "0")) if found else 0
    if value <= 0 or value % STEP_X100:
        raise NotHalfPointsError(text)
    return value


def require_half_points(points_x100: int) -> None:
    """Refuse what is not a number of half points above nothing.

    :raise NotHalfPointsError: it is none.
    """
    if points_x100 <= 0 or points_x100 % STEP_X100:
        raise NotHalfPointsError(plain_points(points_x100))


def requested(rule: Rule, *, times: int) -> int:
    """Return the points asked for doing it ``times`` times, in hundredths.

    :raise TimesError: so often it is not counted at once.
    """
    if not 1 <= times <= MOST_TIMES:
        raise TimesError(MOST_TIMES)
    return rule.points_x100 * times


def award(rule: Rule, asked_x100: int, *, month_x100: int, year_x100: int) -> Award:
    """Return what counts of ``asked_x100`` after what counts already in the month and the year, with the reason.

    Source: the rule's caps as the village adopted them.
    """
    room, why = asked_x100, ""
    for name, cap, used in (("本月", rule.month_cap_x100, month_x100), ("本年", rule.year_cap_x100, year_x100)):
        if cap is not None and max(0, cap - used) < room:
            room, why = max(0, cap - used), f"，{name}上限 {plain_points(cap)} 分，已计 {plain_points(used)} 分"
    if room == asked_x100:
        return Award(points_x100=room, explanation=f"计 {plain_points(room)} 分")
    return Award(points_x100=room, explanation=f"应计 {plain_points(asked_x100)} 分{why}，只计 {plain_points(room)} 分")


def late_days(happened_on: date, *, today: date) -> int:
    """Return how many days after it happened something is entered.

    :raise FutureEntryError: it has not happened yet.
    """
    if happened_on > today:
        raise FutureEntryError(today)
    return (today - happened_on).days


def kinds_of(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return the kinds of rules, in the order they first stand."""
    return tuple(dict.fromkeys(rule.kind for rule in rules))

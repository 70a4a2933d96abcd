"""How many points an entry earns: caps, half points, lateness; pure decisions over plain values.

Points are hundredths in integers and move in half points. A cap limits what counts in a day, month, quarter or
year, for one item or for its whole category; additions and deductions are counted apart, each by its size.

Source: product rules "half points are exact" and "a statement that explains every cap"; every value is a branch's
own scheme, data of the form of ``schemes/example-2026.csv``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from points.errors import (
    ChangedValueError,
    FutureDateError,
    NotForThisMemberError,
    NotPointsError,
    StepError,
    TimesError,
    ValueFixedError,
    ValueNeededError,
)
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

#: The smallest step of points, in hundredths.
STEP_X100 = 50
#: What one entry may count at most.
MOST_TIMES = 100

_POINTS = re.compile(r"(?P<sign>[-+]?)(?P<whole>\d{1,4})(?:\.(?P<decimals>\d{1,6}))?")


class Period(StrEnum):
    """The stretch of time in which a cap counts."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def chinese(self) -> str:
        """The period as an explanation says it."""
        return _PERIODS[self]

    def joins(self, one: date, other: date) -> bool:
        """Tell whether two days lie in the same period."""
        match self:
            case Period.DAY:
                return one == other
            case Period.MONTH:
                return Month.of(one) == Month.of(other)
            case Period.QUARTER:
                return Month.of(one).quarter == Month.of(other).quarter
            case Period.YEAR:
                return one.year == other.year


_PERIODS = {Period.DAY: "当日", Period.MONTH: "当月", Period.QUARTER: "本季", Period.YEAR: "本年"}


class MemberClass(StrEnum):
    """Which members an item applies to, by what the register knows of them."""

    OFFICER = "村两委干部党员"
    RESIDENT = "在村普通党员"
    FLOATING = "流动党员"
    OLD = "年老体弱党员"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most ``limit_x100`` in a period, for one item or its whole category."""

    period: Period
    limit_x100: int
    whole_category: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a scheme; deductions have negative points, a range ends at ``highest_x100``."""

    code: str
    category: str
    name: str
    points_x100: int
    unit: str
    highest_x100: int | None = None
    caps: tuple[Cap, ...] = ()
    until_exhausted: bool = False
    applies_to: tuple[MemberClass, ...] = ()
    evidence: str = ""

    @property
    def is_deduction(self) -> bool:
        """Whether the item takes points away."""
        return self.points_x100 < 0

    @property
    def worth(self) -> str:
        """What one occasion is worth: ``0.5 分/次``, ``5～10 分/项``."""
        range_end = "" if self.highest_x100 is None else f"～{plain_points(self.highest_x100)}"
        return f"{plain_points(self.points_x100)}{range_end} 分/{self.unit}"

    @property
    def limits(self) -> str:
        """The item's caps in words; empty where there are none."""
        return "；".join(f"{_title(cap, self)} {plain_points(cap.limit_x100)} 分" for cap in self.caps)

    @property
    def description(self) -> str:
        """The item in one line, with what it is worth and its caps."""
        limits = f"；{self.limits}" if self.limits else ""
        return f"{self.code} {self.name}（{self.worth}{limits}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An entry made before; a reversal names the entry it takes back and carries the opposite points."""

    id: int
    reverses: int | None
    code: str
    category: str
    happened_on: date
    awarded_x100: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What an entry earns and why; ``cap`` is the one that cut it, the tightest where several did."""

    awarded_x100: int
    explanation: str
    cap: Cap | None


def award(item: Item, *, requested_x100: int, counted: Mapping[Cap, int]) -> Award:
    """Return what ``item`` earns when ``requested_x100`` is asked and ``counted`` is used up of each cap.

    ``counted`` comes from :func:`counted_before`. What is asked beyond a cap is not earned and not an error:
    the explanation names every cap that cut it, the tightest first.
    """
    asked = abs(requested_x100)
    left = sorted((max(0, cap.limit_x100 - counted[cap]), index) for index, cap in enumerate(item.caps))
    granted = min([asked, *(room for room, _ in left)])
    cutting = [item.caps[index] for room, index in left if room < asked]
    told = cutting or [item.caps[index] for _, index in left[:1]]
    verb, used = ("扣", "已扣") if item.is_deduction else ("记", "已计")
    facts = "；".join(
        f"{_title(cap, item)} {plain_points(cap.limit_x100)} 分，{used} {plain_points(counted[cap])} 分" for cap in told
    )
    if cutting:
        explanation = f"应{verb} {plain_points(asked)} 分，实{verb} {plain_points(granted)} 分：{facts}"
    elif told:
        explanation = f"{verb} {plain_points(granted)} 分，{facts}"
    else:
        explanation = f"{verb} {plain_points(granted)} 分"
    return Award(
        awarded_x100=-granted if item.is_deduction else granted,
        explanation=explanation,
        cap=cutting[0] if cutting else None,
    )


def counted_before(item: Item, *, happened_on: date, past: Iterable[Past]) -> dict[Cap, int]:
    """Return how much of each cap of ``item`` is used up by ``past``, on the day something happened.

    What was reversed uses up nothing.
    """
    entries = tuple(past)
    gone = {entry.reverses for entry in entries}
    counted = dict.fromkeys(item.caps, 0)
    for entry in entries:
        if entry.reverses is not None or entry.id in gone or (entry.awarded_x100 < 0) != item.is_deduction:
            continue
        for cap in item.caps:
            same = entry.category == item.category if cap.whole_category else entry.code == item.code
            if same and cap.period.joins(entry.happened_on, happened_on):
                counted[cap] += abs(entry.awarded_x100)
    return counted


def requested_points(item: Item, *, times: int = 1, value_x100: int | None = None) -> int:
    """Return the points asked for: so many times the item's, or for a range the value that was found right.

    :raise ValueNeededError: a range without a value in it.
    :raise ValueFixedError: a value for an item whose points are fixed.
    :raise StepError: a value finer than half a point.
    :raise TimesError: fewer than one time, too many, or a range more than once.
    """
    if not 1 <= times <= MOST_TIMES or (item.highest_x100 is not None and times != 1):
        raise TimesError(MOST_TIMES)
    if item.highest_x100 is None:
        if value_x100 not in {None, item.points_x100}:
            raise ValueFixedError(item.name, plain_points(item.points_x100))
        return item.points_x100 * times
    lowest, highest = sorted((item.points_x100, item.highest_x100))
    if value_x100 is None or not lowest <= value_x100 <= highest:
        raise ValueNeededError(item.name, plain_points(lowest), plain_points(highest))
    if value_x100 % STEP_X100:
        raise StepError(plain_points(value_x100))
    return value_x100


def late_days(happened_on: date, *, recorded_on: date) -> int:
    """Return how many days after it happened a thing is recorded; 0 on the same day.

    :raise FutureDateError: it has not happened yet.
    """
    if happened_on > recorded_on:
        raise FutureDateError(recorded_on)
    return (recorded_on - happened_on).days


def changed_points(item: Item, points_x100: int) -> int:
    """Return what a reviewer found right for ``item``: a value of its range, or a multiple of its points.

    :raise ChangedValueError: the value does not fit the item.
    """
    if item.highest_x100 is not None:
        lowest, highest = sorted((item.points_x100, item.highest_x100))
        fits = lowest <= points_x100 <= highest and points_x100 % STEP_X100 == 0
    else:
        fits = points_x100 % item.points_x100 == 0 and 1 <= points_x100 // item.points_x100 <= MOST_TIMES
    if not fits:
        raise ChangedValueError(item.worth)
    return points_x100


def require_applies(item: Item, member: frozenset[MemberClass]) -> None:
    """Refuse an item that is meant for members of other classes.

    :raise NotForThisMemberError: it is.
    """
    if item.applies_to and not member & set(item.applies_to):
        raise NotForThisMemberError(item.name, "、".join(item.applies_to))


def average_x100(total_x100: int, *, members: int) -> int:
    """Return the average to a hundredth of a point, halves up; 0 without members."""
    return (2 * total_x100 + members) // (2 * members) if members else 0


def parse_points(text: str) -> int:
    """Return the hundredths of ``text``, a number of points such as ``4.5`` or ``－２``.

    :raise NotPointsError: the text is no number, or beyond four digits.
    :raise StepError: it is finer than half a point.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("分").strip()
    match = _POINTS.fullmatch(plain)
    if match is None:
        raise NotPointsError(text)
    decimals = (match["decimals"] or "").rstrip("0")
    if decimals not in {"", "5"}:
        raise StepError(text)
    points_x100 = int(match["whole"]) * 100 + (STEP_X100 if decimals else 0)
    return -points_x100 if match["sign"] == "-" else points_x100


def plain_points(points_x100: int) -> str:
    """Return hundredths as people write points: ``4.5``, ``-2``, ``1.25``."""
    whole, rest = divmod(abs(points_x100), 100)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
    return f"-{text}" if points_x100 < 0 else text


def _title(cap: Cap, item: Item) -> str:
    owner = f"“{item.category}”类" if cap.whole_category else ""
    return f"{owner}{cap.period.chinese}上限"

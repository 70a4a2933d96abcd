"""What a scheme is made of: items, base points, vetoes; pure values, with how people write them.

Points are hundredths in integers and move in half points. A cap limits what counts in a day, month, quarter or
year, for one item or for its whole category; additions and deductions are counted apart, each by its size.

Source: product rule "half points are exact"; every value is a branch's own scheme, data of the form of
``schemes/example-2026.csv``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from points.errors import NotPointsError, StepError
from points.values import Source
from portal.kernel.months import Month

if TYPE_CHECKING:
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
    """Which members an item applies to: by the register, or as the branch decided for a time."""

    OFFICER = "村两委干部党员"
    RESIDENT = "在村普通党员"
    FLOATING = "流动党员"
    OLD = "年老体弱党员"

    @property
    def code(self) -> str:
        """The class as tables number it: K1 to K4."""
        return f"K{list(MemberClass).index(self) + 1}"

    @classmethod
    def named(cls, text: str) -> MemberClass | None:
        """Return the class called ``text`` by its name or code, if there is one."""
        return next((one for one in cls if text in {one.value, one.code}), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most ``limit_x100`` in a period, for one item or its whole category.

    A ``floor`` is the cap on deductions that take no more than the base points of their category (扣完为止).
    """

    period: Period
    limit_x100: int
    whole_category: bool = False
    floor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a scheme; deductions have negative points, a range ends at ``highest_x100``.

    Of the items of one ``group`` only the highest counts in a year; ``group_codes`` are all items of that group. From
    the second time in a year on, an item counts ``repeat_x100`` hundredths of its points.
    """

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
    evidence_required: bool = False
    group: str = ""
    group_codes: tuple[str, ...] = ()
    repeat_x100: int | None = None
    source: Source | None = None

    @property
    def is_deduction(self) -> bool:
        """Whether the item takes points away."""
        return self.points_x100 < 0

    @property
    def once_a_day(self) -> bool:
        """Whether the same member, item and day is the same event: it stands for a meeting's record."""
        return self.source is not None and self.source.is_of_meetings

    @property
    def is_for_dues(self) -> bool:
        """Whether it says that somebody paid party dues, which stays inside the branch."""
        return self.source == Source.DUES or "党费" in self.name

    @property
    def worth(self) -> str:
        """What one occasion is worth: ``0.5 分/次``, ``5～10 分/项``."""
        range_end = "" if self.highest_x100 is None else f"～{plain_points(self.highest_x100)}"
        return f"{plain_points(self.points_x100)}{range_end} 分/{self.unit}"

    @property
    def limits(self) -> str:
        """What limits the item in words; empty where nothing does."""
        told = [f"{cap_title(cap, self)} {plain_points(cap.limit_x100)} 分" for cap in self.caps]
        if self.group:
            told.append(f"“{self.group}”组只计最高一项")
        if self.repeat_x100 is not None:
            told.append(f"第二次起按 {plain_points(self.repeat_x100)} 倍计")
        return "；".join(told)

    @property
    def description(self) -> str:
        """The item in one line, with what it is worth and its caps."""
        limits = f"；{self.limits}" if self.limits else ""
        return f"{self.code} {self.name}（{self.worth}{limits}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Points every member begins a year with (基础分); ``floored``: the year's total never falls below nothing."""

    code: str
    category: str
    name: str
    points_x100: int
    unit: str
    floored: bool = False


class VetoEffect(StrEnum):
    """What a veto item (一票否决) does to a member's year."""

    ZERO = "年度积分清零"
    UNQUALIFIED = "按不合格档处理"
    PROCEEDINGS = "转组织处置程序"


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """Something after which a member's points do not help any more."""

    code: str
    category: str
    name: str
    effect: VetoEffect


def cap_title(cap: Cap, item: Item) -> str:
    """Return what a cap is called: ``本年上限``, ``“组织生活”类本年上限``."""
    if cap.floor:
        return f"“{item.category}”类基础分"
    owner = f"“{item.category}”类" if cap.whole_category else ""
    return f"{owner}{cap.period.chinese}上限"


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

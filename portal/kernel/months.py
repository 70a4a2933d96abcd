"""Calendar months and quarters. A month is written ``2026-10``, a quarter ``2026-Q3``; ranges are half-open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError

if TYPE_CHECKING:
    from typing import Self

_MONTH = re.compile(r"(?P<year>19\d\d|2\d{3})-(?P<number>0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(?P<year>19\d\d|2\d{3})-Q(?P<number>[1-4])")


class MonthError(BadValueError):
    """A text that is not a month."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2026-10``.

        :raise MonthError: the text has another form.
        """
        match = _MONTH.fullmatch(text.strip())
        if match is None:
            msg = f"“{text}”不是月份，请写成 2026-10 的样子。"
            raise MonthError(msg)
        return cls(int(match["year"]), int(match["number"]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month ``day`` lies in."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return self.plus(1).first_day - timedelta(days=1)

    @property
    def quarter(self) -> Quarter:
        """The quarter the month lies in."""
        return Quarter(self.year, (self.number + 2) // 3)

    def plus(self, months: int) -> Month:
        """Return the month ``months`` later (earlier where negative)."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def contains(self, day: date) -> bool:
        """Tell whether ``day`` lies in the month."""
        return (day.year, day.month) == (self.year, self.number)

    @property
    def chinese(self) -> str:
        """The month as people say it: ``2026年10月``."""
        return f"{self.year}年{self.number}月"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three calendar months."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2026-Q3``.

        :raise MonthError: the text has another form.
        """
        match = _QUARTER.fullmatch(text.strip())
        if match is None:
            msg = f"“{text}”不是季度，请写成 2026-Q3 的样子。"
            raise MonthError(msg)
        return cls(int(match["year"]), int(match["number"]))

    @property
    def months(self) -> tuple[Month, Month, Month]:
        """The three months, first to last."""
        first = Month(self.year, self.number * 3 - 2)
        return (first, first.plus(1), first.plus(2))

    @property
    def first_day(self) -> date:
        """The first day of the quarter."""
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        """The last day of the quarter."""
        return self.months[2].last_day

    @property
    def chinese(self) -> str:
        """The quarter as people say it: ``2026年第三季度``."""
        return f"{self.year}年第{'一二三四'[self.number - 1]}季度"

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"

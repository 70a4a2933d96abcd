"""What is published beside the months: a quarter, written ``2026-Q3``, or a whole year, written ``2026``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.months import Month, MonthError, Quarter

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

_YEAR = re.compile(r"19\d\d|2\d{3}")
_QUARTERS = range(1, 5)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter, or a year: then ``quarter`` is 5, so that a year follows its quarters."""

    year: int
    quarter: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2026-Q3`` or ``2026``.

        :raise MonthError: the text has another form.
        """
        if _YEAR.fullmatch(text):
            return cls.of_year(int(text))
        try:
            found = Quarter.parse(text)
        except MonthError as error:
            msg = f"“{text}”不是季度或年份，请写成 2026-Q3 或 2026 的样子。"
            raise MonthError(msg) from error
        return cls(found.year, found.number)

    @classmethod
    def of_year(cls, year: int) -> Self:
        """Return a whole year."""
        return cls(year, _QUARTERS.stop)

    @property
    def is_year(self) -> bool:
        """Whether it is a whole year."""
        return self.quarter == _QUARTERS.stop

    @property
    def months(self) -> tuple[Month, ...]:
        """Its months, first to last."""
        if self.is_year:
            return tuple(month for number in _QUARTERS for month in Quarter(self.year, number).months)
        return Quarter(self.year, self.quarter).months

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.months[-1].last_day

    @property
    def chinese(self) -> str:
        """As people say it: ``2026年第三季度``, ``2026年全年``."""
        return f"{self.year}年全年" if self.is_year else Quarter(self.year, self.quarter).chinese

    def __str__(self) -> str:
        return f"{self.year:04d}" if self.is_year else str(Quarter(self.year, self.quarter))


def periods_between(first: Month, last: Month) -> tuple[Period, ...]:
    """Return the quarters and years that end from ``first`` to ``last``, first to last; a year after its quarters."""
    found: list[Period] = []
    month = first
    while month <= last:
        quarter = month.quarter
        if quarter.months[-1] == month:
            found.append(Period(quarter.year, quarter.number))
            if quarter.number == _QUARTERS[-1]:
                found.append(Period.of_year(month.year))
        month = month.plus(1)
    return tuple(found)

"""Which months, quarter or year a list of points is about, as it stands in an address: ``2026-10``, ``2026-Q3``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, MonthError, Quarter

_YEAR = re.compile(r"(?:19|2\d)\d\d")


@dataclass(frozen=True, slots=True, order=True)
class Year:
    """One calendar year, for which a scheme applies."""

    year: int

    @property
    def first_day(self) -> date:
        """The first day of the year."""
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)

    @property
    def chinese(self) -> str:
        """The year as people say it: ``2026年``."""
        return f"{self.year}年"

    def __str__(self) -> str:
        return f"{self.year:04d}"


Stretch = Month | Quarter | Year


def parse_stretch(text: str) -> Stretch:
    """Return the month, quarter or year ``text`` names.

    :raise NotFoundError: it names none; there is no such list.
    """
    if _YEAR.fullmatch(text):
        return Year(int(text))
    return parse_period(text)


def parse_period(text: str) -> Month | Quarter:
    """Return the month or quarter ``text`` names: what lists are published for.

    :raise NotFoundError: it names neither.
    """
    try:
        return Quarter.parse(text) if "Q" in text else Month.parse(text)
    except MonthError as problem:
        raise NotFoundError from problem


def earlier(stretch: Stretch) -> Stretch:
    """Return the month, quarter or year before."""
    if isinstance(stretch, Year):
        return Year(stretch.year - 1)
    return stretch.plus(-1) if isinstance(stretch, Month) else stretch.months[0].plus(-1).quarter


def later(stretch: Stretch) -> Stretch:
    """Return the month, quarter or year after."""
    if isinstance(stretch, Year):
        return Year(stretch.year + 1)
    return stretch.plus(1) if isinstance(stretch, Month) else stretch.months[2].plus(1).quarter


def around(stretch: Stretch, *, today: date) -> tuple[Stretch, ...]:
    """Return the other stretches of the same time: the month's quarter and year, the quarter's month and year.

    Of months and quarters within, that of today where today lies within, else the last that is not to come.
    """
    if isinstance(stretch, Month):
        return (stretch.quarter, Year(stretch.year))
    month = Month.of(max(stretch.first_day, min(stretch.last_day, today)))
    return (month, month.quarter) if isinstance(stretch, Year) else (month, Year(stretch.year))

"""By when a month's books are complete and public."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.months import Month

#: Monthly finances are public by this day of the following month, so they are booked by then.
#: Source: 重庆市实施村组法办法第30条; quoted. Other provinces leave the day to the county.
DUE_DAY = 15
DUE_ARTICLE, DUE_JURISDICTION = "重庆市实施村组法办法第30条", "重庆"

#: Years a village's books can be of; anything else is a slip of the keyboard.
_FIRST_YEAR, _LAST_YEAR = 1949, 2999


def is_possible(month: Month) -> bool:
    """Tell whether a village can have books of ``month`` at all."""
    return _FIRST_YEAR <= month.year <= _LAST_YEAR


def books_due(month: Month) -> date:
    """Return the last day on which ``month`` is booked, closed and published in time."""
    return month.plus(1).first_day.replace(day=DUE_DAY)


def due_is_quoted(jurisdiction: str) -> bool:
    """Tell whether the day is the law in that province; anywhere else it is only what a province made of the law."""
    return jurisdiction.startswith(DUE_JURISDICTION)


def late_days(month: Month, *, recorded_on: date) -> int:
    """Return by how many days an entry of ``month`` was recorded after its books were due; 0 when in time."""
    return max(0, (recorded_on - books_due(month)).days)

"""By when books are complete and public: a month's, a quarter's, a year's; the days are data (``due_days``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.due_days import DueKind, due_day

if TYPE_CHECKING:
    from datetime import date

    from disclosure.books.rules.periods import Period
    from portal.kernel.months import Month

#: Where it is written by when monthly finances are public, so that they are booked by then.
DUE_ARTICLE = due_day(DueKind.MONTH).article

#: Years a village's books can be of; anything else is a slip of the keyboard.
_FIRST_YEAR, _LAST_YEAR = 1949, 2999


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day on which something is public in time, where that is written, and whether it is the law there."""

    on: date
    target_on: date | None  # what villages aim at
    article: str
    quoted: bool


def is_possible(month: Month) -> bool:
    """Tell whether a village can have books of ``month`` at all."""
    return _FIRST_YEAR <= month.year <= _LAST_YEAR


def books_due(month: Month) -> date:
    """Return the last day on which ``month`` is booked, closed and published in time.

    Source: 重庆市实施村组法办法第30条; quoted. Other provinces leave the day to the county.
    """
    return _day_after(month, DueKind.MONTH)


def due_is_quoted(jurisdiction: str) -> bool:
    """Tell whether the day is the law in that province; anywhere else it is only what a province made of the law."""
    return due_day(DueKind.MONTH).is_quoted_in(jurisdiction)


def late_days(month: Month, *, recorded_on: date) -> int:
    """Return by how many days an entry of ``month`` was recorded after its books were due; 0 when in time."""
    return max(0, (recorded_on - books_due(month)).days)


def month_deadline(month: Month, *, jurisdiction: str) -> Deadline:
    """Return by when ``month`` is public in a place."""
    return _deadline(month, DueKind.MONTH, jurisdiction=jurisdiction)


def period_deadline(period: Period, *, jurisdiction: str) -> Deadline:
    """Return by when a quarter or a year is public in a place.

    Source: 重庆市实施村组法办法第30条 for the quarter; quoted.
    """
    kind = DueKind.YEAR if period.is_year else DueKind.QUARTER
    return _deadline(period.months[-1], kind, jurisdiction=jurisdiction)


def _deadline(last: Month, kind: DueKind, *, jurisdiction: str) -> Deadline:
    row = due_day(kind)
    on = _day_after(last, kind)
    return Deadline(
        on=on,
        target_on=on.replace(day=row.target_day) if row.target_day else None,
        article=row.article,
        quoted=row.is_quoted_in(jurisdiction),
    )


def _day_after(last: Month, kind: DueKind) -> date:
    row = due_day(kind)
    return last.plus(row.months_after).first_day.replace(day=row.day)

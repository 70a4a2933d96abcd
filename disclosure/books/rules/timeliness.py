"""How promptly a village keeps its books: what was public by its day, days until an entry, days until publication.

Months count for themselves, quarters and years together for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from disclosure.books.rules.deadlines import books_due, period_deadline
from disclosure.books.rules.periods import periods_between
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from disclosure.books.rules.periods import Period

#: As many months are looked back on.
LOOKED_AT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeliness:
    """The figures of one village over its last due months; days are whole, and ``None`` where there is nothing."""

    due: int  # months whose day has passed
    in_time: int  # of them public by that day
    entry_days: int | None  # the middle entry: days from what happened to its record
    publish_days: int | None  # the middle month: days from its last day to its signature
    periods_due: int  # quarters and years whose day has passed
    periods_in_time: int
    period_days: int | None  # the middle quarter or year: days from its last day to its signature

    @property
    def words(self) -> str:
        """How many of the months were public in time: 按时 11/12."""
        return f"按时 {self.in_time}/{self.due}" if self.due else "还没有到期的月份"

    @property
    def is_late(self) -> bool:
        """Whether any of them was not."""
        return self.in_time < self.due

    @property
    def period_words(self) -> str:
        """How many of the quarters and years were public in time."""
        return f"按时 {self.periods_in_time}/{self.periods_due}" if self.periods_due else "还没有到期的季度"

    @property
    def has_late_periods(self) -> bool:
        """Whether any quarter or year was not."""
        return self.periods_in_time < self.periods_due


def due_months(today: date) -> tuple[Month, ...]:
    """Return the last months whose day has passed, the oldest first."""
    last = Month.of(today).plus(-1)
    while books_due(last) >= today:
        last = last.plus(-1)
    return tuple(last.plus(-back) for back in range(LOOKED_AT - 1, -1, -1))


def due_periods(today: date) -> tuple[Period, ...]:
    """Return the quarters and years that ended within the last due months, or since, and whose own day has passed."""
    ended = periods_between(due_months(today)[0], Month.of(today).plus(-1))
    return tuple(one for one in ended if period_deadline(one, jurisdiction="").on < today)


def timeliness(
    months: Iterable[Month],
    *,
    published: Mapping[Month, date],
    entries: Iterable[tuple[int, int]],
    periods: Mapping[Period, date | None] = MappingProxyType({}),
) -> Timeliness:
    """Return a village's figures over ``months`` and ``periods``, those that are due and not before its books begin.

    ``published`` says when a month was signed and public, ``periods`` when a quarter or year was, or nothing;
    ``entries`` are days and how many entries took as many.
    """
    due = tuple(months)
    signed = [(one, on) for one, on in periods.items() if on is not None]
    lags = [(published[month] - month.last_day).days for month in due if month in published]
    return Timeliness(
        due=len(due),
        in_time=sum(month in published and published[month] <= books_due(month) for month in due),
        entry_days=_middle(entries),
        publish_days=_middle((days, 1) for days in lags),
        periods_due=len(periods),
        periods_in_time=sum(on <= period_deadline(one, jurisdiction="").on for one, on in signed),
        period_days=_middle(((on - one.last_day).days, 1) for one, on in signed),
    )


def _middle(counted: Iterable[tuple[int, int]]) -> int | None:
    """Return the middle value of values that are counted; of two in the middle the smaller one."""
    ordered = sorted(counted)
    left = (sum(count for _, count in ordered) + 1) // 2
    for value, count in ordered:
        left -= count
        if left <= 0 and count:
            return value
    return None

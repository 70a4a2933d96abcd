"""How promptly a village keeps its books: months public by their day, days until an entry, days until publication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.rules.deadlines import books_due
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

#: As many months are looked back on.
LOOKED_AT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeliness:
    """The figures of one village over its last due months; days are whole, and ``None`` where there is nothing."""

    due: int  # months whose day has passed
    in_time: int  # of them public by that day
    entry_days: int | None  # the middle entry: days from what happened to its record
    publish_days: int | None  # the middle month: days from its last day to its signature

    @property
    def words(self) -> str:
        """How many of the months were public in time: 按时 11/12."""
        return f"按时 {self.in_time}/{self.due}" if self.due else "还没有到期的月份"

    @property
    def is_late(self) -> bool:
        """Whether any of them was not."""
        return self.in_time < self.due


def due_months(today: date) -> tuple[Month, ...]:
    """Return the last months whose day has passed, the oldest first."""
    last = Month.of(today).plus(-1)
    while books_due(last) >= today:
        last = last.plus(-1)
    return tuple(last.plus(-back) for back in range(LOOKED_AT - 1, -1, -1))


def timeliness(
    months: Iterable[Month], *, published: Mapping[Month, date], entries: Iterable[tuple[int, int]]
) -> Timeliness:
    """Return a village's figures over ``months``, those that are due and not before its books begin.

    ``published`` says when a month was signed and public; ``entries`` are days and how many entries took as many.
    """
    due = tuple(months)
    lags = [(published[month] - month.last_day).days for month in due if month in published]
    return Timeliness(
        due=len(due),
        in_time=sum(month in published and published[month] <= books_due(month) for month in due),
        entry_days=_middle(entries),
        publish_days=_middle((days, 1) for days in lags),
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

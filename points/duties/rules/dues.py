"""Dues: which months are due by when, what is late, how far back one pays. Amounts in fen; nothing is paid here.

Source: 关于中国共产党党费收缴、使用和管理的规定第6、12条 (转引); not read, so it warns and stops nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from points.duties.values import Rhythm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from portal.kernel.months import Month, Quarter


class DuesState(StrEnum):
    """How a member's month stands."""

    PAID = "paid"
    PAID_LATE = "paid_late"
    DUE = "due"
    LATE = "late"

    @property
    def chinese(self) -> str:
        """The state as people say it."""
        return _NAMES[self][0]

    @property
    def sign(self) -> str:
        """The shape the state is shown with."""
        return _NAMES[self][1]


_NAMES = {
    DuesState.PAID: ("已交", "done"),
    DuesState.PAID_LATE: ("迟交", "warn"),
    DuesState.DUE: ("未到期", "wait"),
    DuesState.LATE: ("逾期未交", "stop"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesMonth:
    """One month of one member: what is due, by when, and what was paid."""

    person_id: int
    month: Month
    due_fen: int
    begins_on: date  # from when it may be paid: its own first day, or its quarter's
    due_on: date
    paid_on: date | None
    paid_fen: int
    late_days: int  # how many days after the payment it was entered
    agreed: bool  # the member's own amount was recorded; otherwise the least of the rules
    payment_id: int | None

    def state(self, today: date) -> DuesState:
        """Return how the month stood on a day; what was paid later was not paid then."""
        if self.paid_on is not None and self.paid_on <= today:
            return DuesState.PAID if self.paid_on <= self.due_on else DuesState.PAID_LATE
        return DuesState.DUE if today <= self.due_on else DuesState.LATE


def rhythm_of(month: Month, steps: Iterable[tuple[Month, Rhythm]]) -> Rhythm | None:
    """Return how often dues of a month are paid, by what was recorded; ``None`` before the ledger begins."""
    known = [one for one in steps if one[0] <= month]
    return max(known, key=lambda one: one[0])[1] if known else None


def first_day(month: Month, rhythm: Rhythm) -> date:
    """Return the first day on which a month's dues may be paid: nothing is taken beforehand."""
    return month.quarter.first_day if rhythm is Rhythm.QUARTERLY else month.first_day


def due_day(month: Month, rhythm: Rhythm) -> date:
    """Return the last day on which a month's dues are paid in time: its own last day, or its quarter's."""
    return month.quarter.last_day if rhythm is Rhythm.QUARTERLY else month.last_day


def amount_of(month: Month, steps: Sequence[tuple[Month, int]], *, least_fen: int) -> tuple[int, bool]:
    """Return what is due of a member for a month in fen, and whether that was agreed.

    ``steps`` are the amounts recorded for the member, oldest first; of two for one month the later holds.
    """
    known = [one for one in enumerate(steps) if one[1][0] <= month]
    if not known:
        return least_fen, False
    return max(known, key=lambda one: (one[1][0], one[0]))[1][1], True


def is_usual(monthly_fen: int, *, least_fen: int, most_fen: int, hardship_fen: int) -> bool:
    """Tell whether an amount a month is what the rules say of farmers, or of those in hardship; else it warns."""
    return least_fen <= monthly_fen <= most_fen or monthly_fen == hardship_fen


def is_many_times(monthly_fen: int, *, beside_fen: int, times: int) -> bool:
    """Tell whether an amount is so many times the one it is held against that it is asked about first."""
    return monthly_fen >= beside_fen * times


def months_of(first: Month, last: Month) -> Iterator[Month]:
    """Yield the months from ``first`` to ``last``, both included."""
    while first <= last:
        yield first
        first = first.plus(1)


def too_far_back(month: Month, *, paid_on: date, most_months: int) -> bool:
    """Tell whether a month lies further back than dues are made up for; it warns."""
    return month.plus(most_months).last_day < paid_on


def paid_in_time(months: Iterable[DuesMonth]) -> tuple[int, int]:
    """Return how many of these months were paid by their day, and how many there are."""
    listed = list(months)
    return sum(one.paid_on is not None and one.paid_on <= one.due_on for one in listed), len(listed)


def quarter_paid(months: Mapping[Month, DuesMonth], quarter: Quarter) -> date | None:
    """Return the day on which the last month of a quarter was paid, all that were due paid in time; else ``None``."""
    due = [months[month] for month in quarter.months if month in months]
    days = [one.paid_on for one in due if one.paid_on is not None and one.paid_on <= one.due_on]
    return max(days) if days and len(days) == len(due) else None

"""What is due when: months, quarters and years of one village, the next one first, and how far each is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.due_days import DueKind, due_day
from disclosure.books.queries.months import months
from disclosure.books.queries.periodic import prepared_versions, signed_months, state_of
from disclosure.books.rules.deadlines import month_deadline, period_deadline
from disclosure.books.rules.periods import periods_between
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from disclosure.books.due_days import DueDay
    from disclosure.books.queries.periodic import PreparedRow
    from disclosure.books.rules.closing import MonthState
    from disclosure.books.rules.deadlines import Deadline
    from disclosure.books.rules.periodic import PeriodState
    from disclosure.books.rules.periods import Period
    from portal.org.models import Place

#: How many months are looked back on.
_LOOKED_BACK = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """One thing that falls due."""

    what: str
    key: str  # in addresses: 2026-10, 2026-Q3, 2026
    is_month: bool
    deadline: Deadline
    light: str
    state: str
    public_on: date | None
    late_days: int  # how much later it was public, or how much later it is now
    has_page: bool

    @property
    def is_done(self) -> bool:
        """Whether it is public."""
        return self.public_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """Everything that falls due."""

    coming: tuple[DueRow, ...]  # not public yet, what is due first first
    done: tuple[DueRow, ...]  # public, the newest first
    usual: Deadline  # of the month that runs
    event: DueDay  # what is of weight has days of its own


def due_page(village: Place, *, today: date) -> DuePage:
    """Return what a village had to publish of the last months, and what comes next."""
    rows = due_rows(village, today=today)
    return DuePage(
        coming=tuple(sorted((one for one in rows if not one.is_done), key=lambda one: one.deadline.on)),
        done=tuple(sorted((one for one in rows if one.is_done), key=lambda one: one.deadline.on, reverse=True)),
        usual=month_deadline(Month.of(today), jurisdiction=village.jurisdiction),
        event=due_day(DueKind.EVENT),
    )


def due_rows(village: Place, *, today: date) -> tuple[DueRow, ...]:
    """Return the months, quarters and years that were due lately or are next; nothing where there are no books."""
    known = {row.month: row.state for row in months(village)}
    if not known:
        return ()
    begun, now = min(known), Month.of(today)
    first = max(begun, now.plus(-_LOOKED_BACK))
    signed = signed_months(village)
    found = []
    month = first
    while month <= now:
        found.append(_month_row(village, month, known, signed, today=today))
        month = month.plus(1)
    periods = [one for one in periods_between(first, now.plus(2)) if one.months[0] <= now and not one.is_year]
    years = [one for one in periods_between(first, Month(now.year, 12)) if one.is_year]
    versions: dict[str, list[PreparedRow]] = {}
    for one in prepared_versions(village, [str(period) for period in (*periods, *years)]):
        versions.setdefault(one.period, []).append(one)
    for period in (*periods, *years):
        of_period = versions.get(str(period), [])
        newest = of_period[-1] if of_period else None
        state = state_of(period, newest, begun=begun, signed=signed, today=today)
        public_on = next((one.signed_on for one in of_period if one.signed_on), None)
        found.append(_period_row(village, period, state, public_on, today=today))
    return tuple(found)


def _month_row(
    village: Place, month: Month, known: Mapping[Month, MonthState], signed: Mapping[Month, date], *, today: date
) -> DueRow:
    deadline = month_deadline(month, jurisdiction=village.jurisdiction)
    state = known.get(month)
    return DueRow(
        what=f"{month.chinese}收支",
        key=str(month),
        is_month=True,
        deadline=deadline,
        light=state.light if state else "wait",
        state=state.title if state else "还没有记账",
        public_on=signed.get(month),
        late_days=_late(deadline, signed.get(month), today=today),
        has_page=state is not None,
    )


def _period_row(village: Place, period: Period, state: PeriodState, public_on: date | None, *, today: date) -> DueRow:
    deadline = period_deadline(period, jurisdiction=village.jurisdiction)
    return DueRow(
        what=f"{period.chinese}财务公开",
        key=str(period),
        is_month=False,
        deadline=deadline,
        light=state.light,
        state=state.title,
        public_on=public_on,
        late_days=_late(deadline, public_on, today=today),
        has_page=True,
    )


def _late(deadline: Deadline, public_on: date | None, *, today: date) -> int:
    return max(0, ((public_on or today) - deadline.on).days)

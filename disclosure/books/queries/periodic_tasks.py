"""What quarters and years leave to be done: one prepares, another signs, the township asks after late ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.queries.periodic import prepared_versions, state_of
from disclosure.books.rules.closing import MonthState
from disclosure.books.rules.deadlines import period_deadline
from disclosure.books.rules.periodic import PeriodState, covered_months
from disclosure.books.rules.periods import periods_between
from disclosure.books.rules.timeliness import LOOKED_AT
from portal.areas import Task
from portal.kernel.months import Month
from portal.org.offices import TOWNSHIP_OFFICES
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from disclosure.books.queries.months import MonthRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def periodic_tasks(actor: Actor, village: Place, rows: Sequence[MonthRow], *, today: date) -> list[Task]:
    """Return the quarters and years that wait for ``actor``, the oldest first; ``rows`` are the village's months."""
    may_prepare = actor.may(Permission.BOOKS_CLOSE, village, on=today)
    may_sign = actor.may(Permission.BOOKS_SIGN_OFF, village, on=today)
    oversees = not TOWNSHIP_OFFICES.isdisjoint(actor.offices(village, on=today))
    if not rows or not (may_prepare or may_sign or oversees):
        return []
    begun, last = min(row.month for row in rows), Month.of(today).plus(-1)
    signed = {row.month for row in rows if row.state is MonthState.SIGNED_OFF}
    periods = [
        one
        for one in periods_between(max(begun, last.plus(-LOOKED_AT)), last)
        if oversees or signed.issuperset(covered_months(one, begun=begun))
    ]
    versions = {one.period: one for one in prepared_versions(village, [str(one) for one in periods])}
    found = []
    for period in periods:
        newest = versions.get(str(period))
        state = state_of(period, newest, begun=begun, signed=signed, today=today)
        due = period_deadline(period, jurisdiction=village.jurisdiction).on
        if state is PeriodState.READY and may_prepare:
            what, endpoint = "编制公开表", "books.prepare_period"
        elif newest and state is PeriodState.PREPARED and may_sign and newest.prepared_by != actor.account_id:
            what, endpoint = "签字公布", "books.sign_period"
        elif oversees and state is not PeriodState.PUBLISHED and due < today:
            what, endpoint = f"过期没有公开，{state.title}", "books.period"
        else:
            continue
        title, values = f"{period.chinese}财务公开：{what}", {"period": str(period)}
        found.append(Task(title=title, endpoint=endpoint, values=values, due=due, urgent=due <= today))
    return found

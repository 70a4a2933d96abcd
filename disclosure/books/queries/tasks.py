"""What the books leave to be done: approve, pay; enter, close, sign off a month; end a year; ask after late ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.queries.alert_tasks import alert_tasks
from disclosure.books.queries.approval_tasks import approval_tasks
from disclosure.books.queries.bank_tasks import count_tasks, reconcile_tasks
from disclosure.books.queries.funds import fund_tasks
from disclosure.books.queries.ledger import recorders
from disclosure.books.queries.months import close_of, months
from disclosure.books.queries.periodic_tasks import periodic_tasks
from disclosure.books.queries.refusals import refused_months
from disclosure.books.queries.special import special_tasks
from disclosure.books.queries.year_end import year_end_tasks
from disclosure.books.rules.closing import MonthState
from disclosure.books.rules.deadlines import books_due
from portal.areas import Task
from portal.kernel.months import Month
from portal.org.offices import TOWNSHIP_OFFICES
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from disclosure.books.queries.months import MonthRow
    from portal.org.actors import Actor
    from portal.org.models import Place

#: A village whose last entry is older does not keep its books here.
LOOKED_BACK = 24


def tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the requests and months of the village that wait for ``actor``, the oldest first."""
    may_close = actor.may(Permission.BOOKS_CLOSE, village, on=today)
    may_sign_off = actor.may(Permission.BOOKS_SIGN_OFF, village, on=today)
    oversees = not TOWNSHIP_OFFICES.isdisjoint(actor.offices(village, on=today))
    found = [
        *approval_tasks(actor, village, today),
        *count_tasks(actor, village, today),
        *fund_tasks(actor, village, today),
        *year_end_tasks(actor, village, today),
    ]
    if not (may_close or may_sign_off or oversees):
        return found
    looked_into = alert_tasks(actor, village, today=today)
    rows = months(village)
    refused = refused_months(village) if may_close else {}
    for row in reversed(rows):
        if may_close and row.state is MonthState.OPEN and row.month.last_day < today:
            found.append(_task(row.month, "结账", "books.close", today=today))
        elif may_sign_off and row.state is MonthState.CLOSED and not _own_work(actor, village, row):
            found.append(_task(row.month, "签字公布", "books.sign_off", today=today))
        elif row.month in refused:
            found.append(_task(row.month, "监督委员会退回，请看理由", "books.show", today=today))
        elif oversees and row.state is not MonthState.SIGNED_OFF and books_due(row.month) < today:
            found.append(_task(row.month, f"过期没有公开，{row.state.title}", "books.show", today=today))
    if may_close:
        still_open = [row.month for row in reversed(rows) if row.state is MonthState.OPEN]
        found += reconcile_tasks(village, still_open, today=today)
    missing = missing_months([row.month for row in rows], today=today)
    asked = [month for month in missing if may_close or (oversees and books_due(month) < today)]
    not_booked = [_task(month, "还没有记", "books.index", today=today) for month in asked]
    found += [
        *not_booked,
        *periodic_tasks(actor, village, rows, today=today),
        *special_tasks(actor, village, today=today),
    ]
    return [*found, *looked_into]


def _own_work(actor: Actor, village: Place, row: MonthRow) -> bool:
    close = close_of(village, row.month)
    did_close = close is not None and close.closed_by == actor.account_id
    return did_close or actor.account_id in recorders(village, row.month)


def missing_months(known: Collection[Month], *, today: date) -> tuple[Month, ...]:
    """Return the months that are over and have no entries, back to the last that has some."""
    found: list[Month] = []
    month = Month.of(today).plus(-1)
    while month not in known and len(found) < LOOKED_BACK:
        found.append(month)
        month = month.plus(-1)
    return tuple(reversed(found)) if month in known else ()


def _task(month: Month, what: str, endpoint: str, *, today: date) -> Task:
    due = books_due(month)
    return Task(
        title=f"{month.chinese}的账：{what}",
        endpoint=endpoint,
        values={} if endpoint == "books.index" else {"month": str(month)},
        due=due,
        urgent=due <= today,
    )

"""What reconciling and counting leave to be done: match or explain what is open, confirm a count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.queries.bank import coverage, unexplained_months
from disclosure.books.queries.cash_counts import unconfirmed_counts
from disclosure.books.rules.deadlines import books_due
from portal.areas import Task
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place


def count_tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the counts of the village that wait for ``actor`` as the second person."""
    if not actor.may(Permission.BOOKS_COUNT, village, on=today):
        return []
    return [
        Task(
            title=f"{month.chinese}：复核现金盘点",
            endpoint="books.count_cash",
            values={"month": str(month)},
            due=books_due(month),
            urgent=books_due(month) <= today,
        )
        for month in unconfirmed_counts(village, actor.account_id)
    ]


def reconcile_tasks(village: Place, open_months: Iterable[Month], *, today: date) -> list[Task]:
    """Return the open months whose statements are there and not worked through."""
    covered = coverage(village).values()
    if not covered:
        return []
    begun_on, reached = min(one.first_on for one in covered), min(one.last_on for one in covered)
    counted = unexplained_months(village, since=begun_on)
    return [
        Task(
            title=f"{month.chinese}的账：银行对账还有 {counted[month]} 笔没有对上",
            endpoint="books.bank_month",
            values={"month": str(month)},
            due=books_due(month),
            urgent=books_due(month) <= today,
        )
        for month in open_months
        if counted.get(month) and month.last_day <= reached
    ]

"""What alerts leave to be done: the bookkeeper answers them, others look at the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.queries.alerts import answered_count, waiting_alerts
from disclosure.books.rules.alerts import AlertState
from disclosure.books.rules.deadlines import books_due
from portal.areas import Task
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.org.actors import Actor
    from portal.org.models import Place


def alert_tasks(actor: Actor, village: Place, *, today: date) -> list[Task]:
    """Return the alerts of the village that wait for ``actor``: one line to answer them, one to look at answers."""
    if actor.may(Permission.BOOKS_RECORD, village, on=today):
        return _to_answer(village, today=today)
    if actor.may(Permission.ALERT_CLOSE, village, on=today):
        return _to_judge(village)
    return []


def _to_answer(village: Place, *, today: date) -> list[Task]:
    waiting = [one for one in waiting_alerts([village], today=today)[village.id] if one.state is AlertState.OPEN]
    if not waiting:
        return []
    stopping = sum(1 for one in waiting if one.blocking)
    due = min(books_due(one.month) for one in waiting)
    stops = f"，其中 {stopping} 条不答复不能结账" if stopping else ""
    return [
        Task(
            title=f"{len(waiting)} 条疑点待答复{stops}",
            endpoint="books.alerts",
            values={"state": AlertState.OPEN.value},
            due=due,
            urgent=due <= today,
        )
    ]


def _to_judge(village: Place) -> list[Task]:
    count = answered_count(village)
    values = {"state": AlertState.ANSWERED.value}
    return [Task(title=f"{count} 条疑点的答复待核实", endpoint="books.alerts", values=values)] if count else []

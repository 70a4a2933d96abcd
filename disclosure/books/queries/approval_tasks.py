"""What requests for payment leave to be done: approve, mend what came back, pay what is approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.ladders import remind_days
from disclosure.books.queries import approvals
from disclosure.books.queries.approval_screens import needs_meeting, waited_words
from disclosure.books.rules.approvals import RequestState
from portal.areas import Task
from portal.org.offices import granted
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from disclosure.books.queries.approvals import RequestRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def approval_tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return what requests leave to ``actor``: approve, mend what came back, pay what is approved."""
    may = {one for office in actor.offices(village, on=today) for one in granted(office)}
    if may.isdisjoint({Permission.BOOKS_APPROVE, Permission.BOOKS_REQUEST, Permission.BOOKS_RECORD}):
        return []
    rows = approvals.open_requests(village)
    if not rows:
        return []
    at_desk = approvals.desk(village, actor, on=today)
    found = _to_approve([one for one in rows if at_desk.is_mine(one)], today=today)
    for one in rows:
        own = one.course.filed_by == actor.account_id
        if own and one.state is RequestState.RETURNED:
            found.append(_task(one, "被退回，请改好重报", "books.answer_request", today=today))
        elif Permission.BOOKS_RECORD in may and one.state is RequestState.APPROVED:
            found.append(_task(one, "已批完，付款记账", "books.pay_request", today=today))
    return found


def _to_approve(mine: list[RequestRow], *, today: date) -> list[Task]:
    """Return one task for each step, or one for many that need no more than a yes."""
    plain = [one for one in mine if not needs_meeting(one)]
    found = [_task(one, "等您审批", "books.payment_request", today=today) for one in mine if needs_meeting(one)]
    if len(plain) == 1:
        found.append(_task(plain[0], "等您审批", "books.payment_request", today=today))
    elif plain:
        longest = max((today - one.since).days for one in plain)
        found.append(
            Task(
                title=f"几笔付款申请等您审批，最新的是{plain[-1].title}",
                endpoint="books.review_requests",
                urgent=longest >= remind_days(),
                note=f"共 {len(plain)} 笔，最久的{waited_words(longest)}",
            )
        )
    return found


def _task(row: RequestRow, what: str, endpoint: str, *, today: date) -> Task:
    days = (today - row.since).days
    return Task(
        title=f"{row.title}付款申请（{row.purpose}）：{what}",
        endpoint=endpoint,
        values={"year": row.year, "payment": row.number},
        urgent=days >= remind_days(),
        note=waited_words(days),
    )

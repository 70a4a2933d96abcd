"""What waits for whom in the points area. Nobody is told to earn points: only answers and open ends wait."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from points.queries.claims import oldest_pending, own_claims, pending_count
from points.queries.lists import unlocked_months, unpublished_months, unpublished_quarters
from points.queries.objections import may_examine, objections, objections_of
from points.queries.schemes import scheme_on
from points.queries.year_tasks import card_tasks, year_tasks
from points.rules import State
from portal.areas import Task
from portal.kernel.clock import local_day
from portal.org.permissions import Permission
from portal.org.queries import branches

if TYPE_CHECKING:
    from datetime import date

    from portal.org.actors import Actor
    from portal.org.models import Place

#: How long after a month or quarter its list is expected, and after its display the lock.
_MONTH_WITHIN, _QUARTER_WITHIN, _LOCK_WITHIN = timedelta(days=10), timedelta(days=25), timedelta(days=15)
#: How long a claim waits at most for its review.
_REVIEW_WITHIN = timedelta(days=7)
#: How long an answer stays on the dashboard.
_ANSWER_SHOWN = timedelta(days=7)


def tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return what waits for the actor: answers for members, reviews, lists, examinations for officers."""
    found = _answers(actor, village, today)
    if actor.may(Permission.POINTS_REVIEW, village, on=today):
        found += _reviews(actor, village)
        found += card_tasks(actor, village, today)
    if actor.may(Permission.POINTS_EXAMINE, village, on=today):
        found += _examinations(actor, village, today)
    if actor.may(Permission.POINTS_PUBLISH, village, on=today):
        found += _publishing(village, today)
        found += year_tasks(village, today)
    return found


def _answers(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the answers of the last days: claims that were rejected, objections that were examined."""
    if actor.home_id != village.id:
        return []
    since = today - _ANSWER_SHOWN
    found = [
        Task(title=f"您申报的“{one.item.name}”没有通过，看原因", endpoint="points.claim", values={"claim_id": one.id})
        for one in own_claims(village, actor.person_id, since=since - timedelta(days=90))
        if one.state == State.REJECTED and one.reviewed_at is not None and local_day(one.reviewed_at) >= since
    ]
    found += [
        Task(
            title=f"第 {one.number} 号积分异议已经答复",
            endpoint="points.objection",
            values={"objection_id": one.id},
        )
        for one in objections_of(village, actor.person_id)
        if one.answered_at is not None and local_day(one.answered_at) >= since
    ]
    return found


def _reviews(actor: Actor, village: Place) -> list[Task]:
    waiting = pending_count(village, not_by=actor.person_id)
    oldest = oldest_pending(village, not_by=actor.person_id) if waiting else None
    if oldest is None:
        return []
    return [Task(title=f"审核积分：{waiting} 笔", endpoint="points.review_list", due=oldest + _REVIEW_WITHIN)]


def _examinations(actor: Actor, village: Place, today: date) -> list[Task]:
    return [
        Task(
            title=f"复核第 {one.number} 号积分异议",
            endpoint="points.objection",
            values={"objection_id": one.id},
            due=one.due_on,
            urgent=one.due_on < today,
        )
        for one in objections(village, only_open=True)
        if may_examine(one, actor.person_id)
    ]


def _publishing(village: Place, today: date) -> list[Task]:
    found = [
        Task(title=f"登记{today.year}年积分办法：{branch.name}", endpoint="points.adopt", values={"branch": branch.id})
        for branch in branches(village)
        if scheme_on(village, branch.id, today) is None
    ]
    for month in unpublished_months(village, before=today):
        due = month.last_day + _MONTH_WITHIN
        values = {"period": str(month)}
        found.append(Task(title=f"公示积分：{month.chinese}", endpoint="points.publish", values=values, due=due))
    for quarter in unpublished_quarters(village, before=today):
        due = quarter.last_day + _QUARTER_WITHIN
        values = {"period": str(quarter)}
        found.append(Task(title=f"通报积分：{quarter.chinese}", endpoint="points.publish", values=values, due=due))
    found += [
        Task(
            title=f"锁定积分：{month.chinese}",
            endpoint="points.month",
            values={"period": str(month)},
            due=until + _LOCK_WITHIN,
        )
        for month, until in unlocked_months(village, before=today)
    ]
    return found

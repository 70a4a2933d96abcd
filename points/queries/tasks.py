"""What waits for whom in the points area. Nobody is told to earn points: only answers and open ends wait."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from points.practice import declaring, prepares_next_year, reminders_on, review_on
from points.queries.claims import own_claims
from points.queries.kin import near_ones
from points.queries.lists import unlocked_months, unpublished_months, unpublished_quarters
from points.queries.objections import may_examine, objections, objections_of
from points.queries.schemes import draft_of, latest_scheme, scheme_on
from points.queries.steps import check_until, reviewable, to_check
from points.queries.year_tasks import card_tasks, year_tasks
from points.rules import plain_points
from points.values import Verdict
from portal.areas import Task
from portal.kernel.clock import local_day
from portal.kernel.months import Month
from portal.org.permissions import Permission
from portal.org.queries import branches

if TYPE_CHECKING:
    from datetime import date

    from points.queries.claims import ClaimRow
    from portal.org.actors import Actor
    from portal.org.models import Place

#: How long before its answer something may have been declared.
_DECLARED_BEFORE = timedelta(days=90)


def tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return what waits for the actor: answers for members, reviews, lists, examinations for officers."""
    found = _answers(actor, village, today)
    if actor.may(Permission.POINTS_DECLARE, village, on=today):
        found += _checks(actor, village, today)
    if actor.may(Permission.POINTS_RECORD, village, on=today):
        found += _entering(village, today)
    if actor.may(Permission.POINTS_REVIEW, village, on=today):
        found += _reviews(actor, village, today)
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
    since = today - reminders_on(today).answer_shown
    found = [
        Task(title=_answer(one), endpoint="points.claim", values={"claim_id": one.id})
        for one in own_claims(village, actor.person_id, since=since - _DECLARED_BEFORE)
        if one.told_back and one.reviewed_at is not None and local_day(one.reviewed_at) >= since
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


def _answer(one: ClaimRow) -> str:
    """Return what a member is told of a review that did not take the claim as it was."""
    if one.verdict == Verdict.REJECTED:
        return f"您申报的“{one.item.name}”没有通过，看原因"
    return f"“{one.item.name}”审核时由 {plain_points(one.requested_x100)} 分改了分，看原因"


def _checks(actor: Actor, village: Place, today: date) -> list[Task]:
    waiting = to_check(village, actor.person_id, on=today)
    if not waiting:
        return []
    due = min(check_until(one) for one in waiting)
    return [Task(title=f"核实积分申报：{len(waiting)} 笔", endpoint="points.check_list", due=due)]


def _entering(village: Place, today: date) -> list[Task]:
    """Return that the month's last day for entering comes near, to whoever enters; nobody is told to earn points."""
    until = declaring(Month.of(today)).until
    if not until - reminders_on(today).said_before <= today <= until:
        return []
    schemes = [scheme_on(village, branch.id, today) for branch in branches(village)]
    if not any(schemes):
        return []
    return [Task(title=f"{today.month}月的积分登记到 {until.day} 日为止", endpoint="points.drafts", due=until)]


def _reviews(actor: Actor, village: Place, today: date) -> list[Task]:
    waiting = reviewable(village, actor.person_id, today=today)
    if not waiting:
        return []
    begun = min(local_day(one.submitted_at) for one in waiting)
    due = review_on(begun).last_day(begun).day
    return [Task(title=f"审核积分：{len(waiting)} 笔", endpoint="points.review_list", due=due)]


def _examinations(actor: Actor, village: Place, today: date) -> list[Task]:
    waiting = objections(village, only_open=True)
    near = near_ones(village, actor.person_id, on=today) if waiting else frozenset[int]()
    return [
        Task(
            title=f"复核第 {one.number} 号积分异议",
            endpoint="points.objection",
            values={"objection_id": one.id},
            due=one.due_on,
            urgent=one.due_on < today,
        )
        for one in waiting
        if may_examine(one, actor.person_id, near=near)
    ]


def _publishing(village: Place, today: date) -> list[Task]:
    within = reminders_on(today)
    found = [
        Task(title=f"登记{today.year}年积分办法：{branch.name}", endpoint="points.adopt", values={"branch": branch.id})
        for branch in branches(village)
        if scheme_on(village, branch.id, today) is None
    ]
    found += _next_year(village, today)
    for month in unpublished_months(village, before=today):
        due = month.last_day + within.month_list
        values = {"period": str(month)}
        found.append(Task(title=f"公示积分：{month.chinese}", endpoint="points.publish", values=values, due=due))
    for quarter in unpublished_quarters(village, before=today):
        due = quarter.last_day + within.quarter_list
        values = {"period": str(quarter)}
        found.append(Task(title=f"通报积分：{quarter.chinese}", endpoint="points.publish", values=values, due=due))
    found += [
        Task(
            title=f"锁定积分：{month.chinese}",
            endpoint="points.month",
            values={"period": str(month)},
            due=until + within.lock,
        )
        for month, until in unlocked_months(village, before=today)
    ]
    return found


def _next_year(village: Place, today: date) -> list[Task]:
    """Return which branches have nothing yet for the year to come, once it is time to prepare it."""
    if not prepares_next_year(today):
        return []
    year = today.year + 1
    return [
        Task(title=f"准备{year}年积分办法：{branch.name}", endpoint="points.scheme", values={"branch": branch.id})
        for branch in branches(village)
        if latest_scheme(village, branch.id, year) is None and draft_of(village, branch.id, year) is None
    ]

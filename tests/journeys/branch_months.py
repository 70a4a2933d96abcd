"""The months of a branch between those a journey shows: a theme day and all that follows from it, by services."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from points import services
from points.drafts import drafts_of
from points.queries import reviewable
from points.services import Judgement
from portal.org.offices import Office
from tests.points.branch.branch_year import BranchLife

if TYPE_CHECKING:
    from collections.abc import Collection

    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

_THEME_DAY, _DISPLAYED, _LOCKED = 20, 3, 18  # days of the month, and of the next


def month_passes(township: Township, clock: SettableClock, month: Month, *, away: Collection[int] = ()) -> None:
    """Hold a month's theme day without those who are ``away``, and bring it to its lock."""
    life, day = BranchLife(township, clock), month.first_day.replace(day=_THEME_DAY)
    life.hold("theme_day", day, absent=tuple(away))
    entered_and_locked(township, clock, month)


def convened(township: Township, clock: SettableClock, day: date) -> int:
    """Convene a theme day; return the number of the meeting."""
    return BranchLife(township, clock).convene("theme_day", day, title=f"{day.month}月主题党日")


def entered_and_locked(township: Township, clock: SettableClock, month: Month) -> None:
    """Draft a month from who signed in, review it, display it in the next month and lock it."""
    secretary, village = township.actor(Office.SECRETARY), township.village
    colleagues = [township.actor(Office.BRANCH_COMMITTEE, number=number) for number in range(2)]
    clock.set_day(month.last_day)
    for drafting in (secretary, colleagues[0]):  # nobody drafts their own
        _draft(township, drafting, month)
    for reviewing in colleagues:
        _accept(township, reviewing, month)
    clock.set_day(month.plus(1).first_day.replace(day=_DISPLAYED))
    services.publish_list(secretary, village, month)
    clock.set_day(month.plus(1).first_day.replace(day=_LOCKED))
    services.lock_month(secretary, village, month)


def _draft(township: Township, actor: Actor, month: Month) -> None:
    village, branch = township.village, township.branch
    found = drafts_of(village, branch, month, today=month.last_day, actor_id=actor.person_id)
    picked = [key for one in found if not one.takes for key, _ in one.lines]
    if picked:
        services.record_drafts(actor, village, branch.id, month, picked=picked)


def _accept(township: Township, actor: Actor, month: Month) -> None:
    waiting = reviewable(township.village, actor.person_id, today=month.last_day)
    if waiting:
        services.review_claims(actor, township.village, [Judgement(claim_id=one.id) for one in waiting])

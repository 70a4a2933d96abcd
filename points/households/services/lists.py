"""Publishing a month: the first time closes it, later ones say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.households.bulletins import month_content, publish_list, says_the_same
from points.households.errors import MonthNotOverError, NothingNewError, OpenDraftsError
from points.households.models import HouseholdList
from points.households.practice import publicity_on
from points.households.queries.entries import open_count
from points.households.queries.lists import published_content, revisions
from points.households.services.shared import checked_reason
from portal.kernel.names import masking
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission
from portal.org.queries import registered_names

if TYPE_CHECKING:
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place


def publish_month(actor: Actor, village: Place, month: Month, *, reason: str = "") -> Bulletin:
    """Publish a month's list; the first time closes the month, a later revision says why.

    Objections are open from the first publication for the days practice sets; a revision does not open them again.

    :raise MonthNotOverError: the month goes on.
    :raise OpenDraftsError: entries of it wait for a second person.
    :raise NothingNewError: the list says the same already.
    :raise ReasonNeededError: it was published before and no reason is given.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_MANAGE, village) as work:
        if work.today <= month.last_day:
            raise MonthNotOverError(month)
        waiting = open_count(village, month=month)
        if waiting:
            raise OpenDraftsError(month, waiting)
        before, content = revisions(village, month), month_content(village, month)
        why = ""
        if before:
            if says_the_same(content, published_content(village, month) or {}):
                raise NothingNewError(month)
            why = masking(registered_names(village))(checked_reason(reason))
        span = publicity_on(before[0].published_on if before else work.today)
        until = before[0].until if before else span.last_day(work.today)
        row = HouseholdList.create(
            village=village,
            month=month,
            revision=len(before) + 1,
            published_on=work.today,
            until=max(until, work.today),
            published_by=actor.person_id,
            published_at=work.now,
        )
        bulletin = publish_list(work, month, content, span=span, until=until, reason=why)
        work.seal(
            "households.list.published",
            about=("household_month", str(month)),
            facts={"month": str(month), "revision": row.revision},
            rows=[row],
        )
        return bulletin

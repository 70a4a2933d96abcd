"""Visits: entered on the phone or on behalf; what came of a need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.duties.errors import (
    BeforeItBeganError,
    NeedSettledError,
    NoDutyError,
    NoHouseholdError,
    NoNeedError,
    NotOwnHouseholdError,
    SameVisitError,
    WithdrawnError,
)
from points.duties.models import DutyVisit, DutyVisitOutcome
from points.duties.queries import is_household, links, may_see_visit, visit, visits
from points.duties.services.entering import entry, kept, member_of, own_or_officer, reason_of
from points.duties.values import Outcome, Record, says_none
from portal.kernel import clock
from portal.kernel.attachments import attach
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.kernel.attachments import Upload
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Visiting:
    """A visit: to which household, when, what was talked about, what is needed."""

    household_id: int
    visited_on: date
    note: str = ""
    need: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What came of a need, when, in words."""

    outcome: Outcome
    note: str
    settled_on: date


def record_visit(actor: Actor, village: Place, visiting: Visiting, *, uploads: Sequence[Upload] = ()) -> DutyVisit:
    """Enter one's own visit to a household of one's own.

    :raise NotOwnHouseholdError: the household was another's on that day.
    :raise DomainError: as :func:`enter_visit` says.
    """
    with unit_of_work(actor, Permission.POINTS_DECLARE, village) as work:
        return _enter(work, actor, village, visiting, person_id=actor.person_id, uploads=uploads)


def enter_visit(
    actor: Actor, village: Place, person_id: int, visiting: Visiting, *, uploads: Sequence[Upload] = ()
) -> DutyVisit:
    """Enter a visit for a member who has no phone; the visit names who entered it.

    :raise NoMemberError: the person was no member on that day.
    :raise NoHouseholdError: the household is not in the register.
    :raise SameVisitError: member, household and day were entered before.
    :raise FutureDayError: it has not happened yet.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        return _enter(work, actor, village, visiting, person_id=person_id, uploads=uploads)


def settle_need(actor: Actor, village: Place, visit_id: int, settling: Settling) -> DutyVisitOutcome:
    """Record what came of a need: its visitor, whose household it is now, or an officer.

    :raise NoDutyError: the village has no such visit, or it is not the actor's business.
    :raise NoNeedError: nothing was needed.
    :raise NeedSettledError: the outcome was recorded before.
    :raise BeforeItBeganError: the day lies before the visit.
    :raise ReasonNeededError: there are no words.
    """
    permission = own_or_officer(actor, village, on=clock.today())
    with unit_of_work(actor, permission, village) as work:
        found = visit(village, visit_id)
        seen = may_see_visit(village, found, actor.person_id, today=work.today)
        if permission is not Permission.POINTS_RECORD and not seen:
            raise NoDutyError
        if not found.need:
            raise NoNeedError
        if found.withdrawn:
            raise WithdrawnError
        if found.outcome is not None:
            raise NeedSettledError
        if settling.settled_on < found.visited_on:
            raise BeforeItBeganError(found.visited_on)
        row = DutyVisitOutcome.create(
            **entry(work, actor, village, happened_on=settling.settled_on),
            visit=visit_id,
            outcome=settling.outcome,
            note=reason_of(settling.note),
            settled_on=settling.settled_on,
        )
        work.seal(
            "duties.need.settled",
            about=(Record.VISIT.value, visit_id),
            facts={"outcome": settling.outcome.value},
            rows=[row],
            happened_on=settling.settled_on,
        )
        return row


def _enter(
    work: Work, actor: Actor, village: Place, visiting: Visiting, *, person_id: int, uploads: Sequence[Upload]
) -> DutyVisit:
    note, need = kept(visiting.note, visiting.need)
    if says_none(need):
        need = ""
    columns = entry(work, actor, village, happened_on=visiting.visited_on)
    member = member_of(village, person_id, on=visiting.visited_on)
    if not is_household(village, visiting.household_id):
        raise NoHouseholdError
    own = {one.household_id for one in links(village, on=visiting.visited_on, person_id=person_id)}
    linked = visiting.household_id in own
    if not linked and person_id == actor.person_id:
        raise NotOwnHouseholdError
    day = visiting.visited_on
    there = visits(village, since=day, until=day, person_id=person_id, household_ids=[visiting.household_id])
    if any(not one.withdrawn for one in there):
        raise SameVisitError
    row = DutyVisit.create(
        **columns,
        household=visiting.household_id,
        person=member.id,
        visited_on=day,
        linked=linked,
        note=note,
        need=need,
    )
    if uploads:
        attach(work, about=(Record.VISIT.value, row.id), uploads=uploads)
    work.seal(
        "duties.visit.recorded",
        about=(Record.VISIT.value, row.id),
        facts={"person": member.id, "need": bool(need), "on_behalf": person_id != actor.person_id},
        rows=[row],
        happened_on=day,
    )
    return row

"""Members away: registered, kept in touch with, reporting each quarter, answered, back again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.duties.errors import (
    AnsweredError,
    AwayAlreadyError,
    AwayThenError,
    BackAlreadyError,
    BeforeItBeganError,
    ContactAwayError,
    NoDutyError,
    NoReportDueError,
    NotContactError,
    OwnContactError,
    ReportedError,
)
from points.duties.models import FloatingAbsence, FloatingAnswer, FloatingContact, FloatingReport, FloatingReturn
from points.duties.queries import absence, absences, report
from points.duties.services.entering import entry, kept, member_of, own_or_officer, reason_of
from portal.kernel import clock
from portal.kernel.months import Month
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.months import Quarter
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Who is away, roughly where, since when, and who keeps in touch."""

    person_id: int
    destination: str
    since: date
    contact_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """What a member away reports of a quarter."""

    quarter: Quarter
    text: str
    reported_on: date


def register_absence(actor: Actor, village: Place, leaving: Leaving) -> FloatingAbsence:
    """Register that a member is away, with the member who keeps in touch.

    :raise NoMemberError: one of the two was no member on that day.
    :raise AwayAlreadyError: the member is registered as away.
    :raise AwayThenError: the member was away on that day or later, and is back.
    :raise OwnContactError: both are the same.
    :raise ContactAwayError: the contact person is away as well.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        (destination,) = kept(leaving.destination)
        columns = entry(work, actor, village, happened_on=leaving.since)
        member = member_of(village, leaving.person_id, on=leaving.since)
        _require_contact(village, leaving.contact_id, of=member.id, on=work.today)
        _require_here(village, member.id, leaving.since)
        row = FloatingAbsence.create(**columns, person=member.id, destination=destination, since=leaving.since)
        contact = FloatingContact.create(**columns, absence=row.id, person=leaving.contact_id, since=leaving.since)
        work.seal(
            "duties.absence.registered",
            about=("absence", row.id),
            facts={"person": member.id},
            rows=[row, contact],
            happened_on=leaving.since,
        )
        return row


def change_contact(actor: Actor, village: Place, absence_id: int, *, person_id: int, since: date) -> FloatingContact:
    """Let another member keep in touch from a day.

    :raise NoDutyError: the village has no such absence.
    :raise BackAlreadyError: the member has returned.
    :raise BeforeItBeganError: the day lies before the present contact's.
    :raise OwnContactError: the member would be their own.
    :raise ContactAwayError: the contact person is away as well.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        found = absence(village, absence_id)
        if found.returned_on is not None:
            raise BackAlreadyError
        begun = found.contact.since if found.contact else found.since
        if since < begun:
            raise BeforeItBeganError(begun)
        _require_contact(village, person_id, of=found.person_id, on=work.today)
        row = FloatingContact.create(
            **entry(work, actor, village, happened_on=since), absence=absence_id, person=person_id, since=since
        )
        work.seal("duties.absence.contact", about=("absence", absence_id), facts={}, rows=[row], happened_on=since)
        return row


def register_return(actor: Actor, village: Place, absence_id: int, *, returned_on: date) -> FloatingReturn:
    """Register that a member is back.

    :raise NoDutyError: the village has no such absence.
    :raise BackAlreadyError: the return was registered before.
    :raise BeforeItBeganError: the day lies before the member left.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        found = absence(village, absence_id)
        if found.returned_on is not None:
            raise BackAlreadyError
        if returned_on < found.since:
            raise BeforeItBeganError(found.since)
        row = FloatingReturn.create(
            **entry(work, actor, village, happened_on=returned_on), absence=absence_id, returned_on=returned_on
        )
        work.seal(
            "duties.absence.returned", about=("absence", absence_id), facts={}, rows=[row], happened_on=returned_on
        )
        return row


def file_report(actor: Actor, village: Place, absence_id: int, reporting: Reporting) -> FloatingReport:
    """Report on a quarter away: the member from afar, or an officer for whoever told it by telephone.

    :raise NoDutyError: the village has no such absence, or it is another's.
    :raise NoReportDueError: the member was not away in that quarter, or it has not begun.
    :raise ReportedError: the quarter was reported on.
    :raise ReasonNeededError: nothing is told.
    """
    permission = own_or_officer(actor, village, on=clock.today())
    with unit_of_work(actor, permission, village) as work:
        found, text = absence(village, absence_id), reason_of(reporting.text)
        if permission is not Permission.POINTS_RECORD and found.person_id != actor.person_id:
            raise NoDutyError
        quarter = reporting.quarter
        first, back = Month.of(found.since).quarter, found.returned_on
        if quarter < first or quarter.first_day > reporting.reported_on or (back and quarter.first_day >= back):
            raise NoReportDueError(quarter)
        if quarter in {one.quarter for one in found.reports}:
            raise ReportedError(quarter)
        row = FloatingReport.create(
            **entry(work, actor, village, happened_on=reporting.reported_on),
            absence=absence_id,
            quarter=quarter,
            reported_on=reporting.reported_on,
            text=text,
        )
        work.seal(
            "duties.report.filed",
            about=("absence", absence_id),
            facts={"quarter": str(quarter), "on_behalf": found.person_id != actor.person_id},
            rows=[row],
            happened_on=reporting.reported_on,
        )
        return row


def answer_report(actor: Actor, village: Place, report_id: int, *, text: str) -> FloatingAnswer:
    """Answer a report, as the member's contact person.

    :raise NoDutyError: the village has no such report.
    :raise NotContactError: the actor is not the contact person.
    :raise AnsweredError: it was answered before.
    :raise ReasonNeededError: nothing is said.
    """
    with unit_of_work(actor, Permission.POINTS_DECLARE, village) as work:
        away, found = report(village, report_id)
        if away.contact is None or away.contact.person_id != actor.person_id:
            raise NotContactError
        if found.answer:
            raise AnsweredError
        row = FloatingAnswer.create(
            **entry(work, actor, village, happened_on=work.today), report=report_id, text=reason_of(text)
        )
        work.seal("duties.report.answered", about=("absence", away.id), facts={"report": report_id}, rows=[row])
        return row


def _require_here(village: Place, person_id: int, day: date) -> None:
    for one in absences([village]):
        if one.person_id == person_id and one.returned_on is None:
            raise AwayAlreadyError
        if one.person_id == person_id and one.returned_on is not None and one.returned_on > day:
            raise AwayThenError(one.since, one.returned_on)


def _require_contact(village: Place, person_id: int, *, of: int, on: date) -> None:
    contact = member_of(village, person_id, on=on)
    if contact.id == of:
        raise OwnContactError
    if any(one.person_id == contact.id and one.is_away(on) for one in absences([village])):
        raise ContactAwayError

"""Study hours: entered by the member and confirmed by another, or entered by an officer for several at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.duties import kinds
from points.duties.errors import (
    DayFullError,
    NoDutyError,
    NoKindError,
    NothingPickedError,
    OwnStudyError,
    SameStudyError,
    StudyCheckedError,
)
from points.duties.models import StudyCheck, StudyEntry
from points.duties.practice import practice_on
from points.duties.queries import study_entries
from points.duties.rules.study import half_hours, plain_hours
from points.duties.services.entering import entry, kept, members_by_id, reason_of
from points.duties.values import Record, Verdict
from portal.kernel.attachments import attach
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from points.duties.queries import MemberRow, StudyRow
    from portal.kernel.attachments import Upload
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Studying:
    """Study on a day: what, how long in tenths of hours, where it comes from."""

    kind: str
    studied_on: date
    hours_x10: int
    title: str
    source: str = ""


def record_study(actor: Actor, village: Place, studying: Studying, *, uploads: Sequence[Upload] = ()) -> StudyEntry:
    """Enter one's own study; it counts once an officer has confirmed it.

    :raise DomainError: as :func:`enter_study` says.
    """
    with unit_of_work(actor, Permission.POINTS_DECLARE, village) as work:
        return _enter(work, actor, village, studying, person_ids=[actor.person_id], uploads=uploads)[0]


def enter_study(
    actor: Actor, village: Place, studying: Studying, person_ids: Sequence[int], *, uploads: Sequence[Upload] = ()
) -> list[StudyEntry]:
    """Enter study for members; what an officer enters for others counts at once.

    :raise NothingPickedError: nobody is ticked.
    :raise NoMemberError: one of them was no member on that day.
    :raise NoKindError: there is no such kind.
    :raise HoursStepError: the hours are finer than a half, or none.
    :raise HoursTooManyError: they are more than one entry can have.
    :raise SameStudyError: member, day and title were entered before.
    :raise DayFullError: with what was entered before they are more than a day can have.
    :raise FutureDayError: it has not happened yet.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        return _enter(work, actor, village, studying, person_ids=list(dict.fromkeys(person_ids)), uploads=uploads)


def check_study(
    actor: Actor, village: Place, entry_ids: Sequence[int], *, verdict: Verdict, reason: str = ""
) -> list[StudyCheck]:
    """Confirm or reject hours that members entered, never one's own.

    :raise NothingPickedError: none is ticked.
    :raise NoDutyError: the village has no such entry.
    :raise StudyCheckedError: one was checked before or needs no check.
    :raise OwnStudyError: one is the officer's own.
    :raise ReasonNeededError: it is rejected without a reason.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        wanted = list(dict.fromkeys(entry_ids))
        if not wanted:
            raise NothingPickedError
        why = reason_of(reason) if verdict is Verdict.REJECTED else ""
        there = {one.id: one for one in study_entries(village)}
        if not set(wanted) <= there.keys():
            raise NoDutyError
        found = [there[one] for one in wanted]
        if any(not one.waits for one in found):
            raise StudyCheckedError
        if any(one.person_id == actor.person_id for one in found):
            raise OwnStudyError
        columns = entry(work, actor, village, happened_on=work.today)
        rows = [StudyCheck.create(**columns, entry=one.id, verdict=verdict, reason=why) for one in found]
        work.seal(
            "duties.study.checked",
            about=(Record.STUDY.value, wanted[0]),
            facts={"entries": len(rows), "verdict": verdict.value},
            rows=rows,
        )
        return rows


def _require_room(member: MemberRow, there: Sequence[StudyRow], halves: int, *, most_hours: int) -> None:
    """Refuse more half hours of one day than it can have, together with what was entered before."""
    before = sum(one.half_hours for one in there)
    if before + halves > most_hours * 2:
        raise DayFullError(member.name, there=plain_hours(before), most=most_hours)


def _enter(
    work: Work, actor: Actor, village: Place, studying: Studying, *, person_ids: list[int], uploads: Sequence[Upload]
) -> list[StudyEntry]:
    title, source = kept(studying.title, studying.source)
    if not person_ids:
        raise NothingPickedError
    if not kinds.is_kind(kinds.STUDY, studying.kind):
        raise NoKindError
    columns = entry(work, actor, village, happened_on=studying.studied_on)
    most_hours = practice_on("study_entry", studying.studied_on)["most_hours"]
    halves = half_hours(studying.hours_x10, most_hours=most_hours)
    members = members_by_id(village, person_ids, on=studying.studied_on)
    there = [
        one
        for one in study_entries(village, year=studying.studied_on.year)
        if one.studied_on == studying.studied_on and not one.withdrawn and one.verdict is not Verdict.REJECTED
    ]
    rows = []
    for member in members:
        own = [one for one in there if one.person_id == member.id]
        if any(one.title == title for one in own):
            raise SameStudyError(member.name)
        _require_room(member, own, halves, most_hours=most_hours)
        row = StudyEntry.create(
            **columns,
            person=member.id,
            kind=studying.kind,
            studied_on=studying.studied_on,
            half_hours=halves,
            title=title,
            source=source,
        )
        if uploads:
            attach(work, about=(Record.STUDY.value, row.id), uploads=uploads)
        rows.append(row)
    work.seal(
        "duties.study.recorded",
        about=(Record.STUDY.value, rows[0].id),
        facts={"members": len(rows), "half_hours": halves, "kind": studying.kind},
        rows=rows,
        happened_on=studying.studied_on,
    )
    return rows

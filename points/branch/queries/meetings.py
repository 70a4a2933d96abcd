"""Reading a branch's meetings as the facts its rules look at; a fixed number of queries, however many there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.branch.errors import NotBranchMeetingError
from points.branch.life import exemptions_on, kind_of_body
from points.branch.models import BranchMeeting, BranchRecord
from points.branch.queries.attended import counts, within
from points.branch.rules.facts import LineFact, MeetingFact
from portal.kernel.attachments import Attachment
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.meetings.models import Attendance, Leave, Meeting, MeetingCircle, Minutes, Roster, RosterLine
from portal.meetings.rules import grown_up
from portal.org.models import OfficeTerm, Person
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from points.branch.life import Form
    from portal.org.models import Place

#: What photos of a branch meeting are kept beside.
BRANCH_MEETING = "branch_meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """What the minutes say a meeting was; from the second on an addendum with its words and reason."""

    revision: int
    form: Form
    practice: str
    tie: str
    tie_key: str
    text: str
    reason: str
    late_days: int
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """Who was floating when, by person."""

    floating: Mapping[int, list[tuple[date, date | None]]]

    def exempt(self, person_id: int, born_on: date | None, *, on: date) -> str:
        for rule in exemptions_on(on):
            if rule.years and born_on is not None and grown_up(born_on, age=rule.years, on=on):
                return rule.name
            if not rule.years and any(
                since <= on and (until is None or until >= on) for since, until in self.floating.get(person_id, ())
            ):
                return rule.name
        return ""


def meeting_facts(places: Sequence[Place], since: date, until: date, *, full: bool = True) -> list[MeetingFact]:
    """Return the branch meetings of these villages in these days, first to last; both days are included.

    ``full`` adds what only a village's own screens need: rosters, photos, and the words of the minutes.
    """
    return _facts(Meeting.village.in_([one.id for one in places]) & within(since, until), places, full=full)


def meeting_fact(village: Place, meeting_id: int) -> MeetingFact:
    """Return one branch meeting of the village.

    :raise NotBranchMeetingError: the village held no such meeting, or it is none of a branch's.
    """
    found = _facts((Meeting.village == village.id) & (Meeting.id == meeting_id), [village], full=True)
    if not found:
        raise NotBranchMeetingError
    return found[0]


def records_of(meeting_id: int) -> list[RecordRow]:
    """Return what a meeting was said to be, first to last."""
    rows = (
        BranchRecord.select(
            BranchRecord.revision,
            BranchRecord.form,
            BranchRecord.practice,
            BranchRecord.tie,
            BranchRecord.tie_key,
            BranchRecord.text,
            BranchRecord.reason,
            BranchRecord.late_days,
            BranchRecord.recorded_at,
            Person.name.alias("recorded_by"),
        )
        .join(Person)
        .where(BranchRecord.meeting == meeting_id)
        .order_by(BranchRecord.revision)
    )
    return [RecordRow(**row) for row in dicts_of(rows)]


def entry_of(meeting_id: int) -> tuple[int, str]:
    """Return how many days late a meeting was entered at all, and why."""
    found = BranchMeeting.get_or_none(BranchMeeting.meeting == meeting_id)
    return (0, "") if found is None else (found.late_days, found.why_late)


def tied_meetings(village: Place, tie: str, key: str) -> list[tuple[int, str, date]]:
    """Return the meetings that say they were for one thing: id, title and day, newest first."""
    rows = (
        Meeting.select(Meeting.id, Meeting.title, Meeting.starts_at)
        .join(BranchRecord, on=(BranchRecord.meeting == Meeting.id))
        .where((Meeting.village == village.id) & (BranchRecord.tie == tie) & (BranchRecord.tie_key == key))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .distinct()
    )
    return [(meeting_id, title, local_day(starts_at)) for meeting_id, title, starts_at in tuples_of(rows)]


def _facts(asked: Any, places: Sequence[Place], *, full: bool) -> list[MeetingFact]:
    rows = list(dicts_of(_meetings(asked)))
    ids = [row["id"] for row in rows]
    said = _said(ids)
    photos = _photos(places, ids) if full else {}
    lines = _lines(rows, places) if full else {}
    return [_fact(row, said.get(row["id"]), photos.get(row["id"], 0), lines.get(row["id"], ())) for row in rows]


def _meetings(asked: Any) -> Any:
    present = Attendance.select(fn.COUNT(Attendance.id)).where(Attendance.roster == Roster.id)
    return (
        Meeting.select(
            Meeting.id,
            Meeting.village.alias("village_id"),
            Meeting.body,
            Meeting.title,
            Meeting.place,
            Meeting.starts_at,
            Meeting.chair.alias("chair_id"),
            Meeting.recorder.alias("recorder_id"),
            BranchMeeting.branch.alias("branch_id"),
            BranchMeeting.kind,
            fn.COALESCE(BranchMeeting.late_days, 0).alias("entered_late"),
            fn.COALESCE(MeetingCircle.group_name, "").alias("group"),
            Roster.id.alias("roster_id"),
            fn.COALESCE(Roster.entitled, 0).alias("entitled"),
            present.alias("present"),
            Minutes.recorded_at.alias("minuted_at"),
            fn.COALESCE(Minutes.late_days, 0).alias("minutes_late"),
            fn.COALESCE(Minutes.text, "").alias("text"),
        )
        .join_from(Meeting, BranchMeeting, JOIN.LEFT_OUTER)
        .join_from(Meeting, MeetingCircle, JOIN.LEFT_OUTER)
        .join_from(Meeting, Roster, JOIN.LEFT_OUTER)
        .join_from(Meeting, Minutes, JOIN.LEFT_OUTER, on=((Minutes.meeting == Meeting.id) & (Minutes.revision == 1)))
        .where(asked & counts())
        .order_by(Meeting.starts_at, Meeting.id)
    )


def _fact(row: dict[str, Any], said: BranchRecord | None, photos: int, lines: Sequence[LineFact]) -> MeetingFact:
    body, roster_id, minuted_at = row.pop("body"), row.pop("roster_id"), row["minuted_at"]
    return MeetingFact(
        **{
            **row,
            "kind": row["kind"] or kind_of_body(body) or "",
            "day": local_day(row["starts_at"]),
            "begun": roster_id is not None,
            "minuted_on": None if minuted_at is None else local_day(minuted_at),
            "form": None if said is None else said.form,
            "practice": "" if said is None else said.practice,
            "tie": "" if said is None else said.tie,
            "tie_key": "" if said is None else said.tie_key,
            "photos": photos,
            "lines": tuple(lines),
        }
    )


def _said(ids: Iterable[int]) -> dict[int, BranchRecord]:
    """Return what each meeting was last said to be."""
    rows = BranchRecord.select().where(BranchRecord.meeting.in_([*ids])).order_by(BranchRecord.revision)
    return {row.meeting_id: row for row in rows}


def _photos(places: Iterable[Place], ids: Iterable[int]) -> dict[int, int]:
    rows = (
        Attachment.select(Attachment.about_key, fn.COUNT(Attachment.id))
        .where(
            Attachment.log.in_([one.log_id for one in places])
            & (Attachment.about_kind == BRANCH_MEETING)
            & Attachment.about_key.in_([str(one) for one in ids])
        )
        .group_by(Attachment.about_key)
    )
    return {int(key): count for key, count in tuples_of(rows)}


def _lines(meetings: Sequence[dict[str, Any]], places: Iterable[Place]) -> dict[int, list[LineFact]]:
    days = {row["id"]: local_day(row["starts_at"]) for row in meetings if row["roster_id"] is not None}
    terms = _terms(places)
    rows = (
        RosterLine.select(
            Roster.meeting.alias("meeting_id"),
            RosterLine.person.alias("person_id"),
            RosterLine.name,
            Person.branch.alias("branch_id"),
            Person.born_on,
            Attendance.recorded_at.alias("present_at"),
            Attendance.manner,
            fn.COALESCE(Leave.reason, "").alias("leave"),
        )
        .join_from(RosterLine, Roster)
        .join_from(RosterLine, Person)
        .join_from(RosterLine, Attendance, JOIN.LEFT_OUTER, on=(Attendance.line == RosterLine.id))
        .join_from(
            RosterLine,
            Leave,
            JOIN.LEFT_OUTER,
            on=((Leave.meeting == Roster.meeting) & (Leave.person == RosterLine.person)),
        )
        .where(Roster.meeting.in_([*days]))
        .order_by(Roster.meeting, RosterLine.number)
    )
    found: dict[int, list[LineFact]] = defaultdict(list)
    for row in dicts_of(rows):
        meeting_id, present_at = row["meeting_id"], row["present_at"]
        found[meeting_id].append(
            LineFact(
                person_id=row["person_id"],
                name=row["name"],
                branch_id=row["branch_id"],
                exempt=terms.exempt(row["person_id"], row["born_on"], on=days[meeting_id]),
                present_at=present_at,
                signed_on=None if present_at is None else local_day(present_at),
                manner="" if row["manner"] is None else row["manner"].title,
                leave=row["leave"],
            )
        )
    return found


def _terms(places: Iterable[Place]) -> _Terms:
    floating: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    asked = OfficeTerm.place.in_([one.id for one in places]) & (OfficeTerm.office == Office.FLOATING)
    for person_id, since, until in tuples_of(
        OfficeTerm.select(OfficeTerm.person, OfficeTerm.since, OfficeTerm.until).where(asked)
    ):
        floating[person_id].append((since, until))
    return _Terms(floating=floating)

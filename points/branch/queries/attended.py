"""Who came to a branch's meetings: what points are drafted from, elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from peewee import JOIN

from points.branch.life import counted_bodies, kind_of_body
from points.branch.models import BranchMeeting
from portal.kernel.clock import LOCAL, local_day
from portal.kernel.db import tuples_of
from portal.meetings.models import Attendance, Meeting, Roster, RosterLine

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from portal.meetings.models import AttendanceManner
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendedRow:
    """One person at one meeting; ``branch_id`` is ``None`` where all branches of the village met together."""

    meeting_id: int
    branch_id: int | None
    kind: str  # an id of ``party_life.toml``
    title: str
    day: date  # of the meeting
    starts_at: datetime
    person_id: int
    manner: AttendanceManner
    late_days: int  # how many days after the meeting they were signed in


def attended_meetings(place: Place, since: date, until: date) -> list[AttendedRow]:
    """Return everybody who signed in at a branch meeting of the village from ``since`` to ``until``, both included.

    One query, whatever the number; by day, meeting and person. Meetings convened elsewhere count by their body, such
    as a members' assembly that decides on a matter.
    """
    rows = (
        Attendance.select(
            Meeting.id,
            BranchMeeting.branch,
            BranchMeeting.kind,
            Meeting.body,
            Meeting.title,
            Meeting.starts_at,
            RosterLine.person,
            Attendance.manner,
            Attendance.recorded_at,
        )
        .join_from(Attendance, RosterLine)
        .join_from(Attendance, Roster)
        .join_from(Roster, Meeting)
        .join_from(Meeting, BranchMeeting, JOIN.LEFT_OUTER)
        .where((Meeting.village == place.id) & within(since, until) & counts())
        .order_by(Meeting.starts_at, Meeting.id, RosterLine.person)
    )
    return [
        AttendedRow(
            meeting_id=meeting_id,
            branch_id=branch_id,
            kind=kind or kind_of_body(body) or "",
            title=title,
            day=local_day(starts_at),
            starts_at=starts_at,
            person_id=person_id,
            manner=manner,
            late_days=max(0, (local_day(signed_at) - local_day(starts_at)).days),
        )
        for meeting_id, branch_id, kind, body, title, starts_at, person_id, manner, signed_at in tuples_of(rows)
    ]


def within(since: date, until: date) -> Any:
    """Return the condition that a meeting lies in these local days, both included."""
    begin = datetime.combine(since, time(), LOCAL)
    end = datetime.combine(until + timedelta(days=1), time(), LOCAL)
    return (Meeting.starts_at >= begin) & (Meeting.starts_at < end)


def counts() -> Any:
    """Return the condition that a meeting is one of a branch's life: of a kind, or of a body that counts."""
    return BranchMeeting.id.is_null(False) | Meeting.body.in_([*counted_bodies()])

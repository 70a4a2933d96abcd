"""Meetings with their numbers, who belongs to their bodies, and their minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of
from portal.kernel.errors import NotFoundError
from portal.meetings.bodies import COMPOSITIONS, Body, Circle
from portal.meetings.models import (
    Attendance,
    AttendanceManner,
    Meeting,
    MeetingCircle,
    Minutes,
    Proxy,
    ProxyEnd,
    Roster,
    RosterLine,
)
from portal.meetings.rules import attended_words, grown_up, notice_days
from portal.org.models import Person
from portal.org.queries import people, people_in_office

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from portal.meetings.bodies import Composition
    from portal.org.models import Place
    from portal.org.queries import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """A meeting with its numbers; ``entitled`` is ``None`` before sign-in begins."""

    id: int
    body: Body
    title: str
    place: str
    notice: str
    starts_at: datetime
    convened_at: datetime
    chair: str
    recorder: str
    recorder_id: int
    roster_id: int | None
    entitled: int | None
    present: int
    online: int
    by_proxy: int
    #: Distinct households of those on the roster, and of those present; ``None`` where households do not count.
    households_entitled: int | None
    households_present: int | None
    fingerprint: str
    minuted: bool
    urgency: str  # why notice was short, as it was said in it; empty where nothing was
    circle: Circle | None = None  # of which party branch or group it is; None: of the whole village

    @property
    def notice_days(self) -> int:
        """How many days before the meeting the notice went out."""
        return notice_days(convened_on=local_day(self.convened_at), meets_on=self.meets_on)

    @property
    def entered_afterwards(self) -> bool:
        """Whether it was over when it was entered: nobody was given notice of it here."""
        return self.convened_at >= self.starts_at

    @property
    def attended(self) -> str:
        """How many are present, in words, and how many of them from afar."""
        return attended_words(self.present, online=self.online, by_proxy=self.by_proxy)

    @property
    def body_name(self) -> str:
        """The body as the law calls it."""
        return COMPOSITIONS[self.body].name

    @property
    def meets_on(self) -> date:
        """The local day of the meeting."""
        return local_day(self.starts_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesRow:
    """One version of a meeting's minutes."""

    revision: int
    text: str
    reason: str
    happened_on: date
    recorded_at: datetime
    late_days: int


def meetings(village: Place, *, only: Collection[int] | None = None) -> list[MeetingRow]:
    """Return the village's meetings, newest first; ``only`` those with these ids."""
    asked = Meeting.village == village.id
    return meeting_rows(asked if only is None else asked & Meeting.id.in_([*only]))


def meeting(village: Place, meeting_id: int) -> MeetingRow:
    """Return one meeting of the village.

    :raise NotFoundError: the village held no such meeting.
    """
    found = meeting_rows((Meeting.village == village.id) & (Meeting.id == meeting_id))
    if not found:
        raise NotFoundError
    return found[0]


def entitled_people(village: Place, body: Body, *, on: date, circle: Circle | None = None) -> list[PersonRow]:
    """Return who belongs to the body on that day, by code; of a party branch or group those of the ``circle``."""
    composition = COMPOSITIONS[body]
    if composition.grown_up is None:
        return [row for row in people_in_office(village, *composition.offices, on=on) if within(row, circle)]
    return [row for row in people(village, on=on) if belongs(row, composition, on=on)]


def upcoming(village: Place, *, now: datetime) -> list[MeetingRow]:
    """Return the village's meetings to come whose list is not fixed yet, the next first; one query if there is none."""
    ahead = (
        Meeting.select(Meeting.id)
        .join(Roster, JOIN.LEFT_OUTER)
        .where((Meeting.village == village.id) & (Meeting.starts_at > now) & Roster.id.is_null())
    )
    ids = [row.id for row in ahead]
    return list(reversed(meetings(village, only=ids))) if ids else []


def body_sizes(village: Place, *, on: date) -> dict[Body, int]:
    """Return how many people belong to each body on that day."""
    register = people(village, on=on)
    return {
        body: sum(belongs(row, composition, on=on) for row in register) for body, composition in COMPOSITIONS.items()
    }


def minutes_of(meeting_id: int) -> list[MinutesRow]:
    """Return every version of a meeting's minutes, first to last."""
    return [
        MinutesRow(
            revision=row.revision,
            text=row.text,
            reason=row.reason,
            happened_on=row.happened_on,
            recorded_at=row.recorded_at,
            late_days=row.late_days,
        )
        for row in Minutes.select().where(Minutes.meeting == meeting_id).order_by(Minutes.revision)
    ]


def belongs(row: PersonRow, composition: Composition, *, on: date) -> bool:
    """Tell whether a person of that day's register belongs to a body so composed."""
    if composition.grown_up is not None:
        return grown_up(row.born_on, age=composition.grown_up, on=on)
    return any(office in composition.offices for office in row.offices)


def within(row: PersonRow, circle: Circle | None) -> bool:
    """Tell whether a person is of the branch or group a meeting is of; ``None``: of the whole village."""
    if circle is None:
        return True
    return row.branch_id == circle.branch_id and circle.group in {"", row.group}


def meeting_rows(asked: object) -> list[MeetingRow]:
    """Return the meetings asked for by an expression over the model, the newest first."""
    chair, recorder = Person.alias(), Person.alias()
    present = Attendance.select(fn.COUNT(Attendance.id)).where(Attendance.roster == Roster.id)
    online = present.where(Attendance.manner == AttendanceManner.ONLINE)
    came = ProxyEnd.select(fn.COUNT(ProxyEnd.id)).where(ProxyEnd.roster == Roster.id)
    came_online = came.where(ProxyEnd.manner == AttendanceManner.ONLINE)
    given = Proxy.select(fn.COUNT(Proxy.id)).where(Proxy.roster == Roster.id)
    minuted = Minutes.select(fn.COUNT(Minutes.id)).where(Minutes.meeting == Meeting.id)
    households = fn.COUNT(fn.DISTINCT(RosterLine.household))
    households_entitled = RosterLine.select(households).where(RosterLine.roster == Roster.id)
    households_present = (
        RosterLine.select(households)
        .join(Attendance, on=(Attendance.line == RosterLine.id))
        .where(RosterLine.roster == Roster.id)
    )
    rows = (
        Meeting.select(
            Meeting.id,
            Meeting.body,
            Meeting.title,
            Meeting.place,
            Meeting.notice,
            Meeting.starts_at,
            Meeting.convened_at,
            fn.COALESCE(Meeting.urgency, "").alias("urgency"),
            chair.name.alias("chair"),
            recorder.name.alias("recorder"),
            Meeting.recorder.alias("recorder_id"),
            Roster.id.alias("roster_id"),
            Roster.entitled,
            Roster.fingerprint,
            present.alias("present"),
            online.alias("online"),
            came_online.alias("came_online"),
            given.alias("by_proxy"),
            came.alias("came"),
            households_entitled.alias("households_entitled"),
            households_present.alias("households_present"),
            minuted.alias("minuted"),
            MeetingCircle.branch.alias("circle_branch"),
            MeetingCircle.group_name.alias("circle_group"),
        )
        .join_from(Meeting, Roster, JOIN.LEFT_OUTER)
        .join_from(Meeting, MeetingCircle, JOIN.LEFT_OUTER)
        .join_from(Meeting, chair, on=(Meeting.chair == chair.id))
        .join_from(Meeting, recorder, on=(Meeting.recorder == recorder.id))
        .where(asked)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    return [_meeting_row(row) for row in dicts_of(rows)]


def _meeting_row(row: dict[str, Any]) -> MeetingRow:
    counted = row["roster_id"] is not None and COMPOSITIONS[row["body"]].by_households
    came, came_online = row.pop("came"), row.pop("came_online")
    branch_id, group = row.pop("circle_branch"), row.pop("circle_group")
    return MeetingRow(
        **{
            **row,
            "online": row["online"] + came_online,
            "by_proxy": row["by_proxy"] - came,
            "households_entitled": row["households_entitled"] if counted else None,
            "households_present": row["households_present"] if counted else None,
            "fingerprint": row["fingerprint"] or "",
            "minuted": bool(row["minuted"]),
            "circle": None if branch_id is None else Circle(branch_id=branch_id, group=group),
        }
    )

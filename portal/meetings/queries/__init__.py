"""Reading meetings. Every question names its village or a meeting found through it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from portal.kernel.clock import LOCAL, local_day
from portal.kernel.db import dicts_of
from portal.kernel.errors import NotFoundError
from portal.meetings.bodies import COMPOSITIONS, Body, Circle
from portal.meetings.errors import (
    HallCodeStaleError,
    HallStrangerError,
    NotOnRosterError,
    PresentSinceError,
    RosterNotFrozenError,
    SignInOverError,
    SlipOfAnotherDayError,
)
from portal.meetings.models import (
    Attendance,
    AttendanceManner,
    Leave,
    Meeting,
    MeetingCircle,
    Minutes,
    Proxy,
    ProxyEnd,
    Roster,
    RosterLine,
    SignInEnd,
)
from portal.meetings.presence import offering_bodies
from portal.meetings.rules import attended_words, grown_up, notice_days
from portal.org.models import Person
from portal.org.queries import people, people_in_office, person

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

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
class LineRow:
    """One line of a frozen roster with the moment of signing in."""

    id: int
    roster_id: int
    number: int
    person_id: int
    name: str
    capacity: str
    household: str
    present_at: datetime | None
    manner: AttendanceManner | None  # how they take part now
    delegate: str  # who takes part for them now; empty: nobody
    leave: str  # why they said they could not come; empty: they did not

    @property
    def in_person(self) -> bool:
        """Whether they are there themselves, at the meeting or online."""
        return self.present_at is not None and self.manner is not AttendanceManner.BY_PROXY

    @property
    def presence(self) -> str:
        """How they take part, in words; empty where they do not."""
        if self.present_at is None or self.manner is None:
            return ""
        if self.manner is AttendanceManner.BY_PROXY:
            return f"委托{self.delegate}"
        return "线上参加" if self.manner is AttendanceManner.ONLINE else "到会"


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
    return _meeting_rows(asked if only is None else asked & Meeting.id.in_([*only]))


def meeting(village: Place, meeting_id: int) -> MeetingRow:
    """Return one meeting of the village.

    :raise NotFoundError: the village held no such meeting.
    """
    found = _meeting_rows((Meeting.village == village.id) & (Meeting.id == meeting_id))
    if not found:
        raise NotFoundError
    return found[0]


def entitled_people(village: Place, body: Body, *, on: date, circle: Circle | None = None) -> list[PersonRow]:
    """Return who belongs to the body on that day, by code; of a party branch or group those of the ``circle``."""
    composition = COMPOSITIONS[body]
    if composition.grown_up is None:
        return [row for row in people_in_office(village, *composition.offices, on=on) if _within(row, circle)]
    return [row for row in people(village, on=on) if _belongs(row, composition, on=on)]


def is_invited(village: Place, held: MeetingRow, person_id: int) -> bool:
    """Tell whether somebody is on a meeting's roster, or while there is none belongs to the body on its day."""
    if held.roster_id is not None:
        return roster_line(held.roster_id, person_id) is not None
    try:
        row = person(village, person_id, on=held.meets_on)
    except NotFoundError:
        return False
    return _belongs(row, COMPOSITIONS[held.body], on=held.meets_on) and _within(row, held.circle)


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
        body: sum(_belongs(row, composition, on=on) for row in register) for body, composition in COMPOSITIONS.items()
    }


def roster_lines(roster_id: int) -> list[LineRow]:
    """Return the lines of a frozen roster by number, with who is present and who asked for leave."""
    return _line_rows(RosterLine.roster == roster_id)


def lines_of_rosters(roster_ids: Collection[int]) -> dict[int, list[LineRow]]:
    """Return the lines of several frozen rosters, by the roster's id."""
    found: dict[int, list[LineRow]] = {roster_id: [] for roster_id in roster_ids}
    for line in _line_rows(RosterLine.roster.in_([*roster_ids])):
        found[line.roster_id].append(line)
    return found


def roster_line(roster_id: int, person_id: int) -> LineRow | None:
    """Return the line of one person, if they are on the roster."""
    found = _line_rows((RosterLine.roster == roster_id) & (RosterLine.person == person_id))
    return found[0] if found else None


def represented(roster_id: int, delegate_id: int) -> list[LineRow]:
    """Return for whom somebody takes part by a written proxy now, by line."""
    standing = Proxy.select(Proxy.line).where((Proxy.roster == roster_id) & (Proxy.delegate == delegate_id))
    found = _line_rows((RosterLine.roster == roster_id) & RosterLine.id.in_(standing))
    return [line for line in found if line.manner is AttendanceManner.BY_PROXY]


def require_admissible(held: MeetingRow, person_id: int, *, today: date) -> LineRow:
    """Return the line of somebody who shows their slip at the door.

    :raise SlipOfAnotherDayError: the meeting is not today.
    :raise RosterNotFrozenError: sign-in has not begun.
    :raise NotOnRosterError: the person is not on the frozen roster.
    """
    if held.meets_on != today:
        raise SlipOfAnotherDayError(held.meets_on)
    if held.roster_id is None:
        raise RosterNotFrozenError
    line = roster_line(held.roster_id, person_id)
    if line is None:
        raise NotOnRosterError
    return line


def require_sign_in_open(roster_id: int, *, now: datetime) -> None:
    """Refuse presence entered after the day of a meeting in which a ballot was opened.

    :raise SignInOverError: it is over: who is there has decided by how many votes a motion is carried.
    """
    if SignInEnd.select().where((SignInEnd.roster == roster_id) & (SignInEnd.ends_at <= now)).exists():
        raise SignInOverError


def own_lines(village: Place, person_id: int, *, on: date) -> list[tuple[MeetingRow, LineRow]]:
    """Return the meetings of that day one may take part in from afar, with one's line of the roster."""
    begin = datetime.combine(on, time(), LOCAL)
    asked = (
        (Meeting.village == village.id)
        & Meeting.body.in_([*offering_bodies()])
        & (Meeting.starts_at >= begin)
        & (Meeting.starts_at < begin + timedelta(days=1))
    )
    found = []
    for held in _meeting_rows(asked):
        line = roster_line(held.roster_id, person_id) if held.roster_id is not None else None
        if line is not None:
            found.append((held, line))
    return found


def awaited_at(village: Place, person_id: int, *, today: date) -> list[MeetingRow]:
    """Return today's meetings of the village to which somebody is invited and has not come yet."""
    invited = (
        Roster.select(Roster.meeting)
        .join(RosterLine)
        .join(Attendance, JOIN.LEFT_OUTER, on=(Attendance.line == RosterLine.id))
        .where((RosterLine.person == person_id) & Attendance.id.is_null())
    )
    asked = (Meeting.village == village.id) & Meeting.id.in_(invited)
    return [row for row in _meeting_rows(asked) if row.meets_on == today]


def require_invited(held: MeetingRow, person_id: int, *, today: date) -> LineRow:
    """Return the line of somebody who signs themselves in by the code in the hall.

    :raise HallStrangerError: the person is not on the frozen roster, or nobody is yet.
    :raise PresentSinceError: the person is signed in already; it says since when.
    :raise HallCodeStaleError: the meeting is not today.
    """
    line = None if held.roster_id is None else roster_line(held.roster_id, person_id)
    if line is None:
        raise HallStrangerError
    if line.in_person and line.present_at is not None:
        raise PresentSinceError(line.present_at)
    if held.meets_on != today:
        raise HallCodeStaleError
    return line


def leaves_of(meeting_id: int) -> dict[int, str]:
    """Return who asked for leave of a meeting: people's numbers with their reasons."""
    return {row.person_id: row.reason for row in Leave.select().where(Leave.meeting == meeting_id)}


def roster_salt(roster_id: int) -> bytes:
    """Return what is put before the lines of a frozen roster in its fingerprint: as private as the names."""
    return bytes.fromhex(Roster.get_by_id(roster_id).salt)


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


def _belongs(row: PersonRow, composition: Composition, *, on: date) -> bool:
    if composition.grown_up is not None:
        return grown_up(row.born_on, age=composition.grown_up, on=on)
    return any(office in composition.offices for office in row.offices)


def _within(row: PersonRow, circle: Circle | None) -> bool:
    if circle is None:
        return True
    return row.branch_id == circle.branch_id and circle.group in {"", row.group}


def _line_rows(asked: object) -> list[LineRow]:
    rows = (
        RosterLine.select(
            RosterLine.id,
            RosterLine.roster.alias("roster_id"),
            RosterLine.number,
            RosterLine.person.alias("person_id"),
            RosterLine.name,
            RosterLine.capacity,
            fn.COALESCE(RosterLine.household, "").alias("household"),
            Attendance.recorded_at.alias("present_at"),
            Attendance.manner,
            ProxyEnd.manner.alias("came"),
            fn.COALESCE(Proxy.delegate_name, "").alias("delegate"),
            fn.COALESCE(Leave.reason, "").alias("leave"),
        )
        .join(Roster)
        .join_from(RosterLine, Attendance, JOIN.LEFT_OUTER, on=(Attendance.line == RosterLine.id))
        .join_from(RosterLine, Proxy, JOIN.LEFT_OUTER, on=(Proxy.line == RosterLine.id))
        .join_from(Proxy, ProxyEnd, JOIN.LEFT_OUTER, on=(ProxyEnd.proxy == Proxy.id))
        .join_from(
            RosterLine,
            Leave,
            JOIN.LEFT_OUTER,
            on=((Leave.meeting == Roster.meeting) & (Leave.person == RosterLine.person)),
        )
        .where(asked)
        .order_by(RosterLine.number)
    )
    return [_line_row(row) for row in dicts_of(rows)]


def _line_row(row: dict[str, Any]) -> LineRow:
    """Return a line; whoever came after all is no longer represented."""
    came = row.pop("came")
    return LineRow(**row) if came is None else LineRow(**{**row, "manner": came, "delegate": ""})


def _meeting_rows(asked: object) -> list[MeetingRow]:
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

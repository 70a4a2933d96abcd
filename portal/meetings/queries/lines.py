"""Who stands on a meeting's frozen roster, who of them came, and who may still sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from portal.kernel.clock import LOCAL
from portal.kernel.db import dicts_of
from portal.kernel.errors import NotFoundError
from portal.meetings.bodies import COMPOSITIONS
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
    Proxy,
    ProxyEnd,
    Roster,
    RosterLine,
    SignInEnd,
)
from portal.meetings.presence import offering_bodies
from portal.meetings.queries.meetings import MeetingRow, belongs, meeting_rows, within
from portal.org.queries import person

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from portal.org.models import Place


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


def is_invited(village: Place, held: MeetingRow, person_id: int) -> bool:
    """Tell whether somebody is on a meeting's roster, or while there is none belongs to the body on its day."""
    if held.roster_id is not None:
        return roster_line(held.roster_id, person_id) is not None
    try:
        row = person(village, person_id, on=held.meets_on)
    except NotFoundError:
        return False
    return belongs(row, COMPOSITIONS[held.body], on=held.meets_on) and within(row, held.circle)


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
    for held in meeting_rows(asked):
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
    return [row for row in meeting_rows(asked) if row.meets_on == today]


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

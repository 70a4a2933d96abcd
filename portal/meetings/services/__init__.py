"""What is done with meetings: convene, begin sign-in, sign in, minute; from afar in ``presence``."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel import clock
from portal.kernel.clock import local_day
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.bodies import COMPOSITIONS, Body
from portal.meetings.errors import (
    HallCodeGuessedError,
    HallCodeStaleError,
    LeaveRecordedError,
    NobodyEntitledError,
    NotOnRosterError,
    PresentAlreadyError,
    RosterFrozenError,
    RosterNotFrozenError,
    SignInTooEarlyError,
    SlipUsedError,
    StartsInPastError,
)
from portal.meetings.hall_codes import is_typed, shown_lately
from portal.meetings.models import Attendance, AttendanceManner, Leave, Meeting, Roster, RosterLine, SignInEnd
from portal.meetings.queries import (
    entitled_people,
    meeting,
    require_admissible,
    require_invited,
    require_sign_in_open,
    roster_line,
)
from portal.meetings.queries.rosters import households_behind
from portal.meetings.rules import late_days, roster_fingerprint
from portal.meetings.services.minutes import add_minutes, write_minutes
from portal.meetings.services.presence import Proxying, end_proxies, join_online, record_proxy
from portal.org import attempts
from portal.org.errors import SignInThrottledError
from portal.org.permissions import Permission
from portal.org.queries import people, person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from portal.kernel.work import Work
    from portal.meetings.queries import LineRow, MeetingRow
    from portal.org.actors import Actor
    from portal.org.models import Place
    from portal.org.queries import PersonRow

__all__ = [
    "Convening",
    "Proxying",
    "add_minutes",
    "check_in",
    "convene_meeting",
    "freeze_roster",
    "join_online",
    "record_attendance",
    "record_leave",
    "record_proxy",
    "write_meeting",
    "write_minutes",
]

_SALT_BYTES = 16
_TOGETHER = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Convening:
    """What a notice of meeting says."""

    body: Body
    title: str
    place: str
    starts_at: datetime
    notice: str
    chair_id: int
    recorder_id: int
    urgency: str = ""  # the special circumstances of a short notice


def convene_meeting(actor: Actor, village: Place, convening: Convening) -> Meeting:
    """Convene a meeting: the notice goes out now.

    :raise StartsInPastError: it would have begun already.
    :raise NotFoundError: chair or recorder is not in the village's register.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MEETING_CONVENE, village) as work:
        if convening.starts_at <= work.now:
            raise StartsInPastError
        convened = write_meeting(work, village, convening)
        work.seal(
            "meeting.convened",
            about=("meeting", convened.id),
            facts={"body": convening.body, "meets_on": local_day(convening.starts_at).isoformat()},
            rows=[convened],
        )
        return convened


def write_meeting(work: Work, village: Place, convening: Convening) -> Meeting:
    """Write a meeting down in the unit of work that convenes it; whether it may lie in the past, the caller decides.

    :raise NotFoundError: chair or recorder is not in the village's register.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    refuse_private_numbers(convening.title, convening.place, convening.notice, convening.urgency)
    chair = person(village, convening.chair_id, on=work.today)
    recorder = person(village, convening.recorder_id, on=work.today)
    return Meeting.create(
        village=village,
        body=convening.body,
        title=convening.title,
        place=convening.place,
        starts_at=convening.starts_at,
        notice=convening.notice,
        chair=chair.id,
        recorder=recorder.id,
        convened_at=work.now,
        urgency=convening.urgency.strip() or None,
    )


def freeze_roster(actor: Actor, village: Place, meeting_id: int) -> Roster:
    """Begin sign-in: who is entitled from now on is fixed (应到), under a fingerprint.

    It begins on the day of the meeting, or later where the meeting is entered late; entitled is who was so on the
    day of the meeting.

    :raise SignInTooEarlyError: the day of the meeting has not come.
    :raise RosterFrozenError: sign-in has begun already.
    :raise NobodyEntitledError: the body has no members in the register.
    """
    with unit_of_work(actor, Permission.MEETING_RECORD, village) as work:
        held = meeting(village, meeting_id)
        if held.roster_id is not None:
            raise RosterFrozenError
        if work.today < held.meets_on:
            raise SignInTooEarlyError(held.meets_on)
        entitled = entitled_people(village, held.body, on=held.meets_on, circle=held.circle)
        if not entitled:
            raise NobodyEntitledError(held.body_name)
        roster, lines = _write_roster(held, entitled, households=_households(village, held), now=work.now)
        work.seal(
            "meeting.roster.frozen",
            about=("meeting", held.id),
            facts={"entitled": roster.entitled, "fingerprint": roster.fingerprint},
            rows=[roster, *lines],
        )
        return roster


def record_attendance(actor: Actor, village: Place, meeting_id: int, line_ids: Sequence[int]) -> int:
    """Sign people of the frozen roster in as present; those already signed in stay so. Return how many are new.

    Whoever had given a proxy and comes after all ends it, and is counted with the new. After the day of the meeting
    too: the entry then says how many days late it is, and the meeting's screen shows how many of those present were
    signed in only after the day.

    :raise RosterNotFrozenError: sign-in has not begun.
    :raise NotOnRosterError: a line is not of this meeting's roster.
    :raise SignInOverError: a ballot was opened in the meeting, and its day is over.
    """
    with unit_of_work(actor, Permission.MEETING_RECORD, village) as work:
        held = meeting(village, meeting_id)
        if held.roster_id is None:
            raise RosterNotFrozenError
        require_sign_in_open(held.roster_id, now=work.now)
        wanted = set(line_ids)
        known = {line.id for line in RosterLine.select(RosterLine.id).where(RosterLine.roster == held.roster_id)}
        if not wanted <= known:
            raise NotOnRosterError
        present = {row.line_id for row in Attendance.select(Attendance.line).where(Attendance.roster == held.roster_id)}
        added = sorted(wanted - present)
        ended = end_proxies(work, wanted & present, AttendanceManner.IN_PERSON, by=actor.account_id)
        if not added and not ended:
            work.leave_unchanged()
            return 0
        rows = _write_presence(held.roster_id, added, by=actor.account_id, now=work.now)
        work.seal(
            "meeting.attendance.recorded",
            about=("meeting", held.id),
            facts={
                "lines": [row.line_id for row in rows],
                "present": len(present) + len(rows),
                "late_days": late_days(happened_on=held.meets_on, recorded_on=work.today),
            },
            rows=[*rows, *ended],
        )
        return len(rows) + len(ended)


def end_sign_in(work: Work, roster_id: int, *, ends_at: datetime) -> list[SignInEnd]:
    """Let nobody be signed in on a roster from that moment on, in the unit of work that opens a ballot on it."""
    if SignInEnd.select().where(SignInEnd.roster == roster_id).exists():
        return []
    return [SignInEnd.create(roster=roster_id, ends_at=ends_at, recorded_at=work.now)]


def check_in(actor: Actor, village: Place, meeting_id: int, person_id: int) -> LineRow:
    """Sign in the one person whose slip was shown at the door, on the day of the meeting and once.

    Whoever had given a proxy comes after all and ends it.

    :raise NotFoundError: the village held no such meeting.
    :raise SlipOfAnotherDayError: the meeting is not today.
    :raise RosterNotFrozenError: sign-in has not begun.
    :raise NotOnRosterError: the person is not on the frozen roster.
    :raise SlipUsedError: the person is signed in already; it says since when.
    """
    with unit_of_work(actor, Permission.MEETING_RECORD, village) as work:
        held = meeting(village, meeting_id)
        line = require_admissible(held, person_id, today=work.today)
        ended = end_proxies(work, [line.id], AttendanceManner.IN_PERSON, by=actor.account_id)
        if line.present_at is not None and not ended:
            raise SlipUsedError(line.name, line.present_at)
        rows = ended or _write_presence(line.roster_id, [line.id], by=actor.account_id, now=work.now)
        work.seal(
            "meeting.attendance.recorded",
            about=("meeting", held.id),
            facts={"lines": [line.id], "present": held.present + (not ended)},
            rows=rows,
        )
        return line


def sign_in_here(actor: Actor, village: Place, meeting_id: int, *, code: str, key: str) -> LineRow:
    """Let somebody sign themselves in by the code on the hall's screen, as scanned or as typed.

    A refusal uses nothing up. Codes that are typed are counted, so that six digits cannot be guessed.

    :raise NotFoundError: the village held no such meeting.
    :raise HallCodeStaleError: it is not the code of this meeting's hall now.
    :raise HallCodeGuessedError: the account typed too many wrong ones.
    :raise HallStrangerError: the person is not on the frozen roster; further as ``require_invited``.
    """
    require_invited(meeting(village, meeting_id), actor.person_id, today=clock.today())
    typed = is_typed(code)
    if typed:
        _count_guess(actor)
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        held = meeting(village, meeting_id)
        line = require_invited(held, actor.person_id, today=work.today)
        if not shown_lately(code, held.id, key=key, now=clock.now()):
            raise HallCodeStaleError
        ended = end_proxies(work, [line.id], AttendanceManner.IN_PERSON, by=actor.account_id)
        rows = ended or _write_presence(line.roster_id, [line.id], by=actor.account_id, now=work.now)
        work.seal(
            "meeting.attendance.confirmed",
            about=("meeting", held.id),
            facts={"lines": [line.id], "present": held.present + (not ended)},
            rows=rows,
        )
    if typed:
        attempts.succeed(_guesser(actor), _guesser(actor))
    return line


def record_leave(actor: Actor, village: Place, meeting_id: int, person_id: int, *, reason: str) -> Leave:
    """Record that somebody said they cannot come, and why (请假). Leave changes nothing of who is entitled.

    :raise NotFoundError: the village held no such meeting or has no such person.
    :raise LeaveRecordedError: it is recorded already.
    :raise PresentAlreadyError: the person is signed in.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MEETING_RECORD, village) as work:
        refuse_private_numbers(reason)
        held = meeting(village, meeting_id)
        absent = person(village, person_id, on=work.today)
        if Leave.select().where((Leave.meeting == held.id) & (Leave.person == absent.id)).exists():
            raise LeaveRecordedError(absent.name)
        line = roster_line(held.roster_id, absent.id) if held.roster_id is not None else None
        if line is not None and line.present_at is not None:
            raise PresentAlreadyError(absent.name)
        leave = Leave.create(
            meeting=held.id,
            person=absent.id,
            reason=reason.strip(),
            recorded_at=work.now,
            recorded_by=actor.account_id,
        )
        work.seal("meeting.leave.recorded", about=("meeting", held.id), facts={"leave": leave.id}, rows=[leave])
        return leave


def _guesser(actor: Actor) -> str:
    """Return under which name guesses are counted: by account, since a whole hall shares one address."""
    return f"hall code {actor.account_id}"  # no login: those have no spaces


def _count_guess(actor: Actor) -> None:
    try:
        attempts.begin(_guesser(actor), _guesser(actor))
    except SignInThrottledError as error:
        raise HallCodeGuessedError(error.minutes) from error


def _households(village: Place, held: MeetingRow) -> int | None:
    register = people(village, on=held.meets_on) if COMPOSITIONS[held.body].representatives is not None else ()
    return households_behind(held.body, register)


def _write_roster(
    held: MeetingRow, entitled: Sequence[PersonRow], *, households: int | None, now: datetime
) -> tuple[Roster, list[RosterLine]]:
    composition = COMPOSITIONS[held.body]
    lines = [(number, row.name, composition.capacity(row.offices)) for number, row in enumerate(entitled, start=1)]
    salt = secrets.token_bytes(_SALT_BYTES)
    roster = Roster.create(
        meeting=held.id,
        entitled=len(lines),
        salt=salt.hex(),
        fingerprint=roster_fingerprint(held.id, lines, salt=salt),
        frozen_at=now,
        households=households,
    )
    counted = composition.representatives is not None
    written = [
        {
            "roster": roster.id,
            "number": number,
            "person": row.id,
            "name": name,
            "capacity": capacity,
            "household": row.household or None,
            "sex": (row.sex or None) if counted else None,
        }
        for row, (number, name, capacity) in zip(entitled, lines, strict=True)
    ]
    _insert(RosterLine, written)
    return roster, list(RosterLine.select(RosterLine.id).where(RosterLine.roster == roster.id))


def _write_presence(roster_id: int, line_ids: Sequence[int], *, by: int, now: datetime) -> list[Attendance]:
    manner = AttendanceManner.IN_PERSON
    _insert(
        Attendance,
        [
            {"line": line_id, "roster": roster_id, "manner": manner, "recorded_at": now, "recorded_by": by}
            for line_id in line_ids
        ],
    )
    added = set(line_ids)
    rows = Attendance.select(Attendance.id, Attendance.line).where(Attendance.roster == roster_id)
    return [row for row in rows.order_by(Attendance.id) if row.line_id in added]


def _insert(model: type[RosterLine | Attendance], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows a hundred at a time: a villagers' meeting has a thousand lines."""
    for start in range(0, len(rows), _TOGETHER):
        model.insert_many(rows[start : start + _TOGETHER]).execute()

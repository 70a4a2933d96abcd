"""What is said against the list of those entitled before a meeting begins, and what is answered.

An answer changes no list: what was wrong is mended in the register, and the list is taken from it when it is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.errors import (
    ListFixedError,
    OwnRosterObjectionError,
    RosterObjectionAnsweredError,
    TooManyRosterObjectionsError,
)
from portal.meetings.models import QuestionChannel, RosterAnswer, RosterObjection, RosterQuestion
from portal.meetings.queries import meeting
from portal.meetings.queries.notices import most_objections
from portal.meetings.queries.rosters import require_shown, roster_objection, roster_objections
from portal.org.models import Person
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from portal.kernel.work import Work
    from portal.meetings.queries import MeetingRow
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Objecting:
    """What is wrong with a list, about whom, and why."""

    question: RosterQuestion
    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """How an objection came in that an officer enters, and whose it is; they need not stand in the register."""

    channel: QuestionChannel
    filer_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterVerdict:
    """What was found of an objection, and why."""

    upheld: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filer:
    person_id: int | None
    name: str


def file_roster_objection(actor: Actor, village: Place, meeting_id: int, objecting: Objecting) -> RosterObjection:
    """Say oneself that a list is wrong; the same again is the same.

    :raise NotFoundError: the village held no such meeting.
    :raise ListClosedError: the body's list is not for everybody and the person is not on it.
    :raise ListFixedError: the meeting has begun.
    :raise TooManyRosterObjectionsError: as many of this person wait as may.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        refuse_private_numbers(objecting.about, objecting.text)
        held = meeting(village, meeting_id)
        require_shown(village, held, person_id=actor.person_id, at_home=actor.home_id == village.id)
        filer = _Filer(person_id=actor.person_id, name=actor.name)
        return _file(work, held, objecting, channel=QuestionChannel.ONLINE, filer=filer, by=actor)


def record_roster_objection(
    actor: Actor, village: Place, meeting_id: int, objecting: Objecting, *, brought: Brought
) -> RosterObjection:
    """Enter what somebody brought on paper, by telephone or spoken; the same again is the same.

    :raise NotFoundError: the village held no such meeting.
    :raise ListFixedError: the meeting has begun.
    :raise TooManyRosterObjectionsError: as many of this person wait as may.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.OBJECTION_RECORD, village) as work:
        refuse_private_numbers(objecting.about, objecting.text, brought.filer_name)
        held = meeting(village, meeting_id)
        name = brought.filer_name.strip()
        known = list(Person.select(Person.id).where((Person.village == village.id) & (Person.name == name)).limit(2))
        filer = _Filer(person_id=known[0].id if len(known) == 1 else None, name=name)
        return _file(work, held, objecting, channel=brought.channel, filer=filer, by=actor)


def answer_roster_objection(
    actor: Actor, village: Place, meeting_id: int, verdict: RosterVerdict, *, number: int
) -> RosterAnswer:
    """Answer an objection to a list, also after the list was fixed; the same again is the same.

    :raise NotFoundError: the village held no such meeting, or nobody objected under that number.
    :raise OwnRosterObjectionError: the actor made it themselves.
    :raise RosterObjectionAnsweredError: it was answered otherwise.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.OBJECTION_ANSWER, village) as work:
        refuse_private_numbers(verdict.reason)
        held = meeting(village, meeting_id)
        filed = roster_objection(held.id, number)
        if filed.filer_id == actor.person_id:
            raise OwnRosterObjectionError
        objection = RosterObjection.get((RosterObjection.meeting == held.id) & (RosterObjection.number == number))
        if filed.upheld is not None:
            if (filed.upheld, filed.reason) != (verdict.upheld, verdict.reason.strip()):
                raise RosterObjectionAnsweredError
            work.leave_unchanged()
            return RosterAnswer.get(RosterAnswer.objection == objection.id)
        answer = RosterAnswer.create(
            objection=objection.id,
            upheld=verdict.upheld,
            reason=verdict.reason.strip(),
            answered_at=work.now,
            answered_by=actor.person_id,
        )
        work.seal(
            "meeting.roster.answered",
            about=("meeting", held.id),
            facts={"objection": number, "upheld": verdict.upheld},
            rows=[answer],
        )
        return answer


def _file(
    work: Work, held: MeetingRow, objecting: Objecting, *, channel: QuestionChannel, filer: _Filer, by: Actor
) -> RosterObjection:
    said = {"question": objecting.question, "about": objecting.about.strip(), "text": objecting.text.strip()}
    of_meeting = RosterObjection.select().where(RosterObjection.meeting == held.id)
    same = next((one for one in of_meeting if _same(one, said, filer)), None)
    if same is not None:
        work.leave_unchanged()
        return same
    if held.roster_id is not None or work.now >= held.starts_at:
        raise ListFixedError
    _require_room(held, filer)
    filed = RosterObjection.create(
        meeting=held.id,
        number=1 + of_meeting.count(),
        **said,
        channel=channel,
        filer=filer.person_id,
        filer_name=filer.name,
        filed_at=work.now,
        recorded_by=by.account_id,
    )
    work.seal(
        "meeting.roster.objected",
        about=("meeting", held.id),
        facts={"objection": filed.number, "question": objecting.question.value, "channel": channel.value},
        rows=[filed],
    )
    return filed


def _require_room(held: MeetingRow, filer: _Filer) -> None:
    """Let one more be said by somebody; whoever does not stand in the register is known by their name."""
    waiting = [one for one in roster_objections(held.id) if one.upheld is None]
    own = [one for one in waiting if (one.filer_id or one.filer_name) == (filer.person_id or filer.name)]
    most, article = most_objections()
    if len(own) >= most:
        raise TooManyRosterObjectionsError(most, article)


def _same(one: RosterObjection, said: dict[str, str], filer: _Filer) -> bool:
    told = {"question": one.question, "about": one.about, "text": one.text}
    return told == said and (one.filer_id, one.filer_name) == (filer.person_id, filer.name)

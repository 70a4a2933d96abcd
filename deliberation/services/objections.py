"""A villager objects to what is on display; somebody else answers, within the clock, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from deliberation.bulletins.follow_up import FiledObjection, GivenAnswer, publish_objection
from deliberation.errors import (
    AnsweredAlreadyError,
    FutureDayError,
    NotOfVillageError,
    ObjectionLapsedError,
    ObjectionNotFoundError,
    ObjectionWindowError,
    OwnAnswerError,
    OwnObjectionError,
    RecordedObjectionError,
)
from deliberation.models import Objection, ObjectionAnswer
from deliberation.queries import matter
from deliberation.queries.follow_up import reply_rule
from deliberation.queries.standing import decided
from deliberation.rules.follow_up import Verdict, require_on_display
from deliberation.rules.periods import reply_due
from deliberation.services.filers import registered
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries import MatterRow
    from deliberation.queries.standing import Decided
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFiling:
    """An objection handed in on paper: who objects (name or code in the register), when, and what it says."""

    filer: str
    filed_on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """How an objection of a matter is answered."""

    objection: int
    verdict: Verdict
    text: str


def file_objection(actor: Actor, village: Place, number: int, *, text: str) -> Objection:
    """File one's own objection to what is on display; the same again, while it waits, is the same objection.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NotOfVillageError: the person stands in another register.
    :raise ObjectionWindowError: nothing is in its days of publicity.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        refuse_private_numbers(text)
        if actor.home_id != village.id:
            raise NotOfVillageError
        standing = decided(village, number)
        waiting = _waiting(standing, filed_by=actor.person_id, text=text)
        if waiting is not None:
            work.leave_unchanged()
            return waiting
        return _file(work, village, standing, text=text, filed_by=actor.person_id, filed_on=work.today)


def record_objection(actor: Actor, village: Place, number: int, filing: PaperFiling) -> Objection:
    """Enter an objection a villager handed in on paper, in that villager's name; the same again is the same.

    :raise MatterNotFoundError: the village has no such matter.
    :raise FilerUnknownError: the register has nobody of that name or code.
    :raise FilerAmbiguousError: several people have that name.
    :raise FutureDayError: the day has not come.
    :raise ObjectionWindowError: nothing was in its days of publicity.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.OBJECTION_RECORD, village) as work:
        refuse_private_numbers(filing.text)
        if filing.filed_on > work.today:
            raise FutureDayError
        filer = registered(village, filing.filer)
        standing = decided(village, number)
        waiting = _waiting(standing, filed_by=filer, text=filing.text)
        if waiting is not None:
            work.leave_unchanged()
            return waiting
        return _file(
            work,
            village,
            standing,
            text=filing.text,
            filed_by=filer,
            filed_on=filing.filed_on,
            recorded_by=None if filer == actor.person_id else actor.person_id,
        )


def answer_objection(actor: Actor, village: Place, number: int, answering: Answering) -> ObjectionAnswer:
    """Answer an objection and publish it with its answer; upheld against the resolution, it is to be decided again.

    :raise MatterNotFoundError: the village has no such matter.
    :raise ObjectionNotFoundError: the matter has no such objection.
    :raise AnsweredAlreadyError: it is answered.
    :raise ObjectionLapsedError: the resolution it is about has been voted on again.
    :raise OwnObjectionError: whoever objects does not answer.
    :raise RecordedObjectionError: whoever entered it for somebody does not answer.
    :raise OwnAnswerError: whoever answered this person before does not answer again.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.OBJECTION_ANSWER, village) as work:
        refuse_private_numbers(answering.text)
        row = matter(village, number)
        asked = (Objection.matter == row.id) & (Objection.number == answering.objection)
        objection = Objection.get_or_none(asked)
        if objection is None:
            raise ObjectionNotFoundError
        _require_unanswered(objection, row)
        _require_impartial(objection, actor.person_id)
        filed = FiledObjection(
            number=objection.number,
            target=objection.target,
            filed_on=objection.filed_on,
            due_on=objection.due_on,
            on_paper=objection.recorded_by_id is not None,
        )
        given = GivenAnswer(objection=objection.text, verdict=answering.verdict, text=answering.text)
        bulletin = publish_objection(work, village, row, filed, answer=given)
        answer = ObjectionAnswer.create(
            objection=objection,
            verdict=answering.verdict,
            text=answering.text,
            answered_by=actor.person_id,
            answered_at=work.now,
            bulletin=bulletin,
        )
        work.seal(
            "deliberation.objection.answered",
            about=("matter", number),
            facts={"objection": objection.number, "verdict": answering.verdict.value},
            rows=[answer],
        )
        return answer


def _file(
    work: Work,
    village: Place,
    standing: Decided,
    *,
    text: str,
    filed_by: int,
    filed_on: date,
    recorded_by: int | None = None,
) -> Objection:
    target = require_on_display(standing.facts, today=filed_on)
    clock = standing.facts.publicity_of(target) if standing.facts else None
    if clock is None or not clock.takes(filed_on):
        raise ObjectionWindowError(filed_on)
    newest = Objection.select(fn.MAX(Objection.number)).where(Objection.matter == standing.matter.id).scalar()
    filed = FiledObjection(
        number=1 + (newest or 0),
        target=target,
        filed_on=filed_on,
        due_on=reply_due(filed_on, reply_rule(village, on=filed_on)),
        on_paper=recorded_by is not None,
    )
    objection = Objection.create(
        village=village,
        matter=standing.matter.id,
        number=filed.number,
        target=target,
        filed_by=filed_by,
        recorded_by=recorded_by,
        text=text,
        filed_on=filed_on,
        due_on=filed.due_on,
        recorded_at=work.now,
        bulletin=publish_objection(work, village, standing.matter, filed),
    )
    work.seal(
        "deliberation.objection.filed",
        about=("matter", standing.matter.number),
        facts={
            "objection": filed.number,
            "target": target.value,
            "on_paper": filed.on_paper,
            "due_on": filed.due_on.isoformat(),
        },
        rows=[objection],
        happened_on=filed_on,
        # the entry is opened with the document: who objects must not be found in it
        actor={"villager": filed.number} if recorded_by is None else None,
    )
    return objection


def _waiting(standing: Decided, *, filed_by: int, text: str) -> Objection | None:
    """Return the same objection of the same person to what stands, while it waits: two clicks make one."""
    known = [one.number for one in standing.facts.objections if one.verdict is None] if standing.facts else []
    found: Objection | None = Objection.get_or_none(
        (Objection.matter == standing.matter.id)
        & Objection.number.in_(known)
        & (Objection.filed_by == filed_by)
        & (Objection.text == text)
    )
    return found


def _require_unanswered(objection: Objection, row: MatterRow) -> None:
    """Refuse what is answered, and what was about a resolution in whose place a newer decision stands."""
    if ObjectionAnswer.select().where(ObjectionAnswer.objection == objection.id).exists():
        raise AnsweredAlreadyError
    if row.follow_up is None or objection.number not in {one.number for one in row.follow_up.objections}:
        raise ObjectionLapsedError


def _require_impartial(objection: Objection, person_id: int) -> None:
    """Let only somebody else answer: not who objects or entered it, not who answered the same person before."""
    if objection.filed_by_id == person_id:
        raise OwnObjectionError
    if objection.recorded_by_id == person_id:
        raise RecordedObjectionError
    earlier = Objection.select(Objection.id).where(
        (Objection.matter == objection.matter_id)
        & (Objection.filed_by == objection.filed_by_id)
        & (Objection.number < objection.number)
    )
    answered = (ObjectionAnswer.answered_by == person_id) & ObjectionAnswer.objection.in_(earlier)
    if ObjectionAnswer.select().where(answered).exists():
        raise OwnAnswerError

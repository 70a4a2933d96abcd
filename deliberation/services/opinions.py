"""Villagers answer to a plan before it is voted on; officers answer each of them, once, in public.

What is adopted stands in a later version of the plan, which is written by ``revise_plan`` before it is named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.bulletins.opinions import publish_opinion
from deliberation.errors import (
    MatterWithdrawnError,
    NotTakenUpError,
    OpinionAnsweredError,
    OpinionsForVillagersError,
    OwnOpinionError,
)
from deliberation.models import Opinion, OpinionAnswer, PlanRevision
from deliberation.queries import matter
from deliberation.queries.opinions import copies_of, opinion_of, rule_on, window_of
from deliberation.rules.opinions import OpinionKind, OpinionReply, amended, require_reply, require_room
from deliberation.rules.suggestions import Channel
from deliberation.services.filers import brought_by
from deliberation.services.holding import person_of
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from deliberation.queries import MatterRow
    from deliberation.queries.opinions import OpinionRow
    from deliberation.services.filers import Brought
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Opining:
    """What is said to a plan; an amendment names the paragraph and its wording, and the version it was written on."""

    kind: OpinionKind
    text: str
    paragraph: int | None = None
    wording: str = ""
    revision: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringOpinion:
    """How something is answered: adopted, in which version of the plan; ``withheld`` keeps the words back."""

    reply: OpinionReply
    text: str
    taken_up_in: int | None = None
    withheld: bool = False


def file_opinion(actor: Actor, village: Place, number: int, opining: Opining) -> Opinion:
    """Say something to a matter's plan oneself; the same again, while it waits, is the same.

    :raise MatterNotFoundError: the village has no such matter.
    :raise OpinionsForVillagersError: the person stands in another register.
    :raise OpinionsClosedError: the vote has begun; every refusal of ``Window.require_takes`` likewise.
    :raise PlanChangedError: the plan was changed meanwhile; every refusal of ``amended`` likewise.
    :raise TooManyOpinionsError: as many of this person wait as may.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        if actor.home_id != village.id:
            raise OpinionsForVillagersError
        return _file(work, village, matter(village, number), opining, filed_by=actor.person_id, filed_on=work.today)


def record_opinion(actor: Actor, village: Place, number: int, opining: Opining, *, brought: Brought) -> Opinion:
    """Enter what a villager brought on paper or said, in that villager's name; the same again is the same.

    :raise MatterNotFoundError: the village has no such matter.
    :raise FutureDayError: the day has not come; every refusal of ``brought_by`` likewise; further as ``file_opinion``.
    """
    with unit_of_work(actor, Permission.OPINION_RECORD, village) as work:
        row = matter(village, number)
        filer = brought_by(village, brought, today=work.today)
        return _file(
            work,
            village,
            row,
            opining,
            filed_by=filer,
            filed_on=brought.filed_on,
            channel=brought.channel,
            recorded_by=None if filer == actor.person_id else actor.person_id,
        )


def answer_opinion(
    actor: Actor, village: Place, number: int, answering: AnsweringOpinion, *, opinion: int
) -> OpinionAnswer:
    """Answer something in public, and with it what says the very same and waits.

    :raise MatterNotFoundError: the village has no such matter.
    :raise OpinionNotFoundError: nobody said such a thing to its plan.
    :raise MatterWithdrawnError: the matter was taken back.
    :raise OpinionAnsweredError: it is answered.
    :raise OwnOpinionError: it, or what says the very same, is the actor's own.
    :raise OpinionReplyError: it is not answered in this way; every refusal of ``require_reply`` likewise.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.OPINION_ANSWER, village) as work:
        refuse_private_numbers(answering.text)
        row = matter(village, number)
        said = opinion_of(row, opinion)
        if row.course.withdrawn:
            raise MatterWithdrawnError
        if not said.waiting:
            raise OpinionAnsweredError(said.number)
        together = [said, *copies_of(said, row.opinions)]
        _require_others(together, work)
        for one in together:
            require_reply(one.kind, answering.reply, said_to=one.revision, taken_up_in=answering.taken_up_in)
        answers = [_answer(work, row, one, answering) for one in together]
        known = {one.number: one for one in matter(village, number).opinions}
        for one in together:
            publish_opinion(work, village, row, known[one.number])
        work.seal(
            "deliberation.opinion.answered",
            about=("matter", number),
            facts={"opinions": [one.number for one in together], "reply": answering.reply.value},
            rows=answers,
        )
        return answers[0]


def _file(
    work: Work,
    village: Place,
    row: MatterRow,
    opining: Opining,
    *,
    filed_by: int,
    filed_on: date,
    channel: Channel = Channel.ONLINE,
    recorded_by: int | None = None,
) -> Opinion:
    refuse_private_numbers(opining.text, opining.wording)
    amends = opining.kind is OpinionKind.AMENDMENT
    waiting = [one for one in row.opinions if one.waiting and one.filer_id == filed_by]
    for one in waiting:
        if (one.kind, one.text, one.wording) == (opining.kind, opining.text, opining.wording if amends else ""):
            work.leave_unchanged()
            return Opinion.get_by_id(one.id)
    window_of(row).require_takes(filed_on, on_behalf=channel is not Channel.ONLINE)
    require_room(len(waiting), rule_on(village, row, on=work.today))
    made = Opinion.create(
        village=village,
        matter=row.id,
        number=1 + max((one.number for one in row.opinions), default=0),
        kind=opining.kind,
        channel=channel,
        revision=row.revision,
        paragraph=opining.paragraph if amends else None,
        before=_amended(row, opining) if amends else "",
        wording=opining.wording if amends else "",
        text=opining.text,
        filed_by=filed_by,
        recorded_by=recorded_by,
        filed_on=filed_on,
        recorded_at=work.now,
    )
    publish_opinion(work, village, row, opinion_of(matter(village, row.number), made.number))
    work.seal(
        "deliberation.opinion.filed",
        about=("matter", row.number),
        facts={"opinion": made.number, "kind": made.kind.value, "channel": made.channel.value},
        rows=[made],
        happened_on=filed_on,
        # the entry is opened with the document: who says something must not be found in it
        actor={"villager": made.number} if recorded_by is None else None,
    )
    return made


def _amended(row: MatterRow, opining: Opining) -> str:
    return amended(
        row.plan,
        paragraph=opining.paragraph or 0,
        wording=opining.wording,
        of=opining.revision,
        now=row.revision,
    )


def _require_others(together: Iterable[OpinionRow], work: Work) -> None:
    """Let only somebody who said none of it answer."""
    for one in together:
        if one.filer_id == person_of(work):
            raise OwnOpinionError(one.number)


def _answer(work: Work, row: MatterRow, said: OpinionRow, answering: AnsweringOpinion) -> OpinionAnswer:
    return OpinionAnswer.create(
        opinion=said.id,
        reply=answering.reply,
        text=answering.text,
        withheld=answering.withheld,
        revision=_taken_up(row, answering) if answering.reply.taken_up else None,
        answered_by=person_of(work),
        answered_at=work.now,
    )


def _taken_up(row: MatterRow, answering: AnsweringOpinion) -> PlanRevision:
    asked = (PlanRevision.matter == row.id) & (PlanRevision.revision == answering.taken_up_in)
    found: PlanRevision | None = PlanRevision.get_or_none(asked)
    if found is None:
        raise NotTakenUpError(answering.reply.title)
    return found

"""Villagers rate finished work: a rating begins with the published result, and too many not satisfied are answered.

Answers, sheets of paper and the count are those of every poll (``deliberation.services.polls``).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from deliberation.bulletins.polls import publish_poll
from deliberation.bulletins.ratings import publish_rating_reply
from deliberation.errors import RatingRepliedError, RevisitNotNeededError
from deliberation.models import Rating, RatingReply
from deliberation.procedures.ratings import rating_rule_on
from deliberation.queries.polls import poll
from deliberation.queries.ratings import revisit
from deliberation.rules.ratings import RATING_OPTIONS
from deliberation.services.polls import Asking, begin_poll
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from deliberation.queries import MatterRow
    from portal.kernel.db import SealedModel
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

_EXPLANATION = (
    "这件事已经办完，验收结论和实施结果都已公布，请您说说满意不满意。不满意的可以写原因，看原因的人看不到是谁写的。"
    "评议只听取意见：不是表决，不产生决议。"
)


def open_rating(work: Work, village: Place, matter: MatterRow) -> list[SealedModel]:
    """Ask the village's people how the work was done, within the act that publishes its result; return the rows.

    Work is rated once: a result that is published again asks nobody again.
    """
    if Rating.select().where(Rating.matter == matter.id).exists():
        return []
    asking = Asking(
        question=f"“{matter.title}”办得怎么样？",
        explanation=_EXPLANATION,
        options=RATING_OPTIONS,
        most_choices=1,
        last_on=work.today + timedelta(days=rating_rule_on(work.today).open_days),
    )
    asked = begin_poll(work, village, asking, options=list(asking.options), matter_id=matter.id)
    rating = Rating.create(village=village, matter=matter.id, poll=asked)
    publish_poll(work, village, poll(village, asked.number))
    return [asked, rating]


def reply_to_rating(actor: Actor, village: Place, number: int, *, text: str) -> RatingReply:
    """Publish what came of visiting those who are not satisfied; said once, the same again is the same answer.

    :raise PollNotFoundError: the village has no such rating.
    :raise RevisitNotNeededError: it is not counted, or not so many are dissatisfied.
    :raise RatingRepliedError: something else was answered already.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_EDIT, village) as work:
        refuse_private_numbers(text)
        asked = revisit(village, number)
        if asked is None:
            raise RevisitNotNeededError
        if asked.answered_on is not None:
            if asked.answer != text:
                raise RatingRepliedError
            work.leave_unchanged()
            return RatingReply.get(RatingReply.rating == asked.rating_id)
        row = poll(village, number)
        reply = RatingReply.create(
            village=village,
            rating=asked.rating_id,
            text=text,
            replied_by=actor.person_id,
            replied_at=work.now,
            bulletin=publish_rating_reply(work, village, row, text=text, due_on=asked.due_on),
        )
        work.seal("deliberation.rating.replied", about=("poll", number), facts={}, rows=[reply])
        return reply

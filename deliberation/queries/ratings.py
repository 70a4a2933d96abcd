"""How finished work was rated: the reasons of who is not satisfied, and what came of visiting them.

Reasons are read once the rating is counted and may be told, without a name and in the order of their words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from deliberation.errors import PollNotFoundError
from deliberation.models import Poll, PollAnswer, PollClose, PollParticipation, Rating, RatingReason, RatingReply
from deliberation.procedures.polls import poll_rule_on
from deliberation.procedures.ratings import rating_rule_on
from deliberation.rules.polls import PollCounts, telling
from deliberation.rules.ratings import revisit_due
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from deliberation.queries.polls import PollRow
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """Too many were not satisfied: by when it is published what came of visiting them, and what did."""

    rating_id: int
    number: int  # of the poll
    question: str
    due_on: date
    answer: str
    answered_on: date | None


def reason_of(answer: PollAnswer) -> str:
    """Return why somebody is not satisfied, as far as they said."""
    found = RatingReason.get_or_none(RatingReason.answer == answer.id)
    return found.text if found is not None else ""


def own_reason(row: PollRow, person_id: int) -> str:
    """Return the reason one person gave with their newest answer."""
    newest = (
        PollAnswer.select()
        .join(PollParticipation)
        .where((PollParticipation.poll == row.id) & (PollParticipation.person == person_id))
        .order_by(PollAnswer.entry.desc())
        .first()
    )
    return reason_of(newest) if newest is not None else ""


def reasons(row: PollRow) -> tuple[str, ...]:
    """Return every reason that stands beside a newest answer; the caller asks whether they may be told."""
    found = (
        PollAnswer.select(PollAnswer.participation, RatingReason.text)
        .join_from(PollAnswer, PollParticipation)
        .join_from(PollAnswer, RatingReason, JOIN.LEFT_OUTER)
        .where(PollParticipation.poll == row.id)
        .order_by(PollAnswer.participation, PollAnswer.entry)
    )
    return tuple(sorted(text for text in dict(tuples_of(found)).values() if text))


def revisits(village: Place) -> list[Revisit]:
    """Return the counted ratings of the village after which somebody has to be visited, the newest first."""
    return _revisits(Rating.village == village.id)


def revisit(village: Place, number: int) -> Revisit | None:
    """Return the visit after one rating, if it needs one.

    :raise PollNotFoundError: the village has no such rating.
    """
    asked = (Rating.village == village.id) & (Poll.number == number)
    if not Rating.select().join(Poll).where(asked).exists():
        raise PollNotFoundError
    return next(iter(_revisits(asked)), None)


def _revisits(asked: Any) -> list[Revisit]:
    rows = (
        Rating.select(
            Rating.id.alias("rating_id"),
            Poll.number,
            Poll.question,
            Poll.opens_at,
            PollClose.closed_at,
            PollClose.entitled,
            PollClose.online,
            PollClose.on_paper,
            PollClose.blank,
            PollClose.uncounted,
            PollClose.counts,
            RatingReply.text,
            RatingReply.replied_at,
        )
        .join_from(Rating, Poll)
        .join_from(Poll, PollClose)
        .join_from(Rating, RatingReply, JOIN.LEFT_OUTER)
        .where(asked)
        .order_by(Poll.number.desc())
    )
    return [one for row in dicts_of(rows) if (one := _revisit(row)) is not None]


def _revisit(row: Mapping[str, Any]) -> Revisit | None:
    opens_on, names = local_day(row["opens_at"]), ("entitled", "online", "on_paper", "blank", "uncounted")
    counts = PollCounts(**{name: row[name] for name in names}, counts=tuple(row["counts"]))
    told = telling(counts, fewest=poll_rule_on(opens_on).fewest_answers)
    due_on = revisit_due(counts, told, rule=rating_rule_on(opens_on), closed_on=local_day(row["closed_at"]))
    if due_on is None:
        return None
    return Revisit(
        rating_id=row["rating_id"],
        number=row["number"],
        question=row["question"],
        due_on=due_on,
        answer=row["text"] or "",
        answered_on=local_day(row["replied_at"]) if row["replied_at"] else None,
    )

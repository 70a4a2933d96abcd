"""Villagers suggest; officers sort, list, merge and answer, or a matter comes of it; nothing is ever lost.

Every step is published in the unit of work that takes it, for the suggestion and for those it changes too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.bulletins.suggestions import publish_suggestion
from deliberation.errors import (
    NotYourSuggestionError,
    OwnSuggestionError,
    SuggestionDayError,
    SuggestionForVillagersError,
    UnknownCategoryError,
)
from deliberation.models import (
    Suggestion,
    SuggestionAnswer,
    SuggestionListing,
    SuggestionMatter,
    SuggestionMerge,
    SuggestionOverdue,
    SuggestionSorting,
    SuggestionWithdrawal,
)
from deliberation.procedures import categories_on, suggestion_rule_on
from deliberation.queries.suggestions import handled_with, kept_words, own_among, suggestion, suggestions
from deliberation.rules.suggestions import (
    Channel,
    Reply,
    answer_due,
    require_agenda_day,
    require_alone,
    require_kept_back,
    require_mergeable,
    require_open,
    require_room,
)
from deliberation.services.filers import brought_by
from deliberation.services.holding import person_of
from portal.kernel import clock
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.queries import meeting
from portal.org.actors import SYSTEM
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from deliberation.models import Matter
    from deliberation.queries.suggestions import OriginRow, SuggestionRow
    from deliberation.services.filers import Brought
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggesting:
    """What is suggested, and what it is about."""

    category: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replying:
    """How a suggestion is answered; ``withheld`` keeps the villager's words back."""

    reply: Reply
    text: str
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The suggestion a matter comes of; ``withheld`` keeps the villager's words back."""

    suggestion: int
    withheld: bool = False


def file_suggestion(actor: Actor, village: Place, suggesting: Suggesting) -> Suggestion:
    """File a suggestion of one's own; the same text again, while it waits, is the same suggestion.

    :raise SuggestionForVillagersError: the person stands in another register.
    :raise UnknownCategoryError: nothing of the kind is offered.
    :raise TooManyWaitingError: as many of this person wait as may.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        if actor.home_id != village.id:
            raise SuggestionForVillagersError
        return _file(work, village, suggesting, filed_by=actor.person_id, filed_on=work.today)


def record_suggestion(actor: Actor, village: Place, suggesting: Suggesting, brought: Brought) -> Suggestion:
    """Enter what a villager brought on paper or said, in that villager's name; the same again is the same.

    :raise FilerUnknownError: the register has nobody of that name or code.
    :raise FilerAmbiguousError: several people have that name.
    :raise FutureDayError: the day has not come.
    :raise SuggestionDayError: the day is so long ago that nothing was usual with suggestions yet.
    :raise UnknownCategoryError: nothing of the kind was offered on that day.
    :raise TooManyWaitingError: as many of this person wait as may.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SUGGESTION_RECORD, village) as work:
        filer = brought_by(village, brought, today=work.today)
        return _file(
            work,
            village,
            suggesting,
            filed_by=filer,
            filed_on=brought.filed_on,
            channel=brought.channel,
            recorded_by=None if filer == actor.person_id else actor.person_id,
        )


def sort_suggestion(actor: Actor, village: Place, number: int, *, category: str, reason: str) -> SuggestionRow:
    """Give a suggestion another category and say why; the one it has already changes nothing.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    :raise SuggestionClosedError: there is nothing left to be done.
    :raise MergedAlreadyError: it is handled with another.
    :raise UnknownCategoryError: nothing of the kind is offered.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SUGGESTION_ANSWER, village) as work:
        refuse_private_numbers(reason)
        row = suggestion(village, number)
        require_alone(row.standing)
        _require_category(category, on=work.today)
        if category == row.category:
            work.leave_unchanged()
            return row
        made = SuggestionSorting.create(
            suggestion=row.id, category=category, reason=reason, sorted_by=person_of(work), sorted_at=work.now
        )
        publish_now(work, village, [number])
        work.seal(
            "deliberation.suggestion.sorted",
            about=("suggestion", number),
            facts={"before": row.category, "after": category},
            rows=[made],
        )
        return suggestion(village, number)


def list_suggestion(actor: Actor, village: Place, number: int, *, meeting_id: int) -> SuggestionRow:
    """Put a suggestion on the agenda of a meeting; there already, nothing changes.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    :raise SuggestionClosedError: there is nothing left to be done.
    :raise MergedAlreadyError: it is handled with another.
    :raise NotFoundError: the village has no such meeting.
    :raise AgendaPastError: the meeting was held on an earlier day.
    """
    with unit_of_work(actor, Permission.SUGGESTION_ANSWER, village) as work:
        row = suggestion(village, number)
        require_alone(row.standing)
        held = meeting(village, meeting_id)
        if meeting_id in {one.meeting_id for one in row.listings}:
            work.leave_unchanged()
            return row
        require_agenda_day(held.meets_on, today=work.today)
        made = SuggestionListing.create(
            suggestion=row.id, meeting=meeting_id, listed_by=person_of(work), listed_at=work.now
        )
        publish_now(work, village, [number])
        work.seal(
            "deliberation.suggestion.listed",
            about=("suggestion", number),
            facts={"meeting": meeting_id},
            rows=[made],
        )
        return suggestion(village, number)


def merge_suggestion(actor: Actor, village: Place, number: int, *, into: int, withheld: bool = False) -> SuggestionRow:
    """Handle a suggestion with another one, whose answer answers both; done already, nothing changes.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    :raise OwnSuggestionError: it is the actor's own.
    :raise MergedIntoItselfError: both are the same.
    :raise SuggestionClosedError: there is nothing left to be done with one of them.
    :raise MergedAlreadyError: the other is itself handled with another.
    :raise HasFollowersError: others are handled with this one.
    """
    with unit_of_work(actor, Permission.SUGGESTION_ANSWER, village) as work:
        row, target = suggestion(village, number), suggestion(village, into)
        _require_others([row], work)
        require_mergeable(row.standing, target.standing)
        if row.standing.into == into:
            work.leave_unchanged()
            return row
        left = [row.standing.into] if row.standing.into is not None else []
        made = SuggestionMerge.create(
            suggestion=row.id, into=target.id, withheld=withheld, merged_by=person_of(work), merged_at=work.now
        )
        publish_now(work, village, [number, into, *left])
        work.seal("deliberation.suggestion.merged", about=("suggestion", number), facts={"into": into}, rows=[made])
        return suggestion(village, number)


def answer_suggestion(actor: Actor, village: Place, number: int, replying: Replying) -> SuggestionAnswer:
    """Answer a suggestion in public, and with it those that are handled with it.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    :raise OwnSuggestionError: it, or one handled with it, is the actor's own.
    :raise SuggestionClosedError: there is nothing left to be done.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SUGGESTION_ANSWER, village) as work:
        refuse_private_numbers(replying.text)
        row = suggestion(village, number)
        _require_others(handled_with(village, row), work)
        require_open(row.standing)
        left = [row.standing.into] if row.standing.into is not None else []
        made = SuggestionAnswer.create(
            suggestion=row.id,
            reply=replying.reply,
            text=replying.text,
            withheld=replying.withheld,
            answered_by=person_of(work),
            answered_at=work.now,
        )
        publish_now(work, village, [number, *row.standing.followers, *left])
        work.seal(
            "deliberation.suggestion.answered",
            about=("suggestion", number),
            facts={"reply": replying.reply.value, "followers": list(row.standing.followers)},
            rows=[made],
        )
        return made


def withdraw_suggestion(actor: Actor, village: Place, number: int, *, reason: str) -> SuggestionWithdrawal:
    """Take a suggestion of one's own back; it stays listed, and those handled with it stand by themselves again.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    :raise NotYourSuggestionError: somebody else made it.
    :raise SuggestionClosedError: there is nothing left to be done.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        refuse_private_numbers(reason)
        row = suggestion(village, number)
        if row.filer_id != actor.person_id:
            raise NotYourSuggestionError
        require_open(row.standing)
        left = [row.standing.into] if row.standing.into is not None else []
        made = SuggestionWithdrawal.create(suggestion=row.id, reason=reason, withdrawn_at=work.now)
        publish_now(work, village, [number, *row.standing.followers, *left])
        work.seal(
            "deliberation.suggestion.withdrawn",
            about=("suggestion", number),
            facts={"followers": list(row.standing.followers)},
            rows=[made],
            actor={"villager": number},
        )
        return made


def settle_suggestions(village: Place) -> int:
    """Publish of every suggestion whose day has passed that it is not answered; return how many were."""
    today = clock.today()
    due = [row.number for row in suggestions(village) if _unanswered(row, today=today)]
    for number in due:
        _tell_overdue(village, number)
    return len(due)


def turn_into_matter(work: Work, village: Place, matter: Matter, origin: Origin) -> SuggestionMatter:
    """Record and publish, in the unit of work that proposes a matter, of which suggestion it comes.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    :raise OwnSuggestionError: it, or one handled with it, is the actor's own.
    :raise SuggestionClosedError: there is nothing left to be done.
    :raise MergedAlreadyError: it is handled with another.
    :raise KeptBackWordsError: the matter says the very words that are kept back.
    """
    row = suggestion(village, origin.suggestion)
    together = handled_with(village, row)
    _require_others(together, work)
    require_alone(row.standing)
    require_kept_back(kept_words(together, row.number, withheld=origin.withheld), [matter.title, matter.plan])
    made = SuggestionMatter.create(
        suggestion=row.id,
        matter=matter,
        withheld=origin.withheld,
        proposed_by=person_of(work),
        proposed_at=work.now,
    )
    publish_now(work, village, [row.number, *row.standing.followers])
    return made


def require_words_kept(village: Place, origin: OriginRow, said: Iterable[str]) -> None:
    """Let a matter's text be written anew without what the suggestion it came of says, where that is kept back.

    :raise KeptBackWordsError: it would say the very words.
    """
    together = handled_with(village, suggestion(village, origin.number))
    require_kept_back(kept_words(together, origin.number, withheld=origin.withheld), said)


def publish_now(work: Work, village: Place, numbers: Iterable[int]) -> None:
    """Publish how these suggestions stand after what this unit of work has written."""
    known = {row.number: row for row in suggestions(village)}
    for number in numbers:
        publish_suggestion(work, village, known[number])


def _file(
    work: Work,
    village: Place,
    suggesting: Suggesting,
    *,
    filed_by: int,
    filed_on: date,
    channel: Channel = Channel.ONLINE,
    recorded_by: int | None = None,
) -> Suggestion:
    refuse_private_numbers(suggesting.title, suggesting.text)
    _require_category(suggesting.category, on=filed_on)
    every = suggestions(village)
    waiting = [row for row in every if row.filer_id == filed_by and not row.standing.ended]
    for row in waiting:
        if row.text == suggesting.text:
            work.leave_unchanged()
            return Suggestion.get_by_id(row.id)
    rule = suggestion_rule_on(filed_on)
    require_room(len(waiting), rule)
    made = Suggestion.create(
        village=village,
        number=1 + max((row.number for row in every), default=0),
        category=suggesting.category,
        channel=channel,
        title=suggesting.title,
        text=suggesting.text,
        filed_by=filed_by,
        recorded_by=recorded_by,
        filed_on=filed_on,
        due_on=answer_due(filed_on, rule),
        recorded_at=work.now,
    )
    publish_now(work, village, [made.number])
    work.seal(
        "deliberation.suggestion.filed",
        about=("suggestion", made.number),
        facts={"category": made.category, "channel": made.channel.value, "due_on": made.due_on.isoformat()},
        rows=[made],
        happened_on=filed_on,
        # the entry is opened with the document: who suggests must not be found in it
        actor={"villager": made.number} if recorded_by is None else None,
    )
    return made


def _tell_overdue(village: Place, number: int) -> None:
    with unit_of_work(SYSTEM, Permission.SETTLE, village) as work:
        row = suggestion(village, number)
        if not _unanswered(row, today=work.today):
            work.leave_unchanged()
            return
        made = SuggestionOverdue.create(suggestion=row.id, noted_on=work.today)
        publish_now(work, village, [number])
        work.seal(
            "deliberation.suggestion.overdue",
            about=("suggestion", number),
            facts={"due_on": row.due_on.isoformat()},
            rows=[made],
        )


def _unanswered(row: SuggestionRow, *, today: date) -> bool:
    return row.due_on < today and not row.standing.ended and not row.overdue_told


def _require_category(category: str, *, on: date) -> None:
    offered = categories_on(on)
    if not offered:
        raise SuggestionDayError(on)
    if category not in {one.id for one in offered}:
        raise UnknownCategoryError


def _require_others(together: Sequence[SuggestionRow], work: Work) -> None:
    """Let only somebody who made none of these suggestions, the first of which leads, decide what becomes of them."""
    own = own_among(together, person_of(work))
    if own is not None:
        raise OwnSuggestionError(None if own is together[0] else own.number)

"""What is written down at a meeting: what came of each suggestion on its agenda, and who sat at the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.bulletins.councils import publish_meeting
from deliberation.errors import (
    CorrectionReasonError,
    CouncilNotBegunError,
    NoSidesError,
    NotOnAgendaError,
    OwnSuggestionError,
)
from deliberation.models import CouncilItem, CouncilSides
from deliberation.procedures import council_rule_on
from deliberation.queries.councils import hall_of, sides_of
from deliberation.queries.suggestions import handled_with, own_among, suggestion
from deliberation.rules.councils import Outcome, require_outcome
from deliberation.rules.suggestions import require_kept_back
from deliberation.services.holding import person_of
from deliberation.services.suggestions import publish_now
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.queries import meeting
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries.suggestion_steps import ItemRow
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Minuting:
    """What was said of a suggestion, what follows, and why that is written anew where it was written before."""

    outcome: Outcome
    said: str
    handed_to: str = ""
    due_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """How many of the property firm and the owners' committee came, and why that is corrected."""

    firm: int
    owners: int
    reason: str = ""


def record_item(actor: Actor, village: Place, number: int, *, meeting_id: int, minuting: Minuting) -> CouncilItem:
    """Write down in public what came of a suggestion at a meeting; the very same again is the same.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    :raise NotFoundError: the village held no such meeting.
    :raise NotOnAgendaError: the suggestion is not on its agenda.
    :raise CouncilNotBegunError: sign-in has not begun.
    :raise OwnSuggestionError: it, or one handled with it, is the actor's own.
    :raise ItemOutcomeError: who does it by when is missing, or does not belong there.
    :raise KeptBackWordsError: it says the very words that are not public.
    :raise CorrectionReasonError: it was written before, and nobody says why it is written anew.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SUGGESTION_ANSWER, village) as work:
        refuse_private_numbers(minuting.said, minuting.handed_to, minuting.reason)
        row, held = suggestion(village, number), meeting(village, meeting_id)
        listing = next((one for one in row.listings if one.meeting_id == meeting_id), None)
        if listing is None:
            raise NotOnAgendaError
        if held.roster_id is None:
            raise CouncilNotBegunError
        own = own_among(handled_with(village, row), person_of(work))
        if own is not None:
            raise OwnSuggestionError(None if own.number == number else own.number)
        require_outcome(minuting.outcome, handed_to=minuting.handed_to, due_on=minuting.due_on, met_on=held.meets_on)
        if not row.told:
            require_kept_back([row.title, row.text], [minuting.said])
        if listing.item is not None and _same(listing.item, minuting):
            work.leave_unchanged()
            return CouncilItem.get(
                (CouncilItem.listing == listing.id) & (CouncilItem.revision == listing.item.revision)
            )
        revision = _revision(listing.item.revision if listing.item else 0, minuting.reason)
        made = CouncilItem.create(
            listing=listing.id,
            revision=revision,
            outcome=minuting.outcome,
            said=minuting.said,
            handed_to=minuting.handed_to,
            due_on=minuting.due_on,
            reason=minuting.reason if revision > 1 else "",
            recorded_by=person_of(work),
            recorded_at=work.now,
        )
        publish_now(work, village, [number])
        hall = hall_of(held.body)
        if hall is not None:
            publish_meeting(work, village, hall, meeting_id)
        work.seal(
            "deliberation.council.item.recorded",
            about=("suggestion", number),
            facts={"meeting": meeting_id, "outcome": minuting.outcome.value, "revision": revision},
            rows=[made],
            happened_on=held.meets_on,
        )
        return made


def record_sides(actor: Actor, village: Place, meeting_id: int, seated: Seated) -> CouncilSides:
    """Record how many of the other sides came to a meeting; the same again is the same.

    :raise NotFoundError: the village held no such meeting.
    :raise NoSidesError: the body that met has no sides.
    :raise CouncilNotBegunError: sign-in has not begun.
    :raise CorrectionReasonError: it was recorded before, and nobody says why it changes.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MEETING_RECORD, village) as work:
        refuse_private_numbers(seated.reason)
        held = meeting(village, meeting_id)
        hall = hall_of(held.body)
        if hall is None or not council_rule_on(hall, held.meets_on).sides:
            raise NoSidesError
        if held.roster_id is None:
            raise CouncilNotBegunError
        known = sides_of(meeting_id)
        if known is not None and (known.firm, known.owners) == (seated.firm, seated.owners):
            work.leave_unchanged()
            return CouncilSides.get((CouncilSides.meeting == meeting_id) & (CouncilSides.revision == known.revision))
        revision = _revision(known.revision if known else 0, seated.reason)
        made = CouncilSides.create(
            meeting=meeting_id,
            revision=revision,
            firm=seated.firm,
            owners=seated.owners,
            reason=seated.reason if revision > 1 else "",
            recorded_by=person_of(work),
            recorded_at=work.now,
        )
        publish_meeting(work, village, hall, meeting_id)
        work.seal(
            "deliberation.council.sides.recorded",
            about=("meeting", meeting_id),
            facts={"firm": seated.firm, "owners": seated.owners, "revision": revision},
            rows=[made],
            happened_on=held.meets_on,
        )
        return made


def _same(item: ItemRow, minuting: Minuting) -> bool:
    return (item.outcome, item.said, item.handed_to, item.due_on) == (
        minuting.outcome,
        minuting.said,
        minuting.handed_to,
        minuting.due_on,
    )


def _revision(newest: int, reason: str) -> int:
    """Return the number of the next version, which has a reason unless it is the first."""
    if newest and not reason:
        raise CorrectionReasonError
    return newest + 1

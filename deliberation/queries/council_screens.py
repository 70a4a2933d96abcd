"""One frozen value per screen of councils; what the viewer may do is asked by the view and given in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import CouncilNotBegunError, CouncilNotSetError, NoSidesError, NotOnAgendaError
from deliberation.procedures import collection_goal_on, council_rule_on
from deliberation.queries.collections import collections
from deliberation.queries.councils import council, council_settings, hall_of, sides_of
from deliberation.queries.suggestions import suggestion
from deliberation.rules.councils import Hall
from portal.meetings.queries import meeting

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries.collections import CollectionRow
    from deliberation.queries.councils import SidesRow
    from deliberation.queries.suggestion_steps import ItemRow
    from deliberation.queries.suggestions import SuggestionRow
    from deliberation.rules.councils import CollectionGoal, CouncilRule
    from portal.meetings.queries import MeetingRow
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedCouncils:
    """How often a council was missed, and how often without a reason."""

    rule: CouncilRule
    total: int
    unexplained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """One suggestion on an agenda, with what was written down of it so far."""

    suggestion: SuggestionRow
    meeting: MeetingRow
    item: ItemRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SidesPage:
    """The sides of one meeting, and who was recorded so far."""

    meeting: MeetingRow
    rule: CouncilRule
    sides: SidesRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionPage:
    """The fees collected month by month, the newest first, and how much shall be."""

    rows: tuple[CollectionRow, ...]
    goal: CollectionGoal


def missed_councils(village: Place, *, today: date) -> tuple[MissedCouncils, ...]:
    """Return which councils of a village were missed."""
    found = [council(village, hall, today=today) for hall in Hall if council_settings(village, hall)]
    return tuple(
        MissedCouncils(rule=row.rule, total=len(row.missed), unexplained=sum(one.unexplained for one in row.missed))
        for row in found
        if row.missed
    )


def item_page(village: Place, number: int, meeting_id: int) -> ItemPage:
    """Return the screen on which is written down what came of a suggestion at a meeting.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    :raise NotFoundError: the village held no such meeting.
    :raise NotOnAgendaError: the suggestion is not on its agenda.
    :raise CouncilNotBegunError: sign-in has not begun.
    """
    row, held = suggestion(village, number), meeting(village, meeting_id)
    listing = next((one for one in row.listings if one.meeting_id == meeting_id), None)
    if listing is None:
        raise NotOnAgendaError
    if held.roster_id is None:
        raise CouncilNotBegunError
    return ItemPage(suggestion=row, meeting=held, item=listing.item)


def sides_page(village: Place, meeting_id: int) -> SidesPage:
    """Return the screen on which the sides of a meeting are recorded.

    :raise NotFoundError: the village held no such meeting.
    :raise NoSidesError: the body that met has no sides.
    :raise CouncilNotBegunError: sign-in has not begun.
    """
    held = meeting(village, meeting_id)
    hall = hall_of(held.body)
    rule = council_rule_on(hall, held.meets_on) if hall else None
    if rule is None or not rule.sides:
        raise NoSidesError
    if held.roster_id is None:
        raise CouncilNotBegunError
    return SidesPage(meeting=held, rule=rule, sides=sides_of(meeting_id))


def collection_page(village: Place, hall: Hall, *, today: date) -> CollectionPage:
    """Return the fees collected in a village.

    :raise CouncilNotSetError: it has no council of several sides.
    """
    rule = council_rule_on(hall, today)
    if not rule.sides or not council_settings(village, hall):
        raise CouncilNotSetError(rule.name)
    return CollectionPage(rows=tuple(collections(village)), goal=collection_goal_on(today))

"""Every step taken with the suggestions of a village, one question for each kind of step."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from deliberation.models import (
    CouncilItem,
    Matter,
    PlanRevision,
    Suggestion,
    SuggestionAnswer,
    SuggestionListing,
    SuggestionMatter,
    SuggestionMerge,
    SuggestionOverdue,
    SuggestionSorting,
    SuggestionWithdrawal,
    Withdrawal,
)
from deliberation.procedures import category_name
from deliberation.rules.suggestions import Handled
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.meetings.bodies import COMPOSITIONS
from portal.meetings.models import Meeting, Roster
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from deliberation.rules.councils import Outcome
    from deliberation.rules.suggestions import Reply
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedRow:
    """Another category was given: from which to which, by their ids."""

    before: str
    after: str
    reason: str
    on: date

    @property
    def after_name(self) -> str:
        """What it is about from then on."""
        return category_name(self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """What was said of a suggestion at a meeting, and what follows, as it was written last."""

    revision: int
    outcome: Outcome
    said: str
    handed_to: str
    due_on: date | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """A meeting on whose agenda a suggestion was put; ``item`` is missing until its minute is written."""

    id: int
    meeting_id: int
    meeting: str
    body: str
    meets_on: date
    begun: bool  # sign-in has begun, so that something may have been said
    on: date
    item: ItemRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRow:
    """The suggestion with which another is handled."""

    into: int
    withheld: bool
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """What a suggestion was answered."""

    reply: Reply
    text: str
    withheld: bool
    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CameOfRow:
    """A matter that came of a suggestion; ``withdrawn_on`` is None while it stands."""

    number: int
    title: str
    withheld: bool
    on: date
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What was done with the suggestions of a village, by the suggestion's id and in the order they were taken."""

    sortings: Mapping[int, list[dict[str, Any]]]
    listings: Mapping[int, list[ListedRow]]
    merges: Mapping[int, list[MergedRow]]
    answers: Mapping[int, list[AnswerRow]]
    matters: Mapping[int, list[CameOfRow]]
    withdrawals: Mapping[int, list[tuple[date, str]]]
    overdue: frozenset[int]

    def handled(self, row: Mapping[str, Any]) -> Handled:
        """Return what is recorded of one suggestion."""
        key = row["id"]
        merges = self.merges.get(key, ())
        return Handled(
            number=row["number"],
            withdrawn=key in self.withdrawals,
            answered=key in self.answers,
            proposed=any(one.withdrawn_on is None for one in self.matters.get(key, ())),
            listed=key in self.listings,
            into=merges[-1].into if merges else None,
        )

    def ended_on(self, key: int) -> date | None:
        """Return when nothing was left to be done with one suggestion, by what was done with itself."""
        if key in self.withdrawals:
            return self.withdrawals[key][0][0]
        if key in self.answers:
            return self.answers[key][0].on
        return next((one.on for one in self.matters.get(key, ()) if one.withdrawn_on is None), None)


def steps_of(village: Place) -> Steps:
    """Return every step taken with the village's suggestions."""
    here = Suggestion.village == village.id
    return Steps(
        sortings=_grouped(
            SuggestionSorting.select(
                SuggestionSorting.suggestion.alias("key"),
                SuggestionSorting.category,
                SuggestionSorting.reason,
                SuggestionSorting.sorted_at.alias("at"),
            )
            .join(Suggestion)
            .where(here)
            .order_by(SuggestionSorting.id),
            dict,
        ),
        listings=_listings(here),
        merges=_merges(here),
        answers=_grouped(
            SuggestionAnswer.select(
                SuggestionAnswer.suggestion.alias("key"),
                SuggestionAnswer.reply,
                SuggestionAnswer.text,
                SuggestionAnswer.withheld,
                Person.name.alias("by"),
                SuggestionAnswer.answered_at.alias("at"),
            )
            .join_from(SuggestionAnswer, Suggestion)
            .join_from(SuggestionAnswer, Person)
            .where(here),
            AnswerRow,
        ),
        matters=_matters(here),
        withdrawals=_grouped(
            SuggestionWithdrawal.select(
                SuggestionWithdrawal.suggestion.alias("key"),
                SuggestionWithdrawal.reason,
                SuggestionWithdrawal.withdrawn_at.alias("at"),
            )
            .join(Suggestion)
            .where(here),
            lambda *, on, reason: (on, reason),
        ),
        overdue=frozenset(
            key
            for (key,) in tuples_of(SuggestionOverdue.select(SuggestionOverdue.suggestion).join(Suggestion).where(here))
        ),
    )


def _listings(here: object) -> Mapping[int, list[ListedRow]]:
    items = _items(here)
    rows = (
        SuggestionListing.select(
            SuggestionListing.id,
            SuggestionListing.suggestion.alias("key"),
            SuggestionListing.meeting.alias("meeting_id"),
            Meeting.title.alias("meeting"),
            Meeting.body,
            Meeting.starts_at,
            Roster.id.alias("roster"),
            SuggestionListing.listed_at.alias("at"),
        )
        .join_from(SuggestionListing, Suggestion)
        .join_from(SuggestionListing, Meeting)
        .join_from(Meeting, Roster, JOIN.LEFT_OUTER)
        .where(here)
        .order_by(SuggestionListing.id)
    )
    return _grouped(
        rows,
        lambda *, starts_at, body, roster, **row: ListedRow(
            **row,
            body=COMPOSITIONS[body].name,
            meets_on=local_day(starts_at),
            begun=roster is not None,
            item=items.get(row["id"]),
        ),
    )


def _items(here: object) -> dict[int, ItemRow]:
    """Return the newest minute of each item of an agenda, by the listing's id."""
    rows = (
        CouncilItem.select(
            CouncilItem.listing.alias("key"),
            CouncilItem.revision,
            CouncilItem.outcome,
            CouncilItem.said,
            CouncilItem.handed_to,
            CouncilItem.due_on,
            CouncilItem.recorded_at.alias("at"),
        )
        .join_from(CouncilItem, SuggestionListing)
        .join_from(SuggestionListing, Suggestion)
        .where(here)
        .order_by(CouncilItem.revision)
    )
    return {key: written[-1] for key, written in _grouped(rows, ItemRow).items()}


def _merges(here: object) -> Mapping[int, list[MergedRow]]:
    target = Suggestion.alias()
    rows = (
        SuggestionMerge.select(
            SuggestionMerge.suggestion.alias("key"),
            target.number.alias("into"),
            SuggestionMerge.withheld,
            SuggestionMerge.merged_at.alias("at"),
        )
        .join_from(SuggestionMerge, Suggestion, on=(SuggestionMerge.suggestion == Suggestion.id))
        .join_from(SuggestionMerge, target, on=(SuggestionMerge.into == target.id))
        .where(here)
        .order_by(SuggestionMerge.id)
    )
    return _grouped(rows, MergedRow)


def _matters(here: object) -> Mapping[int, list[CameOfRow]]:
    """Return the matters with the title of their newest text."""
    newest = PlanRevision.alias()
    latest = newest.select(fn.MAX(newest.revision)).where(newest.matter == PlanRevision.matter)
    rows = (
        SuggestionMatter.select(
            SuggestionMatter.suggestion.alias("key"),
            Matter.number,
            PlanRevision.title,
            SuggestionMatter.withheld,
            SuggestionMatter.proposed_at.alias("at"),
            Withdrawal.withdrawn_at,
        )
        .join_from(SuggestionMatter, Suggestion)
        .join_from(SuggestionMatter, Matter)
        .join_from(Matter, PlanRevision)
        .join_from(Matter, Withdrawal, JOIN.LEFT_OUTER)
        .where(here & (PlanRevision.revision == latest))
        .order_by(SuggestionMatter.id)
    )
    return _grouped(
        rows,
        lambda *, withdrawn_at, **row: CameOfRow(**row, withdrawn_on=local_day(withdrawn_at) if withdrawn_at else None),
    )


def _grouped(rows: Any, made: Callable[..., Any]) -> dict[int, list[Any]]:
    """Return what ``made`` makes of each row, by ``key``; ``at`` becomes the local day ``on``."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in dicts_of(rows):
        key, at = row.pop("key"), row.pop("at")
        found[key].append(made(**row, on=local_day(at)))
    return dict(found)

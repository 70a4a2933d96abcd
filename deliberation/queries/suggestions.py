"""Villagers' suggestions as they are read: how each stands, with every step taken with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.errors import SuggestionNotFoundError
from deliberation.models import (
    Suggestion,
    SuggestionAnswer,
    SuggestionListing,
    SuggestionMatter,
    SuggestionOverdue,
    SuggestionWithdrawal,
    Withdrawal,
)
from deliberation.procedures import category_name
from deliberation.queries.suggestion_steps import SortedRow, steps_of
from deliberation.rules.suggestions import SuggestionState, late_days, standings
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from deliberation.queries.suggestion_steps import AnswerRow, CameOfRow, ListedRow, MergedRow, Steps
    from deliberation.rules.suggestions import Channel, SuggestionStanding
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRow:
    """The suggestion a matter came of."""

    number: int
    title: str
    withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionRow:
    """One suggestion with every step taken with it; ``filer`` is for those who answer."""

    id: int
    number: int
    title: str
    text: str
    category: str
    channel: Channel
    filer_id: int
    filer: str
    recorder_id: int | None
    filed_on: date
    recorded_on: date
    due_on: date
    standing: SuggestionStanding
    sortings: tuple[SortedRow, ...]
    listings: tuple[ListedRow, ...]
    merge: MergedRow | None  # with what it is handled now
    answer: AnswerRow | None
    matters: tuple[CameOfRow, ...]
    withdrawn_on: date | None
    withdrawn_because: str
    overdue_told: bool
    ended_on: date | None

    @property
    def state(self) -> SuggestionState:
        """How it stands."""
        return self.standing.state

    @property
    def category_name(self) -> str:
        """What it is about, as it is sorted now."""
        return category_name(self.category)

    @property
    def matter(self) -> CameOfRow | None:
        """The matter that came of it and was not taken back."""
        return next((one for one in self.matters if one.withdrawn_on is None), None)

    @property
    def told(self) -> bool:
        """Whether its words are public: with the answer or a matter, unless they were kept back."""
        if self.answer is not None and not self.answer.withheld:
            return True
        if any(not one.withheld for one in self.matters):
            return True
        return self.merge is not None and not self.merge.withheld and self.standing.ended

    @property
    def withheld(self) -> bool:
        """Whether it is answered and its words are kept back."""
        return self.standing.ended and not self.told and self.state is not SuggestionState.WITHDRAWN

    @property
    def recorded_late_days(self) -> int:
        """How many days after it was made it was entered."""
        return (self.recorded_on - self.filed_on).days

    def late_days(self, today: date) -> int:
        """Return by how many days the answer came, or is, late; taken back, none is due."""
        if self.state is SuggestionState.WITHDRAWN:
            return 0
        return late_days(self.due_on, ended_on=self.ended_on, today=today)


def suggestions(village: Place) -> list[SuggestionRow]:
    """Return the village's suggestions, newest first."""
    made = list(
        dicts_of(
            Suggestion.select(
                Suggestion.id,
                Suggestion.number,
                Suggestion.title,
                Suggestion.text,
                Suggestion.category,
                Suggestion.channel,
                Suggestion.filed_by.alias("filer_id"),
                Person.name.alias("filer"),
                Suggestion.recorded_by.alias("recorder_id"),
                Suggestion.filed_on,
                Suggestion.recorded_at,
                Suggestion.due_on,
            )
            .join(Person, on=(Suggestion.filed_by == Person.id))
            .where(Suggestion.village == village.id)
            .order_by(Suggestion.number.desc())
        )
    )
    if not made:
        return []
    steps = steps_of(village)
    stand = standings(steps.handled(row) for row in made)
    ends = {row["number"]: steps.ended_on(row["id"]) for row in made}
    return [_row(row, steps, stand[row["number"]], ends) for row in made]


def suggestion(village: Place, number: int) -> SuggestionRow:
    """Return one suggestion of the village.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    """
    found = next((row for row in suggestions(village) if row.number == number), None)
    if found is None:
        raise SuggestionNotFoundError
    return found


def origin_of(matter_id: int) -> OriginRow | None:
    """Return the suggestion a matter came of, if it came of one."""
    found = (
        SuggestionMatter.select(Suggestion.number, Suggestion.title, SuggestionMatter.withheld)
        .join(Suggestion)
        .where(SuggestionMatter.matter == matter_id)
    )
    return next((OriginRow(**row) for row in dicts_of(found)), None)


def handled_with(village: Place, row: SuggestionRow) -> list[SuggestionRow]:
    """Return a suggestion and those that are handled with it, by number after their leader."""
    if not row.standing.followers:
        return [row]
    found = (one for one in suggestions(village) if one.number in row.standing.followers)
    return [row, *sorted(found, key=lambda one: one.number)]


def own_among(rows: Iterable[SuggestionRow], person_id: int | None) -> SuggestionRow | None:
    """Return the first of these suggestions that a person made."""
    return next((one for one in rows if one.filer_id == person_id), None)


def kept_words(rows: Iterable[SuggestionRow], leader: int, *, withheld: bool) -> list[str]:
    """Return what these suggestions say as far as it is kept back where a matter comes of them.

    ``withheld``: the words of the one that leads are; of one handled with it, the merge says so.
    """
    kept = [
        one
        for one in rows
        if not one.told and (withheld if one.number == leader else one.merge is not None and one.merge.withheld)
    ]
    return [said for one in kept for said in (one.title, one.text)]


def listed_on(village: Place, meeting_id: int) -> list[SuggestionRow]:
    """Return the suggestions on the agenda of a meeting, by number."""
    asked = SuggestionListing.select().where(SuggestionListing.meeting == meeting_id)
    if not asked.exists():
        return []
    found = (row for row in suggestions(village) if meeting_id in {one.meeting_id for one in row.listings})
    return sorted(found, key=lambda row: row.number)


def overdue_places(today: date) -> set[int]:
    """Return the villages, by their ids, with a suggestion whose day has passed and of which nobody was told so."""
    ended = [
        SuggestionAnswer.select(SuggestionAnswer.suggestion),
        SuggestionWithdrawal.select(SuggestionWithdrawal.suggestion),
        SuggestionOverdue.select(SuggestionOverdue.suggestion),
        SuggestionMatter.select(SuggestionMatter.suggestion).where(
            SuggestionMatter.matter.not_in(Withdrawal.select(Withdrawal.matter))
        ),
    ]
    asked = Suggestion.due_on < today
    for one in ended:
        asked &= Suggestion.id.not_in(one)
    return {village for (village,) in tuples_of(Suggestion.select(Suggestion.village).where(asked).distinct())}


def _row(
    row: Mapping[str, Any], steps: Steps, standing: SuggestionStanding, ends: Mapping[int, date | None]
) -> SuggestionRow:
    key = row["id"]
    facts = {name: value for name, value in row.items() if name not in {"category", "recorded_at"}}
    sortings = _sorted(row["category"], steps.sortings.get(key, ()))
    answers, withdrawals = steps.answers.get(key, ()), steps.withdrawals.get(key, ())
    return SuggestionRow(
        **facts,
        category=sortings[-1].after if sortings else row["category"],
        recorded_on=local_day(row["recorded_at"]),
        standing=standing,
        sortings=sortings,
        listings=tuple(steps.listings.get(key, ())),
        merge=steps.merges[key][-1] if standing.into is not None else None,
        answer=answers[0] if answers else None,
        matters=tuple(steps.matters.get(key, ())),
        withdrawn_on=withdrawals[0][0] if withdrawals else None,
        withdrawn_because=withdrawals[0][1] if withdrawals else "",
        overdue_told=key in steps.overdue,
        ended_on=ends[standing.number if standing.into is None else standing.into],
    )


def _sorted(first: str, rows: Iterable[Mapping[str, Any]]) -> tuple[SortedRow, ...]:
    found: list[SortedRow] = []
    for row in rows:
        before = found[-1].after if found else first
        found.append(SortedRow(before=before, after=row["category"], reason=row["reason"], on=row["on"]))
    return tuple(found)

"""Reading entries of points with how each stands. Every question names its village first; no query per row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.errors import NoEntryError
from points.models import PointsClaim, PointsEntry, PointsReview
from points.queries.displays import Course, course_of
from points.queries.schemes import items_by_scheme
from points.rules import Past, State
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from points.periods import Stretch
    from points.rules import Item
    from points.values import Origin
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One entry with what a screen says about it."""

    id: int
    branch_id: int
    scheme_id: int
    person_id: int
    person: str
    item_code: str
    item: str
    category: str
    is_for_dues: bool  # nobody outside the branch reads who paid dues
    happened_on: date  # the day it counts
    recorded_at: datetime
    recorded_by: str
    recorded_by_id: int
    requested_x100: int
    awarded_x100: int
    explanation: str
    note: str
    late_days: int
    reverses_id: int | None
    reason: str
    reversed_by_id: int | None
    reversed_at: datetime | None
    reversed_on: date | None  # the day the reversal counts
    claim_id: int | None
    origin: Origin | None
    submitted_by: str | None
    submitted_by_id: int | None
    really_on: date  # the day it happened
    state: State
    until: date | None  # the last day for objections

    @property
    def stands(self) -> bool:
        """Whether the entry is neither a reversal nor reversed."""
        return self.reverses_id is None and self.reversed_by_id is None

    @property
    def is_addition(self) -> bool:
        """Whether it belongs to the additions: an addition, or a reversal that takes one back."""
        return (self.requested_x100 > 0) == (self.reverses_id is None)

    @property
    def is_effective(self) -> bool:
        """Whether it counts in what is in force; what was taken back counts beside its reversal."""
        return self.reverses_id is not None or self.state in {State.IN_FORCE, State.REVERSED}


def entry(village: Place, entry_id: int, *, today: date, person_id: int | None = None) -> EntryRow:
    """Return one entry, or refuse those of others where ``person_id`` says whose may be seen.

    :raise NoEntryError: the village has no such entry, or it is somebody else's.
    """
    found = entries_where(village, PointsEntry.id == entry_id, today=today)
    if not found or person_id not in {None, found[0].person_id}:
        raise NoEntryError
    return found[0]


def entries_in(
    village: Place,
    stretch: Stretch,
    *,
    today: date,
    branch_id: int | None = None,
    person_id: int | None = None,
    course: Course | None = None,
) -> list[EntryRow]:
    """Return the entries of a month, quarter or year by day, of one branch or member where asked."""
    asked: Any = PointsEntry.happened_on.between(stretch.first_day, stretch.last_day)
    if branch_id is not None:
        asked &= PointsEntry.branch == branch_id
    if person_id is not None:
        asked &= PointsEntry.person == person_id
    return entries_where(village, asked, today=today, course=course)


def last_entry_id(village: Place) -> int:
    """Return the number of the village's latest entry, 0 before the first."""
    last = PointsEntry.select(fn.MAX(PointsEntry.id)).where(PointsEntry.village == village.id).scalar()
    return int(last or 0)


def past_of(village: Place, person_ids: Iterable[int], years: Iterable[int]) -> dict[tuple[int, int], list[Past]]:
    """Return what was recorded for members in some years, as the caps count it, by member and year."""
    wanted = sorted(set(years))
    asked = (
        PointsEntry.select(
            PointsEntry.id,
            PointsEntry.person.alias("person_id"),
            PointsEntry.reverses.alias("reverses"),
            PointsEntry.item_code.alias("code"),
            PointsEntry.category,
            PointsEntry.happened_on,
            PointsEntry.awarded_x100,
        )
        .where((PointsEntry.village == village.id) & PointsEntry.person.in_(sorted(set(person_ids))))
        .order_by(PointsEntry.id)
    )
    rows = list(dicts_of(asked))
    years_of = {row["id"]: row["happened_on"].year for row in rows}
    past: dict[tuple[int, int], list[Past]] = defaultdict(list)
    for row in rows:
        person_id = row.pop("person_id")
        # A reversal may count in a later year; what it takes back is of the year of the entry it reverses.
        year = years_of[row["reverses"]] if row["reverses"] else row["happened_on"].year
        if year in wanted:
            past[person_id, year].append(Past(**row))
    return past


def entries_where(village: Place, asked: Any, *, today: date, course: Course | None = None) -> list[EntryRow]:
    """Return the village's entries for which ``asked`` holds, by day."""
    recorder, submitter, reversal = Person.alias(), Person.alias(), PointsEntry.alias()
    rows = list(
        dicts_of(
            PointsEntry.select(
                PointsEntry,
                Person.name.alias("person_name"),
                recorder.name.alias("recorder_name"),
                submitter.name.alias("submitter_name"),
                reversal.id.alias("reversed_by"),
                reversal.recorded_at.alias("reversed_at"),
                reversal.happened_on.alias("reversed_on"),
                PointsClaim.id.alias("claim"),
                PointsClaim.origin.alias("origin"),
                PointsClaim.happened_on.alias("really_on"),
                PointsClaim.submitted_by.alias("submitter"),
            )
            .join(Person, on=(PointsEntry.person == Person.id))
            .join_from(PointsEntry, recorder, on=(PointsEntry.recorded_by == recorder.id))
            .join_from(PointsEntry, reversal, JOIN.LEFT_OUTER, on=(reversal.reverses == PointsEntry.id))
            .join_from(PointsEntry, PointsReview, JOIN.LEFT_OUTER, on=(PointsReview.entry == PointsEntry.id))
            .join_from(PointsReview, PointsClaim, JOIN.LEFT_OUTER, on=(PointsReview.claim == PointsClaim.id))
            .join_from(PointsClaim, submitter, JOIN.LEFT_OUTER, on=(PointsClaim.submitted_by == submitter.id))
            .where((PointsEntry.village == village.id) & asked)
            .order_by(PointsEntry.happened_on, PointsEntry.id)
        )
    )
    items = items_by_scheme({row["scheme"] for row in rows})
    known = course or course_of(village)
    return [_entry_row(row, items, known, today=today) for row in rows]


def _entry_row(row: dict[str, Any], items: dict[tuple[int, str], Item], course: Course, *, today: date) -> EntryRow:
    recorded_on = local_day(row["recorded_at"])
    item = items[row["scheme"], row["item_code"]]
    shown = course.display_of(row["id"], counts_on=row["happened_on"], recorded_on=recorded_on)
    return EntryRow(
        id=row["id"],
        branch_id=row["branch"],
        scheme_id=row["scheme"],
        person_id=row["person"],
        person=row["person_name"],
        item_code=row["item_code"],
        item=item.name,
        category=row["category"],
        is_for_dues=item.is_for_dues,
        happened_on=row["happened_on"],
        recorded_at=row["recorded_at"],
        recorded_by=row["recorder_name"],
        recorded_by_id=row["recorded_by"],
        requested_x100=row["requested_x100"],
        awarded_x100=row["awarded_x100"],
        explanation=row["explanation"],
        note=row["note"],
        late_days=row["late_days"],
        reverses_id=row["reverses"],
        reason=row["reason"],
        reversed_by_id=row["reversed_by"],
        reversed_at=row["reversed_at"],
        reversed_on=row["reversed_on"],
        claim_id=row["claim"],
        origin=row["origin"],
        submitted_by=row["submitter_name"],
        submitted_by_id=row["submitter"],
        really_on=row["really_on"] or row["happened_on"],
        state=course.state_of(row["id"], shown, is_reversed=row["reversed_by"] is not None, today=today),
        until=None if shown is None else shown.until,
    )

"""Reading schemes and entries of points. Every question names its village first; no query per row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from points.errors import NoEntryError
from points.models import PointsEntry, PointsScheme
from points.rules import Item, MemberClass, Past, average_x100
from points.schemes import items_from_json
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import dicts_of
from portal.kernel.months import Month
from portal.org.models import Person
from portal.org.offices import PARTY_STANDINGS, Office
from portal.org.queries import people_in_office

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from points.periods import Stretch
    from portal.kernel.months import Quarter
    from portal.org.models import Branch, Place
    from portal.org.queries import PersonRow

KIND = "points"

_OFFICERS = frozenset({Office.SECRETARY, Office.BRANCH_COMMITTEE, Office.DIRECTOR, Office.COMMITTEE})


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeRow:
    """One version of a branch's scheme."""

    id: int
    year: int
    version: int
    effective_from: date
    adopted_at: datetime
    digest: str
    items: tuple[Item, ...]

    def item(self, code: str) -> Item | None:
        """Return the item under ``code``, if the scheme has it."""
        return next((item for item in self.items if item.code == code), None)


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
    happened_on: date
    recorded_at: datetime
    recorded_by: str
    requested_x100: int
    awarded_x100: int
    explanation: str
    note: str
    late_days: int
    reverses_id: int | None
    reason: str
    reversed_by_id: int | None
    reversed_at: datetime | None

    @property
    def stands(self) -> bool:
        """Whether the entry is neither a reversal nor reversed."""
        return self.reverses_id is None and self.reversed_by_id is None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberTotals:
    """What one member earned and lost in a stretch of time."""

    person_id: int
    name: str
    additions_x100: int
    deductions_x100: int
    total_x100: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchList:
    """A branch's points in a month or quarter: totals by member and every entry, newest first."""

    branch_id: int
    branch: str
    stretch: Stretch
    members: tuple[MemberTotals, ...]
    entries: tuple[EntryRow, ...]
    average_x100: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedList:
    """The latest revision of a quarter's published list."""

    quarter: Quarter
    revision: int
    published_on: date
    branches: list[dict[str, Any]]


def scheme_on(village: Place, branch_id: int, day: date) -> SchemeRow | None:
    """Return the version of the branch's scheme in force on ``day``."""
    return _scheme(
        village,
        branch_id,
        (PointsScheme.year == day.year) & (PointsScheme.effective_from <= day),
    )


def latest_scheme(village: Place, branch_id: int, year: int) -> SchemeRow | None:
    """Return the last version of the branch's scheme for a year, in force or not yet."""
    return _scheme(village, branch_id, PointsScheme.year == year)


def past_of(village: Place, person_id: int, year: int) -> list[Past]:
    """Return what was recorded for a member in a year, as the caps count it."""
    asked = (
        PointsEntry.select(
            PointsEntry.id,
            PointsEntry.reverses.alias("reverses"),
            PointsEntry.item_code.alias("code"),
            PointsEntry.category,
            PointsEntry.happened_on,
            PointsEntry.awarded_x100,
        )
        .where(
            (PointsEntry.village == village.id)
            & (PointsEntry.person == person_id)
            & PointsEntry.happened_on.between(date(year, 1, 1), date(year, 12, 31))
        )
        .order_by(PointsEntry.id)
    )
    return [Past(**row) for row in dicts_of(asked)]


def same_entry(village: Place, *, person_id: int, code: str, happened_on: date, note: str) -> int | None:
    """Return the number of a standing entry that says the same, if there is one."""
    reversal = PointsEntry.alias()
    found = (
        PointsEntry.select(PointsEntry.id)
        .join_from(PointsEntry, reversal, JOIN.LEFT_OUTER, on=(reversal.reverses == PointsEntry.id))
        .where(
            (PointsEntry.village == village.id)
            & (PointsEntry.person == person_id)
            & (PointsEntry.happened_on == happened_on)
            & (PointsEntry.item_code == code)
            & (PointsEntry.note == note)
            & PointsEntry.reverses.is_null()
            & reversal.id.is_null()
        )
        .first()
    )
    return None if found is None else found.id


def members(village: Place, branch_id: int, *, on: date) -> list[PersonRow]:
    """Return the members of a branch on a day, by code."""
    return [row for row in people_in_office(village, *PARTY_STANDINGS, on=on) if row.branch_id == branch_id]


def member_class(offices: Sequence[Office]) -> MemberClass:
    """Return the class of a member who holds ``offices``."""
    if Office.FLOATING in offices:
        return MemberClass.FLOATING
    return MemberClass.OFFICER if _OFFICERS & set(offices) else MemberClass.RESIDENT


def branch_list(village: Place, branch: Branch, stretch: Stretch, *, person_id: int | None = None) -> BranchList:
    """Return a branch's points in a month or quarter, or those of one member alone."""
    asked = (PointsEntry.branch == branch.id) & PointsEntry.happened_on.between(stretch.first_day, stretch.last_day)
    people = members(village, branch.id, on=stretch.last_day)
    if person_id is not None:
        asked &= PointsEntry.person == person_id
        people = [row for row in people if row.id == person_id]
    entries = _entries(village, asked)
    names = {entry.person_id: entry.person for entry in entries} | {row.id: row.name for row in people}
    rows = tuple(_totals(person, names[person], entries) for person in dict.fromkeys([*(p.id for p in people), *names]))
    return BranchList(
        branch_id=branch.id,
        branch=branch.name,
        stretch=stretch,
        members=rows,
        entries=tuple(sorted(entries, key=lambda entry: (entry.happened_on, entry.id), reverse=True)),
        average_x100=average_x100(sum(row.total_x100 for row in rows), members=len(rows)),
    )


def entry(village: Place, entry_id: int, *, person_id: int | None = None) -> EntryRow:
    """Return one entry, or refuse those of others where ``person_id`` says whose may be seen.

    :raise NoEntryError: the village has no such entry, or it is somebody else's.
    """
    found = _entries(village, PointsEntry.id == entry_id)
    if not found or person_id not in {None, found[0].person_id}:
        raise NoEntryError
    return found[0]


def quarter_entries(village: Place, quarter: Quarter) -> list[EntryRow]:
    """Return every entry of the village's branches in a quarter, by day."""
    return _entries(village, PointsEntry.happened_on.between(quarter.first_day, quarter.last_day))


def published_list(village: Place, quarter: Quarter) -> PublishedList | None:
    """Return the latest revision of a quarter's published list."""
    found = (
        Bulletin.select(Bulletin.revision, Bulletin.envelope)
        .where((Bulletin.log == village.log_id) & (Bulletin.kind == KIND) & (Bulletin.key == str(quarter)))
        .order_by(Bulletin.revision.desc())
        .first()
    )
    if found is None:
        return None
    envelope = json.loads(found.envelope)
    return PublishedList(
        quarter=quarter,
        revision=found.revision,
        published_on=date.fromisoformat(envelope["published_on"]),
        branches=envelope["content"]["branches"],
    )


def unpublished_quarters(village: Place, *, before: date) -> list[Quarter]:
    """Return the quarters that are over, have additions and no published list, oldest first."""
    days = PointsEntry.select(PointsEntry.happened_on).where(
        (PointsEntry.village == village.id) & (PointsEntry.awarded_x100 > 0) & PointsEntry.reverses.is_null()
    )
    quarters = {Month.of(row["happened_on"]).quarter for row in dicts_of(days.distinct())}
    lists = Bulletin.select(Bulletin.key).where((Bulletin.log == village.log_id) & (Bulletin.kind == KIND))
    known = {row["key"] for row in dicts_of(lists)}
    return sorted(quarter for quarter in quarters if quarter.last_day < before and str(quarter) not in known)


def _scheme(village: Place, branch_id: int, asked: Any) -> SchemeRow | None:
    found = (
        PointsScheme.select()
        .where((PointsScheme.village == village.id) & (PointsScheme.branch == branch_id) & asked)
        .order_by(PointsScheme.version.desc())
        .first()
    )
    if found is None:
        return None
    return SchemeRow(
        id=found.id,
        year=found.year,
        version=found.version,
        effective_from=found.effective_from,
        adopted_at=found.adopted_at,
        digest=found.digest,
        items=items_from_json(found.items),
    )


def _entries(village: Place, asked: Any) -> list[EntryRow]:
    recorder, reversal = Person.alias(), PointsEntry.alias()
    rows = list(
        dicts_of(
            PointsEntry.select(
                PointsEntry,
                Person.name.alias("person_name"),
                recorder.name.alias("recorder_name"),
                reversal.id.alias("reversed_by"),
                reversal.recorded_at.alias("reversed_at"),
            )
            .join(Person, on=(PointsEntry.person == Person.id))
            .join_from(PointsEntry, recorder, on=(PointsEntry.recorded_by == recorder.id))
            .join_from(PointsEntry, reversal, JOIN.LEFT_OUTER, on=(reversal.reverses == PointsEntry.id))
            .where((PointsEntry.village == village.id) & asked)
            .order_by(PointsEntry.happened_on, PointsEntry.id)
        )
    )
    names = _item_names({row["scheme"] for row in rows})
    return [_entry_row(row, names) for row in rows]


def _item_names(scheme_ids: set[int]) -> dict[tuple[int, str], str]:
    schemes = PointsScheme.select(PointsScheme.id, PointsScheme.items).where(PointsScheme.id.in_(list(scheme_ids)))
    return {(row["id"], item["code"]): item["name"] for row in dicts_of(schemes) for item in row["items"]}


def _entry_row(row: dict[str, Any], names: dict[tuple[int, str], str]) -> EntryRow:
    return EntryRow(
        id=row["id"],
        branch_id=row["branch"],
        scheme_id=row["scheme"],
        person_id=row["person"],
        person=row["person_name"],
        item_code=row["item_code"],
        item=names[row["scheme"], row["item_code"]],
        category=row["category"],
        happened_on=row["happened_on"],
        recorded_at=row["recorded_at"],
        recorded_by=row["recorder_name"],
        requested_x100=row["requested_x100"],
        awarded_x100=row["awarded_x100"],
        explanation=row["explanation"],
        note=row["note"],
        late_days=row["late_days"],
        reverses_id=row["reverses"],
        reason=row["reason"],
        reversed_by_id=row["reversed_by"],
        reversed_at=row["reversed_at"],
    )


def _totals(person_id: int, name: str, entries: Iterable[EntryRow]) -> MemberTotals:
    standing = [one.awarded_x100 for one in entries if one.person_id == person_id and one.stands]
    additions, deductions = sum(x for x in standing if x > 0), sum(x for x in standing if x < 0)
    return MemberTotals(
        person_id=person_id,
        name=name,
        additions_x100=additions,
        deductions_x100=deductions,
        total_x100=additions + deductions,
    )

"""Reading snapshots of locked months, and what was put right about those months since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN

from points.errors.year import NoSnapshotError
from points.models import PointsClaim, PointsEntry, PointsReview, PointsSnapshot
from points.periods import Year
from points.queries.entries import entries_where
from points.queries.sums import postings
from points.rules.scores import Basis
from points.rules.snapshots import SnapshotLine, snapshot_lines
from portal.kernel.canonical import canonical_json, sha256_hex
from portal.kernel.months import Month
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from points.queries.entries import EntryRow
    from portal.kernel.canonical import Json
    from portal.org.models import Branch, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLine:
    """One member of a snapshot."""

    name: str
    line: SnapshotLine
    since_x100: int  # what corrections of this month made since then


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCorrection:
    """Something that changes what a locked month should have been; it counts in a later month."""

    entry: EntryRow
    counts_in: Month


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRow:
    """A month as it was when it was locked, and what was put right about it since."""

    month: Month
    branch: str
    taken_at: datetime
    through_entry: int
    base_x100: int
    digest: str
    lines: tuple[NamedLine, ...]
    corrections: tuple[MonthCorrection, ...]
    replays: bool  # reckoned again from what was known then, it is the same


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenSnapshot:
    """A snapshot in the list of them."""

    month: Month
    taken_at: datetime
    members: int
    digest: str


def snapshots(village: Place, branch_id: int) -> list[TakenSnapshot]:
    """Return the branch's snapshots, newest first."""
    rows = (
        PointsSnapshot.select()
        .where((PointsSnapshot.village == village.id) & (PointsSnapshot.branch == branch_id))
        .order_by(PointsSnapshot.month.desc())
    )
    return [
        TakenSnapshot(month=row.month, taken_at=row.taken_at, members=len(row.lines), digest=row.digest) for row in rows
    ]


def snapshot(village: Place, branch: Branch, month: Month, *, today: date) -> SnapshotRow:
    """Return a month as it was when it was locked, with what was put right since.

    :raise NoSnapshotError: the month was not locked, or before snapshots were kept.
    """
    found = PointsSnapshot.get_or_none(
        (PointsSnapshot.village == village.id) & (PointsSnapshot.branch == branch.id) & (PointsSnapshot.month == month)
    )
    if found is None:
        raise NoSnapshotError(month)
    lines = stored_lines(found)
    corrections = _corrections(village, branch.id, found, today=today)
    since: dict[int, int] = {}
    for one in corrections:
        since[one.entry.person_id] = since.get(one.entry.person_id, 0) + one.entry.awarded_x100
    people = [one.person_id for one in lines]
    names = {row.id: row.name for row in Person.select(Person.id, Person.name).where(Person.id.in_(people))}
    return SnapshotRow(
        month=month,
        branch=branch.name,
        taken_at=found.taken_at,
        through_entry=found.through_entry,
        base_x100=found.base_x100,
        digest=found.digest,
        lines=tuple(
            NamedLine(name=names[one.person_id], line=one, since_x100=since.get(one.person_id, 0)) for one in lines
        ),
        corrections=corrections,
        replays=replayed(village, found) == lines and found.digest == digest_of(lines),
    )


def stored_lines(row: PointsSnapshot) -> tuple[SnapshotLine, ...]:
    """Return the lines a snapshot holds."""
    return tuple(
        SnapshotLine(person_id=person, additions_x100=added, deductions_x100=taken, score_x100=scored)
        for person, added, taken, scored in row.lines
    )


def replayed(village: Place, row: PointsSnapshot) -> tuple[SnapshotLine, ...]:
    """Return the lines as they are reckoned again, from the entries known then and the people it names."""
    return snapshot_lines(
        postings(village, Year(row.month.year)),
        people=[line[0] for line in row.lines],
        month=row.month,
        through=row.through_entry,
        basis=Basis(base_x100=row.base_x100, lowest_x100=row.lowest_x100, highest_x100=row.highest_x100),
    )


def lines_as_json(lines: Sequence[SnapshotLine]) -> list[Json]:
    """Return lines in the form they are stored in."""
    return [[one.person_id, one.additions_x100, one.deductions_x100, one.score_x100] for one in lines]


def digest_of(lines: Sequence[SnapshotLine]) -> str:
    """Return the digest of a snapshot's lines."""
    return sha256_hex(canonical_json(lines_as_json(lines)))


def _corrections(village: Place, branch_id: int, row: PointsSnapshot, *, today: date) -> tuple[MonthCorrection, ...]:
    """Return what was entered since: reversals of the month's entries, and what happened in it and came late."""
    first = PointsEntry.alias()
    last_day, first_day = row.month.last_day, row.month.first_day
    reversals = (
        PointsEntry.select(PointsEntry.id)
        .join(first, on=(PointsEntry.reverses == first.id))
        .where((PointsEntry.village == village.id) & first.happened_on.between(first_day, last_day))
    )
    belated = (
        PointsEntry.select(PointsEntry.id)
        .join(PointsReview, JOIN.INNER, on=(PointsReview.entry == PointsEntry.id))
        .join(PointsClaim, JOIN.INNER, on=(PointsReview.claim == PointsClaim.id))
        .where((PointsEntry.village == village.id) & PointsClaim.happened_on.between(first_day, last_day))
    )
    asked = (PointsEntry.branch == branch_id) & (PointsEntry.id > row.through_entry)
    found = entries_where(village, asked & (PointsEntry.id.in_(reversals) | PointsEntry.id.in_(belated)), today=today)
    return tuple(MonthCorrection(entry=one, counts_in=Month.of(one.happened_on)) for one in found)

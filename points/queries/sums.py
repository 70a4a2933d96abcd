"""What members came to: by the sums kept beside the entries, and by day from the entries themselves; one query each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from peewee import Case, fn

from points.appraisal import basis_on
from points.models import PointsEntry
from points.queries.schemes import schemes_of
from points.queries.standings import member_totals
from points.rules.scores import Posting, Sum
from portal.kernel.db import dicts_of, tuples_of

if TYPE_CHECKING:
    from datetime import date

    from points.periods import Stretch
    from points.rules.scores import Basis
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySum:
    """What a branch or a member came to on one day in one category."""

    day: date
    category: str
    sum: Sum


def basis_of(village: Place, branch_id: int, *, year: int, on: date) -> Basis:
    """Return what members of a branch begin a year with: by the year's first scheme that says it, else by dated data.

    The first, because points with which a year began do not change with a version adopted within it.
    """
    told = next((one for one in reversed(schemes_of(village, branch_id, year)) if one.content.bases), None)
    if told is None:
        return basis_on(on)
    article = f"本支部{year}年积分办法第 {told.version} 版"
    return replace(basis_on(on), base_x100=told.content.base_x100, article=article, quoted=True)


def sums_by_member(village: Place, stretch: Stretch, *, branch_id: int | None = None) -> dict[tuple[int, int], Sum]:
    """Return what members came to in a stretch, by branch and member."""
    return {
        member: Sum(additions_x100=one.additions_x100, deductions_x100=one.deductions_x100)
        for member, one in member_totals(village, stretch, branch_id=branch_id).items()
    }


def sums_by_person(village: Place, stretch: Stretch) -> dict[int, Sum]:
    """Return what members came to in a stretch, in whichever branches they were."""
    found: dict[int, Sum] = {}
    for (_, person), one in sums_by_member(village, stretch).items():
        before = found.get(person, Sum())
        found[person] = Sum(
            additions_x100=before.additions_x100 + one.additions_x100,
            deductions_x100=before.deductions_x100 + one.deductions_x100,
        )
    return found


def sums_by_day(
    village: Place, stretch: Stretch, *, branch_id: int | None = None, person_id: int | None = None
) -> list[DaySum]:
    """Return what each day and category came to, by day: at most one row a day and category."""
    asked = _in(village, stretch, branch_id=branch_id)
    if person_id is not None:
        asked &= PointsEntry.person == person_id
    rows = (
        PointsEntry.select(PointsEntry.happened_on, PointsEntry.category, *_sides())
        .where(asked)
        .group_by(PointsEntry.happened_on, PointsEntry.category)
        .order_by(PointsEntry.happened_on, PointsEntry.category)
    )
    return [
        DaySum(day=day, category=category, sum=_sum(added, total)) for day, category, added, total in tuples_of(rows)
    ]


def postings(village: Place, stretch: Stretch) -> list[Posting]:
    """Return the entries of a village as far as sums ask, by number."""
    rows = (
        PointsEntry.select(
            PointsEntry.id,
            PointsEntry.person.alias("person_id"),
            PointsEntry.happened_on.alias("counts_on"),
            PointsEntry.awarded_x100,
            PointsEntry.requested_x100,
            PointsEntry.reverses.alias("reverses"),
        )
        .where(_in(village, stretch, branch_id=None))
        .order_by(PointsEntry.id)
    )
    return [_posting(row) for row in dicts_of(rows)]


def _posting(row: dict[str, Any]) -> Posting:
    requested, reverses = row.pop("requested_x100"), row.pop("reverses")
    return Posting(**row, is_addition=(requested > 0) == (reverses is None))


def _in(village: Place, stretch: Stretch, *, branch_id: int | None) -> Any:
    asked: Any = PointsEntry.village == village.id
    asked &= PointsEntry.happened_on.between(stretch.first_day, stretch.last_day)
    if branch_id is not None:
        asked &= PointsEntry.branch == branch_id
    return asked


def _sides() -> tuple[Any, Any]:
    """Return the columns of the additions, with what takes one back, and of everything."""
    added = (PointsEntry.requested_x100 > 0) & PointsEntry.reverses.is_null()
    taken_back = (PointsEntry.requested_x100 < 0) & PointsEntry.reverses.is_null(False)
    additions = Case(None, [(added | taken_back, PointsEntry.awarded_x100)], 0)
    return fn.SUM(additions), fn.SUM(PointsEntry.awarded_x100)


def _sum(additions: Any, total: Any) -> Sum:
    return Sum(additions_x100=int(additions), deductions_x100=int(total) - int(additions))

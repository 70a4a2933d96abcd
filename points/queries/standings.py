"""Boards from the sums kept beside the entries: as many statements for a county of ten years as for one branch.

Every statement is fixed SQL that both databases read. A branch's own board counts the party members of the day: who
left still stands on it with what they earned there, and is no head. Beside others a branch has the heads that were
counted when points were last entered in the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.periods import Year
from points.rules import average_x100
from points.sums import IS_MEMBER, standing_on
from portal.kernel.db import database, sql
from portal.kernel.months import Month
from portal.org.models import PlaceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from typing import Any

    from points.periods import Stretch
    from portal.org.models import Branch, Place

_SUMMED = "SUM(additions_x100), SUM(deductions_x100), SUM(entries)"
_MEMBERS = f"SELECT p.id, p.name FROM person p WHERE p.branch_id = ? AND {IS_MEMBER} ORDER BY p.code"  # noqa: S608 - fixed
_BRANCHES = "SELECT b.id, b.name, v.slug, v.name FROM branch b JOIN place v ON v.id = b.village_id"
#: A village alone, or a township's villages.
_VILLAGES = {
    PlaceKind.VILLAGE: "SELECT id FROM place WHERE id = ?",
    PlaceKind.TOWNSHIP: "SELECT id FROM place WHERE parent_id = ?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What was earned and lost, in hundredths, and by how many entries; reversals count on their own day."""

    additions_x100: int = 0
    deductions_x100: int = 0
    entries: int = 0

    @property
    def total_x100(self) -> int:
        """Both together."""
        return self.additions_x100 + self.deductions_x100


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One member's place on a branch's board; who left the branch stands on it and is no member."""

    person_id: int
    name: str
    is_member: bool
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchBoard:
    """A branch's month, quarter or year: members by their totals, the most first."""

    lines: tuple[BoardLine, ...]
    totals: Totals
    members: int

    @property
    def average_x100(self) -> int:
        """The average per head."""
        return average_x100(self.totals.total_x100, members=self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchStanding:
    """One branch beside others, with its average per head."""

    branch_id: int
    branch: str
    village_slug: str
    village: str
    totals: Totals
    members: int | None  # as they were counted when points were last entered in the year; None before the first

    @property
    def average_x100(self) -> int:
        """The average per head."""
        return average_x100(self.totals.total_x100, members=self.members or 0)


def branch_board(branch: Branch, stretch: Stretch, *, today: date) -> BranchBoard:
    """Return a branch's board; members are those of the last day, or of today before it."""
    on = min(stretch.last_day, max(today, stretch.first_day))
    members = {row[0]: row[1] for row in _rows(_MEMBERS, (branch.id, *standing_on(on)))}
    earned = _member_totals("branch_id = ?", (branch.id,), stretch)
    names = members | _names([person_id for _, person_id in earned if person_id not in members])
    lines = [
        BoardLine(
            person_id=person_id,
            name=name,
            is_member=person_id in members,
            totals=earned.get((branch.id, person_id), Totals()),
        )
        for person_id, name in names.items()
    ]
    lines.sort(key=lambda one: (-one.totals.total_x100, one.person_id))
    return BranchBoard(lines=tuple(lines), totals=_together(one.totals for one in lines), members=len(members))


def standings(place: Place | None, stretch: Stretch) -> tuple[BranchStanding, ...]:
    """Return the branches of a village, of a township's villages, or of all, by their average per head.

    Three statements at most, however many branches, members and entries there are.
    """
    villages, values = _villages(place)
    year = _of_branches("points_branch_year", place, f"year = {stretch.first_day.year}", "branch_id, members")
    heads = {row[0]: row[1] for row in year}
    earned = {row[0]: _totals(row[2:]) for row in year}
    if not isinstance(stretch, Year):
        first, last = _months(stretch)
        rows = _of_branches("points_branch_month", place, f"month BETWEEN '{first}' AND '{last}'", "branch_id")
        earned = {row[0]: _totals(row[1:]) for row in rows}
    found = [
        BranchStanding(
            branch_id=branch_id,
            branch=branch,
            village_slug=slug,
            village=village,
            totals=earned.get(branch_id, Totals()),
            members=heads.get(branch_id),
        )
        for branch_id, branch, slug, village in _rows(f"{_BRANCHES} WHERE b.village_id IN ({villages})", values)
    ]
    return tuple(sorted(found, key=lambda one: (-one.average_x100, one.village_slug, one.branch_id)))


def yearly_totals(place: Place | None) -> dict[int, Totals]:
    """Return what was earned and lost in each year in a village, in a township's villages, or in all; one statement."""
    return {row[0]: _totals(row[1:]) for row in _of_branches("points_branch_year", place, "", "year")}


def member_totals(village: Place, stretch: Stretch, *, branch_id: int | None = None) -> dict[tuple[int, int], Totals]:
    """Return what members earned and lost in a stretch, by branch and member; one statement."""
    return _member_totals(*_asked(village, branch_id, None), stretch)


def totals_by_month(
    village: Place, stretch: Stretch, *, branch_id: int | None = None, person_id: int | None = None
) -> dict[Month, Totals]:
    """Return what was earned and lost month by month, first to last, without months of nothing; one statement."""
    where, values = _asked(village, branch_id, person_id)
    rows = _rows(
        f"SELECT month, {_SUMMED} FROM points_month_sum "  # noqa: S608 - fixed
        f"WHERE {where} AND month BETWEEN ? AND ? GROUP BY month ORDER BY month",
        (*values, *_months(stretch)),
    )
    return {Month.parse(row[0]): _totals(row[1:]) for row in rows}


def _member_totals(where: str, values: tuple[int, ...], stretch: Stretch) -> dict[tuple[int, int], Totals]:
    if isinstance(stretch, Year):
        table, then, when = "points_year_sum", "year = ?", tuple[int | str, ...]((stretch.year,))
    else:
        table, then, when = "points_month_sum", "month BETWEEN ? AND ?", _months(stretch)
    rows = _rows(
        f"SELECT branch_id, person_id, {_SUMMED} FROM {table} "  # noqa: S608 - fixed
        f"WHERE {where} AND {then} GROUP BY branch_id, person_id",
        (*values, *when),
    )
    return {(row[0], row[1]): _totals(row[2:]) for row in rows if row[-1]}  # counted anew, a sum may be of nothing


def _of_branches(table: str, place: Place | None, when: str, by: str) -> list[tuple[Any, ...]]:
    """Return what a place's branches earned and lost, grouped; ``when`` is made of a month's or year's number."""
    villages, values = _villages(place)
    narrowing = [when] if when else []
    narrowing += [f"branch_id IN (SELECT id FROM branch WHERE village_id IN ({villages}))"] if values else []  # noqa: S608 - fixed
    where = f" WHERE {' AND '.join(narrowing)}" if narrowing else ""
    return _rows(f"SELECT {by}, {_SUMMED} FROM {table}{where} GROUP BY {by} ORDER BY 1", values)  # noqa: S608 - fixed


def _villages(place: Place | None) -> tuple[str, tuple[int, ...]]:
    """Return what selects a place's villages, with its value; all of them where no place is named."""
    return ("SELECT id FROM place", ()) if place is None else (_VILLAGES[place.kind], (place.id,))


def _asked(village: Place, branch_id: int | None, person_id: int | None) -> tuple[str, tuple[int, ...]]:
    narrowing = {"branch_id IN (SELECT id FROM branch WHERE village_id = ?)": village.id}
    if branch_id is not None:
        narrowing["branch_id = ?"] = branch_id
    if person_id is not None:
        narrowing["person_id = ?"] = person_id
    return " AND ".join(narrowing), tuple(narrowing.values())


def _months(stretch: Stretch) -> tuple[str, ...]:
    return str(Month.of(stretch.first_day)), str(Month.of(stretch.last_day))


def _names(numbers: Sequence[int]) -> dict[int, str]:
    if not numbers:
        return {}
    marks = ", ".join("?" for _ in numbers)
    return {row[0]: row[1] for row in _rows(f"SELECT id, name FROM person WHERE id IN ({marks})", numbers)}  # noqa: S608 - fixed


def _totals(row: Sequence[Any]) -> Totals:
    return Totals(additions_x100=int(row[0]), deductions_x100=int(row[1]), entries=int(row[2]))


def _together(many: Iterable[Totals]) -> Totals:
    listed = list(many)
    return Totals(
        additions_x100=sum(one.additions_x100 for one in listed),
        deductions_x100=sum(one.deductions_x100 for one in listed),
        entries=sum(one.entries for one in listed),
    )


def _rows(statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = database.execute_sql(sql(statement), values).fetchall()
    return found

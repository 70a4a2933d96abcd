"""Boards from the sums kept beside the entries: as many statements for a county of ten years as for one branch.

Every statement is fixed SQL that both databases read. Averages per head count the party members of the day: who left
still stands on the branch's board with what they earned there, and is no head.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.periods import Year
from points.rules import average_x100, plain_points
from points.sums import ALL_SUMS
from portal.kernel.db import database, sql
from portal.kernel.months import Month
from portal.org.models import PlaceKind
from portal.org.offices import PARTY_STANDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from typing import Any

    from points.periods import Stretch
    from points.sums import Sums
    from portal.org.models import Branch, Place

_SUMMED = "SUM(additions_x100), SUM(deductions_x100), SUM(entries)"
_IS_MEMBER = (  # of a person p
    "EXISTS (SELECT 1 FROM office_term t WHERE t.person_id = p.id AND t.place_id = p.village_id "  # noqa: S608 - fixed
    f"AND t.office IN ({', '.join('?' for _ in PARTY_STANDINGS)}) "
    "AND t.since <= ? AND (t.until IS NULL OR t.until >= ?))"
)
_MEMBERS = f"SELECT p.id, p.name FROM person p WHERE p.branch_id = ? AND {_IS_MEMBER} ORDER BY p.code"  # noqa: S608 - fixed
_HEADS = f"SELECT p.branch_id, COUNT(*) FROM person p WHERE p.branch_id IS NOT NULL AND {_IS_MEMBER}"  # noqa: S608 - fixed
_OF_YEAR = f"SELECT person_id, {_SUMMED} FROM points_year_sum WHERE branch_id = ? AND year = ? GROUP BY person_id"  # noqa: S608 - fixed
_OF_MONTHS = (
    f"SELECT person_id, {_SUMMED} FROM points_month_sum "  # noqa: S608 - fixed
    "WHERE branch_id = ? AND month BETWEEN ? AND ? GROUP BY person_id"
)
_BRANCHES = "SELECT b.id, b.name, v.slug, v.name FROM branch b JOIN place v ON v.id = b.village_id"
_OF_BRANCHES = f"SELECT branch_id, {_SUMMED} FROM points_branch_sum WHERE month BETWEEN ? AND ?"  # noqa: S608 - fixed
_YEARS = f"SELECT substr(month, 1, 4), {_SUMMED} FROM points_branch_sum"  # noqa: S608 - fixed
_MIX = f"SELECT category, {_SUMMED} FROM points_year_sum WHERE branch_id = ? AND year = ?"  # noqa: S608 - fixed
_TREND = f"SELECT month, {_SUMMED} FROM points_month_sum WHERE branch_id = ? AND month BETWEEN ? AND ?"  # noqa: S608 - fixed
#: A village alone, or a township's villages.
_VILLAGES = {
    PlaceKind.VILLAGE: "village_id IN (SELECT id FROM place WHERE id = ?)",
    PlaceKind.TOWNSHIP: "village_id IN (SELECT id FROM place WHERE parent_id = ?)",
}
_TOGETHER = 500


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
    members: int

    @property
    def average_x100(self) -> int:
        """The average per head."""
        return average_x100(self.totals.total_x100, members=self.members)


def branch_board(branch: Branch, stretch: Stretch, *, today: date) -> BranchBoard:
    """Return a branch's board; members are those of the last day, or of today before it."""
    on = min(stretch.last_day, max(today, stretch.first_day))
    members = dict(_pairs(_MEMBERS, (branch.id, *_standing(on))))
    earned = _member_sums(branch.id, stretch)
    names = members | _names([number for number in earned if number not in members])
    lines = [
        BoardLine(person_id=number, name=name, is_member=number in members, totals=earned.get(number, Totals()))
        for number, name in names.items()
    ]
    lines.sort(key=lambda one: (-one.totals.total_x100, one.person_id))
    return BranchBoard(lines=tuple(lines), totals=_together(one.totals for one in lines), members=len(members))


def standings(place: Place | None, stretch: Stretch, *, today: date) -> tuple[BranchStanding, ...]:
    """Return the branches of a village, of a township's villages, or of all, by their average per head.

    Three statements, however many branches, members and entries there are.
    """
    on = min(stretch.last_day, max(today, stretch.first_day))
    there, values = _there(place)
    heads = dict(_pairs(f"{_HEADS} AND {there} GROUP BY p.branch_id", (*_standing(on), *values)))
    earned = {row[0]: _totals(row[1:]) for row in _earned(there, values, stretch)}
    found = [
        BranchStanding(
            branch_id=number,
            branch=branch,
            village_slug=slug,
            village=village,
            totals=earned.get(number, Totals()),
            members=heads.get(number, 0),
        )
        for number, branch, slug, village in _rows(f"{_BRANCHES} WHERE {there}", values)
    ]
    return tuple(sorted(found, key=lambda one: (-one.average_x100, one.village_slug, one.branch_id)))


def yearly_totals(place: Place | None) -> dict[int, Totals]:
    """Return what was earned and lost in each year in a village, in a township's villages, or in all; one statement."""
    there, values = _there(place)
    narrowed = f"{_YEARS} WHERE {_of_branches(there)}" if values else _YEARS
    rows = _rows(f"{narrowed} GROUP BY substr(month, 1, 4) ORDER BY 1", values)
    return {int(row[0]): _totals(row[1:]) for row in rows}


def mix(branch: Branch, year: int, *, person_id: int | None = None) -> dict[str, Totals]:
    """Return by category what a branch's points of a year were made of, or a member's in it; one statement."""
    whose, values = _whose(person_id)
    rows = _rows(f"{_MIX}{whose} GROUP BY category ORDER BY category", (branch.id, year, *values))
    return {row[0]: _totals(row[1:]) for row in rows}


def trend(branch: Branch, stretch: Stretch, *, person_id: int | None = None) -> dict[Month, Totals]:
    """Return month by month what a branch earned and lost, or a member in it; one statement.

    Months in which nothing was entered are not among them.
    """
    whose, values = _whose(person_id)
    rows = _rows(f"{_TREND}{whose} GROUP BY month ORDER BY month", (branch.id, *_months(stretch), *values))
    return {Month.parse(row[0]): _totals(row[1:]) for row in rows}


def differences() -> Iterator[str]:
    """Say, in one sentence each, where the sums kept beside the entries are not what the entries add up to."""
    branches = dict(_pairs("SELECT id, name FROM branch", ()))
    for sums in ALL_SUMS:
        found = _rows(sums.differing, ())
        names = _names([row[sums.columns.index("person_id")] for row in found]) if "person_id" in sums.columns else {}
        for row in found:
            yield _difference(sums, row, branches=branches, names=names)


def _difference(sums: Sums, row: tuple[Any, ...], *, branches: dict[int, str], names: dict[int, str]) -> str:
    keys = dict(zip(sums.columns, row, strict=False))
    kept, found = (plain_points(int(one)) for one in row[-2:])
    who = f" {names[keys['person_id']]}" if "person_id" in keys else ""
    when = f"{keys['year']}年" if "year" in keys else Month.parse(keys["month"]).chinese
    what = f"“{keys['category']}”" if "category" in keys else ""
    where = f"{branches[keys['branch_id']]}{who} {when}{what}"
    return f"{where}的积分合计与逐笔记录不符：合计 {kept} 分，逐笔相加 {found} 分。"


def _names(numbers: Sequence[int]) -> dict[int, str]:
    names: dict[int, str] = {}
    for start in range(0, len(numbers), _TOGETHER):
        some = numbers[start : start + _TOGETHER]
        names |= dict(_pairs(f"SELECT id, name FROM person WHERE id IN ({', '.join('?' for _ in some)})", some))  # noqa: S608 - marks
    return names


def _there(place: Place | None) -> tuple[str, tuple[int, ...]]:
    """Return what narrows a statement to a place, with its value; nothing does where all are asked for."""
    return ("village_id IS NOT NULL", ()) if place is None else (_VILLAGES[place.kind], (place.id,))


def _of_branches(there: str) -> str:
    return f"branch_id IN (SELECT id FROM branch WHERE {there})"  # noqa: S608 - fixed


def _earned(there: str, values: tuple[int, ...], stretch: Stretch) -> list[tuple[Any, ...]]:
    narrowed = f"{_OF_BRANCHES} AND {_of_branches(there)}" if values else _OF_BRANCHES
    return _rows(f"{narrowed} GROUP BY branch_id", (*_months(stretch), *values))


def _member_sums(branch_id: int, stretch: Stretch) -> dict[int, Totals]:
    if isinstance(stretch, Year):
        rows = _rows(_OF_YEAR, (branch_id, stretch.year))
    else:
        rows = _rows(_OF_MONTHS, (branch_id, *_months(stretch)))
    return {row[0]: _totals(row[1:]) for row in rows if row[-1]}  # counted anew, a sum may be of nothing


def _whose(person_id: int | None) -> tuple[str, tuple[int, ...]]:
    return ("", ()) if person_id is None else (" AND person_id = ?", (person_id,))


def _months(stretch: Stretch) -> tuple[str, str]:
    return str(Month.of(stretch.first_day)), str(Month.of(stretch.last_day))


def _standing(on: date) -> tuple[object, ...]:
    return (*(one.value for one in PARTY_STANDINGS), on.isoformat(), on.isoformat())


def _totals(row: Sequence[Any]) -> Totals:
    return Totals(additions_x100=int(row[0]), deductions_x100=int(row[1]), entries=int(row[2]))


def _together(many: Iterator[Totals]) -> Totals:
    listed = list(many)
    return Totals(
        additions_x100=sum(one.additions_x100 for one in listed),
        deductions_x100=sum(one.deductions_x100 for one in listed),
        entries=sum(one.entries for one in listed),
    )


def _rows(statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = database.execute_sql(sql(statement), values).fetchall()
    return found


def _pairs(statement: str, values: Sequence[object]) -> Iterator[tuple[int, Any]]:
    return ((row[0], row[1]) for row in _rows(statement, values))

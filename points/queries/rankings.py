"""Reading the board of a branch: who stands where, and what branches and groups come to by head."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from points.models import PointsEntry
from points.periods import Year
from points.queries.schemes import party_members
from points.queries.sums import basis_of, sums_by_day, sums_by_member
from points.rules import average_x100
from points.rules.scores import Sum, score
from portal.kernel.months import Month
from portal.org.models import Person
from portal.org.queries import branches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from points.periods import Stretch
    from portal.org.models import Branch, Place
    from portal.org.queries import PersonRow

#: How many a board shows before somebody asks for all.
TOP = 10
_NO_GROUP = "没有登记村民小组"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One member: the place, shared by those who tie, and what it comes from."""

    place: int
    person_id: int
    name: str
    group: str
    additions_x100: int
    deductions_x100: int
    total_x100: int  # of a year with the base, of a month or quarter without


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadAverage:
    """What a branch or group comes to by head: members by the register count, also without points, and nobody else."""

    name: str
    members: int
    total_x100: int
    average_x100: int
    additions_average_x100: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A branch's board in a month, quarter or year."""

    branch: str
    stretch: Stretch
    base_x100: int | None  # of a year
    rows: tuple[Ranked, ...]
    branches: tuple[HeadAverage, ...]
    groups: tuple[HeadAverage, ...]

    def first(self, *, oneself: int | None) -> tuple[Ranked, ...]:
        """Return the top, and oneself wherever that is."""
        return tuple(one for one in self.rows if one.place <= TOP or one.person_id == oneself)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """What a branch or a member came to month by month, and from which categories."""

    months: tuple[tuple[Month, Sum], ...]
    categories: tuple[tuple[str, Sum], ...]


def ranking(village: Place, branch: Branch, stretch: Stretch, *, today: date) -> Ranking:
    """Return a branch's board, with the averages by head of every branch of the village and of the branch's groups."""
    sums = sums_by_member(village, stretch)
    on = min(stretch.last_day, max(today, stretch.first_day))
    register = {row.id: row for row in party_members(village, on=on)}
    names = _names(village, {person for _, person in sums} - register.keys())
    of_branch = {
        branch_id: _members_of(branch_id, register.values(), sums)
        for branch_id in {one.id for one in branches(village)}
    }
    own = {person: sums.get((branch.id, person), Sum()) for person in of_branch[branch.id]}
    base = basis_of(village, branch.id, year=stretch.first_day.year, on=stretch.last_day)
    totals = {
        person: score(base, one).total_x100 if isinstance(stretch, Year) else one.total_x100
        for person, one in own.items()
    }
    return Ranking(
        branch=branch.name,
        stretch=stretch,
        base_x100=base.base_x100 if isinstance(stretch, Year) else None,
        rows=tuple(_ranked(own, totals, register, names)),
        branches=tuple(
            _average(
                one.name,
                [sums.get((one.id, person), Sum()) for person in of_branch[one.id]],
                members=sum(row.branch_id == one.id for row in register.values()),
            )
            for one in branches(village)
        ),
        groups=tuple(_groups({row.id: row for row in register.values() if row.branch_id == branch.id}, own)),
    )


def trend(village: Place, year: Year, *, branch_id: int | None = None, person_id: int | None = None) -> Trend:
    """Return what a branch or a member came to in each month and category of a year."""
    months = {Month(year.year, number): Sum() for number in range(1, 13)}
    categories: dict[str, Sum] = {}
    for one in sums_by_day(village, year, branch_id=branch_id, person_id=person_id):
        month = Month.of(one.day)
        months[month] = _plus(months[month], one.sum)
        categories[one.category] = _plus(categories.get(one.category, Sum()), one.sum)
    return Trend(months=tuple(months.items()), categories=tuple(categories.items()))


def _plus(one: Sum, other: Sum) -> Sum:
    return Sum(
        additions_x100=one.additions_x100 + other.additions_x100,
        deductions_x100=one.deductions_x100 + other.deductions_x100,
    )


def _members_of(branch_id: int, register: Iterable[PersonRow], sums: Mapping[tuple[int, int], Sum]) -> list[int]:
    """Return who belonged to a branch on the day, and who earned something in it before leaving."""
    there = [row.id for row in register if row.branch_id == branch_id]
    return list(dict.fromkeys([*there, *(person for branch, person in sums if branch == branch_id)]))


def _ranked(
    own: Mapping[int, Sum], totals: Mapping[int, int], register: Mapping[int, PersonRow], names: Mapping[int, str]
) -> Iterable[Ranked]:
    ordered = sorted(own, key=lambda person: (-totals[person], person))
    best = sorted(totals.values(), reverse=True)
    first_place: dict[int, int] = {}
    for place, total in enumerate(best, start=1):
        first_place.setdefault(total, place)
    for person in ordered:
        row = register.get(person)
        yield Ranked(
            place=first_place[totals[person]],
            person_id=person,
            name=row.name if row else names[person],
            group=(row.group if row else "") or "",
            additions_x100=own[person].additions_x100,
            deductions_x100=own[person].deductions_x100,
            total_x100=totals[person],
        )


def _groups(members: Mapping[int, PersonRow], own: Mapping[int, Sum]) -> Iterable[HeadAverage]:
    """Yield what the branch's members of each group come to; who left belongs to none of its groups."""
    by_group: dict[str, list[Sum]] = defaultdict(list)
    for person, row in members.items():
        by_group[row.group or _NO_GROUP].append(own[person])
    if len(by_group) > 1:
        yield from (_average(name, sums, members=len(sums)) for name, sums in sorted(by_group.items()))


def _average(name: str, sums: Sequence[Sum], *, members: int) -> HeadAverage:
    total = sum(one.total_x100 for one in sums)
    return HeadAverage(
        name=name,
        members=members,
        total_x100=total,
        average_x100=average_x100(total, members=members),
        additions_average_x100=average_x100(sum(one.additions_x100 for one in sums), members=members),
    )


def _names(village: Place, ids: set[int]) -> dict[int, str]:
    """Return the names of people who are members no more."""
    if not ids:
        return {}
    asked = (Person.village == village.id) & Person.id.in_(sorted(ids))
    return {row.id: row.name for row in Person.select(Person.id, Person.name).where(asked)}


def last_entry_of_year(village: Place, branch_id: int, year: Year) -> int:
    """Return the number of the latest entry that counts in a year, 0 where there is none."""
    asked = (PointsEntry.village == village.id) & (PointsEntry.branch == branch_id)
    asked &= PointsEntry.happened_on.between(year.first_day, year.last_day)
    return int(PointsEntry.select(fn.MAX(PointsEntry.id)).where(asked).scalar() or 0)

"""How entries are added up: four tables of sums, and the one statement in SQL that says what stands in each.

The same text adds new entries to the sums and adds all of them up again for ``cunshi db check``; a migration has a
frozen copy. Every statement is SQL that both databases read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.org.offices import PARTY_STANDINGS

if TYPE_CHECKING:
    from datetime import date

#: Whether an entry belongs to the additions: an addition, or a reversal that takes one back.
_IS_ADDITION = "(requested_x100 > 0) = (reverses_id IS NULL)"
_MONTH = "substr(CAST(happened_on AS TEXT), 1, 7)"
_YEAR = "CAST(substr(CAST(happened_on AS TEXT), 1, 4) AS INTEGER)"
#: What is kept, each with how it is read from entries.
_FIGURES = {
    "additions_x100": f"SUM(CASE WHEN {_IS_ADDITION} THEN awarded_x100 ELSE 0 END)",
    "deductions_x100": f"SUM(CASE WHEN {_IS_ADDITION} THEN 0 ELSE awarded_x100 END)",
    "entries": "COUNT(*)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """One table of sums: what its rows are told apart by, each with how it is read from an entry."""

    table: str
    keys: tuple[tuple[str, str], ...]
    unique: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """What a row is told apart by; beside it stand additions, deductions and the number of entries."""
        return tuple(column for column, _ in self.keys)

    @property
    def adding(self) -> str:
        """The statement that adds the entries of a village from one number to another to what stands there."""
        there = ", ".join(f"{one} = {self.table}.{one} + excluded.{one}" for one in _FIGURES)
        return (
            f"INSERT INTO {self.table} ({', '.join((*self.columns, *_FIGURES))}) "
            f"{self.added_up('village_id = ? AND id BETWEEN ? AND ?')} "
            f"ON CONFLICT ({', '.join(self.unique)}) DO UPDATE SET {there}"
        )

    @property
    def emptying(self) -> str:
        """The statement that lets nothing stand in a village's sums."""
        return f"UPDATE {self.table} SET {', '.join(f'{one} = 0' for one in _FIGURES)} WHERE village_id = ?"  # noqa: S608 - fixed

    @property
    def differing(self) -> str:
        """The statement that finds where sums and entries differ: keys, figures as kept, figures of the entries."""
        keys, figures = ", ".join(self.columns), ", ".join(_FIGURES)
        kept = f"SELECT {keys}, {figures}, 1 AS side FROM {self.table}"  # noqa: S608 - fixed
        found = f"SELECT {keys}, {figures}, -1 AS side FROM ({self.added_up('id > 0')}) AS summed"  # noqa: S608 - fixed
        both = [f"SUM(CASE WHEN side = {side} THEN {one} ELSE 0 END)" for side in (1, -1) for one in _FIGURES]
        unequal = " OR ".join(f"SUM(side * {one}) <> 0" for one in _FIGURES)
        return (
            f"SELECT {keys}, {', '.join(both)} FROM ({kept} UNION ALL {found}) AS sides "  # noqa: S608 - fixed
            f"GROUP BY {keys} HAVING {unequal} ORDER BY {keys}"
        )

    def added_up(self, where: str) -> str:
        """Return what adds up entries, in the order of the index: rows that are read together are written together."""
        named = [f"{value} AS {name}" for name, value in (*self.keys, *_FIGURES.items())]
        keys = ", ".join(value for _, value in self.keys)
        return (
            f"SELECT {', '.join(named)} FROM points_entry WHERE {where} "  # noqa: S608 - fixed
            f"GROUP BY {keys} ORDER BY {', '.join(dict(self.keys)[one] for one in self.unique)}"
        )


_PLACED = (("village_id", "village_id"), ("branch_id", "branch_id"))
_WHOSE = ("person_id", "person_id")

MONTH_SUMS = Sums(
    table="points_month_sum",
    keys=(*_PLACED, _WHOSE, ("month", _MONTH)),
    unique=("branch_id", "month", "person_id"),
)
YEAR_SUMS = Sums(
    table="points_year_sum",
    keys=(*_PLACED, _WHOSE, ("year", _YEAR)),
    unique=("branch_id", "year", "person_id"),
)
BRANCH_MONTHS = Sums(table="points_branch_month", keys=(*_PLACED, ("month", _MONTH)), unique=("month", "branch_id"))
BRANCH_YEARS = Sums(table="points_branch_year", keys=(*_PLACED, ("year", _YEAR)), unique=("year", "branch_id"))
ALL_SUMS = (MONTH_SUMS, YEAR_SUMS, BRANCH_MONTHS, BRANCH_YEARS)

#: What an office term t is to be for its person to be a party member on a day, given twice after the standings.
HOLDS = (
    f"t.office IN ({', '.join('?' for _ in PARTY_STANDINGS)}) AND t.since <= ? AND (t.until IS NULL OR t.until >= ?)"
)
#: Whether a person p is a member. The sign keeps SQLite from asking a village's terms for every person.
IS_MEMBER = f"EXISTS (SELECT 1 FROM office_term t WHERE t.person_id = p.id AND +t.place_id = p.village_id AND {HOLDS})"  # noqa: S608 - fixed
#: The heads of a year, by the register of a day; what follows says of which branches.
COUNTING_MEMBERS = (
    "UPDATE points_branch_year SET members = (SELECT COUNT(*) FROM person p "  # noqa: S608 - fixed
    f"WHERE p.branch_id = points_branch_year.branch_id AND {IS_MEMBER}) WHERE year = ?"
)


def standing_on(day: date) -> tuple[str, ...]:
    """Return the values that ``HOLDS`` asks for."""
    return (*(one.value for one in PARTY_STANDINGS), day.isoformat(), day.isoformat())

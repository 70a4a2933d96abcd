"""Who was a member on which day, and by which scheme: read once for each change, for tables of many rows and days."""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta
from typing import TYPE_CHECKING

from points.models import PointsScheme
from points.queries.schemes import party_members, scheme_on
from portal.kernel.db import tuples_of
from portal.org.models import OfficeTerm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from points.queries.schemes import SchemeRow
    from points.rules import Item
    from portal.org.models import Place
    from portal.org.queries import PersonRow

_ONE_DAY = timedelta(days=1)


class Register:
    """A village's members and schemes on any day, as they stood when first asked for.

    Between two days on which somebody took up or left an office, all days have the same members.
    """

    def __init__(self, village: Place) -> None:
        self._village = village
        self._turns: list[date] | None = None
        self._adopted: list[date] | None = None
        self._members: dict[int, dict[int, PersonRow]] = {}
        self._named: dict[int, dict[str, list[PersonRow]]] = {}
        self._schemes: dict[tuple[int, int, int], tuple[SchemeRow | None, dict[str, Item]]] = {}

    def member(self, person_id: int, day: date) -> PersonRow | None:
        """Return somebody who was a member of one of the village's branches on a day."""
        return self._on(day).get(person_id)

    def named(self, name: str, day: date) -> Sequence[PersonRow]:
        """Return the members of that name on a day."""
        turn = self._turn(day)
        if turn not in self._named:
            self._named[turn] = {}
            for one in self._on(day).values():
                self._named[turn].setdefault(one.name, []).append(one)
        return self._named[turn].get(name, ())

    def scheme(self, branch_id: int, day: date) -> SchemeRow | None:
        """Return the version of a branch's scheme in force on a day."""
        return self._in_force(branch_id, day)[0]

    def item(self, branch_id: int, day: date, code: str) -> Item | None:
        """Return an item of the scheme in force on a day."""
        return self._in_force(branch_id, day)[1].get(code)

    def _on(self, day: date) -> dict[int, PersonRow]:
        turn = self._turn(day)
        if turn not in self._members:
            self._members[turn] = {row.id: row for row in party_members(self._village, on=day)}
        return self._members[turn]

    def _in_force(self, branch_id: int, day: date) -> tuple[SchemeRow | None, dict[str, Item]]:
        if self._adopted is None:
            days = PointsScheme.select(PointsScheme.effective_from).where(PointsScheme.village == self._village.id)
            self._adopted = sorted({since for (since,) in tuples_of(days)})
        key = (branch_id, day.year, bisect_right(self._adopted, day))
        if key not in self._schemes:
            found = scheme_on(self._village, branch_id, day)
            self._schemes[key] = (found, {item.code: item for item in found.items} if found else {})
        return self._schemes[key]

    def _turn(self, day: date) -> int:
        """Return which of the stretches without a change a day lies in."""
        if self._turns is None:
            terms = OfficeTerm.select(OfficeTerm.since, OfficeTerm.until).where(OfficeTerm.place == self._village.id)
            found = set()
            for since, until in tuples_of(terms.distinct()):
                found |= {since} if until is None else {since, until + _ONE_DAY}
            self._turns = sorted(found)
        return bisect_right(self._turns, day)

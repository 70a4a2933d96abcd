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
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from points.queries.schemes import SchemeRow
    from points.rules import Item
    from portal.org.models import Place
    from portal.org.queries import PersonRow

_ONE_DAY = timedelta(days=1)


class MembersByDay:
    """The party members of a village by any day: between two changes of offices, all days have the same."""

    def __init__(self, village: Place) -> None:
        self._village = village
        self._changes: list[date] | None = None
        self._known: dict[int, dict[int, PersonRow]] = {}
        self._named: dict[int, dict[str, list[PersonRow]]] = {}

    def __getitem__(self, day: date) -> Mapping[int, PersonRow]:
        """Return the members of every branch on a day, by number."""
        stretch = self._stretch(day)
        if stretch not in self._known:
            self._known[stretch] = {row.id: row for row in party_members(self._village, on=day)}
        return self._known[stretch]

    def named(self, name: str, day: date) -> Sequence[PersonRow]:
        """Return the members of that name on a day."""
        stretch = self._stretch(day)
        if stretch not in self._named:
            by_name: dict[str, list[PersonRow]] = {}
            for one in self[day].values():
                by_name.setdefault(one.name, []).append(one)
            self._named[stretch] = by_name
        return self._named[stretch].get(name, ())

    def _stretch(self, day: date) -> int:
        """Return which of the stretches without a change a day lies in."""
        if self._changes is None:
            terms = OfficeTerm.select(OfficeTerm.since, OfficeTerm.until).where(OfficeTerm.place == self._village.id)
            found = set()
            for since, until in tuples_of(terms.distinct()):
                found |= {since} if until is None else {since, until + _ONE_DAY}
            self._changes = sorted(found)
        return bisect_right(self._changes, day)


class SchemesByDay:
    """The schemes of a village's branches by any day: between two versions, all days have the same."""

    def __init__(self, village: Place) -> None:
        self._village = village
        self._changes: list[date] | None = None
        self._known: dict[tuple[int, int, int], tuple[SchemeRow | None, dict[str, Item]]] = {}

    def on(self, branch_id: int, day: date) -> SchemeRow | None:
        """Return the version of a branch's scheme in force on a day."""
        return self._in_force(branch_id, day)[0]

    def item(self, branch_id: int, day: date, code: str) -> Item | None:
        """Return an item of the scheme in force on a day."""
        return self._in_force(branch_id, day)[1].get(code)

    def values(self) -> Collection[SchemeRow | None]:
        """Return the versions that were asked for."""
        return [scheme for scheme, _ in self._known.values()]

    def _in_force(self, branch_id: int, day: date) -> tuple[SchemeRow | None, dict[str, Item]]:
        if self._changes is None:
            days = PointsScheme.select(PointsScheme.effective_from).where(PointsScheme.village == self._village.id)
            self._changes = sorted({since for (since,) in tuples_of(days)})
        key = (branch_id, day.year, bisect_right(self._changes, day))
        if key not in self._known:
            found = scheme_on(self._village, branch_id, day)
            self._known[key] = (found, {item.code: item for item in found.items} if found else {})
        return self._known[key]

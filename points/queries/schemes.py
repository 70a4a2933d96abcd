"""Reading schemes and the members they apply to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from points.models import PointsScheme
from points.practice import old_age_on
from points.rules import Item, MemberClass
from points.schemes import items_from_json
from portal.kernel.db import dicts_of, tuples_of
from portal.meetings.rules import grown_up
from portal.org.models import Person
from portal.org.offices import PARTY_STANDINGS, Office
from portal.org.queries import people_in_office

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.org.models import Place
    from portal.org.queries import PersonRow

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


def scheme_on(village: Place, branch_id: int, day: date) -> SchemeRow | None:
    """Return the version of the branch's scheme in force on ``day``."""
    return _scheme(village, branch_id, (PointsScheme.year == day.year) & (PointsScheme.effective_from <= day))


def latest_scheme(village: Place, branch_id: int, year: int) -> SchemeRow | None:
    """Return the last version of the branch's scheme for a year, in force or not yet."""
    return _scheme(village, branch_id, PointsScheme.year == year)


def items_by_scheme(scheme_ids: set[int]) -> dict[tuple[int, str], Item]:
    """Return the items of several versions, by version and code."""
    rows = PointsScheme.select(PointsScheme.id, PointsScheme.items).where(PointsScheme.id.in_(sorted(scheme_ids)))
    return {(row["id"], item.code): item for row in dicts_of(rows) for item in items_from_json(row["items"])}


def members(village: Place, branch_id: int, *, on: date) -> list[PersonRow]:
    """Return the members of a branch on a day, by code."""
    return [row for row in party_members(village, on=on) if row.branch_id == branch_id]


def party_members(village: Place, *, on: date) -> list[PersonRow]:
    """Return the members of every branch of the village on a day, by code."""
    return [row for row in people_in_office(village, *PARTY_STANDINGS, on=on) if row.branch_id is not None]


def old_members(village: Place, *, on: date) -> set[int]:
    """Return who counts as 年老体弱 by the birthday in the register."""
    age = old_age_on(on)
    asked = Person.select(Person.id, Person.born_on).where(
        (Person.village == village.id) & (Person.born_on <= date(on.year - age, 12, 31))
    )
    return {person_id for person_id, born_on in tuples_of(asked) if grown_up(born_on, age=age, on=on)}


def member_classes(offices: Sequence[Office], *, old: bool) -> frozenset[MemberClass]:
    """Return the classes of a member who holds ``offices``."""
    if Office.FLOATING in offices:
        standing = MemberClass.FLOATING
    else:
        standing = MemberClass.OFFICER if _OFFICERS & set(offices) else MemberClass.RESIDENT
    return frozenset({standing, MemberClass.OLD} if old else {standing})


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

"""Reading who is near to whom: of one household by the register, or declared as near relatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from points.errors.kin import NoKinshipError
from points.kinship import kind_name
from points.models import PointsKinship, PointsKinshipEnd
from points.queries.schemes import party_members
from portal.kernel.db import dicts_of, tuples_of
from portal.org.models import Person
from portal.org.offices import Office
from portal.org.queries import people_in_office

if TYPE_CHECKING:
    from datetime import date

    from portal.org.models import Place
    from portal.org.queries import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class KinRow:
    """That one person is of a kind to another, from a day on, and until when, if it ended."""

    id: int
    person_id: int
    person: str
    relative_id: int
    relative: str
    kind: str
    since: date
    until: date | None
    reason: str
    recorded_by: str

    @property
    def kind_name(self) -> str:
        """What ``relative`` is to ``person``, in Chinese."""
        return kind_name(self.kind)

    @property
    def both_ids(self) -> frozenset[int]:
        """The two people."""
        return frozenset({self.person_id, self.relative_id})

    def holds(self, on: date) -> bool:
        """Tell whether they are near relatives on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


def near_ones(village: Place, person_id: int, *, on: date) -> frozenset[int]:
    """Return from whose points somebody stands aside, without themselves.

    They are those of the same household by the register, and near relatives as declared for that day.
    """
    return _housemates(village, person_id) | {
        other for one in kinships(village, person_id=person_id) if one.holds(on) for other in one.both_ids - {person_id}
    }


def kinships(village: Place, *, person_id: int | None = None) -> list[KinRow]:
    """Return who is said to be a near relative of whom, newest first; of one person where asked."""
    asked: Any = PointsKinship.village == village.id
    if person_id is not None:
        asked &= (PointsKinship.person == person_id) | (PointsKinship.relative == person_id)
    return _kinships(asked)


def kinship(village: Place, kin_id: int) -> KinRow:
    """Return one declaration.

    :raise NoKinshipError: the village has no such declaration.
    """
    found = _kinships((PointsKinship.village == village.id) & (PointsKinship.id == kin_id))
    if not found:
        raise NoKinshipError
    return found[0]


def concerned_people(village: Place, *, on: date) -> list[PersonRow]:
    """Return whose relatives matter: who has points on a day, and who may review them; by code."""
    rows = [
        *party_members(village, on=on),
        *people_in_office(village, Office.SECRETARY, Office.BRANCH_COMMITTEE, on=on),
    ]
    return sorted({row.id: row for row in rows}.values(), key=lambda row: row.code)


def _housemates(village: Place, person_id: int) -> frozenset[int]:
    own = Person.select(Person.household).where((Person.id == person_id) & Person.household.is_null(False))
    asked = Person.select(Person.id).where((Person.village == village.id) & Person.household.in_(own))
    return frozenset(found for (found,) in tuples_of(asked)) - {person_id}


def _kinships(asked: Any) -> list[KinRow]:
    relative, recorder = Person.alias(), Person.alias()
    rows = dicts_of(
        PointsKinship.select(
            PointsKinship,
            Person.name.alias("person_name"),
            relative.name.alias("relative_name"),
            recorder.name.alias("recorder_name"),
            PointsKinshipEnd.until,
            PointsKinshipEnd.reason,
        )
        .join(Person, on=(PointsKinship.person == Person.id))
        .join_from(PointsKinship, relative, on=(PointsKinship.relative == relative.id))
        .join_from(PointsKinship, recorder, on=(PointsKinship.recorded_by == recorder.id))
        .join_from(PointsKinship, PointsKinshipEnd, JOIN.LEFT_OUTER, on=(PointsKinshipEnd.kinship == PointsKinship.id))
        .where(asked)
        .order_by(PointsKinship.id.desc())
    )
    return [
        KinRow(
            id=row["id"],
            person_id=row["person"],
            person=row["person_name"],
            relative_id=row["relative"],
            relative=row["relative_name"],
            kind=row["kind"],
            since=row["since"],
            until=row["until"],
            reason=row["reason"] or "",
            recorded_by=row["recorder_name"],
        )
        for row in rows
    ]

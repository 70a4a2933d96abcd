"""Reading schemes and the members they apply to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from points.models import PointsAdoption, PointsMemberClass, PointsScheme, PointsSchemeDraft
from points.practice import old_age_on
from points.rules import Base, Item, MemberClass, Veto
from points.schemes import SchemeFile, items_from_json, scheme_from_json
from portal.kernel.db import dicts_of, tuples_of
from portal.meetings.models import Meeting
from portal.meetings.rules import grown_up
from portal.org.models import Person
from portal.org.offices import PARTY_STANDINGS, Office
from portal.org.queries import people_in_office

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from portal.org.models import Place
    from portal.org.queries import PersonRow

_OFFICERS = frozenset({Office.SECRETARY, Office.BRANCH_COMMITTEE, Office.DIRECTOR, Office.COMMITTEE})


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionRow:
    """By what a scheme was adopted, and whether the party group checks what is declared."""

    resolution: str
    meeting_id: int | None
    meeting: str
    filed_as: str
    group_check: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeRow:
    """One version of a branch's scheme; those of before resolutions were named have no ``adoption``."""

    id: int
    year: int
    version: int
    effective_from: date
    adopted_at: datetime
    digest: str
    content: SchemeFile
    adoption: AdoptionRow | None

    @property
    def items(self) -> tuple[Item, ...]:
        """What can be entered."""
        return self.content.items

    @property
    def bases(self) -> tuple[Base, ...]:
        """What every member begins the year with."""
        return self.content.bases

    @property
    def vetoes(self) -> tuple[Veto, ...]:
        """After what points do not help any more."""
        return self.content.vetoes

    def item(self, code: str) -> Item | None:
        """Return the item under ``code``, if the scheme has it."""
        return next((item for item in self.items if item.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A scheme to be adopted, as it stands."""

    id: int
    year: int
    revision: int
    content: SchemeFile
    digest: str
    copied_from_version: int | None
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """The class a branch gave a member for a time; ``None``: as the register says."""

    person_id: int
    member_class: MemberClass | None
    since: date
    until: date | None
    reason: str


def scheme_on(village: Place, branch_id: int, day: date) -> SchemeRow | None:
    """Return the version of the branch's scheme in force on ``day``."""
    asked = (PointsScheme.year == day.year) & (PointsScheme.effective_from <= day)
    return next(iter(_schemes(village, branch_id, asked, most=1)), None)


def latest_scheme(village: Place, branch_id: int, year: int) -> SchemeRow | None:
    """Return the last version of the branch's scheme for a year, in force or not yet."""
    return next(iter(_schemes(village, branch_id, PointsScheme.year == year, most=1)), None)


def schemes_of(village: Place, branch_id: int, year: int) -> list[SchemeRow]:
    """Return every version of the branch's scheme for a year, the last first."""
    return _schemes(village, branch_id, PointsScheme.year == year)


def draft_of(village: Place, branch_id: int, year: int) -> DraftRow | None:
    """Return the scheme prepared for a year that has none yet, as it stands."""
    if latest_scheme(village, branch_id, year) is not None:
        return None
    asked = (
        PointsSchemeDraft.select(
            PointsSchemeDraft, Person.name.alias("maker"), PointsScheme.version.alias("copied_version")
        )
        .join(Person, on=(PointsSchemeDraft.made_by == Person.id))
        .join_from(
            PointsSchemeDraft, PointsScheme, JOIN.LEFT_OUTER, on=(PointsSchemeDraft.copied_from == PointsScheme.id)
        )
        .where(
            (PointsSchemeDraft.village == village.id)
            & (PointsSchemeDraft.branch == branch_id)
            & (PointsSchemeDraft.year == year)
        )
        .order_by(PointsSchemeDraft.revision.desc())
        .limit(1)
    )
    for row in dicts_of(asked):
        return DraftRow(
            id=row["id"],
            year=row["year"],
            revision=row["revision"],
            content=scheme_from_json(row["items"]),
            digest=row["digest"],
            copied_from_version=row["copied_version"],
            made_by=row["maker"],
            made_at=row["made_at"],
        )
    return None


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


def given_classes(village: Place, *, on: date) -> dict[int, ClassRow]:
    """Return the classes the branches gave members that hold on a day, by member; the last one recorded counts."""
    asked = (
        PointsMemberClass.select()
        .where(
            (PointsMemberClass.village == village.id)
            & (PointsMemberClass.since <= on)
            & (PointsMemberClass.until.is_null() | (PointsMemberClass.until >= on))
        )
        .order_by(PointsMemberClass.id)
    )
    return {row["person"]: _class_row(row) for row in dicts_of(asked)}


def class_history(village: Place, person_ids: Iterable[int]) -> list[ClassRow]:
    """Return every class members were given, the last recorded first."""
    asked = PointsMemberClass.select().where(
        (PointsMemberClass.village == village.id) & PointsMemberClass.person.in_(sorted(set(person_ids)))
    )
    return [_class_row(row) for row in dicts_of(asked.order_by(PointsMemberClass.id.desc()))]


def classes_on(village: Place, rows: Iterable[PersonRow], *, on: date) -> dict[int, frozenset[MemberClass]]:
    """Return the classes of members on a day: as the branch decided, else as the register says."""
    old, given = old_members(village, on=on), given_classes(village, on=on)
    return {
        row.id: member_classes(
            row.offices, old=row.id in old, given=given[row.id].member_class if row.id in given else None
        )
        for row in rows
    }


def member_classes(offices: Sequence[Office], *, old: bool, given: MemberClass | None = None) -> frozenset[MemberClass]:
    """Return the classes of a member who holds ``offices``; ``given`` is what the branch decided."""
    if given is not None and given is not MemberClass.OLD:
        standing = given
    elif Office.FLOATING in offices:
        standing = MemberClass.FLOATING
    else:
        standing = MemberClass.OFFICER if _OFFICERS & set(offices) else MemberClass.RESIDENT
    is_old = old or given is MemberClass.OLD
    return frozenset({standing, MemberClass.OLD} if is_old else {standing})


def _schemes(village: Place, branch_id: int, asked: Any, *, most: int | None = None) -> list[SchemeRow]:
    rows = (
        PointsScheme.select(
            PointsScheme,
            PointsAdoption.resolution,
            PointsAdoption.meeting.alias("meeting"),
            Meeting.title.alias("meeting_title"),
            PointsAdoption.filed_as,
            PointsAdoption.group_check,
        )
        .join_from(PointsScheme, PointsAdoption, JOIN.LEFT_OUTER, on=(PointsAdoption.scheme == PointsScheme.id))
        .join_from(PointsAdoption, Meeting, JOIN.LEFT_OUTER, on=(PointsAdoption.meeting == Meeting.id))
        .where((PointsScheme.village == village.id) & (PointsScheme.branch == branch_id) & asked)
        .order_by(PointsScheme.version.desc())
    )
    return [_scheme_row(row) for row in dicts_of(rows if most is None else rows.limit(most))]


def _scheme_row(row: dict[str, Any]) -> SchemeRow:
    adoption = None
    if row["resolution"] is not None:
        adoption = AdoptionRow(
            resolution=row["resolution"],
            meeting_id=row["meeting"],
            meeting=row["meeting_title"] or "",
            filed_as=row["filed_as"],
            group_check=bool(row["group_check"]),
        )
    return SchemeRow(
        id=row["id"],
        year=row["year"],
        version=row["version"],
        effective_from=row["effective_from"],
        adopted_at=row["adopted_at"],
        digest=row["digest"],
        content=scheme_from_json(row["items"]),
        adoption=adoption,
    )


def _class_row(row: dict[str, Any]) -> ClassRow:
    return ClassRow(
        person_id=row["person"],
        member_class=row["member_class"],
        since=row["since"],
        until=row["until"],
        reason=row["reason"],
    )

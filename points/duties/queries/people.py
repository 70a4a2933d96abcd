"""Members and households as the register has them, each by one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN, Case, fn

from portal.kernel.db import dicts_of, tuples_of
from portal.org.models import Branch, Group, Household, OfficeTerm, Person
from portal.org.offices import PARTY_STANDINGS
from portal.org.queries import HEADS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member of a branch, with when they were one."""

    id: int
    code: str
    name: str
    branch_id: int
    branch: str
    household_id: int | None
    terms: tuple[tuple[date, date | None], ...]

    def is_member(self, day: date) -> bool:
        """Tell whether the person belonged to the party branch on a day."""
        return any(since <= day and (until is None or day <= until) for since, until in self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdName:
    """A household as the branch's own screens call it."""

    id: int
    number: str
    group: str
    head: str

    @property
    def label(self) -> str:
        """Number and head: 012 户 张三."""
        return f"{self.number} 户 {self.head}".strip()


def all_members(villages: Sequence[Place], *, person_ids: Sequence[int] | None = None) -> list[MemberRow]:
    """Return everybody who is or was a member of a branch in these villages, by code, or only some; two queries."""
    ids = [one.id for one in villages]
    terms: dict[int, list[tuple[date, date | None]]] = {}
    held = OfficeTerm.select(OfficeTerm.person, OfficeTerm.since, OfficeTerm.until).where(
        OfficeTerm.place.in_(ids) & OfficeTerm.office.in_(PARTY_STANDINGS)
    )
    if person_ids is not None:
        held = held.where(OfficeTerm.person.in_(list(person_ids)))
    for person_id, since, until in tuples_of(held):
        terms.setdefault(person_id, []).append((since, until))
    rows = (
        Person.select(
            Person.id, Person.code, Person.name, Person.branch, Branch.name.alias("branch_name"), Person.household
        )
        .join(Branch)
        .where(Person.village.in_(ids) & Person.id.in_(sorted(terms)))
        .order_by(Person.code, Person.id)
    )
    return [
        MemberRow(
            id=row["id"],
            code=row["code"],
            name=row["name"],
            branch_id=row["branch"],
            branch=row["branch_name"],
            household_id=row["household"],
            terms=tuple(terms[row["id"]]),
        )
        for row in dicts_of(rows)
    ]


def members_on(village: Place, day: date) -> list[MemberRow]:
    """Return the members of the village's branches on a day, by code."""
    return [one for one in all_members([village]) if one.is_member(day)]


def household_names(village: Place) -> list[HouseholdName]:
    """Return the village's households with group and head, by number."""
    rows = (
        Household.select(
            Household.id,
            Household.number,
            fn.COALESCE(Group.name, "").alias("group_name"),
            fn.COALESCE(fn.MIN(Case(None, [(Person.relation.in_(HEADS), Person.name)])), "").alias("head"),
        )
        .join(Group, JOIN.LEFT_OUTER)
        .join_from(Household, Person, JOIN.LEFT_OUTER)
        .where(Household.village == village.id)
        .group_by(Household.id, Household.number, Group.name)
        .order_by(Household.number)
    )
    return [
        HouseholdName(id=row["id"], number=row["number"], group=row["group_name"], head=row["head"])
        for row in dicts_of(rows)
    ]


def household_numbers(village: Place, household_ids: Sequence[int]) -> dict[int, str]:
    """Return the numbers of households; one the village's register does not have is not among them."""
    rows = Household.select(Household.id, Household.number).where(
        (Household.village == village.id) & Household.id.in_(list(household_ids))
    )
    return dict(tuples_of(rows))


def is_household(village: Place, household_id: int) -> bool:
    """Tell whether the village's register has a household of that number."""
    return Household.select().where((Household.village == village.id) & (Household.id == household_id)).exists()

"""The village's households, as this area calls them: by their head, or by their number where nobody is registered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, Case, fn

from points.households.errors import NobodyOfThatNameError, NoHouseholdError, NotOfAHouseholdError
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.names import mask_name
from portal.org.models import Group, Household, Person
from portal.org.queries import HEADS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRow:
    """One household."""

    id: int
    number: str
    group: str
    head: str  # empty: nobody is registered as its head

    @property
    def title(self) -> str:
        """The household as officers call it."""
        return f"{self.head}户" if self.head else f"{self.number}号户"

    @property
    def masked(self) -> str:
        """The household as everybody may read it: without a whole name, without its number."""
        return f"{mask_name(self.head)}户" if self.head else "未登记户主的一户"


def households(village: Place, *, group: str = "", q: str = "") -> list[HouseholdRow]:
    """Return the village's households by number; of one group, or with a word in head or number, where asked."""
    found = _households(Household.village == village.id)
    return [
        row
        for row in found
        if (not group or row.group == group) and (not q or q in row.head or q.lstrip("0") == row.number.lstrip("0"))
    ]


def households_by_id(village: Place, ids: Iterable[int]) -> dict[int, HouseholdRow]:
    """Return some of the village's households by their ids; those it has not are left out."""
    return {one.id: one for one in _households((Household.village == village.id) & Household.id.in_(list(set(ids))))}


def household(village: Place, household_id: int) -> HouseholdRow:
    """Return one household of the village.

    :raise NoHouseholdError: the village has no such household.
    """
    found = _households((Household.village == village.id) & (Household.id == household_id))
    if not found:
        raise NoHouseholdError
    return found[0]


def household_of(village: Place, person_id: int) -> HouseholdRow:
    """Return the household a person of the village belongs to.

    :raise NotOfAHouseholdError: the register has none for them here.
    """
    found = own_household_id(person_id)
    if found is None:
        raise NotOfAHouseholdError
    try:
        return household(village, found)
    except NoHouseholdError as error:
        raise NotOfAHouseholdError from error


def own_household_id(person_id: int) -> int | None:
    """Return the number of the household a person belongs to, wherever that is."""
    found = Person.select(Person.household).where(Person.id == person_id)
    return next((household_id for (household_id,) in tuples_of(found)), None)


def members_of(household_id: int) -> list[str]:
    """Return the names of the people of a household, its head first."""
    head = Case(None, [(Person.relation.in_(HEADS), 0)], 1)
    rows = Person.select(Person.name).where(Person.household == household_id).order_by(head, Person.id)
    return [name for (name,) in tuples_of(rows)]


def person_called(village: Place, text: str) -> int | None:
    """Return who is meant by a name or number an officer typed; nobody where nothing was typed.

    :raise NobodyOfThatNameError: the register has nobody, or more than one, of that name.
    """
    asked = text.strip()
    if not asked:
        return None
    here = (Person.village == village.id) & ((Person.name == asked) | (Person.code == asked))
    found = [row for (row,) in tuples_of(Person.select(Person.id).where(here).limit(2))]
    if len(found) != 1:
        raise NobodyOfThatNameError(asked)
    return int(found[0])


def names_by_id(ids: set[int]) -> dict[int, str]:
    """Return the names of people by their numbers."""
    return dict(tuples_of(Person.select(Person.id, Person.name).where(Person.id.in_(list(ids))))) if ids else {}


def _households(asked: Any) -> list[HouseholdRow]:
    head = fn.MIN(Case(None, [(Person.relation.in_(HEADS), Person.name)]))
    rows = (
        Household.select(
            Household.id,
            Household.number,
            fn.COALESCE(Group.name, "").alias("group"),
            fn.COALESCE(head, "").alias("head"),
        )
        .join(Group, JOIN.LEFT_OUTER)
        .join_from(Household, Person, JOIN.LEFT_OUTER)
        .where(asked)
        .group_by(Household.id, Household.number, Group.name)
        .order_by(Household.number)
    )
    return [HouseholdRow(**row) for row in dicts_of(rows)]

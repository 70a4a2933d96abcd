"""Reading places, people and offices. Every question names its place first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, Case, fn

from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError
from portal.kernel.journal import JournalCheckpoint, JournalEntry
from portal.org.models import Account, Branch, Group, Household, OfficeTerm, Person, Place, PlaceKind
from portal.org.offices import TOWNSHIP_OFFICES, Office

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.org.actors import Actor

#: How the register calls the head of a household.
HEADS = ("户主", "本人")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person with what they hold on the day asked about."""

    id: int
    code: str
    name: str
    sex: str
    born_on: date | None
    household: str
    group: str
    branch_id: int | None
    offices: tuple[Office, ...]
    login: str | None
    activated: bool
    closed: bool  # there is an account, and it was closed

    @property
    def offices_text(self) -> str:
        """The offices as they are called, joined: 支部书记、正式党员."""
        return "、".join(office.title for office in self.offices)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """One office a person holds, held or will hold."""

    office: Office
    since: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRow:
    """A household under its number."""

    number: str
    group: str
    head: str  # empty: nobody is registered as its head
    people: int


def township() -> Place:
    """Return the township of this installation.

    :raise NotFoundError: none has been made yet.
    """
    found = Place.get_or_none(kind=PlaceKind.TOWNSHIP)
    if found is None:
        raise NotFoundError("还没有建立乡镇，请先运行 cunshi org create-township 或 cunshi demo load。")
    return found


def places() -> list[Place]:
    """Return the township and its villages, villages by slug."""
    return list(Place.select().order_by(Place.parent.is_null(False), Place.slug))


def villages() -> list[Place]:
    """Return the villages by slug."""
    return list(Place.select().where(Place.kind == PlaceKind.VILLAGE).order_by(Place.slug))


def place_by_slug(slug: str) -> Place:
    """Return the place with that address.

    :raise NotFoundError: there is none.
    """
    found = Place.get_or_none(slug=slug)
    if found is None:
        raise NotFoundError(f"没有地址为“{slug}”的村，请用 cunshi org list 查看。")
    return found


def entry_count(place: Place) -> int:
    """Return how many acts the place's log holds."""
    return JournalEntry.select().where(JournalEntry.log == place.log_id).count()


def has_checkpoint(place: Place) -> bool:
    """Tell whether a checkpoint of the place's log was ever signed."""
    return JournalCheckpoint.select().where(JournalCheckpoint.log == place.log_id).exists()


def places_of(actor: Actor, *, on: date) -> list[Place]:
    """Return the places whose pages the actor may enter on that day, villages first.

    These are where an office is held, and where the person stands in the register.
    """
    held = OfficeTerm.select(OfficeTerm.place, OfficeTerm.office).where(
        (OfficeTerm.person == actor.person_id) & _holds(on)
    )
    terms = list(held)
    own = {actor.home_id} | {term.place_id for term in terms}
    reaching = {term.place_id for term in terms if term.office in TOWNSHIP_OFFICES}
    return list(
        Place.select()
        .where(Place.id.in_(list(own)) | Place.parent.in_(list(reaching)))
        .order_by(Place.parent.is_null(), Place.slug)
    )


def people(place: Place, *, on: date) -> list[PersonRow]:
    """Return everybody in the place's register, by code."""
    return _person_rows(place, on=on)


def registered_names(place: Place) -> list[str]:
    """Return the name of everybody in the place's register."""
    return [name for (name,) in tuples_of(Person.select(Person.name).where(Person.village == place.id))]


def person(place: Place, person_id: int, *, on: date) -> PersonRow:
    """Return one person of the place's register.

    :raise NotFoundError: the register has no such person.
    """
    found = _person_rows(place, on=on, ids=[person_id])
    if not found:
        raise NotFoundError
    return found[0]


def people_in_office(place: Place, *offices: Office, on: date) -> list[PersonRow]:
    """Return the people who hold any of ``offices`` in the place on that day, by code."""
    ids = [
        term.person_id
        for term in OfficeTerm.select(OfficeTerm.person).where(
            (OfficeTerm.place == place.id) & OfficeTerm.office.in_(offices) & _holds(on)
        )
    ]
    return _person_rows(place, on=on, ids=ids) if ids else []


def terms_of(place: Place, person_id: int) -> list[TermRow]:
    """Return every office the person was ever given in the place, newest first."""
    rows = OfficeTerm.select().where((OfficeTerm.place == place.id) & (OfficeTerm.person == person_id))
    return [
        TermRow(office=row.office, since=row.since, until=row.until)
        for row in rows.order_by(OfficeTerm.since.desc(), OfficeTerm.id.desc())
    ]


def groups(village: Place) -> list[str]:
    """Return the names of the village's groups, in the order they were entered."""
    return [row.name for row in Group.select().where(Group.village == village.id).order_by(Group.id)]


def households(village: Place) -> list[HouseholdRow]:
    """Return the village's households by number."""
    members = fn.COUNT(Person.id)
    head = fn.MIN(Case(None, [(Person.relation.in_(HEADS), Person.name)]))
    rows = (
        Household.select(
            Household.number,
            fn.COALESCE(Group.name, "").alias("group"),
            fn.COALESCE(head, "").alias("head"),
            members.alias("people"),
        )
        .join(Group, JOIN.LEFT_OUTER)
        .join_from(Household, Person, JOIN.LEFT_OUTER)
        .where(Household.village == village.id)
        .group_by(Household.number, Group.name)
        .order_by(Household.number)
    )
    return [HouseholdRow(**row) for row in dicts_of(rows)]


def branches(village: Place) -> list[Branch]:
    """Return the village's party branches by name."""
    return list(Branch.select().where(Branch.village == village.id).order_by(Branch.name))


def branch_by_id(village: Place, branch_id: int) -> Branch:
    """Return one branch of the village.

    :raise NotFoundError: the village has no such branch.
    """
    found = Branch.get_or_none((Branch.village == village.id) & (Branch.id == branch_id))
    if found is None:
        raise NotFoundError
    return found


def branch_begins(branch: Branch) -> date | None:
    """Return the first day from which the register has anybody of the branch in an office; ``None``: it has nobody."""
    rows = (
        OfficeTerm.select(OfficeTerm.since)
        .join(Person)
        .where((OfficeTerm.place == branch.village_id) & (Person.branch == branch.id))
        .order_by(OfficeTerm.since)
        .limit(1)
    )
    return next((since for (since,) in tuples_of(rows)), None)


def _holds(on: date) -> Any:
    return (OfficeTerm.since <= on) & (OfficeTerm.until.is_null() | (OfficeTerm.until >= on))


def _person_rows(place: Place, *, on: date, ids: Sequence[int] | None = None) -> list[PersonRow]:
    asked = Person.village == place.id
    held = (OfficeTerm.place == place.id) & _holds(on)
    if ids is not None:
        asked &= Person.id.in_(list(ids))
        held &= OfficeTerm.person.in_(list(ids))  # a village has a thousand terms
    offices: dict[int, set[Office]] = {}
    for person_id, office in tuples_of(OfficeTerm.select(OfficeTerm.person, OfficeTerm.office).where(held)):
        offices.setdefault(person_id, set()).add(office)
    rows = (
        Person.select(
            Person.id,
            Person.code,
            Person.name,
            Person.sex,
            Person.born_on,
            Person.branch.alias("branch_id"),
            Household.number.alias("household"),
            Group.name.alias("group_name"),
            Account.login,
            Account.password_hash,
            Account.active,
        )
        .join(Household, JOIN.LEFT_OUTER)
        .join(Group, JOIN.LEFT_OUTER)
        .join_from(Person, Account, JOIN.LEFT_OUTER)
        .where(asked)
        .order_by(Person.code)
    )
    return [_person_row(row, offices.get(row["id"], set())) for row in dicts_of(rows)]


def _person_row(row: dict[str, Any], held: set[Office]) -> PersonRow:
    return PersonRow(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        sex=row["sex"] or "",
        born_on=row["born_on"],
        household=row["household"] or "",
        group=row["group_name"] or "",
        branch_id=row["branch_id"],
        offices=tuple(office for office in Office if office in held),
        login=row["login"],
        activated=row["password_hash"] is not None,
        closed=row["active"] is not None and not row["active"],
    )

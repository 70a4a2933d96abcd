"""Who got in touch with members who came to nothing, and who belongs to a branch now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.branch.errors import NotOfBranchError
from points.branch.life import exemptions_on
from points.branch.models import BranchContact
from portal.kernel.db import dicts_of
from portal.meetings.rules import grown_up
from portal.org.models import Person
from portal.org.offices import PARTY_STANDINGS, Office
from portal.org.queries import people_in_office

if TYPE_CHECKING:
    from datetime import date

    from portal.org.models import Place
    from portal.org.queries import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One time somebody got in touch with a member."""

    person_id: int
    contacted_on: date
    manner: str
    said: str
    recorded_by: str


def contacts_of(village: Place, branch_id: int) -> dict[int, list[ContactRow]]:
    """Return who was got in touch with, by person, newest first."""
    rows = (
        BranchContact.select(
            BranchContact.person.alias("person_id"),
            BranchContact.contacted_on,
            BranchContact.manner,
            BranchContact.said,
            Person.name.alias("recorded_by"),
        )
        .join(Person, on=(BranchContact.recorded_by == Person.id))
        .where((BranchContact.village == village.id) & (BranchContact.branch == branch_id))
        .order_by(BranchContact.contacted_on.desc(), BranchContact.id.desc())
    )
    found: dict[int, list[ContactRow]] = {}
    for row in dicts_of(rows):
        found.setdefault(row["person_id"], []).append(ContactRow(**row))
    return found


def branch_members(village: Place, branch_id: int, *, on: date) -> list[PersonRow]:
    """Return the members of a branch on a day, probationary ones included, by code."""
    return [row for row in people_in_office(village, *PARTY_STANDINGS, on=on) if row.branch_id == branch_id]


def branch_member(village: Place, branch_id: int, person_id: int, *, on: date) -> PersonRow:
    """Return one member of a branch.

    :raise NotOfBranchError: the branch has no such member.
    """
    found = next((row for row in branch_members(village, branch_id, on=on) if row.id == person_id), None)
    if found is None:
        raise NotOfBranchError
    return found


def expected(village: Place, branch_id: int, *, on: date) -> list[tuple[str, str]]:
    """Return whom a meeting of a branch on that day invites: names, and why somebody is not counted as due."""
    return [(row.name, _exempt(row, on=on)) for row in branch_members(village, branch_id, on=on)]


def party_groups(village: Place, branch_id: int, *, on: date) -> list[str]:
    """Return the groups in which members of a branch live, by which its party groups meet."""
    return sorted({row.group for row in branch_members(village, branch_id, on=on) if row.group})


def _exempt(row: PersonRow, *, on: date) -> str:
    for rule in exemptions_on(on):
        old = rule.years > 0 and row.born_on is not None and grown_up(row.born_on, age=rule.years, on=on)
        if old or (not rule.years and Office.FLOATING in row.offices):
            return rule.name
    return ""

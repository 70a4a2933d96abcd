"""Reading areas and posts, who holds them, and which households whom they keep in touch with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from points.duties import kinds
from points.duties.errors import NoDutyError
from points.duties.models import DutyHolding, DutyHoldingEnd, DutyPost, DutyPostEnd, HouseholdLink, HouseholdLinkEnd
from points.duties.rules.spans import holds_on
from portal.kernel.db import dicts_of
from portal.org.models import Branch, Household, Person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingRow:
    """Who held an area or post since when, and until when."""

    id: int
    post_id: int
    post: str
    kind: str
    branch_id: int
    person_id: int
    person: str
    since: date
    until: date | None
    reason: str
    late_days: int

    def holds(self, day: date) -> bool:
        """Tell whether it is held on a day."""
        return holds_on(self.since, self.until, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """An area or post with everybody who held it, the newest first."""

    id: int
    number: int
    branch_id: int
    branch: str
    kind: kinds.Kind
    name: str
    duties: str
    opened_on: date
    until: date | None
    end_reason: str
    late_days: int
    holdings: tuple[HoldingRow, ...]

    def holders(self, day: date) -> tuple[HoldingRow, ...]:
        """Return who holds it on a day."""
        return tuple(one for one in self.holdings if one.holds(day))

    def is_open(self, day: date) -> bool:
        """Tell whether it is there on a day."""
        return holds_on(self.opened_on, self.until, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A household a member keeps or kept in touch with."""

    id: int
    household_id: int
    number: str
    person_id: int
    person: str
    since: date
    until: date | None
    reason: str
    late_days: int

    def holds(self, day: date) -> bool:
        """Tell whether the link holds on a day."""
        return holds_on(self.since, self.until, day)


def posts(village: Place) -> list[PostRow]:
    """Return the village's areas and posts by number, each with its holdings."""
    held: dict[int, list[HoldingRow]] = {}
    for one in holdings([village]):
        held.setdefault(one.post_id, []).append(one)
    rows = (
        DutyPost.select(
            DutyPost, Branch.name.alias("branch_name"), DutyPostEnd.until, DutyPostEnd.reason.alias("end_reason")
        )
        .join(Branch)
        .join_from(DutyPost, DutyPostEnd, JOIN.LEFT_OUTER, on=(DutyPostEnd.post == DutyPost.id))
        .where(DutyPost.village == village.id)
        .order_by(DutyPost.number)
    )
    return [_post_row(row, tuple(held.get(row["id"], ()))) for row in dicts_of(rows)]


def post(village: Place, number: int) -> PostRow:
    """Return one area or post under its number.

    :raise NoDutyError: the village has none of that number.
    """
    found = next((one for one in posts(village) if one.number == number), None)
    if found is None:
        raise NoDutyError
    return found


def holdings(villages: Sequence[Place]) -> list[HoldingRow]:
    """Return everything that was ever held in these villages, the newest first; one query."""
    rows = (
        DutyHolding.select(
            DutyHolding,
            Person.name.alias("person_name"),
            DutyPost.name.alias("post_name"),
            DutyPost.kind,
            DutyPost.branch.alias("branch_id"),
            DutyHoldingEnd.until,
            DutyHoldingEnd.reason,
        )
        .join(Person, on=(DutyHolding.person == Person.id))
        .join_from(DutyHolding, DutyPost)
        .join_from(DutyHolding, DutyHoldingEnd, JOIN.LEFT_OUTER, on=(DutyHoldingEnd.holding == DutyHolding.id))
        .where(DutyHolding.village.in_([one.id for one in villages]))
        .order_by(DutyHolding.since.desc(), DutyHolding.id.desc())
    )
    return [
        HoldingRow(
            id=row["id"],
            post_id=row["post"],
            post=row["post_name"],
            kind=kinds.kind(kinds.POST, row["kind"]).title,
            branch_id=row["branch_id"],
            person_id=row["person"],
            person=row["person_name"],
            since=row["since"],
            until=row["until"],
            reason=row["reason"] or "",
            late_days=row["late_days"],
        )
        for row in dicts_of(rows)
    ]


def links(village: Place, *, on: date | None = None, person_id: int | None = None) -> list[LinkRow]:
    """Return the links between members and households: those of a day, of one member, or all there ever were."""
    asked: Any = HouseholdLink.village == village.id
    if person_id is not None:
        asked &= HouseholdLink.person == person_id
    rows = (
        HouseholdLink.select(
            HouseholdLink,
            Person.name.alias("person_name"),
            Household.number,
            HouseholdLinkEnd.until,
            HouseholdLinkEnd.reason,
        )
        .join(Person, on=(HouseholdLink.person == Person.id))
        .join_from(HouseholdLink, Household)
        .join_from(HouseholdLink, HouseholdLinkEnd, JOIN.LEFT_OUTER, on=(HouseholdLinkEnd.link == HouseholdLink.id))
        .where(asked)
        .order_by(Household.number, HouseholdLink.since.desc(), HouseholdLink.id.desc())
    )
    found = [
        LinkRow(
            id=row["id"],
            household_id=row["household"],
            number=row["number"],
            person_id=row["person"],
            person=row["person_name"],
            since=row["since"],
            until=row["until"],
            reason=row["reason"] or "",
            late_days=row["late_days"],
        )
        for row in dicts_of(rows)
    ]
    return found if on is None else [one for one in found if one.holds(on)]


def _post_row(row: dict[str, Any], held: tuple[HoldingRow, ...]) -> PostRow:
    return PostRow(
        id=row["id"],
        number=row["number"],
        branch_id=row["branch"],
        branch=row["branch_name"],
        kind=kinds.kind(kinds.POST, row["kind"]),
        name=row["name"],
        duties=row["duties"],
        opened_on=row["opened_on"],
        until=row["until"],
        end_reason=row["end_reason"] or "",
        late_days=row["late_days"],
        holdings=held,
    )

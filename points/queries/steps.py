"""Reading who stands apart from a claim, who checks it for the party group, and what waits for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.models import PointsChecker
from points.practice import check_on
from points.queries.claims import pending_claims
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from points.queries.claims import ClaimRow
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckerRow:
    """Somebody who leads a party group of a branch."""

    person_id: int
    name: str
    branch_id: int
    since: date
    until: date | None


def checkers(village: Place, *, on: date, branch_id: int | None = None) -> list[CheckerRow]:
    """Return who leads a party group on a day, of one branch where asked; the last row of a person counts."""
    asked = (
        PointsChecker.select(PointsChecker, Person.name.alias("person_name"))
        .join(Person, on=(PointsChecker.person == Person.id))
        .where(PointsChecker.village == village.id)
        .order_by(PointsChecker.id)
    )
    latest = {row["person"]: row for row in dicts_of(asked)}
    return [
        CheckerRow(
            person_id=row["person"],
            name=row["person_name"],
            branch_id=row["branch"],
            since=row["since"],
            until=row["until"],
        )
        for row in latest.values()
        if row["since"] <= on and (row["until"] is None or row["until"] >= on) and branch_id in {None, row["branch"]}
    ]


def checked_branches(village: Place, person_id: int, *, on: date) -> set[int]:
    """Return the branches for whose party groups somebody checks on a day."""
    return {one.branch_id for one in checkers(village, on=on) if one.person_id == person_id}


def to_check(village: Place, person_id: int, *, on: date) -> list[ClaimRow]:
    """Return what waits for somebody's check: declared by others than themselves and their household."""
    branches = checked_branches(village, person_id, on=on)
    if not branches:
        return []
    aside = housemates(village, person_id) | {person_id}
    return [
        one
        for one in pending_claims(village)
        if one.awaits_check and one.branch_id in branches and one.person_id not in aside
    ]


def check_until(claim: ClaimRow) -> date:
    """Return the last day on which the party group checks a claim; after it the committee reviews all the same."""
    begun = local_day(claim.submitted_at)
    return check_on(begun).last_day(begun).day


def is_reviewable(claim: ClaimRow, *, today: date) -> bool:
    """Tell whether a claim is past the party group: checked, needing no check, or left unchecked too long."""
    return not claim.awaits_check or today > check_until(claim)


def reviewable(village: Place, person_id: int, *, today: date) -> list[ClaimRow]:
    """Return what somebody may review now, the longest waiting first: nothing they entered or checked themselves."""
    aside = housemates(village, person_id) | {person_id}
    return [
        one
        for one in pending_claims(village)
        if person_id not in {one.submitted_by_id, one.checked_by_id}
        and one.person_id not in aside
        and is_reviewable(one, today=today)
    ]


def housemates(village: Place, person_id: int) -> frozenset[int]:
    """Return who shares a household with somebody, without them: the near relatives the register knows of."""
    own = Person.select(Person.household).where((Person.id == person_id) & Person.household.is_null(False))
    asked = Person.select(Person.id).where((Person.village == village.id) & Person.household.in_(own))
    return frozenset(found for (found,) in tuples_of(asked)) - {person_id}


def names_of(village: Place, person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of people of the village by their number."""
    asked = Person.select(Person.id, Person.name).where(
        (Person.village == village.id) & Person.id.in_(sorted(set(person_ids)))
    )
    return dict(tuples_of(asked))

"""Reading who stands apart from a claim, who checks it for the party group, and what waits for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN

from points.models import PointsChecker, PointsCheckerGroup
from points.practice import check_on
from points.queries.claims import pending_claims
from points.queries.kin import near_ones
from points.queries.schemes import members
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.org.models import Group, Household, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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
    group: str = ""  # the group whose members they check; empty: the whole branch

    def checks(self, claim: ClaimRow, groups: Mapping[int, str]) -> bool:
        """Tell whether a claim is theirs to check; ``groups`` are those of members by their number."""
        return claim.branch_id == self.branch_id and self.group in {"", groups.get(claim.person_id, "")}


def checkers(village: Place, *, on: date, branch_id: int | None = None) -> list[CheckerRow]:
    """Return who leads a party group on a day, of one branch where asked; the last row of a person counts."""
    asked = (
        PointsChecker.select(PointsChecker, Person.name.alias("person_name"), PointsCheckerGroup.group_name)
        .join(Person, on=(PointsChecker.person == Person.id))
        .join_from(
            PointsChecker, PointsCheckerGroup, JOIN.LEFT_OUTER, on=(PointsCheckerGroup.checker == PointsChecker.id)
        )
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
            group=row["group_name"] or "",
        )
        for row in latest.values()
        if row["since"] <= on and (row["until"] is None or row["until"] >= on) and branch_id in {None, row["branch"]}
    ]


def checker(village: Place, person_id: int, *, on: date) -> CheckerRow | None:
    """Return for which branch or party group somebody checks on a day, if for any."""
    return next((one for one in checkers(village, on=on) if one.person_id == person_id), None)


def party_groups(village: Place, branch_id: int, *, on: date) -> list[str]:
    """Return the groups in which members of a branch live: its party groups."""
    return sorted({row.group for row in members(village, branch_id, on=on) if row.group})


def groups_of(village: Place, person_ids: Iterable[int]) -> dict[int, str]:
    """Return the groups of people of the village by their number; who lives in none is not among them."""
    asked = (
        Person.select(Person.id, Group.name)
        .join(Household, on=(Person.household == Household.id))
        .join(Group, on=(Household.group == Group.id))
        .where((Person.village == village.id) & Person.id.in_(sorted(set(person_ids))))
    )
    return dict(tuples_of(asked))


def to_check(village: Place, person_id: int, *, on: date) -> list[ClaimRow]:
    """Return what waits for somebody's check: declared by others than themselves and those near to them."""
    checks = checker(village, person_id, on=on)
    if checks is None:
        return []
    waiting = [one for one in pending_claims(village) if one.awaits_check]
    groups = groups_of(village, (one.person_id for one in waiting))
    aside = near_ones(village, person_id, on=on) | {person_id}
    return [one for one in waiting if checks.checks(one, groups) and one.person_id not in aside]


def check_until(claim: ClaimRow) -> date:
    """Return the last day on which the party group checks a claim; after it the committee reviews all the same."""
    begun = local_day(claim.submitted_at)
    return check_on(begun).last_day(begun).day


def is_reviewable(claim: ClaimRow, *, today: date) -> bool:
    """Tell whether a claim is past the party group: checked, needing no check, or left unchecked too long."""
    return not claim.awaits_check or today > check_until(claim)


def reviewable(village: Place, person_id: int, *, today: date) -> list[ClaimRow]:
    """Return what somebody may review now, the longest waiting first: nothing they entered or checked themselves."""
    aside = near_ones(village, person_id, on=today) | {person_id}
    return [
        one
        for one in pending_claims(village)
        if person_id not in {one.submitted_by_id, one.checked_by_id}
        and one.person_id not in aside
        and is_reviewable(one, today=today)
    ]


def names_of(village: Place, person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of people of the village by their number."""
    asked = Person.select(Person.id, Person.name).where(
        (Person.village == village.id) & Person.id.in_(sorted(set(person_ids)))
    )
    return dict(tuples_of(asked))

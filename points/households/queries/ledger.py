"""Reading the ledger of points: balances, what counts already, and a household's history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.households.models import HouseholdEntry, HouseholdMovement, HouseholdYearEnd, Prize, PrizeExchange
from points.households.queries.register import households
from points.households.queries.schemes import scheme_names
from points.households.values import MovementKind
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Collection

    from points.households.queries.register import HouseholdRow
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """What a household earned and has."""

    household: HouseholdRow
    earned_x100: int  # in the year asked about, less what was taken back
    spent_x100: int  # in that year, less what was returned
    left_x100: int  # now


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRow:
    """One change of a balance, and what it comes from."""

    counted_on: date
    kind: MovementKind
    what: str
    points_x100: int
    left_x100: int  # after it
    entry_id: int | None
    exchange: int | None  # the exchange's number


def balance(household_id: int) -> int:
    """Return what a household has, in hundredths of a point."""
    asked = HouseholdMovement.select(fn.SUM(HouseholdMovement.points_x100))
    return int(asked.where(HouseholdMovement.household == household_id).scalar() or 0)


def balances(village: Place, *, until: date | None = None) -> dict[int, int]:
    """Return what every household has, now or at the end of a day; those that never had anything are left out."""
    asked: Any = HouseholdMovement.village == village.id
    if until is not None:
        asked &= HouseholdMovement.counted_on <= until
    return _sums(asked)


def moved_since(village: Place, day: date) -> dict[int, int]:
    """Return what happened after a day to what households had by then, by household, in hundredths (signed).

    What was earned later is not among it, nor what of that was taken back: a reversal belongs to its entry's day.
    """
    since = (HouseholdMovement.village == village.id) & (HouseholdMovement.counted_on > day)
    taken_back = HouseholdMovement.kind == MovementKind.REVERSED
    return _sums(
        since
        & (HouseholdMovement.kind != MovementKind.EARNED)
        & (~taken_back | HouseholdMovement.entry.in_(_entries_until(village, day)))
    )


def balance_rows(village: Place, *, year: int, group: str = "", q: str = "") -> list[BalanceRow]:
    """Return every household with what it earned and spent in a year and has now."""
    left = balances(village)
    in_year = (HouseholdMovement.counted_on >= date(year, 1, 1)) & (HouseholdMovement.counted_on <= date(year, 12, 31))
    here = (HouseholdMovement.village == village.id) & in_year
    earned = _sums(here & HouseholdMovement.kind.in_([MovementKind.EARNED, MovementKind.REVERSED]))
    spent = _sums(here & HouseholdMovement.kind.in_([MovementKind.EXCHANGED, MovementKind.RETURNED]))
    return [
        BalanceRow(
            household=one,
            earned_x100=earned.get(one.id, 0),
            spent_x100=-spent.get(one.id, 0),
            left_x100=left.get(one.id, 0),
        )
        for one in households(village, group=group, q=q)
    ]


def counted(household_ids: Collection[int], *, year: int) -> dict[tuple[int, str, Month], int]:
    """Return what counts already in a year, less what was taken back, by household, rule and month."""
    rows = (
        HouseholdMovement.select(
            HouseholdMovement.household, HouseholdEntry.rule_code, HouseholdEntry.counted_on,
            HouseholdMovement.points_x100,
        )
        .join(HouseholdEntry, on=(HouseholdMovement.entry == HouseholdEntry.id))
        .where(
            HouseholdMovement.household.in_(list(household_ids))
            & (HouseholdEntry.counted_on >= date(year, 1, 1))
            & (HouseholdEntry.counted_on <= date(year, 12, 31))
        )
    )  # fmt: skip
    found: dict[tuple[int, str, Month], int] = {}
    for household_id, code, day, points_x100 in tuples_of(rows):
        key = (household_id, code, Month.of(day))
        found[key] = found.get(key, 0) + points_x100
    return found


def history(village: Place, household_id: int) -> list[MovementRow]:
    """Return every change of a household's balance by the day it counts, the newest first, with what was then left."""
    rules = scheme_names(village)
    rows = (
        HouseholdMovement.select(
            HouseholdMovement.id,
            HouseholdMovement.counted_on,
            HouseholdMovement.kind,
            HouseholdMovement.points_x100,
            HouseholdEntry.id.alias("entry_id"),
            HouseholdEntry.scheme.alias("scheme_id"),
            HouseholdEntry.rule_code,
            HouseholdEntry.note,
            PrizeExchange.number.alias("exchange"),
            PrizeExchange.quantity,
            Prize.name.alias("prize"),
            Prize.unit,
            HouseholdYearEnd.year,
        )
        .join(HouseholdEntry, JOIN.LEFT_OUTER, on=(HouseholdMovement.entry == HouseholdEntry.id))
        .join_from(HouseholdMovement, PrizeExchange, JOIN.LEFT_OUTER)
        .join(Prize, JOIN.LEFT_OUTER, on=(PrizeExchange.prize == Prize.id))
        .join_from(HouseholdMovement, HouseholdYearEnd, JOIN.LEFT_OUTER)
        .where((HouseholdMovement.village == village.id) & (HouseholdMovement.household == household_id))
        .order_by(HouseholdMovement.counted_on, HouseholdMovement.id)
    )
    left, found = 0, []
    for row in dicts_of(rows):
        left += row["points_x100"]
        if row["entry_id"] is not None:
            note = f"（{row['note']}）" if row["note"] else ""
            what = f"{rules[row['scheme_id'], row['rule_code']].name}{note}"
        elif row["exchange"] is not None:
            what = f"{row['prize']} {row['quantity']} {row['unit']}"
        else:
            what = f"{row['year']}年没有用完的积分"
        found.append(
            MovementRow(
                counted_on=row["counted_on"],
                kind=row["kind"],
                what=what,
                points_x100=row["points_x100"],
                left_x100=left,
                entry_id=row["entry_id"],
                exchange=row["exchange"],
            )
        )
    return found[::-1]


def _entries_until(village: Place, day: date) -> Any:
    return HouseholdEntry.select(HouseholdEntry.id).where(
        (HouseholdEntry.village == village.id) & (HouseholdEntry.counted_on <= day)
    )


def _sums(asked: Any) -> dict[int, int]:
    rows = (
        HouseholdMovement.select(HouseholdMovement.household, fn.SUM(HouseholdMovement.points_x100))
        .where(asked)
        .group_by(HouseholdMovement.household)
    )
    return {household_id: int(total) for household_id, total in tuples_of(rows)}

"""Reading the ledger of dues: what is due of whom for which month, and what was paid; many villages by few queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from points.duties.models import DuesPayment, DuesRate, DuesRhythm
from points.duties.practice import practice_on
from points.duties.queries.people import all_members
from points.duties.queries.records import stands, withdrawn
from points.duties.rules.dues import DuesMonth, amount_of, due_day, first_day, months_of, rhythm_of
from points.duties.values import Record, Rhythm
from portal.kernel.db import dicts_of, tuples_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from points.duties.queries.people import MemberRow
    from portal.kernel.months import Month
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmRow:
    """What a branch agreed on how often dues are paid."""

    branch_id: int
    since: Month
    rhythm: Rhythm
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """What a member was said to pay from a month on."""

    person_id: int
    since: Month
    monthly_fen: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The months due of every member, and who they are."""

    members: dict[int, MemberRow]
    months: dict[int, dict[Month, DuesMonth]]  # by member
    rhythms: dict[int, list[tuple[Month, Rhythm]]]  # by branch

    def of(self, person_id: int) -> list[DuesMonth]:
        """Return a member's months, oldest first."""
        return [one for _, one in sorted(self.months.get(person_id, {}).items())]

    def due_in(self, first: Month, last: Month) -> list[DuesMonth]:
        """Return everybody's months of a time."""
        return [
            one for months in self.months.values() for month, one in sorted(months.items()) if first <= month <= last
        ]


def rhythms(village: Place) -> list[RhythmRow]:
    """Return what the branches agreed, the newest first."""
    rows = DuesRhythm.select().where(DuesRhythm.village == village.id).order_by(DuesRhythm.since.desc())
    return [RhythmRow(branch_id=one.branch_id, since=one.since, rhythm=one.rhythm, basis=one.basis) for one in rows]


def rates(village: Place, person_id: int) -> list[RateRow]:
    """Return what a member was said to pay, oldest first; of two for one month the later holds."""
    rows = (
        DuesRate.select()
        .where((DuesRate.village == village.id) & (DuesRate.person == person_id))
        .order_by(DuesRate.since, DuesRate.id)
    )
    return [
        RateRow(person_id=one.person_id, since=one.since, monthly_fen=one.monthly_fen, basis=one.basis) for one in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnPayment:
    """A payment that was entered wrongly and taken back."""

    month: Month
    amount_fen: int
    paid_on: date
    reason: str


def withdrawn_payments(village: Place, person_id: int) -> list[WithdrawnPayment]:
    """Return a member's payments that were taken back, the newest first."""
    reasons = withdrawn(village, Record.DUES)
    rows = (
        DuesPayment.select()
        .where(
            (DuesPayment.village == village.id)
            & (DuesPayment.person == person_id)
            & DuesPayment.id.in_(sorted(reasons))
        )
        .order_by(DuesPayment.id.desc())
    )
    return [
        WithdrawnPayment(month=one.month, amount_fen=one.amount_fen, paid_on=one.paid_on, reason=reasons[one.id])
        for one in rows
    ]


def ledger(
    villages: Sequence[Place],
    *,
    through: Month,
    since: Month | None = None,
    person_ids: Sequence[int] | None = None,
) -> Ledger:
    """Return the ledger of these villages, or of some members, from its beginning or ``since`` to ``through``."""
    ids = [one.id for one in villages]
    members = {one.id: one for one in all_members(villages, person_ids=person_ids)}
    steps = _rhythms(ids)
    amounts = _amounts(ids)
    paid = _paid(ids, since, person_ids)
    months = {
        person_id: _months(
            member, steps[member.branch_id], amounts.get(person_id, []), paid, since=since, through=through
        )
        for person_id, member in members.items()
        if member.branch_id in steps
    }
    return Ledger(members=members, months=months, rhythms=steps)


def last_paid(village: Place, person_id: int) -> Month | None:
    """Return the last month of a member that is paid; what was taken back is not."""
    paid = _paid([village.id], None, [person_id])
    return max((month for _, month in paid), default=None)


def last_turns(village: Place, person_ids: Sequence[int], months: Sequence[Month]) -> dict[tuple[int, Month], int]:
    """Return how often a month of a member was entered as paid, what was taken back included."""
    rows = DuesPayment.select(DuesPayment.person, DuesPayment.month, DuesPayment.turn).where(
        (DuesPayment.village == village.id)
        & DuesPayment.person.in_(list(person_ids))
        & DuesPayment.month.in_(list(months))
    )
    found: dict[tuple[int, Month], int] = {}
    for person_id, month, turn in tuples_of(rows):
        key = (person_id, month)
        found[key] = max(turn, found.get(key, 0))
    return found


def _months(
    member: MemberRow,
    steps: list[tuple[Month, Rhythm]],
    amounts: list[tuple[Month, int]],
    paid: dict[tuple[int, Month], tuple[int, date, int, int]],
    *,
    since: Month | None,
    through: Month,
) -> dict[Month, DuesMonth]:
    found = {}
    begins = min(one[0] for one in steps)
    for month in months_of(begins if since is None else max(begins, since), through):
        rhythm = rhythm_of(month, steps)
        if rhythm is None or not member.is_member(month.first_day):
            continue
        least = practice_on("dues", month.first_day)["least_fen"]
        due_fen, agreed = amount_of(month, amounts, least_fen=least)
        payment = paid.get((member.id, month))
        found[month] = DuesMonth(
            person_id=member.id,
            month=month,
            due_fen=due_fen,
            begins_on=first_day(month, rhythm),
            due_on=due_day(month, rhythm),
            payment_id=payment[0] if payment else None,
            paid_on=payment[1] if payment else None,
            paid_fen=payment[2] if payment else 0,
            late_days=payment[3] if payment else 0,
            agreed=agreed,
        )
    return found


def _rhythms(ids: list[int]) -> dict[int, list[tuple[Month, Rhythm]]]:
    rows = DuesRhythm.select(DuesRhythm.branch, DuesRhythm.since, DuesRhythm.rhythm).where(DuesRhythm.village.in_(ids))
    found: dict[int, list[tuple[Month, Rhythm]]] = {}
    for row in dicts_of(rows):
        found.setdefault(row["branch"], []).append((row["since"], row["rhythm"]))
    return found


def _amounts(ids: list[int]) -> dict[int, list[tuple[Month, int]]]:
    rows = (
        DuesRate.select(DuesRate.person, DuesRate.since, DuesRate.monthly_fen)
        .where(DuesRate.village.in_(ids))
        .order_by(DuesRate.id)
    )
    found: dict[int, list[tuple[Month, int]]] = {}
    for row in dicts_of(rows):
        found.setdefault(row["person"], []).append((row["since"], row["monthly_fen"]))
    return found


def _paid(
    ids: list[int], since: Month | None, person_ids: Sequence[int] | None
) -> dict[tuple[int, Month], tuple[int, date, int, int]]:
    asked: Any = DuesPayment.village.in_(ids) & stands(DuesPayment.id, Record.DUES)
    if since is not None:
        asked &= DuesPayment.month >= since
    if person_ids is not None:
        asked &= DuesPayment.person.in_(list(person_ids))
    rows = (
        DuesPayment.select(
            DuesPayment.id,
            DuesPayment.person,
            DuesPayment.month,
            DuesPayment.paid_on,
            DuesPayment.amount_fen,
            DuesPayment.late_days,
        )
        .where(asked)
        .order_by(DuesPayment.turn)
    )
    return {
        (row["person"], row["month"]): (row["id"], row["paid_on"], row["amount_fen"], row["late_days"])
        for row in dicts_of(rows)
    }

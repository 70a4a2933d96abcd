"""Entering what households did, confirming it by another person, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.households.errors import (
    ClosedMonthError,
    DecidedError,
    NoHouseholdEntryError,
    NoHouseholdError,
    NoHouseholdSchemeError,
    NoRuleError,
    NothingEnteredError,
    NotInForceError,
    OwnEntryError,
    SameHouseholdEntryError,
)
from points.households.models import HouseholdDecision, HouseholdEntry, HouseholdMovement, HouseholdReversal
from points.households.queries.entries import ENTRY, entries_by_id, standing_keys
from points.households.queries.ledger import balance, counted
from points.households.queries.lists import closed_months
from points.households.queries.register import households_by_id
from points.households.queries.schemes import scheme_on
from points.households.rules import earning
from points.households.rules.balances import require_unspent
from points.households.services.shared import checked_reason, plain_line, refuse_own
from points.households.values import MovementKind, Origin, Verdict
from portal.kernel.attachments import attach
from portal.kernel.months import Month
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from points.households.queries.entries import EntryRow
    from points.households.queries.register import HouseholdRow
    from points.households.queries.schemes import SchemeRow
    from portal.kernel.attachments import Upload
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

_LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What one household did; ``belated`` lets what happened in a published month count in the open one."""

    household_id: int
    rule_code: str
    happened_on: date
    times: int = 1
    note: str = ""
    belated: bool = False


def record_entries(
    actor: Actor, village: Place, recordings: Sequence[Recording], *, uploads: Sequence[Upload] = ()
) -> list[HouseholdEntry]:
    """Enter what households did, all of it or nothing; another person confirms it. Photos stand beside the first.

    :raise NothingEnteredError: there is nothing.
    :raise NoHouseholdError: the village has no such household.
    :raise OwnHouseholdError: one of them is the actor's own.
    :raise NoHouseholdSchemeError: no rules were in force that day.
    :raise NoRuleError: they have no such code.
    :raise FutureEntryError: it has not happened yet.
    :raise TimesError: so often it is not counted at once.
    :raise ClosedMonthError: the month is published, and it is not said to be belated.
    :raise SameHouseholdEntryError: the same was entered before.
    :raise PrivateNumberError: a note has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_RECORD, village) as work:
        if not recordings:
            raise NothingEnteredError
        refuse_own(actor, {one.household_id for one in recordings})
        intake = _Intake(village, actor, work, recordings)
        origin = Origin.SINGLE if len(recordings) == 1 else Origin.GRID
        made = [intake.enter(one, origin) for one in recordings]
        attach(work, about=(ENTRY, made[0].id), uploads=uploads)
        work.seal(
            "households.entries.recorded",
            about=(ENTRY, made[0].id),
            facts={"entries": len(made), "points_x100": sum(one.requested_x100 for one in made)},
            rows=made,
        )
        return made


def confirm_entries(actor: Actor, village: Place, entry_ids: Sequence[int]) -> list[HouseholdDecision]:
    """Confirm entries as a second person; each is in force at once, cut by the caps as they are now.

    :raise NothingEnteredError: there is nothing.
    :raise DomainError: as :func:`_judged` says.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_RECORD, village) as work:
        rows = sorted(_judged(actor, village, entry_ids), key=lambda one: one.id)
        caps = _Caps(rows)
        decisions, movements = [], []
        for one in rows:
            award = caps.award(one)
            decisions.append(
                HouseholdDecision.create(
                    village=village,
                    entry=one.id,
                    verdict=Verdict.CONFIRMED,
                    awarded_x100=award.points_x100,
                    explanation=award.explanation,
                    decided_by=actor.person_id,
                    decided_at=work.now,
                )
            )
            if award.points_x100:
                movements.append(
                    HouseholdMovement.create(
                        village=village,
                        household=one.household.id,
                        kind=MovementKind.EARNED,
                        points_x100=award.points_x100,
                        counted_on=one.counted_on,
                        entry=one.id,
                        moved_at=work.now,
                    )
                )
        work.seal(
            "households.entries.confirmed",
            about=(ENTRY, rows[0].id),
            facts={"entries": len(rows), "points_x100": sum(one.points_x100 for one in movements)},
            rows=[*decisions, *movements],
        )
        return decisions


def reject_entry(actor: Actor, village: Place, entry_id: int, *, reason: str) -> HouseholdDecision:
    """Send one entry back with the reason.

    :raise ReasonNeededError: there is none.
    :raise DomainError: as :func:`_judged` says.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_RECORD, village) as work:
        why = checked_reason(reason)
        (row,) = _judged(actor, village, [entry_id])
        decision = HouseholdDecision.create(
            village=village,
            entry=row.id,
            verdict=Verdict.REJECTED,
            awarded_x100=0,
            explanation="",
            reason=why,
            decided_by=actor.person_id,
            decided_at=work.now,
        )
        work.seal("households.entry.rejected", about=(ENTRY, row.id), facts={}, rows=[decision])
        return decision


def reverse_entry(actor: Actor, village: Place, entry_id: int, *, reason: str) -> HouseholdReversal:
    """Take an entry in force back, once, with a reason; it counts today, whatever month it was of.

    :raise NoHouseholdEntryError: the village has no such entry.
    :raise OwnHouseholdError: it is of the actor's own household.
    :raise NotInForceError: it is not in force, or was taken back.
    :raise SpentPointsError: the household has less left.
    :raise ReasonNeededError: there is no reason.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_RECORD, village) as work:
        why = checked_reason(reason)
        row = entries_by_id(village, [entry_id]).get(entry_id)
        if row is None:
            raise NoHouseholdEntryError
        reversal, rows = take_back(work, actor, village, row, reason=why)
        work.seal(
            "households.entry.reversed",
            about=(ENTRY, row.id),
            facts={"points_x100": row.awarded_x100},
            rows=rows,
            happened_on=work.today,
        )
        return reversal


def take_back(
    work: Work, actor: Actor, village: Place, row: EntryRow, *, reason: str
) -> tuple[HouseholdReversal, list[HouseholdReversal | HouseholdMovement]]:
    """Write an entry's reversal in the unit of work under way; return it, and all rows to be sealed."""
    refuse_own(actor, {row.household.id})
    if not row.stands:
        raise NotInForceError
    require_unspent(balance(row.household.id), row.awarded_x100)
    reversal = HouseholdReversal.create(
        village=village,
        entry=row.id,
        counted_on=work.today,
        reason=reason,
        reversed_by=actor.person_id,
        reversed_at=work.now,
    )
    rows: list[HouseholdReversal | HouseholdMovement] = [reversal]
    if row.awarded_x100:
        rows.append(
            HouseholdMovement.create(
                village=village,
                household=row.household.id,
                kind=MovementKind.REVERSED,
                points_x100=-row.awarded_x100,
                counted_on=work.today,
                entry=row.id,
                moved_at=work.now,
            )
        )
    return reversal, rows


class _Intake:
    """What entries are checked against, loaded once for each act."""

    def __init__(self, village: Place, actor: Actor, work: Work, recordings: Sequence[Recording]) -> None:
        self._village, self._actor, self._work = village, actor, work
        days = {one.happened_on for one in recordings}
        self._homes: dict[int, HouseholdRow] = households_by_id(village, [one.household_id for one in recordings])
        self._schemes: dict[date, SchemeRow | None] = {day: scheme_on(village, day) for day in days}
        self._closed = closed_months(village)
        self._there = standing_keys(village, days)

    def enter(self, one: Recording, origin: Origin) -> HouseholdEntry:
        """Enter one, or refuse it."""
        home = self._homes.get(one.household_id)
        if home is None:
            raise NoHouseholdError
        today = self._work.today
        late = earning.late_days(one.happened_on, today=today)
        scheme = self._schemes[one.happened_on]
        if scheme is None:
            raise NoHouseholdSchemeError(one.happened_on)
        rule = scheme.rule(one.rule_code)
        if rule is None:
            raise NoRuleError(one.rule_code)
        asked_x100 = earning.requested(rule, times=one.times)
        closed = Month.of(one.happened_on) in self._closed
        if closed and not one.belated:
            raise ClosedMonthError(Month.of(one.happened_on), today)
        note = plain_line(one.note, most=_LONGEST_NOTE)
        key = (home.id, rule.code, one.happened_on, note)
        if key in self._there:
            raise SameHouseholdEntryError(home.title, rule.name, one.happened_on)
        self._there.add(key)
        return HouseholdEntry.create(
            village=self._village,
            household=home.id,
            scheme=scheme.id,
            rule_code=rule.code,
            kind=rule.kind,
            happened_on=one.happened_on,
            counted_on=today if closed else one.happened_on,
            times=one.times,
            requested_x100=asked_x100,
            note=note,
            origin=origin,
            submitted_by=self._actor.person_id,
            submitted_at=self._work.now,
            late_days=late,
        )


class _Caps:
    """What counts already in the years and months of some entries, and each award on top of it."""

    def __init__(self, rows: Sequence[EntryRow]) -> None:
        homes = {one.household.id for one in rows}
        self._counted = {year: counted(homes, year=year) for year in {one.counted_on.year for one in rows}}

    def award(self, one: EntryRow) -> earning.Award:
        """Return what counts of an entry, and let it count for those that follow."""
        known, month = self._counted[one.counted_on.year], Month.of(one.counted_on)
        mine = {key[2]: value for key, value in known.items() if key[:2] == (one.household.id, one.rule.code)}
        made = earning.award(one.rule, one.requested_x100, month_x100=mine.get(month, 0), year_x100=sum(mine.values()))
        known[one.household.id, one.rule.code, month] = mine.get(month, 0) + made.points_x100
        return made


def _judged(actor: Actor, village: Place, entry_ids: Sequence[int]) -> list[EntryRow]:
    """Return entries that the actor may judge now.

    :raise NothingEnteredError: there is none.
    :raise NoHouseholdEntryError: the village has no such entry.
    :raise DecidedError: one was judged before.
    :raise OwnEntryError: the actor entered one.
    :raise OwnHouseholdError: one is of the actor's own household.
    """
    if not entry_ids:
        raise NothingEnteredError
    found = entries_by_id(village, entry_ids)
    if set(entry_ids) - found.keys():
        raise NoHouseholdEntryError
    rows = [found[one] for one in dict.fromkeys(entry_ids)]
    for one in rows:
        if one.verdict is not None:
            raise DecidedError(one.id)
        if one.submitted_by_id == actor.person_id:
            raise OwnEntryError
    refuse_own(actor, {one.household.id for one in rows})
    return rows

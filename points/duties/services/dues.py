"""The ledger of dues: from when and how often, how much of whom, and who paid. No money passes here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.duties.errors import (
    ManyTimesError,
    NotDueYetError,
    NothingDueError,
    NothingPickedError,
    NotLedgerError,
    OwnDuesError,
    RatePaidError,
    RateThenError,
    RhythmOrderError,
    RhythmQuarterError,
    WrongBasisError,
)
from points.duties.models import DuesPayment, DuesRate, DuesRhythm
from points.duties.practice import practice_on
from points.duties.queries import last_paid, last_turns, ledger, published_quarters, rates, rhythms
from points.duties.rules.dues import amount_of, is_many_times
from points.duties.services.entering import entry, member_of, members_by_id, reason_of, require_begun
from points.duties.values import Rhythm
from portal.kernel.months import Month
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id

if TYPE_CHECKING:
    from datetime import date

    from points.duties.rules.dues import DuesMonth
    from portal.kernel.months import Quarter
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Paying:
    """Who paid for a month or quarter, and on which day."""

    period: Month | Quarter
    person_ids: tuple[int, ...]
    paid_on: date

    @property
    def months(self) -> tuple[Month, ...]:
        """The months paid for."""
        return (self.period,) if isinstance(self.period, Month) else self.period.months


def set_rhythm(actor: Actor, village: Place, branch_id: int, *, since: Month, rhythm: Rhythm, basis: str) -> DuesRhythm:
    """Record from which month a branch's dues are recorded here, and whether they are paid by month or quarter.

    :raise NotFoundError: the village has no such branch.
    :raise RhythmOrderError: the month is not later than the one before.
    :raise BeforeBranchError: the register has nobody of the branch yet then.
    :raise RhythmQuarterError: payment by quarter begins in the midst of one.
    :raise ReasonNeededError: it is not said who agreed.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        branch, agreed = branch_by_id(village, branch_id), reason_of(basis)
        require_begun(branch, since.last_day)
        before = [one.since for one in rhythms(village) if one.branch_id == branch.id]
        if before and since <= max(before):
            raise RhythmOrderError(max(before))
        if since != since.quarter.months[0] and (rhythm is Rhythm.QUARTERLY or before):
            raise RhythmQuarterError
        row = DuesRhythm.create(
            **entry(work, actor, village, happened_on=min(since.first_day, work.today)),
            branch=branch.id,
            since=since,
            rhythm=rhythm,
            basis=agreed,
        )
        work.seal(
            "duties.dues.rhythm",
            about=("branch", branch.id),
            facts={"since": str(since), "rhythm": rhythm.value},
            rows=[row],
        )
        return row


def set_rate(
    actor: Actor,
    village: Place,
    person_id: int,
    *,
    since: Month,
    monthly_fen: int,
    basis: str,
    sure: bool = False,
) -> DuesRate:
    """Record what a member pays a month from a month on; months that were paid or published stay as they were.

    What the rules say of amounts was not read: it is shown beside and stops nothing. An amount many times the one
    before, or without one the most of the rules, is taken once the officer is ``sure`` of it.

    :raise NoMemberError: the person is no member today.
    :raise OwnDuesError: it is the officer's own.
    :raise WrongBasisError: the amount is nothing.
    :raise RateThenError: an amount was recorded from that month on.
    :raise RatePaidError: the month, or a later one, is paid, or its quarter was published.
    :raise ManyTimesError: it is many times what it is held against, and nobody said it is meant.
    :raise ReasonNeededError: it is not said why.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        member, why = member_of(village, person_id, on=work.today), reason_of(basis)
        if member.id == actor.person_id:
            raise OwnDuesError
        if monthly_fen <= 0:
            raise WrongBasisError
        _require_open(village, member.id, since)
        if not sure:
            _require_likely(village, member.id, since, monthly_fen)
        row = DuesRate.create(
            **entry(work, actor, village, happened_on=min(since.first_day, work.today)),
            person=member.id,
            since=since,
            monthly_fen=monthly_fen,
            basis=why,
        )
        work.seal("duties.dues.rate", about=("person", member.id), facts={"since": str(since)}, rows=[row])
        return row


def record_dues(actor: Actor, village: Place, paying: Paying) -> list[DuesPayment]:
    """Record that members paid what was due of them for a month or a quarter; of a quarter, what is not paid yet.

    :raise NothingPickedError: nobody is ticked.
    :raise OwnDuesError: the officer is among them.
    :raise NotLedgerError: the branch's ledger begins later.
    :raise NotDueYetError: the month, or for payment by quarter its quarter, had not begun.
    :raise NothingDueError: one of them owes nothing for it.
    :raise FutureDayError: the day has not come.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        picked = list(dict.fromkeys(paying.person_ids))
        if not picked:
            raise NothingPickedError
        if actor.person_id in picked:
            raise OwnDuesError
        columns = entry(work, actor, village, happened_on=paying.paid_on)
        book = ledger([village], since=paying.months[0], through=paying.months[-1])
        if not set(picked) <= book.members.keys():
            members_by_id(village, picked, on=work.today)
        turns = last_turns(village, picked, paying.months)
        rows = []
        for person_id in picked:
            for one in _unpaid(book.months.get(person_id), paying, name=book.members[person_id].name):
                turn = turns.get((person_id, one.month), 0) + 1
                rows.append(
                    DuesPayment.create(
                        **columns,
                        person=person_id,
                        month=one.month,
                        turn=turn,
                        amount_fen=one.due_fen,
                        paid_on=paying.paid_on,
                    )
                )
        work.seal(
            "duties.dues.recorded",
            about=("dues", str(paying.period)),
            facts={"period": str(paying.period), "members": len(picked), "months": len(rows)},
            rows=rows,
            happened_on=paying.paid_on,
        )
        return rows


def _require_open(village: Place, person_id: int, since: Month) -> None:
    """Refuse an amount that would change what was due of a month already paid or published, or what holds from it."""
    if any(one.since == since for one in rates(village, person_id)):
        raise RateThenError(since)
    paid = last_paid(village, person_id)
    told = max((one.months[-1] for one in published_quarters(village)), default=None)
    last = max((one for one in (paid, told) if one is not None), default=None)
    if last is not None and since <= last:
        raise RatePaidError(last.plus(1), published=last != paid)


def _require_likely(village: Place, person_id: int, since: Month, monthly_fen: int) -> None:
    most_fen = practice_on("dues", since.first_day)["most_fen"]
    times = practice_on("dues_amount", since.first_day)["ask_times"]
    steps = [(one.since, one.monthly_fen) for one in rates(village, person_id)]
    beside_fen, _ = amount_of(since, steps, least_fen=most_fen)  # without an amount of their own, beside the most
    if is_many_times(monthly_fen, beside_fen=beside_fen, times=times):
        raise ManyTimesError(monthly_fen, beside_fen=beside_fen, times=times)


def _unpaid(months: dict[Month, DuesMonth] | None, paying: Paying, *, name: str) -> list[DuesMonth]:
    """Return the months of a payment that are due of one member and not paid."""
    if months is None:
        raise NotLedgerError
    found = [months[one] for one in paying.months if one in months and months[one].paid_on is None]
    if not found:
        raise NothingDueError(name, paying.period)
    for one in found:
        if paying.paid_on < one.begins_on:
            raise NotDueYetError(one.month)
    return found

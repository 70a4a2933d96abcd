"""Matching the bank's lines with vouchers, taking a match back, and saying why something has none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from peewee import fn

from disclosure.books.bank import terms_on
from disclosure.books.errors import MonthClosedError
from disclosure.books.errors.bank import (
    MatchTakenBackError,
    MatchTakenError,
    MonthNotCoveredError,
    NothingExplainedError,
)
from disclosure.books.models import (
    BankExplanation,
    BankMatch,
    BankMatchLine,
    BankMatchVoucher,
    BankUnmatch,
    CloseReconciliation,
)
from disclosure.books.queries.bank import bank_state, coverage
from disclosure.books.queries.bank_items import earlier_vouchers, open_items
from disclosure.books.queries.bank_results import result_of
from disclosure.books.queries.bank_screens import match_named
from disclosure.books.queries.months import closed_months
from disclosure.books.rules.bank import Found, MatchOrigin, matches, require_same_money
from disclosure.books.rules.reconciliation import Side
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from disclosure.books.models import MonthClose
    from disclosure.books.queries.bank_items import BankItem
    from disclosure.books.rules.reconciliation import BankState
    from portal.kernel.db import SealedModel
    from portal.kernel.months import Month
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

#: Under which name the difference of a month is explained.
DIFFERENCE = "difference"


@dataclass(slots=True, kw_only=True)
class Matched:
    """Rows of matches that were made, to be sealed; ``lines`` counts the bank's lines among them."""

    rows: list[SealedModel] = field(default_factory=list)
    lines: int = 0
    vouchers: int = 0


def match_automatically(actor: Actor, village: Place) -> int:
    """Match whatever fits without doubt; return how many of the bank's lines were matched."""
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        made = insert_matches(work, actor, village)
        if not made.rows:
            work.leave_unchanged()
            return 0
        work.seal(
            "books.bank.matched",
            about=("place", village.slug),
            facts={"lines": made.lines, "vouchers": made.vouchers},
            rows=made.rows,
        )
        return made.lines


def match_by_hand(actor: Actor, village: Place, *, lines: Collection[int], vouchers: Collection[int]) -> int:
    """Match what was ticked on both sides; return the number of the match.

    :raise MatchTakenError: some of it is matched already, or not there.
    :raise MatchTooSmallError: fewer than two were ticked.
    :raise MatchDiffersError: the sums differ.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        offered = _open_by_side(village)
        offered[Side.BOOKS] |= {one.id: one for one in _booked_before(village)}
        picked = {Side.BANK: set(lines), Side.BOOKS: set(vouchers)}
        if any(picked[side] - offered[side].keys() for side in Side):
            raise MatchTakenError
        movements = {side: [offered[side][one].movement for one in sorted(picked[side])] for side in Side}
        require_same_money(movements[Side.BANK], movements[Side.BOOKS])
        found = Found(lines=tuple(sorted(picked[Side.BANK])), vouchers=tuple(sorted(picked[Side.BOOKS])))
        made = insert_found(work, actor, village, [found], origin=MatchOrigin.BY_HAND)
        number = made.rows[0].number  # type: ignore[attr-defined]  # the first is the match itself
        work.seal(
            "books.bank.matched-by-hand",
            about=("bank-match", number),
            facts={"lines": made.lines, "vouchers": made.vouchers},
            rows=made.rows,
        )
        return int(number)


def unmatch(actor: Actor, village: Place, number: int, *, reason: str) -> None:
    """Take a match back, with a reason; what it held is open again.

    :raise NotFoundError: the village has no such match.
    :raise MatchTakenBackError: it was taken back before.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        refuse_private_numbers(reason)
        match = match_named(village, number)
        if match.taken_back:
            raise MatchTakenBackError
        row = BankUnmatch.create(
            village=village, match=match.id, reason=reason, recorded_at=work.now, recorded_by=actor.account_id
        )
        work.seal("books.bank.unmatched", about=("bank-match", number), facts={}, rows=[row])


def explain(actor: Actor, village: Place, month: Month, texts: Mapping[str, str]) -> int:
    """Say why outstanding items, or the month's difference, are there; return how many were explained anew.

    ``texts`` are by the item's key; what says the same as before, or nothing, is left out.

    :raise MonthClosedError: the month's result is fixed.
    :raise MonthNotCoveredError: there is no statement for the whole month.
    :raise NothingExplainedError: nothing was said.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        refuse_private_numbers(*texts.values())
        if month in closed_months(village):
            raise MonthClosedError(month)
        state = bank_state(village, month, moved=False)
        if state.reconciliation is None:
            raise MonthNotCoveredError(month)
        known = {one.key: one for one in state.reconciliation.items}
        said = {
            **{key: one.explanation for key, one in known.items()},
            DIFFERENCE: state.reconciliation.difference_explanation,
        }
        fresh = {key: text for key, text in texts.items() if text and key in said and said[key] != text}
        if not any(texts.values()):
            raise NothingExplainedError
        if not fresh:
            work.leave_unchanged()
            return 0
        rows = [
            BankExplanation.create(
                village=village,
                month=month,
                line=known[key].id if key in known and known[key].side is Side.BANK else None,
                voucher=known[key].id if key in known and known[key].side is Side.BOOKS else None,
                text=text,
                recorded_at=work.now,
                recorded_by=actor.account_id,
            )
            for key, text in fresh.items()
        ]
        work.seal("books.bank.explained", about=("month", str(month)), facts={"items": len(rows)}, rows=rows)
        return len(rows)


def keep_result(village: Place, close: MonthClose, state: BankState) -> list[SealedModel]:
    """Write what a month was reconciled and counted to, inside the unit of work that closes it."""
    result = result_of(state)
    return [] if result is None else [CloseReconciliation.create(village=village, close=close, result=result)]


def insert_matches(work: Work, actor: Actor, village: Place) -> Matched:
    """Write every match without doubt, inside a unit of work that seals the rows returned."""
    offered = _open_by_side(village)
    lines, vouchers = ([one.movement for one in offered[side].values()] for side in (Side.BANK, Side.BOOKS))
    found = matches(lines, vouchers, terms=terms_on(work.today))
    return insert_found(work, actor, village, found, origin=MatchOrigin.AUTOMATIC)


def insert_found(work: Work, actor: Actor, village: Place, found: Iterable[Found], *, origin: MatchOrigin) -> Matched:
    """Write matches under the village's next numbers, inside a unit of work that seals the rows returned."""
    last = BankMatch.select(fn.MAX(BankMatch.number)).where(BankMatch.village == village.id).scalar()
    made = Matched()
    for number, one in enumerate(found, start=1 + (last or 0)):
        match = BankMatch.create(
            village=village, number=number, origin=origin, recorded_at=work.now, recorded_by=actor.account_id
        )
        made.rows += [
            match,
            *(BankMatchLine.create(match=match, line=line) for line in one.lines),
            *(BankMatchVoucher.create(match=match, voucher=voucher) for voucher in one.vouchers),
        ]
        made.lines += len(one.lines)
        made.vouchers += len(one.vouchers)
    return made


def _open_by_side(village: Place) -> dict[Side, dict[int, BankItem]]:
    begun_on = min((one.first_on for one in coverage(village).values()), default=None)
    items = open_items(village, since=begun_on) if begun_on else ()
    return {side: {one.id: one for one in items if one.side is side} for side in Side}


def _booked_before(village: Place) -> tuple[BankItem, ...]:
    begun_on = min((one.first_on for one in coverage(village).values()), default=None)
    if begun_on is None:
        return ()
    return earlier_vouchers(village, since=begun_on, days=terms_on(begun_on).start_days)

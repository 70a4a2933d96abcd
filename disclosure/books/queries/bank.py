"""How far bank statements reach, what is outstanding at a month's end, and what decides about its close."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peewee import fn

from disclosure.books import models
from disclosure.books.chart import MoneyAccount
from disclosure.books.models import BankExplanation, BankLayout, BankLine, BankRule, BankStatement, VoucherLine
from disclosure.books.queries.bank_items import (
    items_of_matches,
    open_items,
    settled_later,
    standing_lines,
    withdrawn,
)
from disclosure.books.queries.cash_counts import cash_count
from disclosure.books.queries.ledger import openings
from disclosure.books.queries.sides import CREDIT, DEBIT
from disclosure.books.rules.reconciliation import BankState, Outstanding, Reconciliation, Side
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.months import Month
from portal.org.models import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """From which day to which the statements of one account reach, and what it held before the first."""

    ending: str
    first_on: date
    last_on: date
    opening_fen: int


def layouts(village: Place) -> dict[str, dict[str, int]]:
    """Return which column says what, by the fingerprint of the header, as it was said last."""
    query = BankLayout.select(BankLayout.fingerprint, BankLayout.columns).where(BankLayout.village == village.id)
    return dict(tuples_of(query.order_by(BankLayout.id)))


def coverage(village: Place) -> dict[str, Coverage]:
    """Return by account how far its statements reach."""
    query = (
        BankStatement.select(
            BankStatement.ending, BankStatement.first_on, BankStatement.last_on, BankStatement.opening_fen
        )
        .where((BankStatement.village == village.id) & BankStatement.id.not_in(withdrawn()))
        .order_by(BankStatement.first_on, BankStatement.id)
    )
    found: dict[str, Coverage] = {}
    for ending, first_on, last_on, opening_fen in tuples_of(query):
        known = found.get(ending)
        if known is None:
            found[ending] = Coverage(ending=ending, first_on=first_on, last_on=last_on, opening_fen=opening_fen)
        elif last_on > known.last_on:
            found[ending] = replace(known, last_on=last_on)
    return found


def bank_balance(village: Place, covered: Collection[Coverage], *, on: date) -> int:
    """Return what the accounts held in the evening of ``on`` as the statements have it."""
    return sum(_balance_of(village, one, on=on) for one in covered if one.first_on <= on)


def book_balance(village: Place, money: MoneyAccount, *, on: date, before: bool = False) -> int:
    """Return what a money account held in the evening of ``on`` by the books, or ``before`` anything of that day."""
    month = Month.of(on)
    days = models.Voucher.happened_on < on if before else models.Voucher.happened_on <= on
    query = (
        VoucherLine.select(fn.SUM(DEBIT), fn.SUM(CREDIT))
        .join(models.Voucher)
        .where(
            (models.Voucher.village == village.id)
            & (models.Voucher.month == month)
            & (VoucherLine.account == money.code)
            & days
        )
    )
    ((debit, credit),) = tuples_of(query)
    return openings(village, month).get(money, 0) + int(debit or 0) - int(credit or 0)


def known_identities(village: Place, identities: Collection[str]) -> set[str]:
    """Return which of these movements are kept already."""
    found: set[str] = set()
    wanted = sorted(identities)
    for start in range(0, len(wanted), _AT_ONCE):
        query = BankLine.select(BankLine.identity).where(
            BankLine.id.in_(standing_lines(village)) & BankLine.identity.in_(wanted[start : start + _AT_ONCE])
        )
        found |= {identity for (identity,) in tuples_of(query)}
    return found


def reconciliation(village: Place, month: Month, covered: Collection[Coverage]) -> Reconciliation:
    """Return the reconciliation at the end of a month all of which is covered."""
    begun_on = min(one.first_on for one in covered)
    end = month.last_day
    return Reconciliation(
        month=month,
        book_fen=book_balance(village, MoneyAccount.BANK, on=end),
        bank_fen=bank_balance(village, covered, on=end),
        items=outstanding(village, since=begun_on, at=end),
        start_difference_fen=sum(one.opening_fen for one in covered)
        - book_balance(village, MoneyAccount.BANK, on=begun_on, before=True),
        difference_explanation=_explained(village, month)[0],
    )


def outstanding(village: Place, *, since: date, at: date) -> tuple[Outstanding, ...]:
    """Return what only one side had booked in the evening of ``at``, the oldest first, with what was said of each."""
    settled = settled_later(village, at=at)
    crossing = list(settled)
    items = [
        *open_items(village, since=since, up_to=at),
        *(items_of_matches(village, crossing, up_to=at) if crossing else ()),
    ]
    _, said = _explained(village, Month.of(at))
    return tuple(
        Outstanding(
            side=one.side,
            id=one.id,
            happened_on=one.happened_on,
            words=one.words,
            party=one.party,
            amount_fen=one.amount_fen,
            explanation=said.get((one.side, one.id), ""),
            settled_on=settled[one.match] if one.match is not None else None,
        )
        for one in sorted(items, key=lambda one: (one.happened_on, one.side, one.id))
        if one.happened_on >= since  # what lies before is part of what the account began with
    )


def unexplained_months(village: Place, *, since: date) -> dict[Month, int]:
    """Return by month how many items stand in no match and nobody has said anything to."""
    open_now = open_items(village, since=since)
    said = _explained(village, max((one.month for one in open_now), default=Month.of(since)))[1] if open_now else {}
    found: dict[Month, int] = {}
    for one in open_now:
        if (one.side, one.id) not in said:
            found[one.month] = found.get(one.month, 0) + 1
    return found


def rule_of(village: Place, month: Month) -> str:
    """Return the recorded rule by which the month is reconciled before it closes, or nothing.

    The village's own comes before its township's.
    """
    rows = BankRule.select(BankRule, Place.name.alias("place_name")).join(Place)
    asked = BankRule.place.in_([village.id, village.parent_id]) & (BankRule.since <= month)
    newest = max(dicts_of(rows.where(asked)), key=lambda row: (row["place"] == village.id, row["since"]), default=None)
    return f"{newest['place_name']}规定：{newest['title']}" if newest is not None and newest["required"] else ""


def bank_state(village: Place, month: Month, *, moved: bool) -> BankState:
    """Return what reconciliation says to the close of the month."""
    end = month.last_day
    covered = [one for one in coverage(village).values() if one.first_on <= end]
    covered_to = min((one.last_on for one in covered), default=None)
    if covered_to is not None and covered_to < month.first_day:
        covered_to = None
    whole = covered_to is not None and covered_to >= end
    return BankState(
        required_by=rule_of(village, month),
        moved=moved,
        covered_to=covered_to,
        reconciliation=reconciliation(village, month, covered) if whole else None,
        cash=cash_count(village, month, confirmed=True),
    )


_AT_ONCE = 500


def _balance_of(village: Place, covered: Coverage, *, on: date) -> int:
    """Return the last balance of an account up to ``on``; all lines of one day lie in one statement, in their order."""
    query = (
        BankLine.select(BankLine.balance_fen)
        .join(BankStatement)
        .where(
            BankLine.id.in_(standing_lines(village))
            & (BankStatement.ending == covered.ending)
            & (BankLine.happened_on <= on)
        )
        .order_by(BankLine.happened_on.desc(), BankLine.id.desc())
        .limit(1)
    )
    return next((int(fen) for (fen,) in tuples_of(query)), covered.opening_fen)


def _explained(village: Place, month: Month) -> tuple[str, Mapping[tuple[Side, int], str]]:
    """Return what was said to the difference of the month, and to single items up to it, the newest each time."""
    query = (
        BankExplanation.select(
            BankExplanation.month, BankExplanation.line, BankExplanation.voucher, BankExplanation.text
        )
        .where((BankExplanation.village == village.id) & (BankExplanation.month <= month))
        .order_by(BankExplanation.id)
    )
    difference, items = "", dict[tuple[Side, int], str]()
    for of, line, voucher, text in tuples_of(query):
        if line is not None:
            items[Side.BANK, line] = text
        elif voucher is not None:
            items[Side.BOOKS, voucher] = text
        elif of == month:
            difference = text
    return difference, items

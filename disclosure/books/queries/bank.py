"""Bank statements and what they were matched with: what is open, what is outstanding at a month's end, what decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from disclosure.books import models
from disclosure.books.chart import MoneyAccount
from disclosure.books.models import (
    BankExplanation,
    BankLayout,
    BankLine,
    BankMatch,
    BankMatchLine,
    BankMatchVoucher,
    BankRule,
    BankStatement,
    BankUnmatch,
    BankWithdrawal,
    HandEntry,
    VoucherLine,
)
from disclosure.books.queries.cash_counts import cash_count
from disclosure.books.queries.ledger import openings
from disclosure.books.queries.sides import CREDIT, DEBIT
from disclosure.books.rules.bank import Movement
from disclosure.books.rules.reconciliation import BankState, Outstanding, Reconciliation, Side
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.org.models import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

_BANK = MoneyAccount.BANK.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """From which day to which the statements of one account reach, and what it held before the first."""

    ending: str
    first_on: date
    last_on: date
    opening_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BankItem:
    """A line of the bank, or a voucher that moved the bank account."""

    side: Side
    id: int
    happened_on: date
    amount_fen: int
    words: str
    party: str
    month: Month
    number: int  # of the voucher in its month; of a line its statement's
    reverses: int | None = None
    match: int | None = None  # the id of the match it stands in

    @property
    def key(self) -> str:
        """What names it in a form."""
        return f"{self.side}-{self.id}"

    @property
    def movement(self) -> Movement:
        """What matching looks at."""
        return Movement(id=self.id, happened_on=self.happened_on, amount_fen=self.amount_fen, reverses=self.reverses)


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
        .where((BankStatement.village == village.id) & BankStatement.id.not_in(_withdrawn()))
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


def standing_lines(village: Place) -> Any:
    """Return the query of the ids of all lines whose statement was not taken back."""
    return BankLine.select(BankLine.id).where(
        (BankLine.village == village.id) & BankLine.statement.not_in(_withdrawn())
    )


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


def open_items(village: Place, *, since: date, up_to: date | None = None) -> tuple[BankItem, ...]:
    """Return lines and vouchers, from the first day of the statements on, that stand in no match."""
    nowhere = ~(fn.EXISTS(_standing_match(BankMatchLine, BankMatchLine.line == BankLine.id)))
    unbooked = ~(fn.EXISTS(_standing_match(BankMatchVoucher, BankMatchVoucher.voucher == models.Voucher.id)))
    lines_up_to = BankLine.happened_on <= up_to if up_to else BankLine.id > 0
    vouchers_up_to = models.Voucher.happened_on <= up_to if up_to else models.Voucher.id > 0
    return (
        *_lines(village, nowhere & lines_up_to),
        *_vouchers(village, unbooked & vouchers_up_to & (models.Voucher.happened_on >= since)),
    )


def earlier_vouchers(village: Place, *, since: date, days: int) -> tuple[BankItem, ...]:
    """Return vouchers of the days before the first statement that stand in no match: the bank may book them later."""
    unbooked = ~(fn.EXISTS(_standing_match(BankMatchVoucher, BankMatchVoucher.voucher == models.Voucher.id)))
    days_before = (models.Voucher.happened_on < since) & (models.Voucher.happened_on >= since - timedelta(days=days))
    return tuple(_vouchers(village, unbooked & days_before))


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
    settled = _settled_later(village, at=at)
    crossing = list(settled)
    items = [
        *open_items(village, since=since, up_to=at),
        *(_matched_lines(village, crossing, up_to=at) if crossing else ()),
        *(_matched_vouchers(village, crossing, up_to=at) if crossing else ()),
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


def matched_items(village: Place, *, first: date, last: date) -> tuple[BankItem, ...]:
    """Return every item of the matches that have something in those days."""
    touched = _matches_with(village, (BankLine.happened_on >= first) & (BankLine.happened_on <= last)) | (
        _matches_with_vouchers(village, (models.Voucher.happened_on >= first) & (models.Voucher.happened_on <= last))
    )
    ids = [match for (match,) in tuples_of(touched)]
    return (*_matched_lines(village, ids), *_matched_vouchers(village, ids)) if ids else ()


def items_of_match(village: Place, match: int) -> tuple[BankItem, ...]:
    """Return the lines and vouchers of one match that stands."""
    return (*_matched_lines(village, [match]), *_matched_vouchers(village, [match]))


def bank_line(village: Place, line: int) -> BankItem:
    """Return one line of the bank.

    :raise NotFoundError: the village's statements have no such line.
    """
    for one in _lines(village, BankLine.id == line):
        return one
    raise NotFoundError


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


def _withdrawn() -> Any:
    return BankWithdrawal.select(BankWithdrawal.statement)


def _standing() -> Any:
    return BankMatch.select(BankMatch.id).where(BankMatch.id.not_in(BankUnmatch.select(BankUnmatch.match)))


def _standing_match(table: type[BankMatchLine | BankMatchVoucher], where: Any) -> Any:
    return table.select(table.id).where(where & table.match.in_(_standing()))


def _matches_with(village: Place, where: Any) -> Any:
    return (
        BankMatchLine.select(BankMatchLine.match)
        .join(BankLine)
        .where((BankLine.village == village.id) & where & BankMatchLine.match.in_(_standing()))
    )


def _matches_with_vouchers(village: Place, where: Any) -> Any:
    return (
        BankMatchVoucher.select(BankMatchVoucher.match)
        .join(models.Voucher)
        .where((models.Voucher.village == village.id) & where & BankMatchVoucher.match.in_(_standing()))
    )


def _settled_later(village: Place, *, at: date) -> dict[int, date]:
    """Return the matches that something after ``at`` belongs to, each with the day of its last item."""
    lines = (
        BankMatchLine.select(BankMatchLine.match, fn.MAX(BankLine.happened_on))
        .join(BankLine)
        .where((BankLine.village == village.id) & (BankLine.happened_on > at) & BankMatchLine.match.in_(_standing()))
        .group_by(BankMatchLine.match)
    )
    vouchers = (
        BankMatchVoucher.select(BankMatchVoucher.match, fn.MAX(models.Voucher.happened_on))
        .join(models.Voucher)
        .where(
            (models.Voucher.village == village.id)
            & (models.Voucher.happened_on > at)
            & BankMatchVoucher.match.in_(_standing())
        )
        .group_by(BankMatchVoucher.match)
    )
    found: dict[int, date] = {}
    for query in (lines, vouchers):
        for match, day in tuples_of(query):
            found[match] = max(day, found.get(match, day))
    return found


def _matched_lines(village: Place, matches: Collection[int], *, up_to: date | None = None) -> list[BankItem]:
    asked = BankLine.happened_on <= up_to if up_to else BankLine.id > 0
    return _lines(village, asked, matches=list(matches))


def _matched_vouchers(village: Place, matches: Collection[int], *, up_to: date | None = None) -> list[BankItem]:
    asked = models.Voucher.happened_on <= up_to if up_to else models.Voucher.id > 0
    return _vouchers(village, asked, matches=list(matches))


def _lines(village: Place, where: Any, *, matches: list[int] | None = None) -> list[BankItem]:
    columns = [BankLine, BankStatement.number.alias("statement_number"), BankStatement.ending]
    query = BankLine.select(*columns).join(BankStatement)
    if matches is not None:
        query = BankLine.select(*columns, BankMatchLine.match.alias("match")).join(BankStatement)
        query = query.join_from(BankLine, BankMatchLine).where(BankMatchLine.match.in_(matches))
    here = (BankLine.village == village.id) & BankLine.statement.not_in(_withdrawn())
    return [
        BankItem(
            side=Side.BANK,
            id=row["id"],
            happened_on=row["happened_on"],
            amount_fen=row["amount_fen"],
            words=row["summary"] or "（没有摘要）",
            party=row["party"],
            month=Month.of(row["happened_on"]),
            number=row["statement_number"],
            match=row.get("match"),
        )
        for row in dicts_of(query.where(here & where).order_by(BankLine.happened_on, BankLine.id))
    ]


def _vouchers(village: Place, where: Any, *, matches: list[int] | None = None) -> list[BankItem]:
    columns = [
        models.Voucher.id,
        models.Voucher.month,
        models.Voucher.number,
        models.Voucher.happened_on,
        models.Voucher.summary,
        models.Voucher.reverses,
        HandEntry.party,
    ]
    if matches is not None:
        columns.append(BankMatchVoucher.match)
    query = (
        models.Voucher.select(*columns, fn.SUM(DEBIT).alias("debit"), fn.SUM(CREDIT).alias("credit"))
        .join(VoucherLine)
        .join_from(models.Voucher, HandEntry, JOIN.LEFT_OUTER)
    )
    if matches is not None:
        query = query.join_from(models.Voucher, BankMatchVoucher).where(BankMatchVoucher.match.in_(matches))
    query = (
        query.where((models.Voucher.village == village.id) & (VoucherLine.account == _BANK) & where)
        .group_by(*columns)
        .having(fn.SUM(DEBIT) != fn.SUM(CREDIT))
        .order_by(models.Voucher.happened_on, models.Voucher.id)
    )
    return [
        BankItem(
            side=Side.BOOKS,
            id=row["id"],
            happened_on=row["happened_on"],
            amount_fen=int(row["debit"]) - int(row["credit"]),
            words=row["summary"],
            party=row["party"] or "",
            month=row["month"],
            number=row["number"],
            reverses=row["reverses"],
            match=row.get("match"),
        )
        for row in dicts_of(query)
    ]


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

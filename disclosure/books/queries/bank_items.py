"""The bank's lines and the vouchers that moved the bank account: what is open, what stands in which match."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from disclosure.books import models
from disclosure.books.chart import MoneyAccount
from disclosure.books.models import (
    BankLine,
    BankMatch,
    BankMatchLine,
    BankMatchVoucher,
    BankStatement,
    BankUnmatch,
    BankWithdrawal,
    HandEntry,
    VoucherLine,
)
from disclosure.books.queries.sides import CREDIT, DEBIT
from disclosure.books.rules.bank import Movement
from disclosure.books.rules.reconciliation import Side
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from portal.org.models import Place

_BANK = MoneyAccount.BANK.code


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


def standing_lines(village: Place) -> Any:
    """Return the query of the ids of all lines whose statement was not taken back."""
    return BankLine.select(BankLine.id).where((BankLine.village == village.id) & BankLine.statement.not_in(withdrawn()))


def withdrawn() -> Any:
    """Return the query of the statements that were taken back."""
    return BankWithdrawal.select(BankWithdrawal.statement)


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


def matched_items(village: Place, *, first: date, last: date) -> tuple[BankItem, ...]:
    """Return every item of the matches that have something in those days."""
    touched = _matches_with(village, (BankLine.happened_on >= first) & (BankLine.happened_on <= last)) | (
        _matches_with_vouchers(village, (models.Voucher.happened_on >= first) & (models.Voucher.happened_on <= last))
    )
    ids = [match for (match,) in tuples_of(touched)]
    return items_of_matches(village, ids) if ids else ()


def items_of_matches(village: Place, matches: Collection[int], *, up_to: date | None = None) -> tuple[BankItem, ...]:
    """Return the lines and vouchers of these matches, up to a day."""
    lines = BankLine.happened_on <= up_to if up_to else BankLine.id > 0
    vouchers = models.Voucher.happened_on <= up_to if up_to else models.Voucher.id > 0
    listed = list(matches)
    return (*_lines(village, lines, matches=listed), *_vouchers(village, vouchers, matches=listed))


def settled_later(village: Place, *, at: date) -> dict[int, date]:
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


def bank_line(village: Place, line: int) -> BankItem:
    """Return one line of the bank.

    :raise NotFoundError: the village's statements have no such line.
    """
    for one in _lines(village, BankLine.id == line):
        return one
    raise NotFoundError


def is_matched(line: int) -> bool:
    """Tell whether a line of the bank stands in a match."""
    return bool(_standing_match(BankMatchLine, BankMatchLine.line == line).exists())


def matched_vouchers() -> Any:
    """Return the query of the ids of all vouchers that stand in a match."""
    return BankMatchVoucher.select(BankMatchVoucher.voucher).where(BankMatchVoucher.match.in_(_standing()))


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


def _lines(village: Place, where: Any, *, matches: list[int] | None = None) -> list[BankItem]:
    columns = [BankLine, BankStatement.number.alias("statement_number"), BankStatement.ending]
    query = BankLine.select(*columns).join(BankStatement)
    if matches is not None:
        query = BankLine.select(*columns, BankMatchLine.match.alias("match")).join(BankStatement)
        query = query.join_from(BankLine, BankMatchLine).where(BankMatchLine.match.in_(matches))
    here = (BankLine.village == village.id) & BankLine.statement.not_in(withdrawn())
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

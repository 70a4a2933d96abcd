"""The statements of one month or of several: as many queries for ten years of books as for one, and for each row none.

What accounts stood at comes from the balances; what was booked on them since January is added up here, for the
figures of the year, and by month where several stand side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import fn

from disclosure.books.chart import MoneyAccount
from disclosure.books.models import Voucher, VoucherLine
from disclosure.books.queries.accounts import own_codes
from disclosure.books.queries.entries import vouchers
from disclosure.books.queries.ledger import openings
from disclosure.books.queries.months import close_of, follows_on, months
from disclosure.books.queries.sides import CREDIT, DEBIT
from disclosure.books.queries.standing import booked_until
from disclosure.books.rules.balances import Booked, MonthSum, beginning
from disclosure.books.rules.closing import MonthState
from disclosure.books.rules.columns import incomes_beside, months_between, sheets_beside
from disclosure.books.rules.stated import opening_difference, result_sums, stated_balances
from disclosure.books.rules.statements import balance_sheet, broken_identities, income_statement, trial_balance
from disclosure.books.rules.vouchers import VoucherOrigin
from disclosure.books.statement_lines import statement_forms
from portal.kernel.db import dicts_of
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from disclosure.books.queries.entries import VoucherRow
    from disclosure.books.queries.months import MonthRow
    from disclosure.books.rules.balances import Opening
    from disclosure.books.rules.columns import ColumnRow
    from disclosure.books.rules.stated import ResultSum, StatedBalance
    from disclosure.books.rules.statements import BalanceSheet, IncomeRow, TrialBalance
    from disclosure.books.statement_lines import StatementForms
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """All that the statements of a month follow from."""

    month: Month
    balances: tuple[StatedBalance, ...]
    results: tuple[ResultSum, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementsPage:
    """The statements of a month as their screens show them."""

    month: Month
    state: MonthState
    forms: StatementForms
    stated: Stated
    sheet: BalanceSheet
    income: tuple[IncomeRow, ...]
    trial: TrialBalance
    broken: tuple[str, ...]
    openings_differ: bool  # what the books began with was not stated for every account
    own_codes: Mapping[tuple[str, str], str]  # of the village's own accounts, by account and name
    before: Month | None
    after: Month | None

    def code_of(self, code: str, detail: str) -> str:
        """Return the code under which the ledger knows an account, or the one above it."""
        return self.own_codes.get((code, detail), code)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One movement of a money account, with what it held after it."""

    voucher: VoucherRow
    in_fen: int
    out_fen: int
    balance_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashJournal:
    """One money account in one month, movement by movement."""

    month: Month
    money: MoneyAccount
    accounts: tuple[MoneyAccount, ...]
    opening_known: bool
    opening_fen: int
    lines: tuple[JournalLine, ...]
    in_fen: int
    out_fen: int
    closing_fen: int
    before: Month | None
    after: Month | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Months side by side."""

    months: tuple[Month, ...]
    sheet: tuple[ColumnRow, ...]
    income: tuple[ColumnRow, ...]
    forms: StatementForms

    @property
    def headings(self) -> list[tuple[str, str]]:
        """The months as headings of columns of numbers."""
        return [(month.chinese, "num") for month in self.months]

    def beside(self, row: ColumnRow) -> tuple[tuple[Month, int], ...]:
        """Return the figures of a line with their months."""
        return tuple(zip(self.months, row.figures, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsPage:
    """Every month with its statements."""

    months: tuple[MonthRow, ...]
    first: Month | None  # what is offered for comparison: the last months that have books
    last: Month | None


def stated_of(village: Place, month: Month) -> Stated:
    """Return what the statements of a month follow from."""
    return next(_stated(village, (month,)))


def results_until(village: Place, month: Month) -> tuple[ResultSum, ...]:
    """Return what every account of income and expense came to in ``month`` and in its year up to it."""
    rows = _month_rows(village, Month(month.year, 1), month)
    return result_sums([one for one, carried in rows if not carried], month)


def openings_until(village: Place, month: Month) -> tuple[Opening, ...]:
    """Return everything that was stated of what accounts stood at, for ``month`` or before."""
    return tuple(booked_until(village, month).openings)


def statements_page(village: Place, month: Month, *, today: date) -> StatementsPage:
    """Return the statements of a month.

    :raise NotFoundError: the village has no books of the month, or the month has not begun.
    """
    _require_books(village, month, today=today)
    stated, forms = stated_of(village, month), statement_forms()
    sheet = balance_sheet(stated.balances, forms)
    income = income_statement(stated.results, stated.balances, forms)
    close = close_of(village, month)
    before, after = _around(village, month, today=today)
    return StatementsPage(
        month=month,
        state=close.state if close else MonthState.OPEN,
        forms=forms,
        stated=stated,
        sheet=sheet,
        income=income,
        trial=trial_balance(stated.balances),
        broken=broken_identities(stated.balances, sheet, income, forms),
        openings_differ=bool(opening_difference(stated.balances)),
        own_codes=own_codes(village),
        before=before,
        after=after,
    )


def cash_journal(village: Place, month: Month, money: MoneyAccount, *, today: date) -> CashJournal:
    """Return what moved in a money account in a month.

    :raise NotFoundError: the village has no books of the month, or the month has not begun.
    """
    _require_books(village, month, today=today)
    known = openings(village, month)
    opening_fen = known.get(money, 0)
    lines = tuple(_journal_lines(vouchers(village, month), money, opening_fen=opening_fen))
    before, after = _around(village, month, today=today)
    return CashJournal(
        month=month,
        money=money,
        accounts=tuple(MoneyAccount),
        opening_known=money in known,
        opening_fen=opening_fen,
        lines=lines,
        in_fen=sum(one.in_fen for one in lines),
        out_fen=sum(one.out_fen for one in lines),
        closing_fen=lines[-1].balance_fen if lines else opening_fen,
        before=before,
        after=after,
    )


def comparison(village: Place, first: Month, last: Month) -> Comparison:
    """Return the statements of several months side by side.

    :raise MonthsSideBySideError: they are fewer than two or more than twelve.
    """
    forms, asked = statement_forms(), months_between(first, last)
    stated = tuple(_stated(village, asked))
    sheets = [balance_sheet(one.balances, forms) for one in stated]
    return Comparison(
        months=asked,
        sheet=sheets_beside([(*one.assets, *one.claims) for one in sheets]),
        income=incomes_beside([income_statement(one.results, one.balances, forms) for one in stated]),
        forms=forms,
    )


def reports_page(village: Place) -> ReportsPage:
    """Return the months whose statements there are, the latest first."""
    rows = months(village)
    offered = [one.month for one in rows[:3]]
    return ReportsPage(
        months=rows, first=offered[-1] if len(offered) > 1 else None, last=offered[0] if len(offered) > 1 else None
    )


def _require_books(village: Place, month: Month, *, today: date) -> None:
    if month > Month.of(today) or not follows_on(village, month):
        raise NotFoundError


def _around(village: Place, month: Month, *, today: date) -> tuple[Month | None, Month | None]:
    """Return the months before and after, where they have books."""
    around = (month.plus(-1), month.plus(1))
    before, after = (one if one <= Month.of(today) and follows_on(village, one) else None for one in around)
    return before, after


def _stated(village: Place, asked: Sequence[Month]) -> Iterator[Stated]:
    """Yield what the statements of each of some months in a row follow from."""
    first, last = asked[0], asked[-1]
    begun = booked_until(village, first)
    known = begun if first == last else booked_until(village, last)
    rows = _month_rows(village, Month(first.year, 1), last)
    sums = [one for one, _ in rows]
    own = [one for one, carried in rows if not carried]
    for month in asked:
        yield Stated(
            month=month,
            balances=stated_balances(_booked(month, begun, known, sums), sums),
            results=result_sums(own, month),
        )


def _journal_lines(booked: Sequence[VoucherRow], money: MoneyAccount, *, opening_fen: int) -> Iterator[JournalLine]:
    balance_fen = opening_fen
    for voucher in booked:
        for line in voucher.lines:
            if line.account == money.code:
                balance_fen += line.debit_fen - line.credit_fen
                yield JournalLine(
                    voucher=voucher, in_fen=line.debit_fen, out_fen=line.credit_fen, balance_fen=balance_fen
                )


def _booked(month: Month, begun: Booked, known: Booked, sums: Sequence[MonthSum]) -> Booked:
    """Return what the balances of ``month`` follow from, going on from the first of the months asked for.

    Where the books begin anew between them, nothing is carried.
    """
    stated = [one for one in known.openings if one.month <= month]
    same = beginning(stated, month) == beginning(begun.openings, begun.month)
    later = [one for one in sums if begun.month < one.month <= month]
    return Booked(
        month=month,
        openings=stated,
        carried=begun.carried if same else {},
        sums=[*begun.sums, *later] if same else later,
    )


def _month_rows(village: Place, first: Month, last: Month) -> list[tuple[MonthSum, bool]]:
    """Return what was booked by month and account, and whether it only carried the year's result."""
    query = (
        VoucherLine.select(
            Voucher.month,
            Voucher.origin,
            VoucherLine.account,
            VoucherLine.detail,
            fn.SUM(DEBIT).alias("debit_fen"),
            fn.SUM(CREDIT).alias("credit_fen"),
        )
        .join(Voucher)
        .where((Voucher.village == village.id) & (Voucher.month >= first) & (Voucher.month <= last))
        .group_by(Voucher.month, Voucher.origin, VoucherLine.account, VoucherLine.detail)
        .order_by(Voucher.month, VoucherLine.account, VoucherLine.detail, Voucher.origin)
    )
    return [(_month_sum(row), row["origin"] is VoucherOrigin.YEAR_END) for row in dicts_of(query)]


def _month_sum(row: Mapping[str, Any]) -> MonthSum:
    return MonthSum(
        month=row["month"],
        account=row["account"],
        detail="" if MoneyAccount.of(row["account"]) else row["detail"],
        debit_fen=int(row["debit_fen"]),
        credit_fen=int(row["credit_fen"]),
    )

"""Files become a month's vouchers, or a list of complaints: all or nothing.

The cash journal is what is booked. An itemised list of the same month refines its categories by voucher
number; a voucher that only one of the two has is listed, and one that only the list has is not booked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount, account
from disclosure.books.errors import NoRowsError, SameLayoutTwiceError, TooManyRowsError, TotalTooLargeError
from disclosure.books.rules.statement import sums_of
from disclosure.books.rules.vouchers import LARGEST_FEN, lowest_points
from disclosure.books.sheets import items as item_sheet
from disclosure.books.sheets import journal as journal_sheet
from disclosure.books.sheets.joining import Difference, journal_vouchers, list_vouchers, refined
from disclosure.books.sheets.table import NamedFile, RowError, Table, read_file
from portal.kernel.canonical import sha256_hex
from portal.kernel.errors import BadValueError
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from disclosure.books.chart import Chart
    from disclosure.books.rules.vouchers import Voucher
    from disclosure.books.sheets.items import Items
    from disclosure.books.sheets.journal import Journal
    from portal.kernel.months import Month

#: A village's year has a few hundred rows; a file with more than this is not one month of one village.
MOST_ROWS = 50_000
_ROWS_NOT_BOOKED = 100  # totals and balances brought forward

_LAYOUTS = (journal_sheet.LAYOUT, item_sheet.LAYOUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyFigures:
    """What the files say of one money account; without an opening there is no closing either."""

    opening_fen: int | None
    in_fen: int
    out_fen: int
    rows: int

    @property
    def closing_fen(self) -> int | None:
        """The balance at the end of the month."""
        return None if self.opening_fen is None else self.opening_fen + self.in_fen - self.out_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that was read."""

    name: str
    layout: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that a month's files say. With errors nothing of it may be booked."""

    month: Month
    chart: Chart
    sources: tuple[Source, ...]
    rows: int
    vouchers: tuple[Voucher, ...]
    income: Mapping[str, int]  # printed name -> fen
    expense: Mapping[str, int]
    money: Mapping[MoneyAccount, MoneyFigures]
    printed_totals_agree: bool | None  # nothing printed: None
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]
    errors: tuple[RowError, ...]

    @property
    def income_fen(self) -> int:
        """Income of the vouchers."""
        return sum(self.income.values())

    @property
    def expense_fen(self) -> int:
        """Expense of the vouchers."""
        return sum(self.expense.values())

    @property
    def openings(self) -> dict[MoneyAccount, int]:
        """The balances the files bring forward."""
        return {money: one.opening_fen for money, one in self.money.items() if one.opening_fen is not None}


@dataclass(slots=True, kw_only=True)
class _Found:
    """What was found in the files, while they are read."""

    sources: list[Source] = field(default_factory=list)
    journal: Journal | None = None
    items: Items | None = None
    errors: list[RowError] = field(default_factory=list)

    @property
    def sheets(self) -> list[Journal | Items]:
        """The tables that were recognised."""
        return [sheet for sheet in (self.journal, self.items) if sheet is not None]


def read_and_check(
    files: Sequence[NamedFile], *, month: Month, chart: Chart, today: date, money: MoneyAccount | None = None
) -> Reading:
    """Read a cash journal, an itemised list, or one of each, as the books of ``month``.

    ``money`` says where the money of an itemised list lay when it comes alone. Never raises for what a file
    holds: complaints are in the result, by file, row and column.
    """
    found = _Found()
    for file in files:
        _read_file(file, found, month=month, chart=chart, today=today)
    if found.items is not None and found.journal is None and money is None:
        problem = "只有收支明细表，请选这些钱走的是现金还是银行存款（命令行用 --money）"
        found.errors.append(_about_file(found.items.complaints.table.name, problem))
    vouchers, differences = _vouchers(found, money=money or MoneyAccount.CASH)
    if sum(line.debit_fen for voucher in vouchers for line in voucher.lines) > LARGEST_FEN:
        found.errors.append(_about_file(found.sheets[0].complaints.table.name, TotalTooLargeError().sentence))
    income, expense = _categories(vouchers)
    figures = _money_figures(found, vouchers, money=money)
    compared = sum(sheet.compared for sheet in found.sheets)
    disagreed = sum(sheet.disagreed for sheet in found.sheets)
    return Reading(
        month=month,
        chart=chart,
        sources=tuple(found.sources),
        rows=found.sheets[0].row_count if found.sheets else 0,
        vouchers=tuple(vouchers),
        income=income,
        expense=expense,
        money=figures,
        printed_totals_agree=disagreed == 0 if compared else None,
        differences=tuple(differences),
        warnings=tuple(_warnings(figures, vouchers)),
        errors=tuple(found.errors),
    )


def _read_file(file: NamedFile, found: _Found, *, month: Month, chart: Chart, today: date) -> None:
    try:
        table = read_file(file, layouts=_LAYOUTS)
        _read_table(table, found, month=month, chart=chart, today=today)
    except BadValueError as error:
        found.errors.append(_about_file(file.name, error.sentence))
        return
    found.sources.append(Source(name=file.name, layout=table.layout.title, sha256=sha256_hex(file.data)))


def _read_table(table: Table, found: _Found, *, month: Month, chart: Chart, today: date) -> None:
    taken = found.journal if table.layout is journal_sheet.LAYOUT else found.items
    if taken is not None:
        raise SameLayoutTwiceError(table.layout.title)
    if len(table.records) > MOST_ROWS + _ROWS_NOT_BOOKED:
        raise TooManyRowsError(len(table.records), most=MOST_ROWS)
    sheet: Journal | Items
    if table.layout is journal_sheet.LAYOUT:
        sheet = found.journal = journal_sheet.read_journal(table, chart=chart, month=month, today=today)
    else:
        sheet = found.items = item_sheet.read_items(table, chart=chart, month=month, today=today)
    found.errors += sheet.complaints.errors
    if not sheet.row_count:
        raise NoRowsError


def _vouchers(found: _Found, *, money: MoneyAccount) -> tuple[list[Voucher], list[Difference]]:
    """Return the vouchers in the order of their days and numbers, and the numbers that only one list has."""
    before = len(found.errors)
    differences: list[Difference] = []
    if found.journal is not None:
        vouchers = journal_vouchers(found.journal, errors=found.errors)
        if found.items is not None and len(found.errors) == before == 0:
            vouchers, differences = refined(vouchers, found.items, errors=found.errors)
    elif found.items is not None:
        vouchers = list_vouchers(found.items, money=money, errors=found.errors)
    else:
        vouchers = []
    return sorted(vouchers, key=lambda one: (one.happened_on, one.number)), differences


def _categories(vouchers: Sequence[Voucher]) -> tuple[dict[str, int], dict[str, int]]:
    income: dict[str, int] = {}
    expense: dict[str, int] = {}
    for one in sums_of(vouchers):
        booked = account(one.account)
        if booked.is_income:
            income[one.printed_name] = income.get(one.printed_name, 0) + one.credit_fen - one.debit_fen
        elif booked.is_expense:
            expense[one.printed_name] = expense.get(one.printed_name, 0) + one.debit_fen - one.credit_fen
    return income, expense


def _money_figures(
    found: _Found, vouchers: Sequence[Voucher], *, money: MoneyAccount | None
) -> dict[MoneyAccount, MoneyFigures]:
    if found.journal is not None:
        return {
            account: MoneyFigures(
                opening_fen=book.opening_fen, in_fen=book.in_fen, out_fen=book.out_fen, rows=book.rows
            )
            for account, book in found.journal.books.items()
        }
    if found.items is None or money is None:
        return {}
    sums = [one for one in sums_of(vouchers) if one.account == money.code]
    figures = MoneyFigures(
        opening_fen=None,
        in_fen=sum(one.debit_fen for one in sums),
        out_fen=sum(one.credit_fen for one in sums),
        rows=found.items.row_count,
    )
    return {money: figures}


def _warnings(figures: Mapping[MoneyAccount, MoneyFigures], vouchers: Sequence[Voucher]) -> list[str]:
    openings = {money: one.opening_fen for money, one in figures.items() if one.opening_fen is not None}
    return [
        f"第{voucher.number}号凭证之后{money.value}余额为 {format_yuan(balance)} 元，低于零"
        for money, (balance, voucher) in lowest_points(openings, vouchers).items()
        if money in openings
    ]


def _about_file(name: str, problem: str) -> RowError:
    return RowError(file=name, row=None, column=None, problem=problem.rstrip("。"))

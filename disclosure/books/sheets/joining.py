"""Rows become vouchers by number, and an itemised list refines the vouchers of a cash journal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from disclosure.books.chart import account
from disclosure.books.errors import VoucherRowsError
from disclosure.books.rules.vouchers import DEFAULT_WORD, Line, MoneyRow, Voucher, parties, voucher_of
from disclosure.books.sheets import items as item_sheet
from disclosure.books.sheets import journal as journal_sheet
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from disclosure.books.chart import MoneyAccount
    from disclosure.books.sheets.items import Item, Items
    from disclosure.books.sheets.journal import Journal
    from disclosure.books.sheets.table import Complaints, RowError

_Row = TypeVar("_Row", MoneyRow, "Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A voucher number that only one of the two lists has. Only the cash journal's is booked."""

    number: int
    found_in: str
    summary: str
    income_fen: int
    expense_fen: int
    booked: bool


def journal_vouchers(journal: Journal, *, errors: list[RowError]) -> list[Voucher]:
    """Return one voucher per number of a cash journal; what does not fit together goes to ``errors``."""
    return _vouchers(journal.rows, journal.complaints, books=frozenset(journal.books), errors=errors)


def list_vouchers(items: Items, *, money: MoneyAccount, errors: list[RowError]) -> list[Voucher]:
    """Return one voucher per number of an itemised list whose money lay in ``money``."""
    rows = [
        MoneyRow(
            row=item.row,
            money=money,
            happened_on=item.happened_on,
            word=item.word or DEFAULT_WORD,
            number=item.number,
            summary=item.summary,
            counter=item.account,
            detail=item.detail,
            printed_name=item.printed_name,
            in_fen=item.income_fen,
            out_fen=item.expense_fen,
            party=item.party,
        )
        for item in items.rows
    ]
    return _vouchers(rows, items.complaints, books={money}, errors=errors)


def refined(
    vouchers: Sequence[Voucher], items: Items, *, errors: list[RowError]
) -> tuple[list[Voucher], list[Difference]]:
    """Put the list's categories into the journal's vouchers; return them and the numbers only one of the two has.

    A number that both have with other days, accounts, sides or amounts goes to ``errors``.
    """
    complaints = items.complaints
    before = len(complaints.errors)
    _note_duplicates(items.rows, complaints)
    listed = _by_number(items.rows)
    made = [_refined_one(voucher, listed.get(voucher.number, []), complaints) for voucher in vouchers]
    errors += complaints.errors[before:]
    booked = {voucher.number for voucher in vouchers}
    differences = [_of_journal(voucher) for voucher in vouchers if voucher.number not in listed and _sides(voucher)]
    differences += [_of_list(number, rows) for number, rows in listed.items() if number not in booked]
    return made, sorted(differences, key=lambda one: one.number)


def _vouchers(
    rows: Sequence[MoneyRow], complaints: Complaints, *, books: Collection[MoneyAccount], errors: list[RowError]
) -> list[Voucher]:
    before = len(complaints.errors)
    _note_duplicates(rows, complaints)
    vouchers = []
    for together in _by_number(rows).values():
        try:
            vouchers.append(voucher_of(together, books=books))
        except VoucherRowsError as error:
            complaints.add(error.row, error.column, error.sentence)
    errors += complaints.errors[before:]
    return vouchers


def _note_duplicates(rows: Iterable[_Row], complaints: Complaints) -> None:
    seen: dict[_Row, int] = {}
    for row in rows:
        first = seen.setdefault(replace(row, row=0), row.row)
        if first != row.row:
            problem = f"与第{first}行完全相同；如果确是两笔，请在摘要里写明区别"
            complaints.add(row.row, "number", problem)


def _by_number(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    groups: dict[int, list[_Row]] = {}
    for row in rows:
        groups.setdefault(row.number, []).append(row)
    return groups


def _refined_one(voucher: Voucher, listed: Sequence[Item], complaints: Complaints) -> Voucher:
    if not listed:
        return voucher
    first = listed[0]
    for item in listed:
        if item.happened_on != voucher.happened_on:
            problem = f"第{item.number}号凭证在{journal_sheet.LAYOUT.title}上的日期是 {voucher.happened_on}"
            complaints.add(item.row, "date", problem)
            return voucher
    wanted, given = _sides(voucher), _listed_sides(listed)
    if wanted != given:
        problem = (
            f"第{first.number}号凭证与{journal_sheet.LAYOUT.title}不一致："
            f"日记账是{_said(wanted)}，明细表是{_said(given)}"
        )
        complaints.add(first.row, "income" if first.income_fen else "expense", problem)
        return voucher
    lines = [line for line in voucher.lines if not _is_category(line)]
    named = parties(item.party for item in listed) or voucher.party
    return replace(voucher, lines=(*lines, *(_line_of(item) for item in listed)), party=named)


def _sides(voucher: Voucher) -> Counter[tuple[str, str]]:
    """Return income and expense of a voucher by account and side."""
    sides: Counter[tuple[str, str]] = Counter()
    for line in voucher.lines:
        if _is_category(line):
            side = "支出" if line.debit_fen else "收入"
            sides[line.account, side] += line.debit_fen + line.credit_fen
    return sides


def _listed_sides(listed: Sequence[Item]) -> Counter[tuple[str, str]]:
    sides: Counter[tuple[str, str]] = Counter()
    for item in listed:
        sides[item.account, "收入" if item.income_fen else "支出"] += item.income_fen + item.expense_fen
    return sides


def _said(sides: Counter[tuple[str, str]]) -> str:
    said = [f"{account(code).name}{side} {format_yuan(fen)} 元" for (code, side), fen in sides.items()]
    return "、".join(said) or "没有收入和支出"


def _is_category(line: Line) -> bool:
    booked = account(line.account)
    return booked.is_income or booked.is_expense


def _line_of(item: Item) -> Line:
    return Line(
        account=item.account,
        detail=item.detail,
        printed_name=item.printed_name,
        debit_fen=item.expense_fen,
        credit_fen=item.income_fen,
    )


def _of_journal(voucher: Voucher) -> Difference:
    sides = _sides(voucher)
    return Difference(
        number=voucher.number,
        found_in=journal_sheet.LAYOUT.title,
        summary=voucher.summary,
        income_fen=sum(fen for (_, side), fen in sides.items() if side == "收入"),
        expense_fen=sum(fen for (_, side), fen in sides.items() if side == "支出"),
        booked=True,
    )


def _of_list(number: int, rows: Sequence[Item]) -> Difference:
    return Difference(
        number=number,
        found_in=item_sheet.LAYOUT.title,
        summary="；".join(dict.fromkeys(row.summary for row in rows)),
        income_fen=sum(row.income_fen for row in rows),
        expense_fen=sum(row.expense_fen for row in rows),
        booked=False,
    )

"""Workbooks of the statements: whoever adds up their cells anew gets what they show."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from disclosure.books.chart import MoneyAccount
from disclosure.books.rules.columns import incomes_beside, sheets_beside
from disclosure.books.rules.statements import balance_sheet, income_statement
from disclosure.books.sheets.reports import comparison_sheets, journal_sheets
from disclosure.books.sheets.statements import BALANCE_COLUMNS, balance_rows, statement_sheets
from portal.kernel.months import Month
from portal.kernel.workbooks import Formula, Sheet, write_workbook
from tests.disclosure.books.rules.test_statements import BOOKS, FORMS, RESULTS, booked
from tests.disclosure.books.sheets.formulas import values

if TYPE_CHECKING:
    from disclosure.books.rules.stated import ResultSum, StatedBalance


def require_whole(sheets: list[Sheet]) -> int:
    """Require every formula to come to the value it was written with; return how many there are."""
    found = list(values(sheets))
    assert [one for one in found if one[1] != one[2]] == []
    return len(found)


def test_every_line_of_the_statements_is_a_formula_that_adds_up_the_balances() -> None:
    sheets = statement_sheets(BOOKS, RESULTS, FORMS)
    assert [sheet.name for sheet in sheets] == ["资产负债表", "收益及收益分配表", "科目余额表", "明细余额", "收支分类"]
    assert require_whole(sheets) > 200
    stated = [row for sheet in sheets[:3] for row in sheet.rows]
    assert not [cell for row in stated for cell in row if isinstance(cell, Decimal)]  # no figure is typed in


def test_a_changed_balance_changes_every_total_above_it() -> None:
    sheets = statement_sheets(BOOKS, RESULTS, FORMS)
    balances = sheets[3]
    row = list(balances.rows[0])
    row[4] = Decimal("999.00")  # cash began with more
    changed = Sheet(name=balances.name, columns=balances.columns, rows=[tuple(row), *balances.rows[1:]], totals=1)
    found = {place.partition(" ")[0]: (was, now) for place, was, now in values([*sheets[:3], changed, sheets[4]])}
    for place in ("资产负债表!C2", "资产负债表!C7", "资产负债表!C25", "科目余额表!G2"):
        assert found[place][1] - found[place][0] == Decimal("989.00"), place
    assert found["资产负债表!C43"] == (Decimal("0.00"), Decimal("989.00"))  # and the sheet says it does not balance


@settings(max_examples=5)
@given(books=booked())
def test_whatever_the_books_their_workbook_adds_up(
    books: tuple[tuple[StatedBalance, ...], tuple[ResultSum, ...]],
) -> None:
    assert require_whole(statement_sheets(*books, FORMS)) > 0


def test_books_without_an_entry_have_a_workbook_too() -> None:
    sheets = statement_sheets((), (), FORMS)
    require_whole(sheets)
    assert CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(sheets))).sheet_names[0] == "资产负债表"


def test_the_balances_as_plain_rows_are_the_figures_of_the_workbook() -> None:
    sheet = statement_sheets(BOOKS, RESULTS, FORMS)[3]
    plain = [[cell.value if isinstance(cell, Formula) else cell for cell in row] for row in sheet.rows[:-1]]
    assert plain == [list(row) for row in balance_rows(BOOKS)]
    assert all(len(row) == len(BALANCE_COLUMNS) for row in plain)


@pytest.mark.parametrize(
    "moves", [[(250_050, 0), (0, 200_000), (0, -60_25)], []], ids=["with a red line", "nothing moved"]
)
def test_each_balance_of_the_journal_is_the_one_before_with_what_moved(moves: list[tuple[int, int]]) -> None:
    balance, lines = 100_000, []
    for number, (in_fen, out_fen) in enumerate(moves, start=1):
        balance += in_fen - out_fen
        of = SimpleNamespace(happened_on=date(2026, 10, 8), number=number, summary="=1", party="", categories="x")
        lines.append(SimpleNamespace(voucher=of, in_fen=in_fen, out_fen=out_fen, balance_fen=balance))
    page: Any = SimpleNamespace(
        money=MoneyAccount.CASH,
        opening_fen=100_000,
        lines=lines,
        in_fen=sum(one[0] for one in moves),
        out_fen=sum(one[1] for one in moves),
        closing_fen=balance,
    )
    assert require_whole(journal_sheets(page)) == len(moves) + 3


def test_months_side_by_side_add_up_down_and_across() -> None:
    sheet, income = balance_sheet(BOOKS, FORMS), income_statement(RESULTS, BOOKS, FORMS)
    page: Any = SimpleNamespace(
        months=(Month(2026, 5), Month(2026, 6)),
        sheet=sheets_beside([(*sheet.assets, *sheet.claims)] * 2),
        income=incomes_beside([income] * 2),
        forms=FORMS,
    )
    made = comparison_sheets(page)
    assert require_whole(made) > 30
    assert made[0].columns == ("项目", "2026-05", "2026-06", "合计")

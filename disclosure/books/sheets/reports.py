"""Cash journal, months side by side and budget as workbooks: every balance and every total a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.sheet_output import yuan_cell
from portal.kernel.workbooks import Formula, Sheet, column_letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disclosure.books.queries import CashJournal, Comparison
    from disclosure.books.rules.budgets import BudgetSide
    from disclosure.books.rules.columns import ColumnRow
    from portal.kernel.sheet_output import Cell

_JOURNAL_COLUMNS = ("日期", "凭证号", "摘要", "对方", "对方科目", "收入（借方）", "支出（贷方）", "余额")


def journal_sheets(page: CashJournal) -> list[Sheet]:
    """Return the journal of a money account: each balance is the one before it with what came in and went out."""
    rows: list[tuple[Cell | Formula, ...]] = [
        (None, None, "上月结余", None, None, None, None, yuan_cell(page.opening_fen))
    ]
    for number, one in enumerate(page.lines, start=3):
        of = one.voucher
        moved = (yuan_cell(one.in_fen) if one.in_fen else None, yuan_cell(one.out_fen) if one.out_fen else None)
        balance = Formula(f"H{number - 1}+F{number}-G{number}", yuan_cell(one.balance_fen))
        rows.append((of.happened_on, of.number, of.summary, of.party or None, of.categories, *moved, balance))
    last = len(rows) + 1
    totals = (
        Formula(f"SUM(F2:F{last})", yuan_cell(page.in_fen)),
        Formula(f"SUM(G2:G{last})", yuan_cell(page.out_fen)),
        Formula(f"H2+F{last + 1}-G{last + 1}", yuan_cell(page.closing_fen)),
    )
    rows.append((None, None, "本月合计", None, None, *totals))
    return [
        Sheet(
            name=f"{page.money}日记账",
            columns=_JOURNAL_COLUMNS,
            rows=rows,
            widths=[12, 8, 34, 18, 24, 14, 14, 16],
            totals=1,
        )
    ]


def comparison_sheets(page: Comparison) -> list[Sheet]:
    """Return both statements with a column for each month; income has one for all of them together."""
    months = [str(month) for month in page.months]
    return [
        _beside(page.forms.income_title, months, page.income, summed=True),
        _beside(page.forms.sheet_title, months, page.sheet, summed=False),
    ]


def _beside(title: str, months: Sequence[str], rows: Sequence[ColumnRow], *, summed: bool) -> Sheet:
    place = {row.line.key: number for number, row in enumerate(rows, start=2)}
    taken_off = {row.line.key for row in rows if row.line.less}
    letters = [column_letter(at) for at in range(1, len(months) + 1)]
    made: list[tuple[Cell | Formula, ...]] = []
    for number, row in enumerate(rows, start=2):
        cells: list[Cell | Formula] = [
            Formula(_total(row, letter, place, taken_off), yuan_cell(fen)) if row.line.is_total else yuan_cell(fen)
            for letter, fen in zip(letters, row.figures, strict=True)
        ]
        if summed:
            cells.append(Formula(f"SUM({letters[0]}{number}:{letters[-1]}{number})", yuan_cell(sum(row.figures))))
        made.append((row.line.name, *cells))
    columns = ("项目", *months, "合计") if summed else ("项目", *months)
    return Sheet(name=title, columns=columns, rows=made, widths=[32, *[14] * (len(columns) - 1)])


def _total(row: ColumnRow, letter: str, place: dict[str, int], taken_off: set[str]) -> str:
    signed = (f"{'-' if key in taken_off else '+'}{letter}{place[key]}" for key in row.line.total)
    return "".join(signed).removeprefix("+")


def budget_sheets(income: BudgetSide, expense: BudgetSide) -> list[Sheet]:
    """Return a year's budget beside what was booked: what is left, and every total, a formula."""
    return [_budget("预算收入", income), _budget("预算支出", expense)]


def _budget(title: str, side: BudgetSide) -> Sheet:
    rows: list[tuple[Cell | Formula, ...]] = []
    for number, one in enumerate(side.rows, start=2):
        planned = None if one.planned_fen is None else yuan_cell(one.planned_fen)
        left = None if one.left_fen is None else Formula(f"C{number}-D{number}", yuan_cell(one.left_fen))
        rows.append((one.account, one.name, planned, yuan_cell(one.actual_fen), left))
    totals = _budget_totals(side, last=len(rows) + 1)
    return Sheet(
        name=title,
        columns=("科目编号", "类别", "全年预算", "实际", "预算减实际"),
        rows=[*rows, *totals],
        widths=[8, 28, 16, 16, 16],
        totals=len(totals),
    )


def _budget_totals(side: BudgetSide, *, last: int) -> list[tuple[Cell | Formula, ...]]:
    """Return the totals below the row ``last``: what was planned and what nobody planned apart, then both together."""

    def total(letter: str, fen: int) -> Formula:
        return Formula(f"SUM({letter}2:{letter}{last})" if side.rows else "0", yuan_cell(fen))

    planned, left = total("C", side.planned_fen), total("E", side.left_fen)
    actual = total("D", side.actual_fen)
    if not side.has_unplanned:
        return [("合计", None, planned, actual, left)]
    first = last + 1
    of_plan = Formula(f"C{first}-E{first}", yuan_cell(side.come_of_plan_fen))
    beside = Formula(f"D{first + 2}-D{first}", yuan_cell(side.unplanned_fen))
    return [
        ("有预算的合计", None, planned, of_plan, left),
        ("没有预算的", None, None, beside, None),
        ("合计", None, Formula(f"C{first}", yuan_cell(side.planned_fen)), actual, None),
    ]

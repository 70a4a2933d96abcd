"""The itemised list: income and expense line by line, each under ``一级科目/明细``.

It says what the money was for, not where it lay; by itself it books nothing without a money account.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from disclosure.books.sheets.journal import checked_day
from disclosure.books.sheets.table import (
    PARTY,
    Column,
    Complaints,
    Layout,
    Record,
    Table,
    read_amount,
    read_day,
    read_number,
    read_party,
    read_text,
)
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from datetime import date

    from disclosure.books.chart import Account, Chart
    from portal.kernel.months import Month

LAYOUT = Layout(
    title="收支明细表",
    marks=("类别",),
    columns=(
        Column(key="date", headings=("日期",)),
        Column(key="number", headings=("凭证号",)),
        Column(key="summary", headings=("摘要",)),
        Column(key="category", headings=("类别",)),
        Column(key="income", headings=("收入",)),
        Column(key="expense", headings=("支出",)),
        PARTY,
    ),
)

_TOTALS = {"合计", "本月合计", "总计"}
_LONGEST_SUMMARY = 200
_LONGEST_CATEGORY = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of income or expense; exactly one of the two amounts is above zero."""

    row: int
    happened_on: date
    word: str
    number: int
    summary: str
    account: str  # code of the 2023 chart
    detail: str
    printed_name: str
    income_fen: int
    expense_fen: int
    party: str = ""


@dataclass(slots=True, kw_only=True)
class Items:
    """What one file of this layout says."""

    complaints: Complaints
    chart: Chart
    month: Month
    today: date
    rows: list[Item] = field(default_factory=list)
    row_count: int = 0
    income_fen: int = 0
    expense_fen: int = 0
    compared: int = 0
    disagreed: int = 0


def read_items(table: Table, *, chart: Chart, month: Month, today: date) -> Items:
    """Read ``table`` as the itemised list of ``month``; complaints are in the result."""
    items = Items(complaints=Complaints(table=table), chart=chart, month=month, today=today)
    for record in table.records:
        if {record.plain(key) for key in ("date", "number", "summary")} & _TOTALS:
            _compare_total(record, items)
        else:
            _read_item(record, items)
    return items


def _compare_total(record: Record, items: Items) -> None:
    for key, computed_fen in (("income", items.income_fen), ("expense", items.expense_fen)):
        printed_fen = read_amount(record, key, items.complaints)
        items.compared += 1
        if printed_fen != computed_fen:
            items.disagreed += 1
            printed, computed = format_yuan(printed_fen), format_yuan(computed_fen)
            items.complaints.add(record.row, key, f"合计印的是 {printed}，逐笔相加是 {computed}，请核对")


def _read_item(record: Record, items: Items) -> None:
    items.row_count += 1
    complaints = items.complaints
    before = len(complaints.errors)
    day = checked_day(
        read_day(record["date"]),
        record["date"],
        record.row,
        "date",
        month=items.month,
        today=items.today,
        complaints=complaints,
    )
    word, number = read_number(record, "number", complaints)
    summary = read_text(record, "summary", complaints, longest=_LONGEST_SUMMARY)
    party = read_party(record, complaints)
    income_fen, expense_fen = _sides(record, complaints)
    items.income_fen += income_fen
    items.expense_fen += expense_fen
    category = _category(record, items, kind="income" if income_fen else "expense" if expense_fen else "")
    if day is None or category is None or len(complaints.errors) > before:
        return
    account, detail, printed_name = category
    items.rows.append(
        Item(
            row=record.row,
            happened_on=day,
            word=word,
            number=number,
            summary=summary,
            account=account.code,
            detail=detail,
            printed_name=printed_name,
            income_fen=income_fen,
            expense_fen=expense_fen,
            party=party,
        )
    )


def _sides(record: Record, complaints: Complaints) -> tuple[int, int]:
    before = len(complaints.errors)
    income_fen = read_amount(record, "income", complaints)
    expense_fen = read_amount(record, "expense", complaints)
    if len(complaints.errors) > before:
        return 0, 0
    if income_fen and expense_fen:
        complaints.add(record.row, "expense", "收入和支出同时填了金额，一行只能填一边")
        return 0, 0
    if not income_fen and not expense_fen:
        complaints.add(record.row, "income", "没有金额，收入和支出必须填一边")
    return income_fen, expense_fen


def _category(record: Record, items: Items, *, kind: str) -> tuple[Account, str, str] | None:
    """Return the account, the detail and the printed name of a category, or note why there is none.

    ``kind`` is the column that holds the amount, or nothing where no amount could be read.
    """
    before = len(items.complaints.errors)
    printed = read_text(record, "category", items.complaints, longest=_LONGEST_CATEGORY)
    if len(items.complaints.errors) > before:
        return None
    top, _, detail = ("".join(part.split()) for part in printed.replace("／", "/").partition("/"))
    account = items.chart.account_named(top)
    if account is None:
        problem = f"{items.chart.title}里没有“{top}”这个科目；类别要写成 管理费用/办公费 的样子"
        items.complaints.add(record.row, "category", problem)
        return None
    fits = {"income": account.is_income, "expense": account.is_expense}
    if not fits.get(kind, True):
        wanted = "收入" if kind == "income" else "支出"
        items.complaints.add(record.row, "category", f"“{top}”不是{wanted}类科目，不能填在{wanted}一栏")
        return None
    return account, detail, f"{top}/{detail}" if detail else top

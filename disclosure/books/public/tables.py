"""The tables of a published month: what stands in its CSV files and its workbook, and what each column means.

``statement.csv`` has one row for each voucher, or for each of its categories where it has several: then what the
voucher moved stands in its first row only. Every total of the month page is a sum over it; what the month began with
stands in ``accounts.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount
from disclosure.books.public.balances import results_of
from disclosure.books.sheets.statements import BALANCE_COLUMNS, balance_rows, statement_sheets
from disclosure.books.statement_lines import statement_forms
from portal.kernel.sheet_output import write_csv, yuan_cell
from portal.kernel.workbooks import Formula, Sheet, column_letter, write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from disclosure.books.public.reading import PublicMonth
    from disclosure.books.public.vouchers import Line, PublicVoucher
    from disclosure.books.rules.stated import StatedBalance
    from portal.kernel.sheet_output import Cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a published table: its heading, its Table Schema type, and what it means."""

    title: str
    kind: str
    meaning: str
    width: int = 10  # in the workbook


_SIDES = (("收", "增加"), ("付", "减少"))
_BOOK_COLUMNS = tuple(
    Column(f"{money}{side}", "number", f"{money}{moves}多少元；只写在凭证的第一行")
    for money in MoneyAccount
    for side, moves in _SIDES
)

STATEMENT = (
    Column("凭证号", "integer", "凭证在这个月的号码；同一凭证分几类的，有几行"),
    Column("日期", "date", "业务发生的日期", 12),
    Column("摘要", "string", "为了什么", 34),
    Column("对方", "string", "付给谁或从谁收来；私人姓名已隐去一部分", 18),
    Column("收到", "number", "这张凭证收到多少元；只写在它的第一行", 13),
    Column("付出", "number", "这张凭证付出多少元；只写在它的第一行", 13),
    Column("存取或转账", "number", "只在账户之间移动、不算收支的金额", 13),
    Column("科目编号", "string", "2023年会计制度的科目编号"),
    Column("类别", "string", "科目和明细的名称", 24),
    Column("计入收入", "number", "这一行计入本月收入多少元", 13),
    Column("计入支出", "number", "这一行计入本月支出多少元", 13),
    *_BOOK_COLUMNS,
    Column("资金来源", "string", "用的是哪一笔专项资金", 16),
    Column("依据的议题", "integer", "依据第几号议题的决议"),
    Column("冲销", "string", "冲销了哪一张，或被哪一张冲销", 24),
    Column("票据张数", "integer", "附了几张票据"),
    Column("补录天数", "integer", "过期几天才入账；按时的是 0"),
    Column("记账", "string", "谁记的账"),
    Column("网址", "string", "这一笔在公开网站上的位置", 40),
)
ACCOUNTS = (
    Column("项目", "string", "账户、收入或支出"),
    Column("科目编号", "string", "2023年会计制度的科目编号"),
    Column("名称", "string", "账户或类别的名称", 24),
    Column("期初或上月累计", "number", "账户是上月结余，类别是本年到上月的累计，单位元", 16),
    Column("本月增加", "number", "单位元", 13),
    Column("本月减少", "number", "单位元；类别没有这一项", 13),
    Column("期末或本年累计", "number", "账户是本月结余，类别是本年累计，单位元", 16),
)
BALANCES = tuple(
    Column(title, "string" if title in {"科目编号", "科目名称", "明细", "类别"} else "number", meaning)
    for title, meaning in zip(
        BALANCE_COLUMNS,
        (
            "2023年会计制度的科目编号", "科目的名称", "村里在科目下面开设的明细；私人姓名已隐去一部分", "科目的类别",
            *(f"{when}在{side}多少元" for when in ("本月开始时",) for side in ("借方", "贷方")),
            "本月记在借方多少元", "本月记在贷方多少元", "1月起记在借方多少元", "1月起记在贷方多少元",
            *(f"{when}在{side}多少元" for when in ("本月结束时", "本年开始时") for side in ("借方", "贷方")),
        ),
        strict=True,
    )
)  # fmt: skip
_ACCOUNT, _INCOME, _EXPENSE = "账户", "收入", "支出"
_AT = {column.title: place for place, column in enumerate(STATEMENT)}


def statement_csv(month: PublicMonth, *, address: str) -> bytes:
    """Return ``statement.csv``; ``address`` is the month page's."""
    return write_csv([column.title for column in STATEMENT], statement_rows(month, address=address))


def accounts_csv(month: PublicMonth) -> bytes:
    """Return ``accounts.csv``: what every account and category began with, and what became of it."""
    return write_csv([column.title for column in ACCOUNTS], account_rows(month))


def balances_csv(balances: Iterable[StatedBalance]) -> bytes:
    """Return ``balances.csv``: what every account stands at."""
    return write_csv(BALANCE_COLUMNS, balance_rows(balances))


def statement_rows(month: PublicMonth, *, address: str) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows under ``STATEMENT``."""
    for one in month.vouchers:
        head = (one.number, one.happened_on, one.summary, one.party)
        moved = tuple(map(_yuan, (one.in_fen, one.out_fen, one.moved_fen)))
        books = tuple(_yuan(fen) for money in MoneyAccount for fen in _movement(one, money.code))
        tail = (
            one.fund or None, one.matter_number, _reversal(one) or None, len(one.receipts), one.late_days,
            one.recorded_by or None, f"{address}#{one.anchor}",
        )  # fmt: skip
        for place, line in enumerate(_category_lines(one)):
            first = place == 0
            yield (
                *head, *(moved if first else (None,) * 3), *_of_category(line),
                *(books if first else (None,) * len(books)), *tail,
            )  # fmt: skip


def account_rows(month: PublicMonth) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows under ``ACCOUNTS``."""
    for one in month.money:
        fen = (one.opening_fen, one.in_fen, one.out_fen, one.closing_fen)
        yield (_ACCOUNT, MoneyAccount(one.account).code, one.account, *map(yuan_cell, fen))
    for kind, categories in ((_INCOME, month.income), (_EXPENSE, month.expense)):
        for category in categories:
            before = category.year_fen - category.month_fen
            fen = (before, category.month_fen, 0, category.year_fen)
            yield (kind, category.code, category.name, *map(yuan_cell, fen))


def statement_xlsx(month: PublicMonth, *, address: str, more: Sequence[Sheet] = ()) -> bytes:
    """Return the month's workbook: totals, vouchers, accounts and categories, every sum a formula; then ``more``."""
    rows = tuple(statement_rows(month, address=address))
    plain = [_totals_sheet(month, len(rows)), _voucher_sheet(rows), _account_sheet(month, rows)]
    stated = [] if month.balances is None else statement_sheets(month.balances, results_of(month), statement_forms())
    return write_workbook([*plain, *stated, *more])


_SUMMED = ("收到", "付出", "计入收入", "计入支出", *(column.title for column in _BOOK_COLUMNS))
_TOTALS_NAME, _VOUCHERS_NAME, _ACCOUNTS_NAME = "合计", "逐笔", "账户和类别"


def _voucher_sheet(rows: Sequence[Sequence[Cell]]) -> Sheet:
    total: list[Cell | Formula] = [None] * len(STATEMENT)
    total[_AT["摘要"]] = "合计"
    for title in _SUMMED:
        place = _AT[title]
        value = sum((cell for row in rows if isinstance(cell := row[place], Decimal)), yuan_cell(0))
        total[place] = Formula(f"SUM({column_letter(place)}2:{column_letter(place)}{max(len(rows), 1) + 1})", value)
    return Sheet(
        name=_VOUCHERS_NAME,
        columns=[column.title for column in STATEMENT],
        rows=[*rows, total] if rows else [[None] * len(STATEMENT), total],
        widths=[column.width for column in STATEMENT],
        totals=1,
    )


def _account_sheet(month: PublicMonth, rows: Sequence[Sequence[Cell]]) -> Sheet:
    made: list[tuple[Cell | Formula, ...]] = []
    for number, one in enumerate(month.money, start=2):
        sums = (
            Formula(_column_sum(f"{one.account}收", rows), yuan_cell(one.in_fen)),
            Formula(_column_sum(f"{one.account}付", rows), yuan_cell(one.out_fen)),
        )
        head = (_ACCOUNT, MoneyAccount(one.account).code, one.account, yuan_cell(one.opening_fen))
        made.append((*head, *sums, _carried(number, one.closing_fen)))
    categories = [(_INCOME, one) for one in month.income] + [(_EXPENSE, one) for one in month.expense]
    for number, (kind, category) in enumerate(categories, start=len(made) + 2):
        booked = Formula(_category_sum(f"计入{kind}", number, rows), yuan_cell(category.month_fen))
        head = (kind, category.code, category.name, yuan_cell(category.year_fen - category.month_fen))
        made.append((*head, booked, yuan_cell(0), _carried(number, category.year_fen)))
    return Sheet(
        name=_ACCOUNTS_NAME,
        columns=[column.title for column in ACCOUNTS],
        rows=made,
        widths=[column.width for column in ACCOUNTS],
    )


def _carried(number: int, fen: int) -> Formula:
    """Return what a row of the accounts ends with: what it began with, and what was added and taken."""
    return Formula(f"D{number}+E{number}-F{number}", yuan_cell(fen))


def _totals_sheet(month: PublicMonth, count: int) -> Sheet:
    """Return the few totals of the month page, computed from the other two sheets."""
    figures, last = month.figures, len(month.money) + len(month.income) + len(month.expense) + 1
    total = max(count, 1) + 2  # the row under the vouchers
    opening = f'SUMIF({_ACCOUNTS_NAME}!A2:A{last},"{_ACCOUNT}",{_ACCOUNTS_NAME}!D2:D{last})'
    closing = opening.replace("D2:D", "G2:G")
    made = [
        ("上月结余", Formula(opening, yuan_cell(figures.opening_fen))),
        *(
            (label, Formula(f"{_VOUCHERS_NAME}!{column_letter(_AT[title])}{total}", yuan_cell(fen)))
            for label, title, fen in (
                ("本月收入", "计入收入", figures.income_fen),
                ("本月支出", "计入支出", figures.expense_fen),
                ("收到合计", "收到", figures.received_fen),
                ("付出合计", "付出", figures.paid_fen),
            )
        ),
        ("本月结余", Formula(closing, yuan_cell(figures.closing_fen))),
        ("另有收付（不算收支）", Formula("B7-B2-B3+B4", yuan_cell(figures.other_fen))),
    ]
    return Sheet(name=_TOTALS_NAME, columns=[f"{month.month.chinese}", "元"], rows=made, widths=[24, 16])


def _column_sum(title: str, rows: Sequence[object]) -> str:
    letter = column_letter(_AT[title])
    return f"SUM({_VOUCHERS_NAME}!{letter}2:{letter}{max(len(rows), 1) + 1})"


def _category_sum(title: str, number: int, rows: Sequence[object]) -> str:
    """Return the sum of a column over the rows whose code and category are those of row ``number``."""
    code, name, amount = (
        f"{_VOUCHERS_NAME}!{letter}$2:{letter}${max(len(rows), 1) + 1}"
        for letter in (column_letter(_AT[one]) for one in ("科目编号", "类别", title))
    )
    return f"SUMPRODUCT(({code}=B{number})*({name}=C{number})*{amount})"


def _category_lines(one: PublicVoucher) -> list[Line | None]:
    """Return the lines that say what the money was for; a voucher that only moved money has one row without."""
    return [line for line in one.lines if MoneyAccount.of(line.code) is None] or [None]


def _of_category(line: Line | None) -> tuple[Cell, Cell, Cell, Cell]:
    if line is None:
        return (None, None, None, None)
    return (line.code, line.name, _yuan(line.income_fen), _yuan(line.expense_fen))


def _movement(one: PublicVoucher, code: str) -> tuple[int, int]:
    lines = [line for line in one.lines if line.code == code]
    return sum(line.debit_fen for line in lines), sum(line.credit_fen for line in lines)


def _yuan(fen: int | None) -> Cell:
    return yuan_cell(fen) if fen else None


def _reversal(one: PublicVoucher) -> str:
    if one.reverses:
        return f"冲销 {one.reverses.month} 第{one.reverses.number}号：{one.reverses.reason}"
    if one.reversed_by:
        return f"已由 {one.reversed_by.month} 第{one.reversed_by.number}号冲销：{one.reversed_by.reason}"
    return ""

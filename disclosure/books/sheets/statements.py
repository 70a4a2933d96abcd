"""The statements as sheets of a workbook: every line and every total a formula over the balances beside it.

Two sheets hold figures, what accounts stand at and what income and expense came to; the statements are computed from
them. The portal and the public site hand out the same ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.chart import Side, account
from disclosure.books.rules.statements import (
    UNDISTRIBUTED,
    balance_sheet,
    income_statement,
    trial_balance,
)
from portal.kernel.sheet_output import yuan_cell
from portal.kernel.workbooks import Formula, Sheet, column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from disclosure.books.rules.stated import ResultSum, StatedBalance
    from disclosure.books.rules.statements import SheetRow
    from disclosure.books.statement_lines import StatementForms, StatementLine
    from portal.kernel.sheet_output import Cell

    Row = tuple[Cell | Formula, ...]

BALANCES, TRIAL, RESULTS = "明细余额", "科目余额表", "收支分类"

#: What every account stands at, one row for each that has nothing below it.
BALANCE_COLUMNS = (
    "科目编号", "科目名称", "明细", "类别", "期初借方", "期初贷方", "本期借方", "本期贷方",
    "本年累计借方", "本年累计贷方", "期末借方", "期末贷方", "年初借方", "年初贷方",
)  # fmt: skip
TRIAL_COLUMNS = (
    "科目编号", "科目名称", "期初余额借方", "期初余额贷方", "本期发生额借方", "本期发生额贷方",
    "期末余额借方", "期末余额贷方",
)  # fmt: skip
_RESULT_COLUMNS = ("科目编号", "名称", "明细", "本月数", "本年累计数")
_LETTER = {title: column_letter(place) for place, title in enumerate(BALANCE_COLUMNS)}
_FIRST_AMOUNT = BALANCE_COLUMNS.index("期初借方")


def statement_sheets(
    balances: Sequence[StatedBalance], sums: Sequence[ResultSum], forms: StatementForms
) -> list[Sheet]:
    """Return the statements of a month, the statutory ones first, what they are computed from last."""
    books = _Books(len(balances), len(sums))
    sheet = balance_sheet(balances, forms)
    return [
        _balance_sheet(books, (*sheet.assets, *sheet.claims), forms),
        _income(books, sums, balances, forms),
        _trial(books, balances),
        Sheet(
            name=BALANCES,
            columns=BALANCE_COLUMNS,
            rows=[*map(_computed, range(2, len(balances) + 2), balances), _summed(balances)],
            widths=[8, 18, 18, 10, *[13] * 10],
            totals=1,
        ),
        Sheet(
            name=RESULTS,
            columns=_RESULT_COLUMNS,
            rows=[
                (one.account, one.name, one.detail, yuan_cell(one.month_fen), yuan_cell(one.year_fen)) for one in sums
            ],
            widths=[8, 26, 18, 14, 14],
        ),
    ]


def balance_rows(balances: Iterable[StatedBalance]) -> Iterator[tuple[Cell, ...]]:
    """Yield what every account stands at as rows under ``BALANCE_COLUMNS``."""
    for one in balances:
        yield (*_head(one), *(yuan_cell(fen) for fen in _amounts(one)))


def _head(one: StatedBalance) -> tuple[Cell, ...]:
    booked = account(one.account)
    return (one.account, booked.name, one.detail or None, booked.kind.value)


def _amounts(one: StatedBalance) -> tuple[int, ...]:
    return (
        *_sides(one.opening_fen), one.debit_fen, one.credit_fen, one.year_debit_fen, one.year_credit_fen,
        *_sides(one.closing_fen), *_sides(one.year_opening_fen),
    )  # fmt: skip


def _sides(fen: int) -> tuple[int, int]:
    return (max(0, fen), max(0, -fen))


def _computed(number: int, one: StatedBalance) -> Row:
    """Return a row of balances: what the month ends with and the year began with follows from the rest."""
    formulas = (
        f"ROUND(MAX(0,E{number}-F{number}+G{number}-H{number}),2)",
        f"ROUND(MAX(0,F{number}-E{number}+H{number}-G{number}),2)",
        f"ROUND(MAX(0,K{number}-L{number}-I{number}+J{number}),2)",
        f"ROUND(MAX(0,L{number}-K{number}+I{number}-J{number}),2)",
    )
    cells = [yuan_cell(fen) for fen in _amounts(one)]
    stated = len(cells) - len(formulas)
    made = map(Formula, formulas, cells[stated:])
    return (*_head(one), *cells[:stated], *made)


def _summed(balances: Sequence[StatedBalance]) -> Row:
    last = len(balances) + 1
    totals = [sum(column) for column in zip(*map(_amounts, balances), strict=True)] or [0] * 10
    return (
        "合计", None, None, None,
        *(
            Formula(f"SUM({letter}2:{letter}{last})" if balances else "0", yuan_cell(fen))
            for letter, fen in zip(map(column_letter, range(_FIRST_AMOUNT, len(BALANCE_COLUMNS))), totals, strict=True)
        ),
    )  # fmt: skip


def _trial(books: _Books, balances: Sequence[StatedBalance]) -> Sheet:
    found = trial_balance(balances)
    rows: list[Row] = []
    for one in (row for row in found.rows if not row.detail):
        both = account(one.account).side is Side.EITHER
        cells: list[Formula] = []
        for what, amounts, net in (
            ("期初", one.opening, not both), ("本期", one.moved, False), ("期末", one.closing, not both),
        ):  # fmt: skip
            debit, credit = books.of_account(one.account, f"{what}借方"), books.of_account(one.account, f"{what}贷方")
            texts = (_above_zero(debit, credit), _above_zero(credit, debit)) if net else (debit, credit)
            cells += [Formula(text, yuan_cell(fen)) for text, fen in zip(texts, amounts, strict=True)]
        rows.append((one.account, account(one.account).name, *cells))
    total = (*found.total.opening, *found.total.moved, *found.total.closing)
    last = len(rows) + 1
    letters = [column_letter(place) for place in range(2, len(TRIAL_COLUMNS))]
    summed = [
        Formula(f"SUM({letter}2:{letter}{last})" if rows else "0", yuan_cell(fen))
        for letter, fen in zip(letters, total, strict=True)
    ]
    return Sheet(
        name=TRIAL, columns=TRIAL_COLUMNS, rows=[*rows, ("合计", None, *summed)], widths=[8, 22, *[15] * 6], totals=1
    )


def _above_zero(one: str, other: str) -> str:
    return f"ROUND(MAX(0,{one}-{other}),2)"


def _balance_sheet(books: _Books, rows: Sequence[SheetRow], forms: StatementForms) -> Sheet:
    place = {row.line.key: number for number, row in enumerate(rows, start=2)}
    taken_off = {row.line.key for row in rows if row.line.less}
    made: list[Row] = []
    for at, row in enumerate(rows):
        credit = (at >= len(forms.assets)) != row.line.less
        cells = (
            Formula(_total(row.line, letter, place, taken_off) or books.of_line(row.line, when, credit=credit), value)
            for letter, when, value in (
                ("C", "期末", yuan_cell(row.fen)), ("D", "年初", yuan_cell(row.year_opening_fen)),
            )
        )  # fmt: skip
        made.append((row.line.number, row.line.name, *cells))
    assets, claims = place[forms.assets[-1].key], place[forms.claims[-1].key]
    difference = [
        Formula(f"ROUND({letter}{assets}-{letter}{claims},2)", yuan_cell(fen))
        for letter, fen in (
            ("C", rows[assets - 2].fen - rows[claims - 2].fen),
            ("D", rows[assets - 2].year_opening_fen - rows[claims - 2].year_opening_fen),
        )
    ]
    made.append((None, "两边相差（应为零）", *difference))
    return Sheet(
        name=forms.sheet_title,
        columns=("行次", "项目", "期末余额", "年初余额"),
        rows=made,
        widths=[6, 32, 18, 18],
        totals=1,
    )


def _income(
    books: _Books, sums: Sequence[ResultSum], balances: Sequence[StatedBalance], forms: StatementForms
) -> Sheet:
    rows = income_statement(sums, balances, forms)
    place = {row.line.key: number for number, row in enumerate(rows, start=2)}
    taken_off = {row.line.key for row in rows if row.line.less}
    made: list[Row] = []
    for row in rows:
        line = row.line
        month, year = (
            _total(line, letter, place, taken_off) or books.of_results(line, letter) for letter in ("C", "D")
        )
        if line.only_of_the_year:
            year = books.of_distribution(line, forms, place)
        month_cell = None if row.month_fen is None else Formula(month, yuan_cell(row.month_fen))
        made.append((line.number, line.name, month_cell, Formula(year, yuan_cell(row.year_fen))))
    return Sheet(
        name=forms.income_title, columns=("行次", "项目", "本月数", "本年累计数"), rows=made, widths=[6, 28, 18, 18]
    )


def _total(line: StatementLine, letter: str, place: dict[str, int], taken_off: set[str]) -> str:
    """Return the formula of a line that adds up others, empty for one that does not."""
    signed = (f"{'-' if key in taken_off else '+'}{letter}{place[key]}" for key in line.total)
    return "".join(signed).removeprefix("+")


class _Books:
    """Formulas over the two sheets that hold figures."""

    def __init__(self, balances: int, sums: int) -> None:
        self._last = max(balances, 1) + 1
        self._last_result = max(sums, 1) + 1

    def of_account(self, code: str, title: str) -> str:
        """Return what the rows of an account come to in a column."""
        return f'SUMIF({self._column("科目编号")},"{code}",{self._column(title)})'

    def of_class(self, kind: str, title: str) -> str:
        """Return what the rows of a class of accounts come to in a column."""
        return f'SUMIF({self._column("类别")},"{kind}",{self._column(title)})'

    def of_line(self, line: StatementLine, when: str, *, credit: bool) -> str:
        """Return what a line of the balance sheet comes to."""
        debit_title, credit_title = f"{when}借方", f"{when}贷方"
        more, less = (credit_title, debit_title) if credit else (debit_title, credit_title)
        terms = [f"{self.of_account(code, more)}-{self.of_account(code, less)}" for code in line.accounts]
        terms += [f"{self.of_class(kind, more)}-{self.of_class(kind, less)}" for kind in line.classes]
        terms += [self.of_account(code, debit_title) for code in line.details_in_debit]
        terms += [self.of_account(code, credit_title) for code in line.details_in_credit]
        return f"ROUND({'+'.join(terms)},2)"

    def of_results(self, line: StatementLine, letter: str) -> str:
        """Return what the income or expense of a line comes to, in the month (C) or the year (D)."""
        codes, details, amounts = (
            f"{RESULTS}!{column}$2:{column}${self._last_result}" for column in ("A", "C", {"C": "D", "D": "E"}[letter])
        )
        if line.details:
            terms = [
                f'SUMPRODUCT(({codes}="{code}")*({details}="{detail}")*{amounts})'
                for code in line.accounts
                for detail in line.details
            ]
        else:
            terms = [f'SUMIF({codes},"{code}",{amounts})' for code in line.accounts]
        return "+".join(terms)

    def of_distribution(self, line: StatementLine, forms: StatementForms, place: dict[str, int]) -> str:
        """Return what a line of the distribution comes to."""
        if line.begins_with:
            return f"ROUND({self._undistributed('年初')},2)"
        if line.out or line.into:
            title = "本年累计借方" if line.out else "本年累计贷方"
            return "+".join(self._below_undistributed(name, title) for name in line.out or line.into)
        named = [one for one in forms.income if one.begins_with or one.into or one.out]
        terms = "".join(f"{'-' if one.out else '+'}D{place[one.key]}" for one in named)
        net = next(one for one in reversed(forms.income[: forms.income.index(named[0])]) if one.total)
        return f"ROUND(D{place[net.key]}{terms}-({self._undistributed('期末')}),2)"

    def _undistributed(self, when: str) -> str:
        own = [
            f"{self.of_account(code, f'{when}贷方')}-{self.of_account(code, f'{when}借方')}" for code in UNDISTRIBUTED
        ]
        return "+".join([*own, f"{self.of_class('损益', f'{when}贷方')}-{self.of_class('损益', f'{when}借方')}"])

    def _below_undistributed(self, detail: str, title: str) -> str:
        codes = "+".join(f'({self._column("科目编号")}="{code}")' for code in UNDISTRIBUTED)
        return f'SUMPRODUCT(({codes})*({self._column("明细")}="{detail}")*{self._column(title)})'

    def _column(self, title: str) -> str:
        letter = _LETTER[title]
        return f"{BALANCES}!{letter}$2:{letter}${self._last}"

"""The end of the year (年末结转): income and expenses go to the year's result, and the result to what is undistributed.

Source: rules table ``accounting.year_end`` (损益类结转 321 本年收益；321 转 322 收益分配—未分配收益; secondary).
What is carried over follows from the balances alone, so that carrying over again takes only what was booked in
between. The vouchers are neither income nor expense of the year: they end the accounts these stand on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.chart import YEAR_RESULT, account
from disclosure.books.errors import NothingToCarryOverError, YearNotOverError
from disclosure.books.rules.entries import Category
from disclosure.books.rules.vouchers import Line
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from disclosure.books.rules.balances import AccountBalance, Key

#: The result of the year, and the part of its distribution that is nobody's yet.
RESULT = Category(account=YEAR_RESULT)
UNDISTRIBUTED = Category(account="322", detail="未分配收益")


#: How sure the rule is; it proposes, and stops nothing.
ARTICLE, QUOTED = "农村集体经济组织会计制度（财会〔2023〕14号）本年收益、收益分配科目的使用说明", False


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndVoucher:
    """One of the vouchers that end a year."""

    summary: str
    lines: tuple[Line, ...]

    @property
    def amount_fen(self) -> int:
        """What it carries over."""
        return sum(line.debit_fen for line in self.lines)


def last_month(year: int) -> Month:
    """Return the month whose last day ends the year."""
    return Month(year, 12)


def require_year_over(year: int, *, today: date) -> None:
    """Refuse to end a year before its last day.

    :raise YearNotOverError: the day has not come.
    """
    last = last_month(year).last_day
    if today < last:
        raise YearNotOverError(last)


def year_end_vouchers(year: int, balances: Sequence[AccountBalance]) -> tuple[YearEndVoucher, ...]:
    """Return the vouchers that carry over what stands on the accounts when the year ends; none where nothing does.

    First the income, then the expenses, each to the year's result; then the result, with what stood on it.
    """
    income = [one for one in balances if account(one.account).is_income and one.closing_fen]
    expense = [one for one in balances if account(one.account).is_expense and one.closing_fen]
    result = {(RESULT.account, RESULT.detail): sum(one.closing_fen for one in (*income, *expense))}
    for one in balances:
        if one.account == RESULT.account:
            result[one.account, one.detail] = result.get((one.account, one.detail), 0) + one.closing_fen
    found = (
        _carried(f"{year}年末结转本年收入", income, to=RESULT),
        _carried(f"{year}年末结转本年支出", expense, to=RESULT),
        _voucher(f"{year}年末本年收益转入未分配收益", result, to=UNDISTRIBUTED),
    )
    return tuple(one for one in found if one.lines)


def require_something_to_carry_over(year: int, vouchers: Sequence[YearEndVoucher]) -> None:
    """Refuse to carry over nothing.

    :raise NothingToCarryOverError: income, expenses and result stand at nothing: it was done, or nothing was booked.
    """
    if not vouchers:
        raise NothingToCarryOverError(year)


def _carried(summary: str, balances: Iterable[AccountBalance], *, to: Category) -> YearEndVoucher:
    return _voucher(summary, {(one.account, one.detail): one.closing_fen for one in balances}, to=to)


def _voucher(summary: str, balances: dict[Key, int], *, to: Category) -> YearEndVoucher:
    """Return the voucher that brings ``balances`` (debit above zero) to nothing and puts their sum on ``to``."""
    lines = [_line(Category(account=code, detail=detail), -fen) for (code, detail), fen in balances.items() if fen]
    rest_fen = sum(balances.values())
    if rest_fen:
        lines.append(_line(to, rest_fen))
    return YearEndVoucher(summary=summary, lines=tuple(sorted(lines, key=lambda line: line.debit_fen == 0)))


def _line(category: Category, fen: int) -> Line:
    """Return a line over ``fen`` (debit above zero)."""
    return Line(
        account=category.account,
        detail=category.detail,
        printed_name=category.name,
        debit_fen=max(fen, 0),
        credit_fen=max(-fen, 0),
    )

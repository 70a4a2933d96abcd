"""What a month's entries add up to: money by account, income and expense by printed category.

A transfer between cash and bank moves money in two accounts and is neither income nor expense. What
else changes the money without being income or expense (loans, debts, assets) is shown as one figure, so
that the plain statement always adds up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount, account

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from disclosure.books.rules.vouchers import Voucher
    from portal.kernel.months import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSum:
    """What was booked on one account under one printed name."""

    account: str
    printed_name: str
    debit_fen: int
    credit_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyMovement:
    """One money account in one month. An opening that nobody stated counts as zero and is marked."""

    account: MoneyAccount
    opening_known: bool
    opening_fen: int
    in_fen: int
    out_fen: int
    closing_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTotal:
    """Income or expense under one printed name."""

    name: str
    account: str
    month_fen: int
    year_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The month in figures."""

    month: Month
    money: tuple[MoneyMovement, ...]
    income: tuple[CategoryTotal, ...]
    expense: tuple[CategoryTotal, ...]

    @property
    def opening_fen(self) -> int:
        """Money at the beginning: 上月结余."""
        return sum(one.opening_fen for one in self.money)

    @property
    def closing_fen(self) -> int:
        """Money at the end: 本月结余."""
        return sum(one.closing_fen for one in self.money)

    @property
    def income_fen(self) -> int:
        """Income of the month."""
        return sum(one.month_fen for one in self.income)

    @property
    def expense_fen(self) -> int:
        """Expense of the month."""
        return sum(one.month_fen for one in self.expense)

    @property
    def year_income_fen(self) -> int:
        """Income since 1 January."""
        return sum(one.year_fen for one in self.income)

    @property
    def year_expense_fen(self) -> int:
        """Expense since 1 January."""
        return sum(one.year_fen for one in self.expense)

    @property
    def other_fen(self) -> int:
        """Change of money that is neither income nor expense, less income and expense that moved no money."""
        return self.closing_fen - self.opening_fen - self.income_fen + self.expense_fen


def statement(
    month: Month,
    *,
    openings: Mapping[MoneyAccount, int],
    month_sums: Sequence[AccountSum],
    year_sums: Sequence[AccountSum],
) -> Statement:
    """Return the statement of ``month``.

    ``openings`` are the balances at its beginning, ``month_sums`` what was booked in it, ``year_sums`` what was
    booked from January to its end (itself included).
    """
    return Statement(
        month=month,
        money=tuple(_movement(money, openings=openings, sums=month_sums) for money in MoneyAccount),
        income=_categories(month_sums, year_sums, income=True),
        expense=_categories(month_sums, year_sums, income=False),
    )


def sums_of(vouchers: Iterable[Voucher]) -> tuple[AccountSum, ...]:
    """Add up the lines of ``vouchers`` by account and printed name, in order of appearance."""
    totals: dict[tuple[str, str], list[int]] = {}
    for voucher in vouchers:
        for line in voucher.lines:
            total = totals.setdefault((line.account, line.printed_name), [0, 0])
            total[0] += line.debit_fen
            total[1] += line.credit_fen
    return tuple(
        AccountSum(account=code, printed_name=name, debit_fen=debit, credit_fen=credit)
        for (code, name), (debit, credit) in totals.items()
    )


def sums_by_account(vouchers: Iterable[Voucher]) -> tuple[AccountSum, ...]:
    """Add up the lines of ``vouchers`` by account alone."""
    totals: dict[str, list[int]] = {}
    for one in sums_of(vouchers):
        total = totals.setdefault(one.account, [0, 0])
        total[0] += one.debit_fen
        total[1] += one.credit_fen
    return tuple(
        AccountSum(account=code, printed_name="", debit_fen=debit, credit_fen=credit)
        for code, (debit, credit) in totals.items()
    )


def broken_identities(figures: Statement, sums: Sequence[AccountSum]) -> tuple[str, ...]:
    """Name the identities that do not hold; empty when the books are whole.

    Source: rules table ``accounting.statements.identities`` (试算平衡); the second is what a balance is.
    """
    broken = []
    if sum(one.debit_fen for one in sums) != sum(one.credit_fen for one in sums):
        broken.append("借方合计与贷方合计不相等")
    broken += [
        f"{one.account.value}的上月结余加收入减支出不等于本月结余"
        for one in figures.money
        if one.opening_fen + one.in_fen - one.out_fen != one.closing_fen
    ]
    return tuple(broken)


def _movement(
    money: MoneyAccount, *, openings: Mapping[MoneyAccount, int], sums: Sequence[AccountSum]
) -> MoneyMovement:
    in_fen = sum(one.debit_fen for one in sums if one.account == money.code)
    out_fen = sum(one.credit_fen for one in sums if one.account == money.code)
    opening_fen = openings.get(money, 0)
    return MoneyMovement(
        account=money,
        opening_known=money in openings,
        opening_fen=opening_fen,
        in_fen=in_fen,
        out_fen=out_fen,
        closing_fen=opening_fen + in_fen - out_fen,
    )


def _categories(
    month_sums: Sequence[AccountSum], year_sums: Sequence[AccountSum], *, income: bool
) -> tuple[CategoryTotal, ...]:
    in_month = _net(month_sums, income=income)
    in_year = _net(year_sums, income=income)
    keys = sorted({**in_year, **in_month})
    return tuple(
        CategoryTotal(
            name=name, account=code, month_fen=in_month.get((code, name), 0), year_fen=in_year.get((code, name), 0)
        )
        for code, name in keys
    )


def _net(sums: Sequence[AccountSum], *, income: bool) -> dict[tuple[str, str], int]:
    net: dict[tuple[str, str], int] = {}
    for one in sums:
        kind = account(one.account)
        if kind.is_income if income else kind.is_expense:
            amount = one.credit_fen - one.debit_fen if income else one.debit_fen - one.credit_fen
            key = (one.account, one.printed_name)
            net[key] = net.get(key, 0) + amount
    return net

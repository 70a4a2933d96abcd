"""The village's own accounts below the chart's, and what may be picked from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount, account, accounts
from disclosure.books.errors import UnknownCategoryError
from disclosure.books.models import SubAccount, Voucher
from disclosure.books.rules.entries import Category, fits
from portal.kernel.db import tuples_of
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from disclosure.books.rules.vouchers import VoucherKind
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SubAccountRow:
    """One of the village's own accounts."""

    account: str
    number: int
    name: str

    @property
    def code(self) -> str:
        """The code: ``513-01``."""
        return sub_code(self.account, self.number)

    @property
    def title(self) -> str:
        """Code and full name: ``513-01 管理费用/办公费``."""
        return f"{self.code} {account(self.account).name}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRow:
    """An account of the chart with the village's own below it."""

    code: str
    name: str
    kind: str
    below: tuple[SubAccountRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsPage:
    """The chart as the village uses it."""

    rows: tuple[ChartRow, ...]
    may_open: bool
    month: Month  # whose openings can be looked at


def sub_code(code: str, number: int) -> str:
    """Return the code of a village's own account."""
    return f"{code}-{number:02d}"


def sub_accounts(village: Place) -> tuple[SubAccountRow, ...]:
    """Return the village's own accounts in the order of their codes."""
    query = (
        SubAccount.select(SubAccount.account, SubAccount.number, SubAccount.name)
        .where(SubAccount.village == village.id)
        .order_by(SubAccount.account, SubAccount.number)
    )
    return tuple(SubAccountRow(account=code, number=number, name=name) for code, number, name in tuples_of(query))


def own_codes(village: Place) -> dict[tuple[str, str], str]:
    """Return the codes of the village's own accounts, by account of the chart and name."""
    return {(one.account, one.name): one.code for one in sub_accounts(village)}


def accounts_page(village: Place, *, today: date, may_open: bool) -> AccountsPage:
    """Return the chart with the village's own accounts, and the last month that has books or will have the first."""
    below = _below(village)
    rows = tuple(
        ChartRow(code=code, name=one.name, kind=one.kind, below=tuple(below.get(code, ())))
        for code, one in accounts().items()
    )
    last = Voucher.select(Voucher.month).where(Voucher.village == village.id).order_by(Voucher.month.desc()).limit(1)
    month = next((found for (found,) in tuples_of(last)), Month.of(today))
    return AccountsPage(rows=rows, may_open=may_open, month=month)


def may_have_accounts_below() -> tuple[tuple[str, str], ...]:
    """Return code and title of the accounts below which a village may open its own."""
    return tuple((code, f"{code} {one.name}") for code, one in accounts().items() if MoneyAccount.of(code) is None)


def category_choices(village: Place, kind: VoucherKind) -> tuple[tuple[str, str, str], ...]:
    """Return code, title and group of what money of that kind may be booked under, income or expense first."""
    below = _below(village)
    found = [one for one in _choices(below) if fits(Category(account=one[0].partition("-")[0]), kind)]
    return tuple(sorted(found, key=lambda one: not one[2].endswith(("收入类", "支出类"))))


def every_choice(village: Place) -> tuple[tuple[str, str], ...]:
    """Return code and title of every account, with the village's own."""
    return tuple((code, title) for code, title, _ in _choices(_below(village)))


def category_of(village: Place, code: str) -> Category:
    """Return what ``code`` stands for.

    :raise UnknownCategoryError: neither the chart nor the village has it.
    """
    top, _, _ = code.partition("-")
    if code in accounts():
        return Category(account=code)
    for row in _below(village).get(top, ()):
        if row.code == code:
            return Category(account=top, detail=row.name)
    raise UnknownCategoryError(code)


def code_of(village: Place, account_code: str, detail: str) -> str:
    """Return the code of the village's own account ``detail`` below one of the chart, or that one's without it."""
    return next((one.code for one in _below(village).get(account_code, ()) if one.name == detail), account_code)


def _below(village: Place) -> dict[str, list[SubAccountRow]]:
    found: dict[str, list[SubAccountRow]] = {}
    for row in sub_accounts(village):
        found.setdefault(row.account, []).append(row)
    return found


def _choices(below: dict[str, list[SubAccountRow]]) -> Iterator[tuple[str, str, str]]:
    for code, one in accounts().items():
        group = "收入类" if one.is_income else "支出类" if one.is_expense else f"其他：{one.kind}类"
        yield code, f"{code} {one.name}", group
        for row in below.get(code, ()):
            yield row.code, row.title, group

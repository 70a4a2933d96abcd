"""What every account stands at, in as many statements and as much work after ten years as after one.

A closed month keeps what was booked up to its end (``MonthEnd``), so that only what came after the last close is added
up. Months closed before that was kept are added up from the beginning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import fn

from disclosure.books.chart import MoneyAccount
from disclosure.books.models import AccountOpening, MonthClose, MonthEnd, OpeningBalance, Voucher, VoucherLine
from disclosure.books.queries.sides import CREDIT, DEBIT
from disclosure.books.rules.balances import (
    Booked,
    MonthSum,
    Opening,
    balances_of,
    beginning,
    changes,
    money_openings,
)
from portal.kernel.db import dicts_of, tuples_of

if TYPE_CHECKING:
    from disclosure.books.rules.balances import AccountBalance, Key
    from portal.kernel.months import Month
    from portal.org.models import Place


def balances(village: Place, month: Month) -> tuple[AccountBalance, ...]:
    """Return what every account stood at and what was booked on it in ``month``, in the order of the chart.

    Accounts on which nothing stands and nothing was booked are left out.
    """
    return balances_of(booked_until(village, month))


def changes_through(village: Place, month: Month) -> dict[Key, int]:
    """Return what was booked on every account from the beginning of the books to the end of ``month``."""
    return changes(booked_until(village, month), before=month.plus(1))


def beginnings(village: Place) -> tuple[Month, ...]:
    """Return the months in which a stretch of the village's books began, first to last."""
    stated = _money_openings(village)
    months = sorted({one.month for one in stated})
    return tuple(month for month in months if beginning(stated, month) == month)


def stated_money(village: Place, month: Month) -> dict[MoneyAccount, Opening]:
    """Return for each money account what was stated last for ``month`` or before."""
    return money_openings(_money_openings(village), month)


def booked_until(village: Place, month: Month, *, only_money: bool = False) -> Booked:
    """Return all that the balances of ``month`` follow from; where asked, of the accounts that hold money alone."""
    stated = [one for one in _money_openings(village) if one.month <= month]
    begun = beginning(stated, month)
    last, carried = _carried(village, month, since=begun)
    after = begun if last is None else last.plus(1)
    return Booked(
        month=month,
        openings=stated if only_money else [*stated, *account_openings(village, month)],
        carried=carried,
        sums=_sums(village, after, month, only_money=only_money),
    )


def account_openings(village: Place, month: Month) -> tuple[Opening, ...]:
    """Return what was stated for ``month`` or before of the accounts that hold no money."""
    query = (
        AccountOpening.select(
            AccountOpening.month, AccountOpening.account, AccountOpening.detail, AccountOpening.amount_fen
        )
        .where((AccountOpening.village == village.id) & (AccountOpening.month <= month))
        .order_by(AccountOpening.month)
    )
    return tuple(Opening(**row) for row in dicts_of(query))


def _money_openings(village: Place) -> list[Opening]:
    query = (
        OpeningBalance.select(OpeningBalance.month, OpeningBalance.account, OpeningBalance.amount_fen)
        .where(OpeningBalance.village == village.id)
        .order_by(OpeningBalance.month)
    )
    return [Opening(**row) for row in dicts_of(query)]


def _carried(village: Place, month: Month, *, since: Month | None) -> tuple[Month | None, dict[Key, int]]:
    """Return the last closed month of the stretch before ``month``, and what was booked up to its end."""
    if since is None:
        return None, {}
    query = (
        MonthEnd.select(MonthClose.month, MonthEnd.changes)
        .join(MonthClose)
        .where((MonthClose.village == village.id) & (MonthClose.month >= since) & (MonthClose.month < month))
        .order_by(MonthClose.month.desc())
        .limit(1)
    )
    for last, found in tuples_of(query):
        return last, {(code, detail): fen for code, detail, fen in found}
    return None, {}


def _sums(village: Place, first: Month | None, last: Month, *, only_money: bool) -> list[MonthSum]:
    here = (Voucher.village == village.id) & (Voucher.month <= last)
    if first is not None:
        here &= Voucher.month >= first
    if only_money:
        here &= VoucherLine.account.in_([money.code for money in MoneyAccount])
    query = (
        VoucherLine.select(
            Voucher.month,
            VoucherLine.account,
            VoucherLine.detail,
            fn.SUM(DEBIT).alias("debit_fen"),
            fn.SUM(CREDIT).alias("credit_fen"),
        )
        .join(Voucher)
        .where(here)
        .group_by(Voucher.month, VoucherLine.account, VoucherLine.detail)
    )
    return [
        MonthSum(
            month=row["month"],
            account=row["account"],
            detail="" if MoneyAccount.of(row["account"]) else row["detail"],
            debit_fen=int(row["debit_fen"]),
            credit_fen=int(row["credit_fen"]),
        )
        for row in dicts_of(query)
    ]

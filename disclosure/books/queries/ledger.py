"""What is booked, added up: sums by account and the balances months open with; reversals count in red."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peewee import fn

from disclosure.books import models
from disclosure.books.chart import MoneyAccount
from disclosure.books.models import AccountOpening, BooksImport, OpeningBalance, VoucherLine
from disclosure.books.queries.sides import CREDIT, DEBIT
from disclosure.books.queries.standing import booked_until
from disclosure.books.rules.balances import known_money
from disclosure.books.rules.statement import AccountSum, statement
from disclosure.books.rules.vouchers import VoucherOrigin
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.months import Month

if TYPE_CHECKING:
    from disclosure.books.rules.statement import Statement
    from portal.org.models import Place


def unbalanced(village: Place, month: Month) -> tuple[int, ...]:
    """Return the numbers of the month's vouchers whose debits are not their credits."""
    query = (
        models.Voucher.select(models.Voucher.number)
        .join(VoucherLine)
        .where((models.Voucher.village == village.id) & (models.Voucher.month == month))
        .group_by(models.Voucher.number)
        .having(fn.SUM(VoucherLine.debit_fen) != fn.SUM(VoucherLine.credit_fen))
        .order_by(models.Voucher.number)
    )
    return tuple(number for (number,) in tuples_of(query))


def openings(village: Place, month: Month) -> dict[MoneyAccount, int]:
    """Return what each money account held when ``month`` began; an account nobody opened is left out.

    That is the opening stated last, and everything booked from that month on.
    """
    return known_money(booked_until(village, month, only_money=True))


def stated_openings(village: Place, month: Month) -> dict[MoneyAccount, int]:
    """Return the openings that were stated for ``month`` itself."""
    query = OpeningBalance.select(OpeningBalance.account, OpeningBalance.amount_fen).where(
        (OpeningBalance.village == village.id) & (OpeningBalance.month == month)
    )
    return {_money(code): amount for code, amount in tuples_of(query)}


def month_sums(village: Place, month: Month) -> tuple[AccountSum, ...]:
    """Add up the month's lines by account and printed name, without what ends the year."""
    return _sums(
        _counted(village) & (models.Voucher.month == month),
        VoucherLine.account,
        VoucherLine.printed_name,
    )


def statement_of(village: Place, month: Month) -> Statement:
    """Return the statement of a month as booked so far."""
    january = Month(month.year, 1)
    year_sums = _sums(
        _counted(village) & (models.Voucher.month >= january) & (models.Voucher.month <= month),
        VoucherLine.account,
        VoucherLine.printed_name,
    )
    return statement(
        month,
        openings=openings(village, month),
        month_sums=month_sums(village, month),
        year_sums=year_sums,
    )


def recorders(village: Place, month: Month) -> set[int]:
    """Return the accounts of those who recorded anything of the month."""
    vouchers_by = models.Voucher.select(models.Voucher.recorded_by).where(
        (models.Voucher.village == village.id) & (models.Voucher.month == month)
    )
    imports_by = BooksImport.select(BooksImport.recorded_by).where(
        (BooksImport.village == village.id) & (BooksImport.month == month)
    )
    openings_by = OpeningBalance.select(OpeningBalance.recorded_by).where(
        (OpeningBalance.village == village.id) & (OpeningBalance.month == month)
    )
    accounts_by = AccountOpening.select(AccountOpening.recorded_by).where(
        (AccountOpening.village == village.id) & (AccountOpening.month == month)
    )
    found = (vouchers_by.distinct(), imports_by, openings_by, accounts_by.distinct())
    return {account for query in found for (account,) in tuples_of(query)}


def _counted(village: Place) -> Any:
    """Return the condition for the village's vouchers but those that end a year, or take back one that does."""
    return (models.Voucher.village == village.id) & (models.Voucher.origin != VoucherOrigin.YEAR_END)


def _sums(where: Any, *by: Any) -> tuple[AccountSum, ...]:
    query = (
        VoucherLine.select(*by, fn.SUM(DEBIT).alias("debit"), fn.SUM(CREDIT).alias("credit"))
        .join(models.Voucher)
        .where(where)
        .group_by(*by)
    )
    return tuple(
        AccountSum(
            account=row["account"],
            printed_name=row.get("printed_name", ""),
            debit_fen=int(row["debit"]),
            credit_fen=int(row["credit"]),
        )
        for row in dicts_of(query)
    )


def _money(code: str) -> MoneyAccount:
    money = MoneyAccount.of(code)
    assert money is not None  # noqa: S101 - only money accounts are opened and asked for
    return money

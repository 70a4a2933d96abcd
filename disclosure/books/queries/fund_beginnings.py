"""What the books show on the day a fund begins, and what was said where it began with more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount
from disclosure.books.models import FundBeginning, Voucher, VoucherLine
from disclosure.books.queries.funds import balance_of, funds, movements
from disclosure.books.queries.standing import balances
from disclosure.books.rules.funds import FundKind, Standing
from portal.kernel.db import tuples_of
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from disclosure.books.queries.funds import FundRow
    from portal.org.models import Place


def fund_standing(village: Place, day: date) -> Standing:
    """Return what stood on the accounts of money and of funds when ``day`` began, and what is left of open funds.

    A fund that was registered from a later day on counts with what it began with.
    """
    stood: dict[str, int] = {}
    for one in balances(village, Month.of(day)):
        stood[one.account] = stood.get(one.account, 0) + one.opening_fen
    for code, fen in _booked_before(village, day):
        stood[code] = stood.get(code, 0) + fen
    known = [one for one in funds(village) if one.is_open]
    moved = movements(village, [one.id for one in known])
    promised = dict.fromkeys(FundKind, 0)
    for row in known:
        before = (each for each in moved.get(row.id, ()) if each.happened_on < day)
        promised[row.kind] += max(0, balance_of(row, before).left_fen)
    return Standing(
        day=day,
        money_fen=sum(stood.get(money.code, 0) for money in MoneyAccount),
        owed_fen={kind: -stood.get(kind.account, 0) for kind in FundKind if kind.account},
        promised_fen=promised,
    )


def beyond_the_books(fund: FundRow) -> tuple[int, str] | None:
    """Return what the books showed free in fen, and the reason, where a fund began with more."""
    query = FundBeginning.select(FundBeginning.free_fen, FundBeginning.reason).where(FundBeginning.fund == fund.id)
    return next(iter(tuples_of(query)), None)


def _booked_before(village: Place, day: date) -> Iterable[tuple[str, int]]:
    """Return what was booked in the month of ``day`` before it, by account of the chart, debit less credit."""
    query = (
        VoucherLine.select(VoucherLine.account, VoucherLine.debit_fen - VoucherLine.credit_fen)
        .join(Voucher)
        .where((Voucher.village == village.id) & (Voucher.month == Month.of(day)) & (Voucher.happened_on < day))
    )
    return tuples_of(query)

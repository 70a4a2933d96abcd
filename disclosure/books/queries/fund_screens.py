"""Funds as their screens show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.models import Voucher, VoucherFund
from disclosure.books.queries.entries import rows_where
from disclosure.books.queries.fund_beginnings import beyond_the_books
from disclosure.books.queries.funds import (
    FUND,
    FundBalance,
    balance_of,
    fund,
    fund_balances,
    movements,
    unnamed_vouchers,
)
from disclosure.books.queries.resolutions import allowances
from portal.kernel.attachments import attachments_of
from portal.kernel.errors import NotFoundError
from portal.kernel.paging import PAGE_SIZE, Page

if TYPE_CHECKING:
    from datetime import date

    from disclosure.books.queries.entries import VoucherRow
    from disclosure.books.rules.resolutions import Allowance
    from portal.kernel.attachments import AttachmentRow
    from portal.kernel.months import Month
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FundList:
    """The register of a village's funds."""

    rows: tuple[FundBalance, ...]
    may_record: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FundPage:
    """One fund with everything that stands on it."""

    balance: FundBalance
    papers: tuple[AttachmentRow, ...]
    vouchers: Page[VoucherRow]
    matters: tuple[Allowance, ...]  # resolutions to be paid from it
    unnamed: tuple[tuple[Month, int], ...]  # vouchers on the account of its kind that name no fund
    beyond: tuple[int, str] | None  # what the books showed in fen where it began with more, and why
    may_record: bool


def fund_list(village: Place, *, may_record: bool) -> FundList:
    """Return the village's funds with what is left of each."""
    return FundList(rows=fund_balances(village), may_record=may_record)


def fund_page(village: Place, number: int, *, page: int, today: date, may_record: bool) -> FundPage:
    """Return everything the screen of a fund shows.

    :raise NotFoundError: the village has no such fund, or the fund no such page.
    """
    found = fund(village, number)
    named = VoucherFund.select(VoucherFund.voucher).where(
        (VoucherFund.village == village.id) & (VoucherFund.fund == found.id)
    )
    total = named.count()
    pages = max(1, -(-total // PAGE_SIZE))
    if not 1 <= page <= pages:
        raise NotFoundError
    rows = rows_where(
        village,
        Voucher.id.in_(named),
        Voucher.happened_on.desc(),
        Voucher.id.desc(),
        limit=PAGE_SIZE,
        skip=(page - 1) * PAGE_SIZE,
    )
    return FundPage(
        balance=balance_of(found, movements(village, [found.id]).get(found.id, ())),
        papers=tuple(attachments_of(village.log_id, FUND, [number]).get(str(number), ())),
        vouchers=Page(rows=rows, number=page, pages=pages, total=total),
        matters=tuple(one for one in allowances(village, today=today) if one.fund == found.name),
        unnamed=unnamed_vouchers(village, found),
        beyond=beyond_the_books(found),
        may_record=may_record,
    )

"""Saying afterwards which fund an imported voucher moved: a row beside it, in an open month, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.errors import FundAssignedError, FundNotAssignedError, FundNotMovedError
from disclosure.books.models import VoucherFund
from disclosure.books.queries.entries import voucher
from disclosure.books.queries.funds import fund, funds, movements
from disclosure.books.rules.funds import FundUse, named_account, require_assignable
from disclosure.books.rules.vouchers import VoucherKind, VoucherOrigin
from disclosure.books.services.entries import require_month_open
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from disclosure.books.queries.entries import VoucherRow
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place


def assign_fund(actor: Actor, village: Place, month: Month, number: int, *, fund_number: int) -> VoucherRow:
    """Say which fund an imported voucher moved; the same again is the same. The sealed voucher stays as it is.

    What the fund's document does not allow is not refused, since the money was paid; the check 资金用途不符 finds it.

    :raise NotFoundError: the village's month has no such number, or the village no such fund.
    :raise FundAssignedError: it names another fund.
    :raise FundNotAssignedError: it was not imported, or takes another back, or was taken back.
    :raise FundNotMovedError: no money came or went with it.
    :raise MonthClosedError: the month is closed, or a later one that stands on it.
    :raise DomainError: what ``rules.funds.require_assignable`` refuses.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        row, asked = voucher(village, month, number), fund(village, fund_number)
        if row.fund_number is not None:
            if row.fund_number != asked.number:
                raise FundAssignedError(number, row.fund)
            work.leave_unchanged()
            return row
        if row.origin is not VoucherOrigin.IMPORTED or row.reverses is not None or row.reversed_by is not None:
            raise FundNotAssignedError(number)
        if row.kind not in {VoucherKind.RECEIPT, VoucherKind.PAYMENT}:
            raise FundNotMovedError
        require_month_open(village, month)
        require_assignable(
            asked,
            FundUse(happened_on=row.happened_on, kind=row.kind, lines=row.lines),
            booked_on=named_account(row.lines, funds(village)),
            beginning_fen=asked.beginning_fen,
            movements=movements(village, [asked.id]).get(asked.id, ()),
        )
        named = VoucherFund.create(village=village, voucher=row.id, fund=asked.id)
        work.seal(
            "books.fund.assigned",
            about=("voucher", f"{month}-{number}"),
            facts={"fund": asked.number, "out_fen": row.out_fen, "in_fen": row.in_fen},
            rows=[named],
        )
        return voucher(village, month, number)

"""Taking a voucher back in red: once, with a reason, in an open month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.bulletins import publish_month
from disclosure.books.errors import AlreadyReversedError, ReversalReversedError
from disclosure.books.models import Reversal
from disclosure.books.queries import close_of
from disclosure.books.queries.entries import VoucherRow, voucher
from disclosure.books.queries.months import closed_months
from disclosure.books.rules.entries import reversal_day
from disclosure.books.rules.vouchers import VoucherOrigin
from disclosure.books.services.entries import insert_voucher, lines_of, require_month_open, rest_on
from disclosure.books.services.fund_draws import draw, require_still_there
from portal.kernel.months import Month
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.db import SealedModel
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


def require_reversible(village: Place, row: VoucherRow, *, today: date) -> date:
    """Refuse what ``reverse_voucher`` would refuse; return the day the reversal would bear.

    :raise ReversalReversedError: it takes another back itself.
    :raise AlreadyReversedError: it was taken back before.
    :raise MonthClosedError: the month in which it would be booked is closed.
    :raise FundSpentError: what it brought into a fund is spent.
    """
    if row.reverses is not None:
        raise ReversalReversedError(row.number)
    if row.reversed_by is not None:
        raise AlreadyReversedError(row.number)
    day = reversal_day(row.month, closed=closed_months(village), today=today)
    require_month_open(village, Month.of(day))
    require_still_there(village, row)
    return day


def reverse_voucher(actor: Actor, village: Place, month: Month, number: int, *, reason: str) -> VoucherRow:
    """Take a voucher back; where its month is published, a new revision says so beside figures that stay.

    :raise NotFoundError: the village's month has no such number.
    :raise DomainError: what ``require_reversible`` refuses.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        refuse_private_numbers(reason)
        row = voucher(village, month, number)
        day = require_reversible(village, row, today=work.today)
        taking = insert_voucher(
            work,
            actor,
            village,
            month=Month.of(day),
            happened_on=day,
            summary=f"冲销{month.chinese}第{number}号：{row.summary}",
            kind=row.kind,
            lines=[line.exchanged for line in row.lines],
            origin=row.origin if row.ends_year else VoucherOrigin.REVERSAL,
            reverses=row.id,
        )
        rows: list[SealedModel] = [
            taking,
            *lines_of(taking),
            Reversal.create(village=village, voucher=taking, reason=reason),
        ]
        if row.matter_number is not None:
            rows.append(rest_on(village, taking, row.matter_number, fund=row.fund))
        rows += draw(village, taking, row.fund)
        made = voucher(village, Month.of(day), taking.number)
        _publish_correction(work, village, row, made, reason=reason)
        work.seal(
            "books.voucher.reversed",
            about=("voucher", f"{month}-{number}"),
            facts={"reversed_by": f"{made.month}-{made.number}", "amount_fen": row.amount_fen},
            rows=rows,
            happened_on=day,
        )
        return made


def _publish_correction(work: Work, village: Place, row: VoucherRow, made: VoucherRow, *, reason: str) -> None:
    close = close_of(village, row.month)
    if close is not None and close.signed_on is not None:
        where = f"{made.month.chinese}第{made.number}号凭证"
        publish_month(work, village, row.month, reason=f"第{row.number}号凭证已由{where}红字冲销：{reason}")

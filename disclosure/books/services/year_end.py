"""Ending a year: what stands on income and expense goes to the year's result, and that to what is undistributed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.queries import balances, sub_accounts
from disclosure.books.queries.entries import VoucherRow, voucher
from disclosure.books.rules.vouchers import VoucherOrigin, kind_of
from disclosure.books.rules.year_end import (
    UNDISTRIBUTED,
    last_month,
    require_something_to_carry_over,
    require_year_over,
    year_end_vouchers,
)
from disclosure.books.services.accounts import open_below
from disclosure.books.services.entries import insert_voucher, lines_of, require_month_open
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from portal.kernel.db import SealedModel
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


def end_year(actor: Actor, village: Place, year: int) -> tuple[VoucherRow, ...]:
    """Book the vouchers that end a year, dated its last day, all or none; done again, only what came in between.

    :raise YearNotOverError: its last day has not come.
    :raise MonthClosedError: its last month is closed.
    :raise NothingToCarryOverError: nothing stands there: it was done, or nothing was booked.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        require_year_over(year, today=work.today)
        month = last_month(year)
        require_month_open(village, month)
        found = year_end_vouchers(year, balances(village, month))
        require_something_to_carry_over(year, found)
        booked = [
            insert_voucher(
                work,
                actor,
                village,
                month=month,
                happened_on=month.last_day,
                summary=one.summary,
                kind=kind_of(one.lines),
                lines=one.lines,
                origin=VoucherOrigin.YEAR_END,
            )
            for one in found
        ]
        rows: list[SealedModel] = [row for one in booked for row in (one, *lines_of(one))]
        work.seal(
            "books.year.ended",
            about=("month", str(month)),
            facts={"year": year, "vouchers": [one.number for one in booked]},
            rows=[*rows, *_undistributed(work, actor, village)],
            happened_on=month.last_day,
        )
        return tuple(voucher(village, month, one.number) for one in booked)


def _undistributed(work: Work, actor: Actor, village: Place) -> list[SealedModel]:
    """Open the account the result goes to, where the village has none yet."""
    known = any(
        (one.account, one.name) == (UNDISTRIBUTED.account, UNDISTRIBUTED.detail) for one in sub_accounts(village)
    )
    return [] if known else [open_below(work, actor, village, UNDISTRIBUTED)]

"""Booking a whole month from its files: all of it or nothing."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount, chart, chart_in_force
from disclosure.books.errors import (
    ImpossibleMonthError,
    LaterMonthBookedError,
    MonthBookedError,
    MonthClosedError,
    NextOpeningDiffersError,
    OpeningDiffersError,
    OpeningUnknownError,
    RefusedFileError,
)
from disclosure.books.models import BooksImport, HandEntry, Voucher, VoucherLine
from disclosure.books.queries import beginnings, booked_months, openings
from disclosure.books.queries.ledger import stated_openings
from disclosure.books.queries.months import closed_months, imported_months, is_imported
from disclosure.books.rules.deadlines import is_possible, late_days
from disclosure.books.rules.entries import require_open
from disclosure.books.rules.statement import sums_by_account
from disclosure.books.rules.vouchers import VoucherOrigin, require_balanced
from disclosure.books.services.openings import open_account
from disclosure.books.sheets.reading import read_and_check
from portal.kernel import clock
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from disclosure.books.sheets.reading import Reading
    from disclosure.books.sheets.table import NamedFile
    from portal.kernel.months import Month
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

#: The rows of a month, as fixed SQL because a month may have tens of thousands of them.
_OF_MONTH = "village_id = ? AND month = ?"
_OF_ITS_VOUCHERS = f"voucher_id IN (SELECT id FROM voucher WHERE {_OF_MONTH})"  # noqa: S608 - fixed


def read_books(
    files: Sequence[NamedFile], *, month: Month, chart_key: str = "", money: MoneyAccount | None = None
) -> Reading:
    """Read and check the files of a month without booking anything; no chart named: the one then in force.

    :raise ImpossibleMonthError: no village can have books of the month.
    """
    if not is_possible(month):
        raise ImpossibleMonthError(month)
    used = chart(chart_key) if chart_key else chart_in_force(month)
    return read_and_check(files, month=month, chart=used, today=clock.today(), money=money)


def require_bookable(village: Place, reading: Reading) -> dict[MoneyAccount, int]:
    """Refuse what ``import_books`` would refuse; return the balances the village's books would begin with.

    :raise RefusedFileError: the files have errors; they are in ``reading``.
    :raise MonthClosedError: the month is closed.
    :raise MonthBookedError: the month has entries already.
    :raise LaterMonthBookedError: a later month of the year was imported or is closed.
    :raise LaterMonthClosedError: a later month of the same stretch of the books is closed.
    :raise OpeningDiffersError: what the file brings forward is not what the books have.
    :raise OpeningUnknownError: the books began without saying what the account held.
    """
    if reading.errors:
        raise RefusedFileError(reading.errors)
    _require_bookable_month(village, reading.month)
    known = openings(village, reading.month)
    begun = any(month < reading.month for month in booked_months(village))
    for money, printed_fen in reading.openings.items():
        if money in known and printed_fen != known[money]:
            raise OpeningDiffersError(money.value, printed_fen=printed_fen, booked_fen=known[money])
        if money not in known and begun and printed_fen:
            raise OpeningUnknownError(money.value)
    _require_next_opening(village, reading, openings_then={**reading.openings, **known})
    return {money: fen for money, fen in reading.openings.items() if money not in known}


def import_books(actor: Actor, village: Place, reading: Reading) -> BooksImport:
    """Book everything that ``reading`` found in a month's files, or nothing.

    :raise DomainError: what ``require_bookable`` refuses.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        opened = [
            open_account(work, actor, village, reading.month, money=money, amount_fen=amount_fen)
            for money, amount_fen in require_bookable(village, reading).items()
        ]
        record = _import_record(work, actor, village, reading)
        _insert_vouchers(work, actor, village, reading)
        work.seal(
            "books.month.imported",
            about=("month", str(reading.month)),
            facts={
                "vouchers": len(reading.vouchers),
                "sources": [source.sha256 for source in reading.sources],
                "income_fen": reading.income_fen,
                "expense_fen": reading.expense_fen,
            },
            rows=[record, *opened],
        )
        return record


def _require_bookable_month(village: Place, month: Month) -> None:
    """Refuse a month that is closed or booked, or that would change the year to date of a later one."""
    booked, closed = booked_months(village), closed_months(village)
    if month in closed:
        raise MonthClosedError(month)
    if month in booked:
        raise MonthBookedError(month, imported=is_imported(village, month))
    later = [one for one in (*imported_months(village), *closed) if one > month and one.year == month.year]
    if later:
        raise LaterMonthBookedError(month, later=min(later))
    require_open(month, closed=closed, begun=beginnings(village))


def _require_next_opening(village: Place, reading: Reading, *, openings_then: Mapping[MoneyAccount, int]) -> None:
    """Refuse history whose closing is not what the books of the month after it were opened with."""
    following = stated_openings(village, reading.month.plus(1))
    if not following:
        return
    changes = {one.account: one.debit_fen - one.credit_fen for one in sums_by_account(reading.vouchers)}
    for money, opening_fen in openings_then.items():
        closing_fen = opening_fen + changes.get(money.code, 0)
        if closing_fen != following.get(money, closing_fen):
            raise NextOpeningDiffersError(money.value, closing_fen=closing_fen, opening_fen=following[money])


def _import_record(work: Work, actor: Actor, village: Place, reading: Reading) -> BooksImport:
    return BooksImport.create(
        village=village,
        month=reading.month,
        chart=reading.chart.key,
        sources=[asdict(source) for source in reading.sources],
        rows=reading.rows,
        printed_totals_agree=reading.printed_totals_agree,
        differences=[asdict(difference) for difference in reading.differences],
        recorded_at=work.now,
        recorded_by=actor.account_id,
    )


def _insert_vouchers(work: Work, actor: Actor, village: Place, reading: Reading) -> None:
    month = reading.month
    for voucher in reading.vouchers:
        require_balanced(voucher)
    late = late_days(month, recorded_on=work.today)
    Voucher.create_all(
        [
            {
                "number": voucher.number,
                "word": voucher.word,
                "happened_on": voucher.happened_on,
                "summary": voucher.summary,
                "kind": voucher.kind,
            }
            for voucher in reading.vouchers
        ],
        village=village.id,
        month=month,
        origin=VoucherOrigin.IMPORTED,
        recorded_at=work.now,
        recorded_by=actor.account_id,
        late_days=late,
    )
    booked = work.keep_where(Voucher, _OF_MONTH, (village.id, str(month)))
    ids = dict(zip(booked.column("number"), booked.column("id"), strict=True))
    VoucherLine.create_all(
        [
            {
                "voucher": ids[voucher.number],
                "line_no": line_no,
                "account": line.account,
                "detail": line.detail,
                "printed_name": line.printed_name,
                "debit_fen": line.debit_fen,
                "credit_fen": line.credit_fen,
            }
            for voucher in reading.vouchers
            for line_no, line in enumerate(voucher.lines, start=1)
        ]
    )
    HandEntry.create_all(
        [
            {
                "village": village.id,
                "voucher": ids[voucher.number],
                "party": voucher.party,
                "token": f"voucher-{ids[voucher.number]}",
                "really_two": False,
            }
            for voucher in reading.vouchers
            if voucher.party
        ]
    )
    for model in (VoucherLine, HandEntry):
        work.keep_where(model, _OF_ITS_VOUCHERS, (village.id, str(month)))

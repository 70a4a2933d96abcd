"""What is done with the books: import a month, state an opening, close a month, sign it off."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from disclosure.books.bulletins import publish_month
from disclosure.books.chart import MoneyAccount, chart, chart_in_force
from disclosure.books.errors import (
    CloseStoppedError,
    ImpossibleMonthError,
    LaterMonthBookedError,
    MonthBookedError,
    MonthClosedError,
    MonthNotClosedError,
    MonthSignedOffError,
    NextOpeningDiffersError,
    OpeningDiffersError,
    OpeningKnownError,
    OpeningUnknownError,
    RefusedFileError,
)
from disclosure.books.models import BooksImport, MonthClose, MonthSignOff, OpeningBalance, Voucher, VoucherLine
from disclosure.books.queries import booked_months, close_of, close_state, openings, recorders, statement_of
from disclosure.books.queries.ledger import stated_openings
from disclosure.books.queries.months import closed_months
from disclosure.books.rules.closing import problems, require_other_person
from disclosure.books.rules.deadlines import is_possible, late_days
from disclosure.books.rules.statement import sums_by_account
from disclosure.books.rules.vouchers import VoucherOrigin, require_balanced
from disclosure.books.sheets.reading import read_and_check
from portal.kernel import clock
from portal.kernel.canonical import canonical_json, sha256_hex
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from disclosure.books.rules.statement import Statement
    from disclosure.books.sheets.reading import Reading
    from disclosure.books.sheets.table import NamedFile
    from portal.kernel.canonical import Json
    from portal.kernel.months import Month
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

_ROWS_AT_ONCE = 500


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
    :raise LaterMonthBookedError: a later month of the year has entries or is closed.
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
            _open(work, actor, village, reading.month, money=money, amount_fen=amount_fen)
            for money, amount_fen in require_bookable(village, reading).items()
        ]
        record = _import_record(work, actor, village, reading)
        _insert_vouchers(work, actor, village, reading)
        booked = list(Voucher.select().where((Voucher.village == village.id) & (Voucher.month == reading.month)))
        lines = (
            VoucherLine.select(VoucherLine.id)
            .join(Voucher)
            .where((Voucher.village == village.id) & (Voucher.month == reading.month))
        )
        work.seal(
            "books.month.imported",
            about=("month", str(reading.month)),
            facts={
                "vouchers": len(booked),
                "sources": [source.sha256 for source in reading.sources],
                "income_fen": reading.income_fen,
                "expense_fen": reading.expense_fen,
            },
            rows=[record, *opened, *booked, *lines],
        )
        return record


def state_opening(
    actor: Actor, village: Place, month: Month, *, money: MoneyAccount, amount_fen: int
) -> OpeningBalance:
    """Say what a money account held when the books up to ``month`` began, where no file brought it forward.

    :raise OpeningKnownError: it is known already.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        if money in openings(village, month):
            raise OpeningKnownError(money.value)
        first = min([month, *booked_months(village)])
        opening = _open(work, actor, village, first, money=money, amount_fen=amount_fen)
        work.seal(
            "books.opening.stated",
            about=("month", str(first)),
            facts={"account": money.code, "amount_fen": amount_fen},
            rows=[opening],
        )
        return opening


def close_month(actor: Actor, village: Place, month: Month) -> MonthClose:
    """Close a month: its figures are fixed, and it takes no more entries.

    :raise CloseStoppedError: something stops it; the sentence names everything that does.
    """
    with unit_of_work(actor, Permission.BOOKS_CLOSE, village) as work:
        found = problems(close_state(village, month), today=work.today)
        blocking = [one.text for one in found if one.blocking]
        if blocking:
            raise CloseStoppedError(month, blocking)
        totals = _totals(statement_of(village, month))
        close = MonthClose.create(
            village=village,
            month=month,
            totals=totals,
            totals_digest=sha256_hex(canonical_json(totals)),
            closed_at=work.now,
            closed_by=actor.account_id,
        )
        work.seal(
            "books.month.closed",
            about=("month", str(month)),
            facts={**totals, "totals_digest": close.totals_digest},
            rows=[close],
        )
        return close


def sign_off_month(actor: Actor, village: Place, month: Month) -> MonthSignOff:
    """Sign off a closed month as a second person, and publish it.

    :raise MonthNotClosedError: the month is not closed.
    :raise MonthSignedOffError: it was signed off before.
    :raise OwnWorkError: the signer closed the month or recorded some of it.
    """
    with unit_of_work(actor, Permission.BOOKS_SIGN_OFF, village) as work:
        close = close_of(village, month)
        if close is None:
            raise MonthNotClosedError(month)
        if close.signed_on is not None:
            raise MonthSignedOffError(month)
        require_other_person(
            month, signer=actor.account_id, closer=close.closed_by, recorders=recorders(village, month)
        )
        signed = MonthSignOff.create(close=close.id, signed_at=work.now, signed_by=actor.account_id)
        publish_month(work, village, month, signer=actor.name)
        work.seal("books.month.signed-off", about=("month", str(month)), facts={"close": close.id}, rows=[signed])
        return signed


def _require_bookable_month(village: Place, month: Month) -> None:
    """Refuse a month that is closed or booked, or that would change the year to date of a later one."""
    booked, closed = booked_months(village), closed_months(village)
    if month in closed:
        raise MonthClosedError(month)
    if month in booked:
        raise MonthBookedError(month)
    later = [one for one in (*booked, *closed) if one > month and one.year == month.year]
    if later:
        raise LaterMonthBookedError(month, later=min(later))


def _require_next_opening(village: Place, reading: Reading, *, openings_then: Mapping[MoneyAccount, int]) -> None:
    """Refuse history whose closing is not what the books of the month after it were opened with."""
    following = stated_openings(village, reading.month.plus(1))
    changes = {one.account: one.debit_fen - one.credit_fen for one in sums_by_account(reading.vouchers)}
    for money, opening_fen in openings_then.items():
        closing_fen = opening_fen + changes.get(money.code, 0)
        if closing_fen != following.get(money, closing_fen):
            raise NextOpeningDiffersError(money.value, closing_fen=closing_fen, opening_fen=following[money])


def _open(
    work: Work, actor: Actor, village: Place, month: Month, *, money: MoneyAccount, amount_fen: int
) -> OpeningBalance:
    return OpeningBalance.create(
        village=village,
        month=month,
        account=money.code,
        amount_fen=amount_fen,
        recorded_at=work.now,
        recorded_by=actor.account_id,
    )


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
    _insert(
        Voucher,
        [
            {
                "village": village.id,
                "month": month,
                "number": voucher.number,
                "word": voucher.word,
                "happened_on": voucher.happened_on,
                "summary": voucher.summary,
                "kind": voucher.kind,
                "origin": VoucherOrigin.IMPORTED,
                "recorded_at": work.now,
                "recorded_by": actor.account_id,
                "late_days": late_days(month, recorded_on=work.today),
            }
            for voucher in reading.vouchers
        ],
    )
    ids = {
        voucher.number: voucher.id
        for voucher in Voucher.select(Voucher.id, Voucher.number).where(
            (Voucher.village == village.id) & (Voucher.month == month)
        )
    }
    _insert(
        VoucherLine,
        [
            {"voucher": ids[voucher.number], "line_no": line_no, **asdict(line)}
            for voucher in reading.vouchers
            for line_no, line in enumerate(voucher.lines, start=1)
        ],
    )


def _insert(model: type[Voucher | VoucherLine], rows: Sequence[dict[str, object]]) -> None:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        model.insert_many(rows[start : start + _ROWS_AT_ONCE]).execute()


def _totals(figures: Statement) -> dict[str, Json]:
    return {
        "money": [
            {
                "account": one.account.code,
                "opening_fen": one.opening_fen,
                "in_fen": one.in_fen,
                "out_fen": one.out_fen,
                "closing_fen": one.closing_fen,
            }
            for one in figures.money
        ],
        "income_fen": figures.income_fen,
        "expense_fen": figures.expense_fen,
    }

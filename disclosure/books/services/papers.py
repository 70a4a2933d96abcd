"""What kind of paper stands behind a voucher: said with the entry, or once after it, while the month is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.errors import MonthClosedError
from disclosure.books.errors.alerts import PaperKnownError
from disclosure.books.models.alerts import VoucherPaper
from disclosure.books.queries.entries import voucher
from disclosure.books.queries.months import closed_months
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from disclosure.books.rules.papers import Paper
    from portal.kernel.months import Month
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


def state_paper(actor: Actor, village: Place, month: Month, number: int, *, paper: Paper) -> VoucherPaper:
    """Say what paper stands behind a voucher; the same again is the same.

    :raise NotFoundError: the village's month has no such number.
    :raise MonthClosedError: the month is closed.
    :raise PaperKnownError: something else was said before.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        row = voucher(village, month, number)
        known: VoucherPaper | None = VoucherPaper.get_or_none(VoucherPaper.voucher == row.id)
        if known is not None:
            if (known.kind, known.invoice_number) != (paper.kind, paper.invoice_number):
                raise PaperKnownError(number)
            work.leave_unchanged()
            return known
        if month in closed_months(village):
            raise MonthClosedError(month)
        said = write_paper(work, actor, village, voucher=row.id, paper=paper)
        work.seal(
            "books.paper.stated",
            about=("voucher", f"{month}-{number}"),
            facts={"kind": paper.kind.value},
            rows=[said],
        )
        return said


def write_paper(work: Work, actor: Actor, village: Place, *, voucher: int, paper: Paper) -> VoucherPaper:
    """Write what paper stands behind a voucher, inside a unit of work that seals it."""
    return VoucherPaper.create(
        village=village,
        voucher=voucher,
        kind=paper.kind,
        invoice_number=paper.invoice_number,
        recorded_at=work.now,
        recorded_by=actor.account_id,
    )

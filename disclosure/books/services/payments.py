"""Paying what was approved to the end, and booking it: one act, one voucher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.errors import NotApprovedError, PaidTooEarlyError, RequestPaidError
from disclosure.books.models import PaymentVoucher, VoucherPaper
from disclosure.books.queries import approvals
from disclosure.books.queries.accounts import category_of
from disclosure.books.queries.approvals import REQUEST, asked_of_matter
from disclosure.books.queries.entries import RECEIPTS, VoucherRow, voucher
from disclosure.books.queries.items import are_items_of
from disclosure.books.queries.ladders import adoption_title
from disclosure.books.queries.resolutions import allowance_of
from disclosure.books.rules.approvals import Asked, RequestState, require_resolution
from disclosure.books.rules.entries import Entry
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.services.approvals import kept_again
from disclosure.books.services.entries import book_entry, require_enterable
from disclosure.books.services.fund_draws import with_fund
from portal.kernel.attachments import attach
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from disclosure.books.chart import MoneyAccount
    from disclosure.books.queries.approvals import RequestRow
    from disclosure.books.rules.approvals import RequestNumber
    from disclosure.books.rules.items import Item
    from disclosure.books.rules.papers import Paper
    from portal.kernel.attachments import Upload
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Paying:
    """That a request was paid: when, from where, on which kind of paper, and for which items, where that is known."""

    paid_on: date
    money: MoneyAccount
    really_two: bool = False
    paper: Paper | None = None
    items: tuple[Item, ...] = ()


def entry_of(village: Place, row: RequestRow, paying: Paying) -> Entry:
    """Return what the simple form would say of a request that was paid."""
    return Entry(
        kind=VoucherKind.PAYMENT,
        happened_on=paying.paid_on,
        amount_fen=row.amount_fen,
        money=paying.money,
        category=category_of(village, row.category),
        summary=row.purpose,
        party=row.payee,
        matter_number=row.matter_number,
        fund=row.fund,
        really_two=paying.really_two,
        token=f"payment-{row.id}",
        items=paying.items,
    )


def require_payable(village: Place, row: RequestRow, paying: Paying, *, today: date) -> Entry:
    """Return what is booked when a request is paid, or refuse it.

    :raise NotApprovedError: it is not approved to the end.
    :raise PaidTooEarlyError: under an adopted ladder, the money went out before the last approval.
    :raise DomainError: the books or the resolution do not allow it.
    """
    if row.state is not RequestState.APPROVED:
        raise NotApprovedError(row.state.title)
    gate = next((one for one in row.course.steps if one.needs_matter), None)
    if row.adoption_id is not None and paying.paid_on < row.since:
        raise PaidTooEarlyError(row.since)
    number = row.matter_number
    if row.adoption_id is not None and gate is not None:
        asked = Asked(
            amount_fen=row.amount_fen,
            matter_number=number,
            fund=row.fund,
            step=gate.name,
            others_fen=0 if number is None else asked_of_matter(village, number, but=row.named),
        )
        allowance = None if number is None else allowance_of(village, number, today=today)
        require_resolution(asked, allowance, ladder=adoption_title(row.adoption_id), on=paying.paid_on)
    entry = with_fund(village, entry_of(village, row, paying), today=today)
    require_enterable(village, entry, today=today, approved=True)
    return entry


def pay_request(
    actor: Actor, village: Place, named: RequestNumber, paying: Paying, *, uploads: Sequence[Upload] = ()
) -> VoucherRow:
    """Record that an approved request was paid, and book it; the same once more is the same voucher.

    The request's receipts stand beside the voucher too.

    :raise NotFoundError: the village has no such request.
    :raise RequestPaidError: it was paid, on another day, from elsewhere, on another paper or for other items.
    :raise DomainError: what ``require_payable`` refuses.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        row = approvals.request(village, *named)
        if row.month is not None and row.voucher is not None:
            made = voucher(village, row.month, row.voucher)
            if not _paid_the_same(village, row, paying, made):
                raise RequestPaidError(row.month, row.voucher)
            work.leave_unchanged()
            return made
        entry = require_payable(village, row, paying, today=work.today)
        booked, rows = book_entry(work, actor, village, entry, paper=paying.paper)
        link = PaymentVoucher.create(village=village, request=row.id, voucher=booked)
        receipts = attach(work, about=(RECEIPTS, booked.id), uploads=[*kept_again(row.receipts), *uploads])
        work.seal(
            "books.request.paid",
            about=(REQUEST, row.key),
            facts={
                "voucher": f"{entry.month}-{booked.number}",
                "amount_fen": entry.amount_fen,
                "receipts": [one.digest for one in receipts],
            },
            rows=[*rows, link],
            happened_on=entry.happened_on,
        )
        return voucher(village, entry.month, booked.number)


def _paid_the_same(village: Place, row: RequestRow, paying: Paying, made: VoucherRow) -> bool:
    """Tell whether a payment that is recorded is the one that is recorded again; receipts may be sent again or not."""
    on_paper: VoucherPaper | None = VoucherPaper.get_or_none(VoucherPaper.voucher == made.id)
    known = (on_paper.kind, on_paper.invoice_number) if on_paper else None
    said = (paying.paper.kind, paying.paper.invoice_number) if paying.paper else None
    return (
        row.paid_on == paying.paid_on
        and paying.money.code in {line.account for line in made.lines}
        and said in {None, known}
        and are_items_of(made.id, paying.items, category=category_of(village, row.category))
    )

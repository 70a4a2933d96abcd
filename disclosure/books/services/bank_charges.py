"""Booking what the bank took by itself, from the line of its statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.bank import charging_bank
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors.bank import ChargeBookedError
from disclosure.books.models import BankChargeVoucher
from disclosure.books.queries.accounts import category_of, code_of
from disclosure.books.queries.bank_charges import booked_charges, require_not_booked
from disclosure.books.queries.bank_items import bank_line, is_matched
from disclosure.books.queries.entries import VoucherRow, voucher
from disclosure.books.queries.ladders import adoption_on
from disclosure.books.rules.bank import Found, MatchOrigin
from disclosure.books.rules.bank_charges import require_charge
from disclosure.books.rules.entries import Entry
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.services.bank_matching import insert_found
from disclosure.books.services.entries import book_entry, require_enterable
from portal.kernel.errors import NotFoundError
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place


def book_bank_charge(actor: Actor, village: Place, month: Month, line_id: int) -> VoucherRow:
    """Book a line of the bank as what the bank took, on the bank's day, and match the two in one act.

    ``month`` is the one at whose end the line was found open.

    :raise NotFoundError: the village's statements have no such line, or it came later than the month.
    :raise ChargeBookedError: the line stands in a match.
    :raise ChargeStandsError: it was booked as a charge before, and that voucher stands.
    :raise NoChargeError: its words or party tell no charge.
    :raise ChargeTooLargeError: the adopted ladder asks more for that amount.
    :raise DomainError: the books do not allow it.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        line = bank_line(village, line_id)
        if line.month > month:
            raise NotFoundError
        if is_matched(line_id):
            raise ChargeBookedError
        require_not_booked(booked_charges(village, [line]).get(line_id))
        adoption = adoption_on(village, line.happened_on)
        ladder = adoption.ladder if adoption else None
        kind = require_charge(line.words, line.amount_fen, party=line.party, ladder=ladder)
        entry = Entry(
            kind=VoucherKind.PAYMENT,
            happened_on=line.happened_on,
            amount_fen=-line.amount_fen,
            money=MoneyAccount.BANK,
            category=category_of(village, code_of(village, kind.account, kind.detail)),
            summary=kind.title,
            party=charging_bank(line.party),
            really_two=True,  # the bank's own line tells it from any other
        )
        require_enterable(village, entry, today=work.today, approved=True)
        booked, rows = book_entry(work, actor, village, entry, paper=None)
        link = BankChargeVoucher.create(village=village, voucher=booked, line=line_id, charge=kind.key)
        found = Found(lines=(line_id,), vouchers=(booked.id,))
        matched = insert_found(work, actor, village, [found], origin=MatchOrigin.AUTOMATIC)
        work.seal(
            "books.bank.charged",
            about=("voucher", f"{entry.month}-{booked.number}"),
            facts={"charge": kind.key, "amount_fen": entry.amount_fen},
            rows=[*rows, link, *matched.rows],
            happened_on=entry.happened_on,
        )
        return voucher(village, entry.month, booked.number)

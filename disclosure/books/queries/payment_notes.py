"""What a month's payments should be looked at for before it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.queries.bank_charges import charged_vouchers
from disclosure.books.queries.resolutions import allowances
from disclosure.books.rules.resolutions import cautions
from disclosure.books.rules.vouchers import VoucherOrigin

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from disclosure.books.queries.entries import VoucherRow
    from portal.org.models import Place


def without_receipt(booked: Sequence[VoucherRow]) -> tuple[int, ...]:
    """Return the numbers of payments entered by hand that stand and have no receipt beside them."""
    return tuple(
        one.number
        for one in booked
        if one.origin is VoucherOrigin.TYPED and one.out_fen > 0 and not one.receipts and one.reversed_by is None
    )


def bank_charges(booked: Sequence[VoucherRow]) -> tuple[int, ...]:
    """Return the numbers of what the bank took by itself, as far as it stands."""
    standing = {one.id: one.number for one in booked if one.reversed_by is None}
    return tuple(sorted(standing[one] for one in charged_vouchers(standing)))


def payment_cautions(village: Place, booked: Sequence[VoucherRow], *, today: date) -> tuple[str, ...]:
    """Return how the payments differ from the resolutions they rest on."""
    resting = [one for one in booked if one.matter_number is not None and one.out_fen > 0 and not one.reversed_by]
    known = {one.number: one for one in allowances(village, today=today)} if resting else {}
    found = [
        text
        for one in resting
        if one.matter_number in known
        for text in cautions(known[one.matter_number], amount_fen=0, fund=one.fund)
    ]
    return tuple(dict.fromkeys(found))

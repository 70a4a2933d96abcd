"""Which payments of a month nobody approved: those entered by hand, and those of files once a ladder holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.queries.approvals import approved_vouchers
from disclosure.books.queries.bank_charges import charged_vouchers
from disclosure.books.queries.ladders import adoption_in, adoptions
from disclosure.books.rules.approvals import paid_out_fen, set_off_fen
from disclosure.books.rules.vouchers import VoucherOrigin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disclosure.books.queries.entries import VoucherRow
    from portal.org.models import Place


def without_approval(village: Place, booked: Sequence[VoucherRow]) -> tuple[int, ...]:
    """Return the numbers of payments that stand and were booked from no request.

    What the bank took by itself is named apart. An expense set off against income in one voucher is one too. What came
    from files counts from the day a ladder was adopted: history is on paper, but a file must not be the way around the
    ladder.
    """
    standing = [one for one in booked if not one.reversed_by and one.reverses is None]
    typed = [one for one in standing if one.origin is VoucherOrigin.TYPED]
    imported = [one for one in standing if one.origin is VoucherOrigin.IMPORTED]
    known = adoptions(village) if imported else ()
    asked = [*typed, *(one for one in imported if adoption_in(known, one.happened_on) is not None)]
    spent = [one for one in asked if paid_out_fen(one.lines) or set_off_fen(one.lines)]
    ids = [one.id for one in spent]
    approved = {*approved_vouchers(village, ids), *charged_vouchers(ids)}
    return tuple(sorted(one.number for one in spent if one.id not in approved))

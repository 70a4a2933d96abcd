"""What the bank took by itself: which open lines may be booked as that, and which vouchers were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.bank import charge_of
from disclosure.books.errors.bank import ChargeTooLargeError, NoChargeError
from disclosure.books.models import BankChargeVoucher
from disclosure.books.queries.ladders import adoption_in, adoptions
from disclosure.books.rules.bank_charges import require_charge
from portal.kernel.db import tuples_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from disclosure.books.rules.reconciliation import Outstanding
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeOffer:
    """A line of the bank that is a charge; ``refused`` says why it cannot be booked as one."""

    title: str
    refused: str = ""


def charge_offers(village: Place, lines: Iterable[Outstanding]) -> dict[int, ChargeOffer]:
    """Return by line what is a charge, and whether the ladder of its day leaves it to whoever keeps the books."""
    known = adoptions(village)
    found: dict[int, ChargeOffer] = {}
    for one in lines:
        adoption = adoption_in(known, one.happened_on)
        try:
            kind = require_charge(one.words, one.amount_fen, ladder=adoption.ladder if adoption else None)
        except NoChargeError:
            continue
        except ChargeTooLargeError as problem:
            found[one.id] = ChargeOffer(title="", refused=problem.sentence)
            continue
        found[one.id] = ChargeOffer(title=kind.title)
    return found


def charged_vouchers(vouchers: Collection[int]) -> Mapping[int, str]:
    """Return by voucher what the bank took it for; those booked otherwise are left out."""
    if not vouchers:
        return {}
    query = BankChargeVoucher.select(BankChargeVoucher.voucher, BankChargeVoucher.charge).where(
        BankChargeVoucher.voucher.in_([*vouchers])
    )
    return {voucher: charge_of(key).title for voucher, key in tuples_of(query)}

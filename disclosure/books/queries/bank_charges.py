"""What the bank took by itself: which open lines may be booked as that, and which vouchers were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.bank import charge_of
from disclosure.books.errors.bank import ChargeStandsError, ChargeTooLargeError, NoChargeError
from disclosure.books.models import BankChargeVoucher, BankLine, BankMatchVoucher, Voucher
from disclosure.books.queries.bank_items import matched_vouchers
from disclosure.books.queries.ladders import adoption_in, adoptions
from disclosure.books.rules.bank_charges import require_charge
from portal.kernel.db import tuples_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from disclosure.books.queries.bank_items import BankItem
    from disclosure.books.rules.reconciliation import Outstanding
    from portal.kernel.months import Month
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeOffer:
    """A line of the bank that is a charge; ``refused`` says why it cannot be booked as one."""

    title: str
    refused: str = ""


def charge_offers(village: Place, lines: Collection[Outstanding]) -> dict[int, ChargeOffer]:
    """Return by line what is a charge, and whether it may be booked as one by whoever keeps the books."""
    known, booked = adoptions(village), booked_charges(village, lines)
    found: dict[int, ChargeOffer] = {}
    for one in lines:
        adoption = adoption_in(known, one.happened_on)
        ladder = adoption.ladder if adoption else None
        try:
            kind = require_charge(one.words, one.amount_fen, party=one.party, ladder=ladder)
            require_not_booked(booked.get(one.id))
        except NoChargeError:
            continue
        except (ChargeTooLargeError, ChargeStandsError) as problem:
            found[one.id] = ChargeOffer(title="", refused=problem.sentence)
            continue
        found[one.id] = ChargeOffer(title=kind.title)
    return found


def require_not_booked(booked: tuple[Month, int] | None) -> None:
    """Refuse a line that was booked as a charge already, by month and number of the voucher.

    :raise ChargeStandsError: it was.
    """
    if booked is not None:
        raise ChargeStandsError(*booked)


def booked_charges(
    village: Place, lines: Collection[Outstanding] | Collection[BankItem]
) -> dict[int, tuple[Month, int]]:
    """Return by open line month and number of the voucher that booked it as a charge and was not taken back.

    Such a voucher without a match is that of any open line of its day and amount: a statement that was imported again
    brings the same movement as another line.
    """
    same, alike = {}, {}
    for line, happened_on, amount_fen, matched, month, number in _standing_charges(village, lines):
        same[line] = (month, number)
        if not matched:
            alike[happened_on, amount_fen] = (month, number)
    found = {one.id: same.get(one.id) or alike.get((one.happened_on, one.amount_fen)) for one in lines}
    return {line: voucher for line, voucher in found.items() if voucher is not None}


def charged_vouchers(vouchers: Collection[int]) -> Mapping[int, str]:
    """Return by voucher what the bank took it for; those booked otherwise are left out."""
    if not vouchers:
        return {}
    query = BankChargeVoucher.select(BankChargeVoucher.voucher, BankChargeVoucher.charge).where(
        BankChargeVoucher.voucher.in_([*vouchers])
    )
    return {voucher: charge_of(key).title for voucher, key in tuples_of(query)}


def _standing_charges(
    village: Place, lines: Collection[Outstanding] | Collection[BankItem]
) -> Iterator[tuple[int, date, int, bool, Month, int]]:
    """Yield line, day and amount of charges of the days of ``lines``, whether they are matched, and their vouchers."""
    days = {one.happened_on for one in lines}
    if not days:
        return
    reverses = (Voucher.village == village.id) & Voucher.reverses.is_null(False)
    taken_back = Voucher.select(Voucher.reverses).where(reverses)
    query = (
        BankChargeVoucher.select(
            BankLine.id, BankLine.happened_on, BankLine.amount_fen, Voucher.id, Voucher.month, Voucher.number
        )
        .join(BankLine)
        .join_from(BankChargeVoucher, Voucher)
        .where(
            (BankChargeVoucher.village == village.id)
            & BankLine.happened_on.in_([*days])
            & Voucher.id.not_in(taken_back)
        )
    )
    found = list(tuples_of(query))
    ids = [row[3] for row in found]
    matched = {voucher for (voucher,) in tuples_of(matched_vouchers().where(BankMatchVoucher.voucher.in_(ids)))}
    for line, happened_on, amount_fen, voucher, month, number in found:
        yield line, happened_on, amount_fen, voucher in matched, month, number

"""What the bank takes by itself: nobody can approve it beforehand, so small amounts are booked and named afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.bank import charge_in
from disclosure.books.errors.bank import ChargeTooLargeError, NoChargeError

if TYPE_CHECKING:
    from disclosure.books.bank import BankCharge
    from disclosure.books.ladders import Ladder


def require_charge(words: str, amount_fen: int, *, party: str, ladder: Ladder | None) -> BankCharge:
    """Return what kind of charge a line of the bank is; ``amount_fen`` is below zero where money went out.

    ``party`` is who the line says was paid, empty where it says nobody. Under an adopted ladder a charge is no more
    than the smallest band of that ladder.

    Source: product decision D-104.

    :raise NoChargeError: it is money that came in, or its words or party tell no charge.
    :raise ChargeTooLargeError: the ladder asks more for that amount.
    """
    found = charge_in(words, party)
    if found is None or amount_fen >= 0:
        raise NoChargeError
    if ladder is not None and -amount_fen > ladder.smallest_fen:
        raise ChargeTooLargeError(found.title, ladder=ladder.title, most_fen=ladder.smallest_fen)
    return found

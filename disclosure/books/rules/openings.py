"""What the accounts stood at when the books began: both sides add up to the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.errors import OpeningsUnbalancedError, TotalTooLargeError
from disclosure.books.rules.vouchers import LARGEST_FEN

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What stands on either side."""

    debit_fen: int
    credit_fen: int

    @property
    def balanced(self) -> bool:
        """Whether both sides are the same."""
        return self.debit_fen == self.credit_fen

    @property
    def differ_fen(self) -> int:
        """By how much the debit side is more; below zero where it is less."""
        return self.debit_fen - self.credit_fen


def sides_of(balances: Iterable[int]) -> Sides:
    """Add up ``balances`` (debit above zero, credit below) by side."""
    found = list(balances)
    return Sides(debit_fen=sum(one for one in found if one > 0), credit_fen=-sum(one for one in found if one < 0))


def require_both_sides_equal(balances: Iterable[int]) -> None:
    """Refuse openings (debit above zero, credit below) of which one side is more than the other.

    Source: rules table ``accounting.statements.identities`` (试算平衡).

    :raise TotalTooLargeError: more than any village has.
    :raise OpeningsUnbalancedError: the sides differ.
    """
    sides = sides_of(balances)
    if max(sides.debit_fen, sides.credit_fen) > LARGEST_FEN:
        raise TotalTooLargeError
    if not sides.balanced:
        raise OpeningsUnbalancedError(debit_fen=sides.debit_fen, credit_fen=sides.credit_fen)

"""What a payment that rests on a resolution may be: after the publicity, and within what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.errors import NoResolutionError, PublicityNotOverError
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What a resolution allows, and what was paid under it so far."""

    number: int
    title: str
    budget_fen: int | None  # the decided plan names no amount: None
    fund: str
    resolved_on: date
    publicity_ended_on: date | None  # the last day of its publicity, once that has passed
    paid_fen: int
    decided_by: str = ""  # the body that resolved, and its vote
    present: int = 0
    approve: int = 0

    @property
    def left_fen(self) -> int | None:
        """What is left of the budget; below zero where more was paid."""
        return None if self.budget_fen is None else self.budget_fen - self.paid_fen


def require_spendable(allowance: Allowance | None, number: int, *, happened_on: date) -> Allowance:
    """Return the resolution's allowance, or refuse a payment without it or before its publicity has ended.

    Source: 村组法(2025)第35条 (resolutions are made public, at least 15 days); 四议两公开: 决议公开 comes before 实施.

    :raise NoResolutionError: no passed resolution of that number.
    :raise PublicityNotOverError: its publicity had not ended on that day.
    """
    if allowance is None:
        raise NoResolutionError(number)
    ended = allowance.publicity_ended_on
    if ended is None or happened_on <= ended:
        raise PublicityNotOverError(number, ended_on=ended)
    return allowance


def cautions(allowance: Allowance, *, amount_fen: int, fund: str) -> tuple[str, ...]:
    """Return what a payment of ``amount_fen`` not yet counted should be looked at for; it is shown, never refused."""
    found = []
    left = allowance.left_fen
    if left is None:
        found.append(f"第{allowance.number}号议题的决议没有批准金额，请核对能不能作为这笔支出的依据")
    elif amount_fen > left:
        budget, paid = format_yuan(allowance.budget_fen or 0), format_yuan(allowance.paid_fen + amount_fen)
        with_this = "连同这一笔" if amount_fen else ""
        found.append(f"第{allowance.number}号议题批准 {budget} 元，{with_this}已付 {paid} 元，超过了决议的金额")
    if fund and fund != allowance.fund:
        decided = f"批准用“{allowance.fund}”" if allowance.fund else "没有写明用哪笔资金"
        found.append(f"第{allowance.number}号议题{decided}，这一笔用的是“{fund}”")
    return tuple(found)

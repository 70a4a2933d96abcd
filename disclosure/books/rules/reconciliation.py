"""The reconciliation of a month's end (银行存款余额调节表), the cash count, and what they say to the close.

Book balance and what only the bank has booked, and bank balance and what only the books have, come to the same;
what does not is the difference, which is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from disclosure.books.errors.bank import CountDayError, SameCounterError
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.kernel.months import Month


class Side(StrEnum):
    """Who has booked what is outstanding."""

    BANK = "line"
    BOOKS = "voucher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """What only one side had booked when the month ended (未达账项); above zero where money came in."""

    side: Side
    id: int
    happened_on: date
    words: str
    party: str
    amount_fen: int
    explanation: str = ""
    settled_on: date | None = None  # the other side booked it on that later day

    @property
    def key(self) -> str:
        """What names it in a form."""
        return f"{self.side}-{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """The bank account at the end of a month as both sides have it."""

    month: Month
    book_fen: int
    bank_fen: int
    items: tuple[Outstanding, ...]
    start_difference_fen: int = 0  # what the books were short of the first statement when it began
    difference_explanation: str = ""

    @property
    def bank_received(self) -> tuple[Outstanding, ...]:
        """银行已收、村里未收."""
        return self._of(Side.BANK, came_in=True)

    @property
    def bank_paid(self) -> tuple[Outstanding, ...]:
        """银行已付、村里未付."""
        return self._of(Side.BANK, came_in=False)

    @property
    def book_received(self) -> tuple[Outstanding, ...]:
        """村里已收、银行未收."""
        return self._of(Side.BOOKS, came_in=True)

    @property
    def book_paid(self) -> tuple[Outstanding, ...]:
        """村里已付、银行未付."""
        return self._of(Side.BOOKS, came_in=False)

    @property
    def adjusted_book_fen(self) -> int:
        """What the books would have with everything the bank has."""
        return self.book_fen + total_fen(self.bank_received) + total_fen(self.bank_paid)

    @property
    def adjusted_bank_fen(self) -> int:
        """What the bank would have with everything the books have."""
        return self.bank_fen + total_fen(self.book_received) + total_fen(self.book_paid)

    @property
    def difference_fen(self) -> int:
        """What is left between the two; zero where everything is known."""
        return self.adjusted_bank_fen - self.adjusted_book_fen

    @property
    def unexplained(self) -> tuple[Outstanding, ...]:
        """What nobody has said anything to."""
        return tuple(one for one in self.items if not one.explanation)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to be matched or explained."""
        return not self.unexplained and (not self.difference_fen or bool(self.difference_explanation))

    @property
    def lists(self) -> tuple[tuple[str, tuple[Outstanding, ...], int], ...]:
        """The four lists as the statement calls them, each with its sum."""
        return (
            ("银行已收、村里未收", self.bank_received, total_fen(self.bank_received)),
            ("银行已付、村里未付", self.bank_paid, total_fen(self.bank_paid)),
            ("村里已收、银行未收", self.book_received, total_fen(self.book_received)),
            ("村里已付、银行未付", self.book_paid, total_fen(self.book_paid)),
        )

    def _of(self, side: Side, *, came_in: bool) -> tuple[Outstanding, ...]:
        return tuple(one for one in self.items if one.side is side and (one.amount_fen > 0) is came_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class CashCount:
    """Cash as two people counted it, beside what the books had that evening."""

    id: int
    counted_on: date
    counted_fen: int
    book_fen: int
    text: str
    counted_by: str
    confirmed_by: str  # empty: nobody has yet

    @property
    def difference_fen(self) -> int:
        """More than the books have, or less where below zero."""
        return self.counted_fen - self.book_fen

    @property
    def stands(self) -> bool:
        """Whether two people have counted."""
        return bool(self.confirmed_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankState:
    """All that reconciliation says to the close of a month."""

    required_by: str = ""  # the recorded rule of the village or township that asks for it
    moved: bool = False  # the month moved the bank account
    covered_to: date | None = None  # the last day of the month that statements cover; nothing of it: None
    reconciliation: Reconciliation | None = None  # where statements cover the whole month
    cash: CashCount | None = None


def total_fen(items: Sequence[Outstanding]) -> int:
    """Return what outstanding items come to."""
    return sum(one.amount_fen for one in items)


def bank_problems(state: BankState) -> list[tuple[str, str, bool]]:
    """Return what speaks against closing a month: code, sentence, and whether it stops the close.

    Source: product decision D-87: what stops is the village's own or its township's recorded rule, and a statement
    that lies there and has not been worked through.
    """
    found = [*_statement_problems(state)]
    cash = state.cash
    if cash is not None and cash.difference_fen:
        more = "多出" if cash.difference_fen > 0 else "短少"
        said = f"：{cash.text}" if cash.text else ""
        found.append(("cash_count", f"盘点现金比账上{more} {format_yuan(abs(cash.difference_fen))} 元{said}", False))
    return found


def is_reconciled(state: BankState) -> bool:
    """Tell whether the bank account was reconciled and nothing is left open."""
    return state.reconciliation is not None and state.reconciliation.is_settled


def require_countable(counted_on: date, month: Month, *, today: date, most_days: int) -> None:
    """Refuse a cash count of another time than the end of its month.

    :raise CountDayError: the day lies too far from the month's last, or has not come.
    """
    if counted_on > today or abs((counted_on - month.last_day).days) > most_days:
        raise CountDayError(month, most_days=most_days)


def require_second_counter(*, counted_by: int, confirming: int) -> None:
    """Refuse that one person counts for two (account numbers).

    Source: 会计法第35条 (账款分管), product decision D-87.

    :raise SameCounterError: it is the same person.
    """
    if counted_by == confirming:
        raise SameCounterError


def _statement_problems(state: BankState) -> list[tuple[str, str, bool]]:
    rule = f"（{state.required_by}）" if state.required_by else ""
    required = bool(state.required_by)
    if state.reconciliation is None:
        if state.covered_to is not None:
            text = f"银行对账单只到{state.covered_to:%-m月%-d日}，没有到月底{rule}"
            return [("statement_short", text, required)]
        if required or state.moved:
            return [("no_statement", f"没有导入银行对账单{rule}", required)]
        return []
    found = []
    left = len(state.reconciliation.unexplained)
    if left:
        text = f"银行对账还有 {left} 笔对不上，也没有说明；请核对，或者逐笔说明原因"
        found.append(("bank_open", text, True))
    difference = state.reconciliation.difference_fen
    if difference and not state.reconciliation.difference_explanation:
        text = f"调节以后银行和账上还差 {format_yuan(difference)} 元，没有说明"
        found.append(("bank_difference", text, True))
    return found

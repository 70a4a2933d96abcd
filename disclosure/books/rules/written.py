"""A voucher written line by line: what each row says, and that both sides are equal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount, account
from disclosure.books.errors import (
    NothingChangesError,
    RowAccountMissingError,
    RowAmountMissingError,
    RowBothSidesError,
    RowNotPositiveError,
    SidesDifferError,
    TooFewLinesError,
    TotalTooLargeError,
)
from disclosure.books.rules.vouchers import LARGEST_FEN, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from disclosure.books.rules.entries import Category


_FEWEST_LINES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRow:
    """One row of the form; ``number`` is how the form counts it."""

    number: int
    category: Category | None
    debit_fen: int | None
    credit_fen: int | None

    @property
    def empty(self) -> bool:
        """Whether nothing was written in it."""
        return self.category is None and self.debit_fen is None and self.credit_fen is None


def lines_of_rows(rows: Iterable[WrittenRow]) -> tuple[Line, ...]:
    """Return the lines that the rows stand for; empty rows are none.

    :raise RowAccountMissingError: an amount without an account.
    :raise RowAmountMissingError: an account without an amount.
    :raise RowBothSidesError: an amount on either side.
    :raise RowNotPositiveError: nothing, or less.
    :raise DomainError: what ``require_written`` refuses.
    """
    lines = tuple(_line(row) for row in rows if not row.empty)
    require_written(lines)
    return lines


def require_written(lines: Sequence[Line]) -> None:
    """Refuse lines that make no voucher: fewer than two, not on one side each, or sides that differ.

    :raise RowNotPositiveError: a line is not on exactly one side, above zero.
    :raise TooFewLinesError: it takes one line of either side.
    :raise SidesDifferError: debits are not the credits.
    :raise TotalTooLargeError: more than any village has.
    :raise NothingChangesError: every account gets what it gives.
    """
    for number, line in enumerate(lines, start=1):
        if min(line.debit_fen, line.credit_fen) != 0 or max(line.debit_fen, line.credit_fen) <= 0:
            raise RowNotPositiveError(number)
    if len(lines) < _FEWEST_LINES:
        raise TooFewLinesError
    debit_fen, credit_fen = sum(line.debit_fen for line in lines), sum(line.credit_fen for line in lines)
    if debit_fen != credit_fen:
        raise SidesDifferError(debit_fen=debit_fen, credit_fen=credit_fen)
    if debit_fen > LARGEST_FEN:
        raise TotalTooLargeError
    changes: Counter[tuple[str, str]] = Counter()
    for line in lines:
        changes[line.account, line.detail] += line.debit_fen - line.credit_fen
    if not any(changes.values()):
        raise NothingChangesError


def netted(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return what lines should be looked at for: income and expense in one voucher may have been set off.

    Source: 现金管理暂行条例第11条 (what is taken in is not paid out of); whether it was follows from no voucher alone.
    """
    booked = [account(line.account) for line in lines]
    if any(one.is_income for one in booked) and any(one.is_expense for one in booked):
        return ("收入和支出记在同一张凭证里，请核对没有把收到的钱直接抵了支出；分成两张更清楚",)
    return ()


def _line(row: WrittenRow) -> Line:
    if row.category is None:
        raise RowAccountMissingError(row.number)
    if row.debit_fen is not None and row.credit_fen is not None:
        raise RowBothSidesError(row.number)
    amount_fen = row.credit_fen if row.debit_fen is None else row.debit_fen
    if amount_fen is None:
        raise RowAmountMissingError(row.number)
    if amount_fen <= 0:
        raise RowNotPositiveError(row.number)
    money = MoneyAccount.of(row.category.account)
    return Line(
        account=row.category.account,
        detail="" if money else row.category.detail,
        printed_name=money.value if money else row.category.name,
        debit_fen=row.debit_fen or 0,
        credit_fen=row.credit_fen or 0,
    )

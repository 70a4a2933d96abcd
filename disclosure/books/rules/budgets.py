"""What was planned for a year beside what came of it: each total of its own kind, never one added to the other.

A plan for an account is a plan for everything below it that has none of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.chart import account
from disclosure.books.errors import (
    BudgetAmountError,
    BudgetSourceError,
    BudgetYearError,
    EmptyBudgetError,
    NoBudgetAccountError,
)
from disclosure.books.rules.vouchers import LARGEST_FEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from disclosure.books.rules.balances import Key
    from disclosure.books.rules.entries import Category
    from disclosure.books.rules.stated import ResultSum


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRow:
    """One account of income or expense: what was planned, where anything was, and what came of it."""

    account: str
    detail: str
    planned_fen: int | None
    actual_fen: int

    @property
    def name(self) -> str:
        """The name as it is printed: ``管理费用/办公费``."""
        top = account(self.account).name
        return f"{top}/{self.detail}" if self.detail else top

    @property
    def left_fen(self) -> int | None:
        """What is left of the plan, below zero where it was exceeded; nothing where there was none."""
        return None if self.planned_fen is None else self.planned_fen - self.actual_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetSide:
    """Income, or expense, with its totals."""

    rows: tuple[BudgetRow, ...]

    @property
    def planned_fen(self) -> int:
        """All that was planned."""
        return sum(one.planned_fen or 0 for one in self.rows)

    @property
    def actual_fen(self) -> int:
        """All that came of it, planned or not."""
        return sum(one.actual_fen for one in self.rows)

    @property
    def has_unplanned(self) -> bool:
        """Whether anything came under an account nobody planned for."""
        return any(one.planned_fen is None for one in self.rows)

    @property
    def unplanned_fen(self) -> int:
        """All that came under accounts nobody planned for."""
        return sum(one.actual_fen for one in self.rows if one.planned_fen is None)

    @property
    def come_of_plan_fen(self) -> int:
        """All that came under accounts with a plan."""
        return self.actual_fen - self.unplanned_fen

    @property
    def left_fen(self) -> int:
        """What is left of the plan: the sum of what is left under each account with one."""
        return self.planned_fen - self.come_of_plan_fen


def beside_actual(planned: Mapping[Key, int], sums: Iterable[ResultSum]) -> tuple[BudgetSide, BudgetSide]:
    """Return income and expense of a year, what was planned beside what came of it, in the order of the chart."""
    actual: dict[Key, int] = {}
    for one in sums:
        own, top = (one.account, one.detail), (one.account, "")
        key = top if own not in planned and top in planned else own
        actual[key] = actual.get(key, 0) + one.year_fen
    rows = [
        BudgetRow(account=key[0], detail=key[1], planned_fen=planned.get(key), actual_fen=actual.get(key, 0))
        for key in sorted({*planned, *actual})
    ]
    income, expense = ([one for one in rows if account(one.account).is_income is kind] for kind in (True, False))
    return BudgetSide(rows=tuple(income)), BudgetSide(rows=tuple(expense))


def require_budget(year: int, planned: Sequence[tuple[Category, int]], *, source: str, this_year: int) -> None:
    """Refuse a budget nobody can have decided.

    :raise BudgetYearError: neither this year's, nor the last or the next one's.
    :raise BudgetSourceError: it does not say where it is written.
    :raise EmptyBudgetError: nothing is planned.
    :raise BudgetAmountError: nothing or less is planned under an account, or more than any village has.
    :raise NoBudgetAccountError: an account is neither of income nor of expense.
    """
    if abs(year - this_year) > 1:
        raise BudgetYearError(year, this=this_year)
    if not source.strip():
        raise BudgetSourceError
    if not planned:
        raise EmptyBudgetError
    for category, amount_fen in planned:
        booked = account(category.account)
        if not (booked.is_income or booked.is_expense):
            raise NoBudgetAccountError(category.name)
        if not 0 < amount_fen <= LARGEST_FEN:
            raise BudgetAmountError(category.name)

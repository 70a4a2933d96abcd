"""A plan beside what came of it: of each its own total, and a plan for an account is one for what stands below it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.books.errors import (
    BudgetAmountError,
    BudgetSourceError,
    BudgetYearError,
    EmptyBudgetError,
    NoBudgetAccountError,
)
from disclosure.books.rules.budgets import beside_actual, require_budget
from disclosure.books.rules.entries import Category
from disclosure.books.rules.stated import ResultSum

RENT, PAPER = Category(account="501"), Category(account="513", detail="办公费")


def came(account: str, detail: str, fen: int) -> ResultSum:
    return ResultSum(account=account, name=f"x/{detail}" if detail else "x", month_fen=0, year_fen=fen)


def test_plan_and_actual_stand_side_by_side_and_are_never_added() -> None:
    income, expense = beside_actual(
        {("501", ""): 1_000, ("513", "办公费"): 300, ("514", ""): 50},
        [came("501", "租金", 600), came("501", "发包", 700), came("513", "办公费", 350), came("513", "水电费", 20)],
    )
    assert [(one.account, one.detail, one.planned_fen, one.actual_fen, one.left_fen) for one in income.rows] == [
        ("501", "", 1_000, 1_300, -300)  # the plan for the account holds for both below it
    ]
    assert [(one.detail, one.planned_fen, one.actual_fen, one.left_fen) for one in expense.rows] == [
        ("办公费", 300, 350, -50),
        ("水电费", None, 20, None),  # nobody planned it
        ("", 50, 0, 50),
    ]
    assert (expense.planned_fen, expense.actual_fen, expense.unplanned_fen) == (350, 370, 20)
    assert expense.left_fen == 0  # of what was planned: 300 - 350 and 50 - 0; what nobody planned stands apart
    assert (income.has_unplanned, expense.has_unplanned) == (False, True)


@given(
    planned=st.dictionaries(
        st.tuples(st.sampled_from(["501", "513"]), st.sampled_from(["", "甲", "乙"])), st.integers(1, 10**9)
    ),
    sums=st.lists(
        st.tuples(st.sampled_from(["501", "513"]), st.sampled_from(["", "甲", "乙"]), st.integers(-(10**9), 10**9))
    ),
)
def test_nothing_planned_and_nothing_booked_is_lost(
    planned: dict[tuple[str, str], int], sums: list[tuple[str, str, int]]
) -> None:
    sides = beside_actual(planned, [came(*one) for one in sums])
    assert sum(side.planned_fen for side in sides) == sum(planned.values())
    for side, code in zip(sides, ("501", "513"), strict=True):
        assert side.left_fen == sum(one.left_fen or 0 for one in side.rows)
        assert side.actual_fen == sum(fen for account, _, fen in sums if account == code)


@pytest.mark.parametrize(
    ("year", "planned", "source", "error"),
    [
        (2024, [(RENT, 1)], "会议", BudgetYearError),
        (2028, [(RENT, 1)], "会议", BudgetYearError),
        (2026, [(RENT, 1)], "  ", BudgetSourceError),
        (2026, [], "会议", EmptyBudgetError),
        (2026, [(PAPER, 0)], "会议", BudgetAmountError),
        (2026, [(PAPER, 10**13 + 1)], "会议", BudgetAmountError),
        (2026, [(Category(account="151"), 1)], "会议", NoBudgetAccountError),
    ],
)
def test_a_budget_nobody_can_have_decided_is_refused(
    year: int, planned: list[tuple[Category, int]], source: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        require_budget(year, planned, source=source, this_year=2026)


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_a_budget_is_set_for_the_year_or_the_ones_beside_it(year: int) -> None:
    require_budget(year, [(RENT, 1), (PAPER, 10**13)], source="村民代表会议", this_year=2026)

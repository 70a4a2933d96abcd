"""The reconciliation statement, what it says to the close, and who counts cash when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.books.errors.bank import CountDayError, SameCounterError
from disclosure.books.rules.reconciliation import (
    BankState,
    CashCount,
    Outstanding,
    Reconciliation,
    Side,
    bank_problems,
    is_reconciled,
    require_countable,
    require_second_counter,
)
from portal.kernel.months import Month

OCTOBER = Month(2026, 10)


def item(side: Side, fen: int, explanation: str = "") -> Outstanding:
    return Outstanding(
        side=side, id=abs(fen), happened_on=date(2026, 10, 30), words="x", party="", amount_fen=fen,
        explanation=explanation,
    )  # fmt: skip


def reconciled(*items: Outstanding, book_fen: int = 1000, bank_fen: int = 1000, said: str = "") -> Reconciliation:
    return Reconciliation(month=OCTOBER, book_fen=book_fen, bank_fen=bank_fen, items=items, difference_explanation=said)


def test_four_lists_bring_both_sides_to_the_same() -> None:
    items = (item(Side.BANK, 30), item(Side.BANK, -7), item(Side.BOOKS, 500), item(Side.BOOKS, -90))
    found = reconciled(*items, book_fen=1410, bank_fen=1023)
    assert [sum_fen for _, _, sum_fen in found.lists] == [30, -7, 500, -90]
    assert found.adjusted_book_fen == found.adjusted_bank_fen == 1433
    assert found.difference_fen == 0


MOVED = st.lists(st.integers(-500, 500).filter(bool), max_size=8)


@given(st.integers(0, 10**6), MOVED, MOVED, MOVED)
def test_whatever_moved_the_difference_is_what_was_there_before(
    opening: int, both: list[int], bank: list[int], books: list[int]
) -> None:
    items = [*(item(Side.BANK, fen) for fen in bank), *(item(Side.BOOKS, fen) for fen in books)]
    book_fen, bank_fen = opening + sum(both) + sum(books), opening + 77 + sum(both) + sum(bank)
    assert reconciled(*items, book_fen=book_fen, bank_fen=bank_fen).difference_fen == 77


OPEN, SAID = item(Side.BANK, 5), item(Side.BANK, 5, "手续费，下月入账")
COUNT = CashCount(
    id=1, counted_on=date(2026, 10, 31), counted_fen=100, book_fen=100, text="", counted_by="甲", confirmed_by="乙"
)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param(BankState(), [], id="nothing to do with a bank"),
        pytest.param(BankState(moved=True), [("no_statement", False)], id="no statement is amber"),
        pytest.param(BankState(required_by="规定"), [("no_statement", True)], id="no statement under a rule is red"),
        pytest.param(BankState(covered_to=date(2026, 10, 20)), [("statement_short", False)], id="half a month"),
        pytest.param(
            BankState(covered_to=date(2026, 10, 20), required_by="规定"), [("statement_short", True)], id="half, ruled"
        ),
        pytest.param(BankState(reconciliation=reconciled(OPEN, bank_fen=1005)), [("bank_open", True)], id="open"),
        pytest.param(BankState(reconciliation=reconciled(SAID, bank_fen=1005)), [], id="explained"),
        pytest.param(BankState(reconciliation=reconciled(bank_fen=1001)), [("bank_difference", True)], id="a fen off"),
        pytest.param(BankState(reconciliation=reconciled(bank_fen=1001, said="期初就差")), [], id="a fen off, said"),
        pytest.param(BankState(cash=COUNT), [], id="cash is all there"),
        pytest.param(BankState(cash=replace(COUNT, counted_fen=99)), [("cash_count", False)], id="a fen of cash short"),
    ],
)
def test_what_the_close_is_told(state: BankState, expected: list[tuple[str, bool]]) -> None:
    assert [(code, blocking) for code, _, blocking in bank_problems(state)] == expected
    whole = state.reconciliation is not None
    assert is_reconciled(state) == (whole and not any(blocking for _, blocking in expected))


@pytest.mark.parametrize(
    ("day", "accepted"),
    [((2026, 10, 25), False), ((2026, 10, 26), True), ((2026, 11, 5), True), ((2026, 11, 6), False)],
)
def test_cash_is_counted_at_the_end_of_its_month(day: tuple[int, int, int], *, accepted: bool) -> None:
    if accepted:
        require_countable(date(*day), OCTOBER, today=date(2026, 11, 20), most_days=5)
        return
    with pytest.raises(CountDayError):
        require_countable(date(*day), OCTOBER, today=date(2026, 11, 20), most_days=5)


def test_nobody_counts_tomorrow_or_for_two() -> None:
    with pytest.raises(CountDayError):
        require_countable(date(2026, 10, 31), OCTOBER, today=date(2026, 10, 30), most_days=5)
    with pytest.raises(SameCounterError):
        require_second_counter(counted_by=1, confirming=1)
    require_second_counter(counted_by=1, confirming=2)

"""Balances: what was stated, what was booked since, and nothing of the stretch before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import OpeningsUnbalancedError, TotalTooLargeError
from disclosure.books.rules.balances import (
    Booked,
    MonthSum,
    Opening,
    balances_of,
    beginning,
    changes,
    known_money,
    signed_fen,
)
from disclosure.books.rules.openings import require_both_sides_equal, sides_of
from portal.kernel.months import Month

MAY, JUNE, JULY = (Month(2026, number) for number in (5, 6, 7))


def _sum(month: Month, account: str, debit: int = 0, credit: int = 0, detail: str = "") -> MonthSum:
    return MonthSum(month=month, account=account, detail=detail, debit_fen=debit, credit_fen=credit)


def _opening(month: Month, account: str, fen: int, detail: str = "") -> Opening:
    return Opening(month=month, account=account, detail=detail, amount_fen=fen)


def _booked(month: Month, *facts: Opening | MonthSum, carried: dict[tuple[str, str], int] | None = None) -> Booked:
    return Booked(
        month=month,
        openings=[one for one in facts if isinstance(one, Opening)],
        carried=carried or {},
        sums=[one for one in facts if isinstance(one, MonthSum)],
    )


def _table(booked: Booked) -> dict[str, tuple[int, int, int, int]]:
    return {one.name: (one.opening_fen, one.debit_fen, one.credit_fen, one.closing_fen) for one in balances_of(booked)}


def test_balance_is_what_was_stated_and_what_was_booked_since() -> None:
    found = _booked(
        JUNE,
        _opening(MAY, "101", 500),
        _opening(MAY, "102", 0),
        _opening(MAY, "151", 9_000),
        _opening(MAY, "301", -9_500, "村集体"),
        _sum(MAY, "101", debit=300),
        _sum(MAY, "501", credit=300, detail="租金"),
        _sum(JUNE, "513", debit=40, detail="办公费"),
        _sum(JUNE, "101", credit=40),
    )
    assert _table(found) == {
        "库存现金": (800, 0, 40, 760),
        "固定资产": (9_000, 0, 0, 9_000),
        "资本/村集体": (-9_500, 0, 0, -9_500),
        "经营收入/租金": (-300, 0, 0, -300),
        "管理费用/办公费": (0, 40, 0, 40),
    }
    assert sum(one.closing_fen for one in balances_of(found)) == 0


def test_what_was_carried_counts_as_if_it_were_booked() -> None:
    openings = (_opening(MAY, "101", 500), _opening(MAY, "102", 0))
    booked = (_sum(MAY, "101", debit=300), _sum(MAY, "501", credit=300))
    carried = changes(_booked(JUNE, *openings, *booked), before=JUNE)
    assert _table(_booked(JULY, *openings, carried=carried)) == _table(_booked(JULY, *openings, *booked))


def test_stretch_begins_where_money_was_stated_last_and_earlier_entries_count_no_more() -> None:
    facts = (
        _opening(MAY, "101", 500),
        _opening(MAY, "102", 0),
        _opening(MAY, "151", 7),
        _sum(MAY, "513", debit=9),
        _opening(JULY, "101", 900),
        _opening(JULY, "102", 0),
        _opening(JULY, "211", -900),
    )
    assert beginning(facts[:3], JULY) == MAY
    assert _table(_booked(JULY, *facts)) == {"库存现金": (900, 0, 0, 900), "应付款": (-900, 0, 0, -900)}
    assert _table(_booked(JUNE, *[one for one in facts if one.month <= JUNE])) == {
        "库存现金": (500, 0, 0, 500),
        "固定资产": (7, 0, 0, 7),
        "管理费用": (9, 0, 0, 9),
    }


def test_money_account_first_seen_later_begins_there_and_the_stretch_does_not() -> None:
    facts = (
        _opening(MAY, "101", 500),
        _opening(JUNE, "102", 20),
        _sum(MAY, "102", debit=5),
        _sum(MAY, "501", credit=5),
    )
    found = _booked(JULY, *facts)
    assert known_money(found) == {MoneyAccount.CASH: 500, MoneyAccount.BANK: 20}
    assert _table(found)["经营收入"] == (-5, 0, 0, -5)


def test_money_nobody_opened_is_not_known_and_still_added_up() -> None:
    found = _booked(JUNE, _sum(MAY, "101", debit=300), _sum(MAY, "501", credit=300))
    assert beginning((), JUNE) is None
    assert known_money(found) == {}
    assert _table(found)["库存现金"] == (300, 0, 0, 300)


@pytest.mark.parametrize(("code", "fen"), [("151", 5), ("152", -5), ("301", -5), ("113", 5)])
def test_amount_on_the_side_of_its_account_is_debit_above_zero(code: str, fen: int) -> None:
    assert signed_fen(code, 5) == fen
    assert signed_fen(code, signed_fen(code, 5)) == 5


def test_both_sides_of_openings_are_equal() -> None:
    require_both_sides_equal([700, -300, -400])
    with pytest.raises(OpeningsUnbalancedError, match=r"7\.00 元.*3\.00 元.*相差 4\.00 元"):
        require_both_sides_equal([700, -300])
    with pytest.raises(TotalTooLargeError):
        require_both_sides_equal([10**13 + 1, -(10**13) - 1])
    assert sides_of([700, -300]).differ_fen == 400


@given(
    amounts=st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(["101", "102", "151", "211", "501", "513"]), st.integers(-99, 99)),
        max_size=12,
    ),
    closed=st.integers(0, 5),
)
def test_every_month_opens_with_what_the_one_before_closed_with(
    amounts: list[tuple[int, str, int]], closed: int
) -> None:
    openings = (_opening(MAY, "101", 10), _opening(MAY, "102", 20), _opening(MAY, "301", -30))
    sums = [_sum(MAY.plus(after), account, debit=max(fen, 0), credit=max(-fen, 0)) for after, account, fen in amounts]
    before = {one.name: one.closing_fen for one in balances_of(_booked(MAY, *openings, *sums)) if one.closing_fen}
    carried = changes(_booked(MAY.plus(closed + 1), *openings, *sums), before=MAY.plus(closed + 1))
    for after in range(1, 8):
        month = MAY.plus(after)
        whole = balances_of(_booked(month, *openings, *[one for one in sums if one.month <= month]))
        assert {one.name: one.opening_fen for one in whole if one.opening_fen} == before
        before = {one.name: one.closing_fen for one in whole if one.closing_fen}
        if after > closed:
            rest = [one for one in sums if MAY.plus(closed) < one.month <= month]
            assert balances_of(_booked(month, *openings, *rest, carried=carried)) == whole

"""The end of a year: every account of income and expense at nothing, the result undistributed, nothing lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.books.errors import (
    AssetNameMissingError,
    NoAssetsError,
    NothingToCarryOverError,
    NoWearError,
    YearNotOverError,
)
from disclosure.books.rules.balances import AccountBalance
from disclosure.books.rules.depreciation import Wear, depreciation_lines, depreciation_summary
from disclosure.books.rules.entries import Category
from disclosure.books.rules.written import require_written
from disclosure.books.rules.year_end import (
    YearEndVoucher,
    require_something_to_carry_over,
    require_year_over,
    year_end_vouchers,
)


def _balance(account: str, fen: int, detail: str = "") -> AccountBalance:
    return AccountBalance(account=account, detail=detail, opening_fen=fen, debit_fen=0, credit_fen=0)


def _table(vouchers: tuple[YearEndVoucher, ...]) -> list[list[tuple[str, int, int]]]:
    return [[(line.printed_name, line.debit_fen, line.credit_fen) for line in one.lines] for one in vouchers]


def test_income_and_expense_go_to_the_result_and_the_result_is_undistributed() -> None:
    found = year_end_vouchers(
        2026,
        [
            _balance("101", 700),
            _balance("501", -900, "租金收入"),
            _balance("503", -100),
            _balance("513", 250),
            _balance("514", 50, "卫生保洁"),
        ],
    )
    assert _table(found) == [
        [("经营收入/租金收入", 900, 0), ("补助收入", 100, 0), ("本年收益", 0, 1_000)],
        [("本年收益", 300, 0), ("管理费用", 0, 250), ("公益支出/卫生保洁", 0, 50)],
        [("本年收益", 700, 0), ("收益分配/未分配收益", 0, 700)],
    ]
    assert [one.amount_fen for one in found] == [1_000, 300, 700]


def test_a_loss_lessens_what_is_undistributed_and_an_old_result_goes_with_it() -> None:
    found = year_end_vouchers(2026, [_balance("515", 80), _balance("321", -30)])
    assert _table(found) == [
        [("本年收益", 80, 0), ("其他支出", 0, 80)],
        [("收益分配/未分配收益", 50, 0), ("本年收益", 0, 50)],
    ]


def test_account_on_its_other_side_is_ended_too() -> None:
    (income, result) = _table(year_end_vouchers(2026, [_balance("501", -20), _balance("504", 20)]))[0], None
    assert income == [("经营收入", 20, 0), ("其他收入", 0, 20)]
    assert result is None


def test_nothing_is_carried_over_twice() -> None:
    assert year_end_vouchers(2026, [_balance("101", 5), _balance("322", -5, "未分配收益")]) == ()
    with pytest.raises(NothingToCarryOverError, match="2026年"):
        require_something_to_carry_over(2026, ())


def test_year_ends_on_its_last_day() -> None:
    require_year_over(2026, today=date(2026, 12, 31))
    with pytest.raises(YearNotOverError, match="12月31日"):
        require_year_over(2026, today=date(2026, 12, 30))


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["501", "503", "513", "521", "321", "322", "101"]), st.sampled_from(["", "甲"])),
        st.integers(-(10**9), 10**9).filter(bool),
    )
)
def test_whatever_stands_there_is_carried_over_whole(standing: dict[tuple[str, str], int]) -> None:
    after = dict(standing)
    for voucher in year_end_vouchers(2026, [_balance(code, fen, detail) for (code, detail), fen in standing.items()]):
        require_written(voucher.lines)
        for line in voucher.lines:
            key = (line.account, line.detail)
            after[key] = after.get(key, 0) + line.debit_fen - line.credit_fen
    assert all(fen == 0 for (code, _), fen in after.items() if code in {"501", "503", "513", "521", "321"})
    assert sum(after.values()) == sum(standing.values())


def _wear(number: int = 1, name: str = "水泵房", monthly: int = 100, months: int = 12, code: str = "513") -> Wear:
    return Wear(number=number, name=name, monthly_fen=monthly, months=months, borne_by=Category(account=code))


def test_wear_of_every_thing_is_one_voucher() -> None:
    things = [_wear(), _wear(2, "仓库", 50, code="511"), _wear(3, "桌椅", 5, 6)]
    lines = depreciation_lines(things)
    assert [(one.printed_name, one.debit_fen, one.credit_fen) for one in lines] == [
        ("管理费用", 1_230, 0),
        ("经营支出", 600, 0),
        ("累计折旧", 0, 1_830),
    ]
    assert depreciation_summary(2026, things) == "计提2026年折旧：水泵房 12 个月、仓库 12 个月、桌椅 6 个月"


@pytest.mark.parametrize(
    ("things", "refusal"),
    [
        ([], NoAssetsError),
        ([_wear(name="")], AssetNameMissingError),
        ([_wear(monthly=0)], NoWearError),
        ([_wear(months=0)], NoWearError),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_does_not_wear_is_refused(things: list[Wear], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        depreciation_lines(things)

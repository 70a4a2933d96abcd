"""What households earn, keep and get: caps, sums and states, without a database."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.households.errors import (
    BalanceShortError,
    CancelledExchangeError,
    HandedExchangeError,
    MostEachError,
    NotHalfPointsError,
    NotHandedError,
    SignedExchangeError,
    StockShortError,
    WrongCodeError,
)
from points.households.practice import cash_word, notice_begins, notice_on
from points.households.rules import balances, earning, exchanges
from points.households.rules.earning import Rule, YearEnd
from points.households.schemes import EXAMPLE, digest_of, example_rules, read_rules, rules_from_json, rules_to_json
from points.households.values import ExchangeState, Step, YearMode
from portal.kernel.sheets import BadCellsError

TODAY = date(2026, 10, 15)
half_points = st.integers(1, 40).map(lambda steps: steps * 50)


def rule(*, points_x100: int = 100, month: int | None = None, year: int | None = None) -> Rule:
    return Rule(
        code="W1", kind="垃圾分类", name="分开投放", points_x100=points_x100, unit="次", month_cap_x100=month,
        year_cap_x100=year, evidence="", source="",
    )  # fmt: skip


def counted(one: Rule, asked: list[int]) -> list[int]:
    """Return what counts of each, one after the other in one month."""
    made: list[int] = []
    for points_x100 in asked:
        made.append(earning.award(one, points_x100, month_x100=sum(made), year_x100=sum(made)).points_x100)
    return made


@given(st.lists(half_points, max_size=12), half_points, half_points)
def test_caps_are_never_passed_and_order_does_not_matter(asked: list[int], month: int, year: int) -> None:
    one = rule(month=month, year=year)
    total = sum(counted(one, asked))
    assert total == min(sum(asked), month, year)
    assert total == sum(counted(one, asked[::-1]))


def test_a_cut_explains_itself() -> None:
    one = rule(month=600)
    assert earning.award(one, 400, month_x100=200, year_x100=200).explanation == "计 4 分"
    cut = earning.award(one, 400, month_x100=450, year_x100=450)
    assert (cut.points_x100, cut.explanation) == (150, "应计 4 分，本月上限 6 分，已计 4.5 分，只计 1.5 分")


@pytest.mark.parametrize("text", ["0", "0.25", "-1", "半分", "", "1.005"])
def test_only_half_points_above_nothing_are_points(text: str) -> None:
    with pytest.raises(NotHalfPointsError):
        earning.parse_points(text)
    assert earning.parse_points("4.5") == 450


@given(at_end=st.integers(0, 50), since=st.lists(st.integers(-30, 30), max_size=6), newly=st.integers(0, 50))
def test_what_expires_lies_between_nothing_and_what_is_left(at_end: int, since: list[int], newly: int) -> None:
    left = max(0, at_end + sum(since) + newly)
    gone = balances.expiring(at_end, since_x100=since, left_x100=left)
    assert 0 <= gone <= min(left, at_end)
    if not since:
        assert gone == at_end  # what was earned since stays


def test_refusals_of_a_balance_a_stock_and_a_year() -> None:
    with pytest.raises(BalanceShortError, match=r"还有 4\.5 分，这次要 5 分"):
        balances.require_balance(450, 500)
    with pytest.raises(StockShortError, match="只剩 1 块"):
        balances.require_stock("肥皂", "块", left=1, asked=2)
    with pytest.raises(MostEachError, match="今年已经换了 2 袋"):
        balances.require_each(2, had=2, asked=1, unit="袋")
    balances.require_balance(500, 500)
    balances.require_each(None, had=99, asked=99, unit="袋")


def test_an_exchange_goes_one_way() -> None:
    assert exchanges.state_of([]) == ExchangeState.RESERVED
    assert exchanges.state_of([Step.HANDED, Step.SIGNED]) == ExchangeState.SIGNED
    assert all(
        exchanges.state_of(some) == ExchangeState.CANCELLED for some in permutations([Step.CANCELLED, Step.HANDED])
    )
    for state, refusal in (
        (ExchangeState.HANDED, HandedExchangeError),
        (ExchangeState.SIGNED, SignedExchangeError),
        (ExchangeState.CANCELLED, CancelledExchangeError),
    ):
        with pytest.raises(refusal):
            exchanges.require_hand_over(state)
    with pytest.raises(NotHandedError):
        exchanges.require_signature(ExchangeState.RESERVED)
    with pytest.raises(SignedExchangeError):
        exchanges.require_cancellable(ExchangeState.SIGNED)
    with pytest.raises(WrongCodeError):
        exchanges.require_code("123", "123456")


def test_the_example_is_read_and_kept_as_it_is() -> None:
    read = example_rules().rules
    assert {one.kind for one in read} == {"垃圾分类", "庭院", "互助"}
    assert rules_from_json(rules_to_json(read)) == read
    ends = YearEnd(mode=YearMode.EXPIRE, month=3, day=31, notice_days=60)
    assert ends.ends_on(2026) == date(2027, 3, 31)
    assert digest_of(read, ends) != digest_of(read[1:], ends)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("A1,互助,不上访不举报,1,次,,", "不得因“不上访”加分"),
        ("A1,互助,关注公众号并转发,1,次,,", "不得因使用“公众号”记分"),
        ("A1,互助,帮邻居,-1,次,,", "家户积分只加不扣"),
        ("A1,互助,帮邻居,0.3,次,,", "0.5 分为最小单位"),
        ("A1,互助,帮邻居,3,次,2,", "比一次的分值还小"),
        ("A1,互助,帮邻居,3,次,9,6", "比每月上限还小"),
    ],
)
def test_rules_against_rights_or_against_themselves_are_refused(line: str, problem: str) -> None:
    with pytest.raises(BadCellsError) as refused:
        read_rules("办法.csv", f"编号,类别,名称,分值,单位,每月上限,每年上限\n{line}\n".encode())
    assert problem in refused.value.cells[0].problem


def test_a_code_with_two_values_is_refused() -> None:
    text = EXAMPLE.read_text(encoding="utf-8-sig") + "W1,垃圾分类,另一条,2,次,,,,\r\n"
    with pytest.raises(BadCellsError) as refused:
        read_rules("办法.csv", text.encode())
    assert all("不止一次" in cell.problem for cell in refused.value.cells)


def test_prizes_that_mean_money_are_known() -> None:
    assert cash_word("超市购物卡 50 元", on=TODAY) == "购物卡"
    assert cash_word("洗衣液", on=TODAY) is None


def test_how_early_a_years_end_is_told_is_data_and_a_design() -> None:
    practice = notice_on(TODAY)
    assert (practice.least_notice_days, practice.most_notice_days, practice.confidence) == (7, 180, "design")
    assert notice_begins(2026) == date(2026, 12, 1)

"""The charts as data: complete, dated, and every printed name leads to one account."""

from __future__ import annotations

import pytest

from disclosure.books import chart
from disclosure.books.chart import AccountClass, MoneyAccount, Side
from portal.kernel.months import Month


def test_chart_of_2023_has_42_accounts_in_five_classes() -> None:
    counts = {kind: sum(1 for one in chart.accounts().values() if one.kind is kind) for kind in AccountClass}
    assert counts == {
        AccountClass.ASSET: 19,
        AccountClass.LIABILITY: 8,
        AccountClass.EQUITY: 4,
        AccountClass.COST: 1,
        AccountClass.PROFIT_LOSS: 10,
    }


def test_every_account_says_where_it_comes_from_and_how_sure_it_is() -> None:
    assert all(one.source and one.confidence == "secondary" for one in chart.accounts().values())


@pytest.mark.parametrize("key", chart.KEYS)
def test_every_printed_name_is_booked_under_an_account_of_2023(key: str) -> None:
    codes = chart.chart(key).codes
    assert codes
    assert set(codes.values()) <= set(chart.accounts())


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("发包及上交收入", "501"),
        ("农业税附加返还收入", "503"),
        ("应付福利费", "211"),
        ("林木资产", "132"),
        ("牲畜(禽)资产", "132"),
        ("生产（劳务）成本", "401"),
        ("在建工程", "153"),
        ("固定资产清理", "154"),
    ],
)
def test_names_of_2004_are_booked_under_the_account_that_carries_them_now(printed: str, code: str) -> None:
    found = chart.chart("2004").account_named(printed)
    assert found is not None
    assert found.code == code


def test_table_of_2004_is_a_proposal_to_be_checked() -> None:
    assert chart.chart("2004").confidence == "design"
    assert "待核" in chart.chart("2004").source


@pytest.mark.parametrize(
    ("key", "printed"),
    [("2023", "发包及上交收入"), ("2023", "应付福利费"), ("2004", "公益支出"), ("2004", "招待费"), ("2004", "")],
)
def test_name_unknown_to_a_chart_is_not_guessed(key: str, printed: str) -> None:
    assert chart.chart(key).account_named(printed) is None


def test_width_and_spaces_of_a_name_do_not_matter() -> None:
    found = chart.chart("2023").account_named(" 生产（劳务） 成本 ")
    assert found is not None
    assert found.name == "生产(劳务)成本"


@pytest.mark.parametrize(
    ("month", "key"),
    [("1999-01", "2004"), ("2010-03", "2004"), ("2023-12", "2004"), ("2024-01", "2023"), ("2030-01", "2023")],
)
def test_chart_is_the_one_in_force_in_the_month(month: str, key: str) -> None:
    assert chart.chart_in_force(Month.parse(month)).key == key


def test_money_is_held_in_two_accounts() -> None:
    assert [chart.account(money.code).name for money in MoneyAccount] == ["库存现金", "银行存款"]
    assert MoneyAccount.of("102") is MoneyAccount.BANK
    assert MoneyAccount.of("501") is None
    assert MoneyAccount.CASH.other is MoneyAccount.BANK
    assert MoneyAccount.BANK.other is MoneyAccount.CASH


def test_income_and_expense_are_the_two_sides_of_profit_and_loss() -> None:
    assert [one.code for one in chart.accounts().values() if one.is_income] == ["501", "502", "503", "504"]
    assert [one.code for one in chart.accounts().values() if one.is_expense] == [
        "511",
        "512",
        "513",
        "514",
        "515",
        "521",
    ]
    assert chart.account("113").side is Side.EITHER

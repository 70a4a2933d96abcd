"""Quarters and years: which amount of the books belongs to which of the 44 items, when they are due, who signs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.books.chart import account, accounts
from disclosure.books.disclosure_items import DisclosureItem, Measure, disclosure_form
from disclosure.books.errors import (
    AnswerMissingError,
    AnswerNotWantedError,
    OwnDisclosureError,
    PeriodMonthsError,
    PeriodNotOverError,
    ReasonNotWantedError,
    ReasonWantedError,
)
from disclosure.books.rules.deadlines import month_deadline, period_deadline
from disclosure.books.rules.period_tables import answers_in, masked_content, read_table, table_content
from disclosure.books.rules.periodic import (
    Answer,
    AnswerState,
    PeriodState,
    PeriodSum,
    covered_months,
    figures,
    item_figures,
    period_state,
    require_answers,
    require_months_signed,
    require_other_signer,
    require_reason,
)
from disclosure.books.rules.periods import Period, periods_between
from portal.kernel.months import Month, MonthError

if TYPE_CHECKING:
    from collections.abc import Iterable

THIRD = Period(2026, 3)
YEAR = Period.of_year(2026)
JULY, AUGUST, SEPTEMBER = (Month(2026, number) for number in (7, 8, 9))
FORM = disclosure_form()
ANSWERS = {item.key: Answer(state=AnswerState.NONE) for item in FORM.worded}
#: Every item that the books fill, and what of them fills it: account, name below it, what was booked or stands.
FILLED = [
    ("in_operating", "501", "鱼塘租金", "credit"),
    ("in_contracts", "501", "荒山发包", "credit"),
    ("in_investment", "502", "", "credit"),
    ("in_levy", "231", "修路", "credit"),
    ("in_running", "503", "运转经费", "credit"),
    ("in_special", "503", "产业补助", "credit"),
    ("in_special", "241", "水渠补助", "credit"),
    ("in_land", "241", "高速征地补偿", "credit"),
    ("in_land", "504", "青苗补偿", "credit"),
    ("in_relief", "503", "救灾款", "credit"),
    ("in_donations", "504", "捐赠", "credit"),
    ("in_disposal", "504", "变卖旧水泵", "credit"),
    ("in_other", "504", "利息", "credit"),
    ("out_operating", "511", "", "debit"),
    ("out_operating", "512", "", "debit"),
    ("out_officers", "513", "村组干部报酬", "debit"),
    ("out_press", "513", "报刊费", "debit"),
    ("out_administration", "513", "办公费", "debit"),
    ("out_welfare", "514", "路灯电费", "debit"),
    ("out_assets", "151", "水泵", "debit"),
    ("out_assets", "153", "水渠", "debit"),
    ("out_land", "241", "高速征地补偿", "debit"),
    ("out_relief", "514", "困难户救助", "debit"),
    ("out_donations", "515", "捐赠", "debit"),
    ("out_other", "515", "罚款", "debit"),
    ("out_other", "521", "", "debit"),
    ("own_money", "102", "", "stands"),
    ("own_stocks", "401", "", "stands"),
    ("own_fixed", "153", "水渠", "stands"),
    ("own_farm", "134", "", "stands"),
    ("own_investments", "141", "", "stands"),
    ("own_other", "171", "", "stands"),
    ("owed_to_us", "112", "", "stands"),
    ("owed_to_us", "113", "二组", "stands"),
    ("owe_banks", "201", "", "owed"),
    ("owe_banks", "221", "信用社", "owed"),
    ("owe_others", "113", "三组", "owed"),
    ("owe_others", "221", "建筑队", "owed"),
    ("owe_rest", "241", "水渠补助", "owed"),
    ("result", "503", "产业补助", "credit"),
    ("to_reserves", "322", "提取公积公益金", "debit"),
    ("to_welfare", "322", "提取福利费", "debit"),
    ("to_investors", "322", "外来投资分利", "debit"),
    ("to_members", "322", "向成员分配", "debit"),
    ("to_others", "322", "其他分配", "debit"),
]
LIABILITIES_OF_INCOME, CAPITAL = {"231", "241"}, {"151", "153"}


def booked(code: str, detail: str = "", *, debit: int = 0, credit: int = 0, closing: int = 0) -> PeriodSum:
    return PeriodSum(account=code, detail=detail, closing_fen=closing, debit_fen=debit, credit_fen=credit)


def amounts(sums: Iterable[PeriodSum]) -> dict[str, int]:
    return {one.item.key: one.fen or 0 for of_class in item_figures(FORM, list(sums)) for one in of_class}


def test_the_table_has_eight_classes_and_44_items_beside_the_two_open_ones() -> None:
    counted = {one.name: len(one.items) for one in FORM.classes}
    assert counted == {
        "财务计划": 7, "各项收入": 11, "各项支出": 10, "各项资产": 6, "各类资源": 1, "债权债务": 4, "收益分配": 6,
        "其他": 1,
    }  # fmt: skip
    assert sum(counted.values()) - counted["各类资源"] - counted["其他"] == 44
    keys = [item.key for one in FORM.classes for item in one.items]
    assert len(set(keys)) == len(keys)
    assert {key for key, *_ in FILLED} == {key for key in keys if key not in ANSWERS}  # each has a case below


@pytest.mark.parametrize(("key", "code", "detail", "how"), FILLED, ids=str)
def test_what_fills_an_item(key: str, code: str, detail: str, how: str) -> None:
    row = {
        "debit": booked(code, detail, debit=500),
        "credit": booked(code, detail, credit=500),
        "stands": booked(code, detail, closing=500),
        "owed": booked(code, detail, closing=-500),
    }[how]
    found = amounts([row])
    assert found[key] == 500
    one_class = next(one for one in FORM.classes if any(item.key == key for item in one.items))
    assert [item.key for item in one_class.items if found[item.key]] == [key]  # and nothing else of its class


def test_what_is_built_and_becomes_an_asset_counts_once() -> None:
    built = booked("153", "水渠", debit=80_000, credit=80_000)
    taken_over, bought = booked("151", "水渠", debit=80_000), booked("151", "水泵", debit=5_000)
    assert amounts([built, taken_over, bought])["out_assets"] == 85_000


def test_wear_lessens_the_assets_and_a_reversal_what_it_takes_back() -> None:
    found = amounts([booked("151", closing=500_000), booked("152", closing=-120_000), booked("513", debit=-700)])
    assert found["own_fixed"] == 380_000
    assert found["out_administration"] == -700


DETAILS = st.sampled_from(["", "办公费", "村干部报酬", "报刊", "捐赠", "征地补偿", "救灾", "运转经费", "发包", "利息"])
ROWS = st.lists(
    st.builds(
        booked,
        st.sampled_from(sorted(accounts())),
        DETAILS,
        debit=st.integers(0, 10**9),
        credit=st.integers(0, 10**9),
        closing=st.integers(-(10**9), 10**9),
    ),
    max_size=12,
)


@given(rows=ROWS)
def test_nothing_counts_twice_and_nothing_is_lost(rows: list[PeriodSum]) -> None:
    found = amounts(rows)
    of = {one.name: [item.key for item in one.items] for one in FORM.classes}
    income = [one for one in rows if account(one.account).is_income]
    expense = [one for one in rows if account(one.account).is_expense]
    came = sum(one.credit_fen - one.debit_fen for one in income)
    went = sum(one.debit_fen - one.credit_fen for one in expense)
    funds = sum(one.credit_fen for one in rows if one.account in LIABILITIES_OF_INCOME)
    assert sum(found[key] for key in of["各项收入"]) == came + funds
    built = sum(
        one.debit_fen - (one.credit_fen if one.account == "153" else 0) for one in rows if one.account in CAPITAL
    )
    land = ("征地", "救灾", "捐赠")  # spent from 241 for what has an item of its own
    special = sum(one.debit_fen for one in rows if one.account == "241" and any(word in one.detail for word in land))
    assert sum(found[key] for key in of["各项支出"]) == went + built + special
    tax = sum(one.debit_fen - one.credit_fen for one in rows if one.account == "521")
    assert found["result"] == came - went + tax
    money = figures(rows, opening_fen=7, closing_fen=9)
    assert (money.income_fen, money.expense_fen, money.other_fen) == (came, went, 2 - came + went)


def test_a_table_reads_back_as_it_was_written() -> None:
    rows = [booked("501", "张三租金", credit=900), booked("102", closing=900)]
    answers = {**ANSWERS, "plan_budget": Answer(state=AnswerState.SAID, text="张三说修水渠")}
    content = table_content(
        THIRD,
        [AUGUST, SEPTEMBER],
        form=FORM,
        figures=figures(rows, opening_fen=0, closing_fen=900),
        items=item_figures(FORM, rows),
        answers=answers,
        explanation="张三代写",
    )
    table = read_table(content)
    assert (table.period, table.is_whole, table.figures.closing_fen) == (THIRD, False, 900)
    assert answers_in(table) == answers
    (rent,) = [one for one in table.items if one.key == "in_operating"]
    assert [(one.code, one.name, one.fen) for one in rent.parts] == [("501", "经营收入", 900)]
    assert "张三租金" not in str(content)  # what stands below an account may be a person
    hidden = masked_content(content, lambda text: text.replace("张三", "张*"))
    assert "张三" not in str(hidden)
    assert "张*说修水渠" in str(hidden)


@pytest.mark.parametrize("name", ["closing_fen", "other_fen"])
def test_a_table_that_does_not_add_up_is_not_read(name: str) -> None:
    content = table_content(
        THIRD,
        THIRD.months,
        form=FORM,
        figures=figures([], opening_fen=0, closing_fen=0),
        items=item_figures(FORM, []),
        answers=ANSWERS,
        explanation="",
    )
    with pytest.raises(ValueError, match="2026-Q3"):
        read_table({**content, name: 1})


@pytest.mark.parametrize(
    ("period", "on"),
    [
        pytest.param(THIRD, date(2026, 10, 15), id="重庆市实施村组法办法第30条: 下一季度第一个月15日"),
        pytest.param(Period(2026, 4), date(2027, 1, 15), id="the last quarter is due in January"),
        pytest.param(YEAR, date(2027, 1, 15), id="the year with its last quarter"),
    ],
)
def test_due_days_of_periods(period: Period, on: date) -> None:
    found = period_deadline(period, jurisdiction="重庆市")
    assert found.on == on
    assert found.quoted is not period.is_year
    assert not period_deadline(period, jurisdiction="四川省").quoted


def test_a_month_has_a_day_villages_aim_at() -> None:
    found = month_deadline(SEPTEMBER, jurisdiction="重庆市")
    assert (found.on, found.target_on, found.quoted) == (date(2026, 10, 15), date(2026, 10, 10), True)


def test_periods_in_addresses_and_in_order() -> None:
    assert [str(one) for one in periods_between(JULY, Month(2026, 12))] == ["2026-Q3", "2026-Q4", "2026"]
    assert [Period.parse(text) for text in ("2026-Q3", "2026")] == [THIRD, YEAR]
    assert (THIRD.chinese, YEAR.chinese, len(YEAR.months)) == ("2026年第三季度", "2026年全年", 12)
    for text in ("2026-Q5", "2026-09", "26", ""):
        with pytest.raises(MonthError, match="季度或年份"):
            Period.parse(text)


def test_months_before_the_books_began_are_not_asked_for() -> None:
    assert covered_months(THIRD, begun=AUGUST) == (AUGUST, SEPTEMBER)
    require_months_signed(THIRD, begun=AUGUST, signed=[AUGUST, SEPTEMBER], today=date(2026, 10, 1))
    with pytest.raises(PeriodMonthsError, match="2026年8月还没有签字公布"):
        require_months_signed(THIRD, begun=AUGUST, signed=[SEPTEMBER], today=date(2026, 10, 1))
    with pytest.raises(PeriodNotOverError, match="2026年9月30日"):
        require_months_signed(THIRD, begun=AUGUST, signed=[AUGUST, SEPTEMBER], today=date(2026, 9, 30))


@pytest.mark.parametrize(
    ("signed", "prepared", "published", "today", "state"),
    [
        ([], False, False, date(2026, 9, 30), PeriodState.RUNNING),
        ([AUGUST], False, False, date(2026, 10, 1), PeriodState.WAITING),
        ([AUGUST, SEPTEMBER], False, False, date(2026, 10, 1), PeriodState.READY),
        ([AUGUST, SEPTEMBER], True, False, date(2026, 10, 1), PeriodState.PREPARED),
        ([AUGUST, SEPTEMBER], True, True, date(2026, 10, 1), PeriodState.PUBLISHED),
    ],
)
def test_how_far_a_period_is(
    signed: list[Month], *, prepared: bool, published: bool, today: date, state: PeriodState
) -> None:
    found = period_state(THIRD, begun=AUGUST, signed=signed, prepared=prepared, published=published, today=today)
    assert found is state


def test_every_item_the_books_do_not_fill_is_answered() -> None:
    require_answers(FORM, ANSWERS)
    with pytest.raises(AnswerMissingError, match="财务收支计划"):
        require_answers(FORM, {key: one for key, one in ANSWERS.items() if key != "plan_budget"})
    with pytest.raises(AnswerMissingError, match="本期没有"):
        require_answers(FORM, {**ANSWERS, "other": Answer(state=AnswerState.SAID)})
    with pytest.raises(AnswerNotWantedError, match="待补"):
        require_answers(FORM, {**ANSWERS, "other": Answer(state=AnswerState.PENDING, text="以后写")})


def test_only_a_correction_has_a_reason() -> None:
    require_reason("", published=False)
    require_reason("漏了一项", published=True)
    with pytest.raises(ReasonWantedError):
        require_reason("", published=True)
    with pytest.raises(ReasonNotWantedError):
        require_reason("漏了一项", published=False)


def test_who_prepared_it_does_not_sign() -> None:
    require_other_signer(THIRD, signer=2, preparer=1)
    with pytest.raises(OwnDisclosureError, match="第三季度"):
        require_other_signer(THIRD, signer=1, preparer=1)


def test_words_and_measures_are_those_the_rule_knows() -> None:
    feeds = [feed for one in FORM.classes for item in one.items for feed in item.feeds]
    assert {feed.measure for feed in feeds} == set(Measure)
    assert all(feed.accounts for feed in feeds)
    assert DisclosureItem(key="a", name="b").is_worded

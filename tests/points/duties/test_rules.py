"""What is decided of members' duties, without a database."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.duties import kinds
from points.duties.errors import EndBeforeBeginError, FutureDayError, HoursStepError, HoursTooManyError
from points.duties.practice import practice_on
from points.duties.rules.days import late_days, require_order
from points.duties.rules.dues import (
    DuesMonth,
    DuesState,
    amount_of,
    due_day,
    first_day,
    is_usual,
    paid_in_time,
    quarter_paid,
    rhythm_of,
    too_far_back,
)
from points.duties.rules.rates import Rate, public_rates, total
from points.duties.rules.spans import quarters_held
from points.duties.rules.study import Studied, half_hours, plain_hours, reached_on
from points.duties.rules.time_away import is_long, missing_reports, quarters_due
from points.duties.values import Rhythm
from portal.kernel.months import Month, Quarter

OCTOBER, Q3, Q4 = Month(2026, 10), Quarter(2026, 3), Quarter(2026, 4)
QUARTERS = [Quarter(year, number) for year in (2025, 2026) for number in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("topic", "name", "number", "quoted"),
    [
        pytest.param("dues", "least_fen", 20, False, id="党费规定第6条 每月0.2元起"),
        pytest.param("dues", "most_fen", 100, False, id="党费规定第6条 每月至多1元"),
        pytest.param("dues", "back_pay_months", 6, False, id="党费规定第12条 补交6个月"),
        pytest.param("study", "hours", 32, False, id="党员教育管理工作条例 32学时"),
        pytest.param("floating", "away_months", 6, True, id="党员教育管理工作条例 外出6个月"),
        pytest.param("households", "each", 10, False, id="联系10户"),
        pytest.param("publishing", "within_days", 30, False, id="季后30天内公布"),
        pytest.param("dues_amount", "ask_times", 10, False, id="金额到10倍先问"),
    ],
)
def test_numbers_are_data_and_only_what_was_read_is_quoted(topic: str, name: str, number: int, *, quoted: bool) -> None:
    rule = practice_on(topic, date(2026, 10, 15))
    assert (rule[name], rule.quoted) == (number, quoted)
    assert rule.article
    assert practice_on(topic, date(1999, 1, 1))[name] == number  # before the earliest text, the earliest


def test_kinds_are_data_and_old_ones_stay_readable() -> None:
    assert [one.title for one in kinds.kinds(kinds.POST)] == ["党员责任区", "先锋岗", "楼道长", "网格"]
    assert all(one.duties for one in kinds.kinds(kinds.POST))
    assert kinds.kind(kinds.CAMPAIGN, "prosper").title == "党员带头致富"
    assert kinds.kind(kinds.CAMPAIGN, "long gone").title == "long gone"


def test_a_day_that_has_not_come_is_refused_and_late_entry_is_counted() -> None:
    assert late_days(date(2026, 10, 1), today=date(2026, 10, 15)) == 14
    assert late_days(date(2026, 10, 15), today=date(2026, 10, 15)) == 0
    with pytest.raises(FutureDayError, match="2026-10-15"):
        late_days(date(2026, 10, 16), today=date(2026, 10, 15))
    require_order(date(2026, 10, 2), date(2026, 10, 1))  # handed over on the day it began: it never held one
    with pytest.raises(EndBeforeBeginError):
        require_order(date(2026, 10, 2), date(2026, 9, 30))


def paid(month: Month, paid_on: date | None, *, rhythm: Rhythm = Rhythm.QUARTERLY) -> DuesMonth:
    return DuesMonth(
        person_id=1,
        month=month,
        due_fen=20,
        begins_on=first_day(month, rhythm),
        due_on=due_day(month, rhythm),
        paid_on=paid_on,
        paid_fen=20 if paid_on else 0,
        late_days=0,
        agreed=False,
        payment_id=1 if paid_on else None,
    )


def test_by_quarter_dues_are_late_only_after_the_quarter_by_month_after_the_month() -> None:
    assert due_day(OCTOBER, Rhythm.QUARTERLY) == date(2026, 12, 31)
    assert due_day(OCTOBER, Rhythm.MONTHLY) == date(2026, 10, 31)
    assert first_day(Month(2026, 12), Rhythm.QUARTERLY) == date(2026, 10, 1)
    one = paid(OCTOBER, None)
    assert one.state(date(2026, 12, 31)) is DuesState.DUE
    assert one.state(date(2027, 1, 1)) is DuesState.LATE
    assert paid(OCTOBER, date(2026, 12, 31)).state(date(2027, 1, 1)) is DuesState.PAID
    assert paid(OCTOBER, date(2027, 1, 1)).state(date(2027, 1, 1)) is DuesState.PAID_LATE
    assert paid_in_time([one, paid(OCTOBER, date(2026, 12, 31))]) == (1, 2)


def test_of_a_quarter_every_month_that_was_due_is_paid_in_time() -> None:
    months = {month: paid(month, date(2026, 9, 20)) for month in Q3.months}
    assert quarter_paid(months, Q3) == date(2026, 9, 20)
    months[Q3.months[1]] = paid(Q3.months[1], date(2026, 10, 1))
    assert quarter_paid(months, Q3) is None
    del months[Q3.months[1]]  # joined in the last month
    del months[Q3.months[0]]
    assert quarter_paid(months, Q3) == date(2026, 9, 20)
    assert quarter_paid({}, Q3) is None


def test_the_amount_of_a_month_is_what_was_said_last_for_it_and_older_months_keep_theirs() -> None:
    steps = [(Month(2026, 1), 50), (Month(2026, 7), 100), (Month(2026, 7), 20)]
    assert amount_of(Month(2026, 3), steps, least_fen=20) == (50, True)
    assert amount_of(Month(2026, 8), steps, least_fen=20) == (20, True)
    assert amount_of(Month(2025, 12), steps, least_fen=20) == (20, False)
    assert rhythm_of(Month(2025, 12), [(Month(2026, 1), Rhythm.MONTHLY)]) is None
    assert too_far_back(Month(2026, 3), paid_on=date(2026, 10, 1), most_months=6)
    assert not too_far_back(Month(2026, 4), paid_on=date(2026, 10, 1), most_months=6)


@pytest.mark.parametrize(("fen", "usual"), [(9, False), (10, True), (11, False), (20, True), (100, True), (101, False)])
def test_an_amount_is_usual_between_least_and_most_or_for_hardship(fen: int, *, usual: bool) -> None:
    assert is_usual(fen, least_fen=20, most_fen=100, hardship_fen=10) is usual


def test_hours_are_exact_half_hours() -> None:
    assert [plain_hours(half_hours(tenths, most_hours=24)) for tenths in (5, 10, 15, 240)] == ["0.5", "1", "1.5", "24"]
    for wrong in (0, 3, 12):
        with pytest.raises(HoursStepError):
            half_hours(wrong, most_hours=24)
    with pytest.raises(HoursTooManyError, match="24"):
        half_hours(245, most_hours=24)


@given(st.lists(st.tuples(st.integers(1, 365), st.integers(1, 48)), max_size=40), st.randoms())
def test_the_day_the_goal_is_reached_does_not_depend_on_the_order_of_entry(
    entries: list[tuple[int, int]], dice: object
) -> None:
    told = [
        Studied(entry_id=number, person_id=1, studied_on=date.fromordinal(738_000 + day), half_hours=halves)
        for number, (day, halves) in enumerate(entries)
    ]
    reached = reached_on(told, goal_hours=32)
    shuffled = list(told)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert reached_on(shuffled, goal_hours=32) == reached
    up_to = sum(one.half_hours for one in told if reached and one.studied_on <= reached)
    assert up_to >= 64 if reached else sum(one.half_hours for one in told) < 64


def rate(what: str, numerator: int, people: int) -> Rate:
    return Rate(what=what, numerator=numerator, denominator=people, people=people)


def test_a_small_branch_is_told_only_with_the_whole_and_a_small_village_not_at_all() -> None:
    large, other, small = rate("一支部", 2, 4), rate("二支部", 3, 3), rate("三支部", 1, 2)
    assert [one.what for one in public_rates([large, other], whole="全村", least=3)] == ["一支部", "二支部", "全村"]
    assert [one.what for one in public_rates([large, other, small], whole="全村", least=3)] == ["全村"]
    assert [one.what for one in public_rates([large], whole="全村", least=3)] == ["全村"]
    assert public_rates([small], whole="全村", least=3) == ()
    assert public_rates([], whole="全村", least=3) == ()
    assert total([large, other], what="全村").percent_x100 == 10_000 * 5 // 7
    assert rate("无", 0, 0).percent_x100 is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6), st.integers(1, 5))
def test_no_published_rate_and_no_difference_of_two_is_about_fewer_than_the_least(
    branches: list[tuple[int, int]], least: int
) -> None:
    rates = [rate(str(number), min(some, people), people) for number, (some, people) in enumerate(branches)]
    told = public_rates(rates, whole="全村", least=least)
    *parts, whole = told or (rate("", 0, least),)
    assert all(one.people >= least for one in told)
    left = whole.people - sum(one.people for one in parts)
    assert not parts or left == 0


def test_a_report_is_due_for_each_quarter_on_whose_last_day_the_member_was_away() -> None:
    left, back = date(2026, 2, 10), date(2026, 9, 30)
    today = date(2026, 10, 20)
    assert list(quarters_due(left, None, today=today)) == [Quarter(2026, 1), Quarter(2026, 2), Q3]
    assert list(quarters_due(left, back, today=today)) == [Quarter(2026, 1), Quarter(2026, 2)]  # home on the last day
    told = {Quarter(2026, 1)}
    assert missing_reports(left, None, told, today=date(2026, 10, 15), days_after=15) == (Quarter(2026, 2),)
    assert missing_reports(left, None, told, today=date(2026, 10, 16), days_after=15) == (Quarter(2026, 2), Q3)
    assert is_long(date(2026, 4, 15), today=date(2026, 10, 15), away_months=6)
    assert not is_long(date(2026, 4, 16), today=date(2026, 10, 15), away_months=6)


@given(
    since=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    days=st.integers(0, 800),
    begin=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    open_end=st.booleans(),
)
def test_a_post_counts_for_the_quarters_it_was_held_from_first_day_to_last(
    since: date, days: int, begin: date, *, open_end: bool
) -> None:
    until = None if open_end else date.fromordinal(since.toordinal() + days)
    found = set(quarters_held(since, until, begin=begin, end=date(2026, 12, 31)))
    for quarter in QUARTERS:
        held = since <= quarter.first_day and (until is None or until >= quarter.last_day)
        assert (quarter in found) == (held and begin <= quarter.last_day)


def test_percentages_are_cut_and_never_rounded_up() -> None:
    for people in range(1, 60):
        for some in range(people + 1):
            percent = rate("", some, people).percent_x100
            assert percent is not None
            assert Fraction(percent, 10_000) <= Fraction(some, people)

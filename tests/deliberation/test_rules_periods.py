"""The clock of a publication: ids of the rows are the articles."""

from __future__ import annotations

from datetime import date

import pytest

from deliberation.procedures import P1_PUBLISH_RESOLUTION, objection_reply_on, procedure_on
from deliberation.rules.periods import (
    PeriodRule,
    Publicity,
    ReplyRule,
    first_day_after,
    late_start,
    publicity,
    reply_due,
    start_due,
    taking_down,
)
from deliberation.rules.terms import Confidence, Light


def rule_on(day: date, jurisdiction: str = "") -> PeriodRule:
    found = procedure_on(day, jurisdiction).publication(P1_PUBLISH_RESOLUTION)
    return PeriodRule(
        days=found.lasting.days,
        article=found.lasting.article,
        confidence=found.lasting.confidence,
        start_within_days=found.start.days,
        start_article=found.start.article,
        start_confidence=found.start.confidence,
    )


def clock(*put_up: date) -> Publicity:
    return publicity(put_up, rule=rule_on(put_up[-1]))


@pytest.mark.parametrize(
    ("put_up", "last"),
    [
        pytest.param([date(2026, 10, 19)], date(2026, 11, 3), id="第35条第四款 公布当日不计入，满十五日"),
        pytest.param([date(2026, 9, 16)], date(2026, 10, 8), id="民法典第203条 最后一日是国庆节，顺延"),
        pytest.param([date(2026, 10, 2)], date(2026, 10, 19), id="民法典第203条 最后一日是星期六，顺延"),
        pytest.param([date(2026, 10, 19), date(2026, 10, 27)], date(2026, 11, 11), id="第35条第四款 中断后重新起算"),
        pytest.param(
            [date(2026, 10, 19), date(2026, 10, 22), date(2026, 10, 26)],
            date(2026, 11, 10),
            id="第35条第四款 两次中断，从最后一次起算",
        ),
        pytest.param([date(2025, 12, 1)], date(2025, 12, 8), id="第30条（2018修正）通行七日"),
        pytest.param([date(2026, 1, 1)], date(2026, 1, 16), id="第35条第四款 2026年1月1日起"),
    ],
)
def test_the_last_day_of_a_publication(put_up: list[date], last: date) -> None:
    assert clock(*put_up).last_day == last


def test_an_interruption_is_told() -> None:
    first, again = date(2026, 10, 19), date(2026, 10, 27)
    begun = clock(first, again)
    assert (begun.first_on, begun.began_on, begun.restarted) == (first, again, True)
    assert not clock(first).restarted


@pytest.mark.parametrize(
    ("put_up", "taken_down", "light"),
    [
        pytest.param([date(2026, 10, 19)], date(2026, 10, 29), Light.RED, id="第35条第四款 十日"),
        pytest.param([date(2026, 10, 19)], date(2026, 11, 2), Light.RED, id="第35条第四款 十四日"),
        pytest.param([date(2026, 10, 19)], date(2026, 11, 3), Light.RED, id="第35条第四款 第十五日当天还要公布"),
        pytest.param([date(2026, 10, 19)], date(2026, 11, 4), Light.GREEN, id="第35条第四款 满十五日的次日"),
        pytest.param([date(2026, 9, 16)], date(2026, 10, 2), Light.RED, id="民法典第203条 假期里不能撤下"),
        pytest.param([date(2026, 10, 19), date(2026, 10, 27)], date(2026, 11, 4), Light.RED, id="第35条第四款 中断过"),
        pytest.param([date(2025, 12, 1)], date(2025, 12, 3), Light.AMBER, id="第30条（2018修正）没有期限，只提示"),
    ],
)
def test_a_notice_is_not_taken_down_before_its_days_have_passed(
    put_up: list[date], taken_down: date, light: Light
) -> None:
    assert taking_down(clock(*put_up), on=taken_down).light is light


def test_the_first_day_it_may_be_taken_down_follows_the_last() -> None:
    begun = clock(date(2026, 10, 19))
    assert first_day_after(begun) == date(2026, 11, 4)
    assert begun.covers(date(2026, 10, 19))
    assert begun.covers(date(2026, 11, 3))
    assert not begun.covers(date(2026, 10, 18))


@pytest.mark.parametrize(
    ("begun_on", "late"),
    [
        pytest.param(date(2026, 10, 22), False, id="决议公开环节 第三日"),
        pytest.param(date(2026, 10, 23), True, id="决议公开环节 第四日"),
    ],
)
def test_a_late_start_warns_and_does_not_block(begun_on: date, *, late: bool) -> None:
    rule = rule_on(begun_on)
    found = late_start(rule, due_on=start_due(rule, date(2026, 10, 19)), begun_on=begun_on)
    assert (found is not None) is late
    if found:
        assert found.light is Light.AMBER
        assert "晚了 1 天" in found.text


@pytest.mark.parametrize(
    ("jurisdiction", "due"),
    [
        pytest.param("", date(2026, 10, 26), id="参照山东省村务公开条例第16条 五日，最后一日是星期六"),
        pytest.param("重庆", date(2026, 10, 22), id="重庆市实施村民委员会组织法办法第31条 三日"),
    ],
)
def test_an_objection_is_answered_within_the_days_of_the_place(jurisdiction: str, due: date) -> None:
    days = objection_reply_on(date(2026, 10, 19), jurisdiction)
    rule = ReplyRule(days=days.days, article=days.article, confidence=Confidence(days.confidence))
    assert reply_due(date(2026, 10, 19), rule) == due

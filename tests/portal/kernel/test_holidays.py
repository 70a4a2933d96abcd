"""A period does not count its first day and does not end on a day of rest."""

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.holidays import LastDay, last_day


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        pytest.param(date(2026, 10, 19), 15, date(2026, 11, 3), id="民法典第201条 开始的当日不计入"),
        pytest.param(date(2026, 9, 16), 15, date(2026, 10, 8), id="民法典第203条 国庆节第一日，顺延到节后"),
        pytest.param(date(2026, 9, 22), 15, date(2026, 10, 8), id="民法典第203条 国庆节最后一日"),
        pytest.param(date(2026, 9, 23), 15, date(2026, 10, 8), id="民法典第203条 节后第一个工作日，不顺延"),
        pytest.param(date(2026, 10, 2), 15, date(2026, 10, 19), id="民法典第203条 星期六，顺延到星期一"),
        pytest.param(date(2026, 10, 3), 15, date(2026, 10, 19), id="民法典第203条 星期日，顺延到星期一"),
        pytest.param(date(2026, 10, 3), 7, date(2026, 10, 10), id="民法典第203条 调休上班的星期六，不顺延"),
    ],
)
def test_the_last_day_of_a_period(start: date, days: int, last: date) -> None:
    assert last_day(start, days) == LastDay(day=last, certain=True)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        pytest.param(date(2089, 12, 17), date(2090, 1, 2), id="民法典第203条 当年休假安排未知，星期日顺延到星期一"),
        pytest.param(date(2089, 12, 19), date(2090, 1, 3), id="民法典第203条 当年休假安排未知，工作日不顺延"),
    ],
)
def test_where_the_holidays_are_not_announced_only_weekends_move_it_and_it_says_so(start: date, last: date) -> None:
    assert last_day(start, 15) == LastDay(day=last, certain=False)

from __future__ import annotations

from datetime import date

import pytest

from points.practice import publicity_on


@pytest.mark.parametrize(
    "day", [date(2020, 1, 1), date(2021, 1, 1), date(2026, 10, 15)], ids=["before", "first", "now"]
)
def test_a_quarters_list_is_on_display_for_seven_days_as_is_usual(day: date) -> None:
    publicity = publicity_on(day)
    assert (publicity.days, publicity.confidence) == (7, "secondary")
    assert publicity.source.startswith("http")


@pytest.mark.parametrize(
    ("published_on", "last"),
    [
        pytest.param(date(2026, 10, 15), date(2026, 10, 22), id="民法典第201条 公示当日不计入"),
        pytest.param(date(2026, 9, 25), date(2026, 10, 8), id="民法典第203条 遇国庆节顺延"),
    ],
)
def test_the_last_day_on_display(published_on: date, last: date) -> None:
    assert publicity_on(published_on).last_day(published_on).day == last

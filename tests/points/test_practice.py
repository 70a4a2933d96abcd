from __future__ import annotations

from datetime import date

import pytest

from points.appraisal import season_of
from points.practice import declaring, publicity_on, reminders_on
from portal.kernel.months import Month


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


def test_what_a_month_and_a_year_are_due_by_is_dated_data() -> None:
    february = declaring(Month(2027, 2))
    assert (february.until, february.quoted) == (date(2027, 2, 25), False)
    reminders = reminders_on(date(2026, 10, 15))
    assert [one.days for one in (reminders.month_list, reminders.quarter_list, reminders.lock)] == [10, 25, 15]
    season = season_of(2026)
    assert (season.first_day, season.last_day) == (date(2026, 12, 1), date(2027, 3, 31))
    assert not season.source.quoted

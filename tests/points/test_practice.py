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


def test_the_day_of_publication_is_not_counted() -> None:
    assert publicity_on(date(2026, 10, 15)).last_day(date(2026, 10, 15)) == date(2026, 10, 22)

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.dated import row_on

ROWS = [
    {"effective_from": date(2024, 1, 1), "days": 7},
    {"effective_from": date(2021, 1, 1), "days": 5},
]


@pytest.mark.parametrize(
    ("day", "days"),
    [
        pytest.param(date(2020, 12, 31), 5, id="before the earliest, the earliest"),
        pytest.param(date(2023, 12, 31), 5, id="the day before the next"),
        pytest.param(date(2024, 1, 1), 7, id="from its day on"),
    ],
)
def test_the_last_row_that_began_applies(day: date, days: int) -> None:
    assert row_on(ROWS, day)["days"] == days


def test_nothing_applies_where_there_are_no_rows() -> None:
    with pytest.raises(ValueError, match="empty"):
        row_on([], date(2024, 1, 1))

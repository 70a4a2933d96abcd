"""A month is due in the middle of the next; what comes later says by how many days."""

from __future__ import annotations

from datetime import date

import pytest

from disclosure.books.rules.deadlines import books_due, late_days
from portal.kernel.months import Month

OCTOBER = Month(2026, 10)


@pytest.mark.parametrize(
    ("recorded_on", "days"),
    [
        pytest.param(date(2026, 10, 8), 0, id="at the time"),
        pytest.param(date(2026, 11, 15), 0, id="重庆市实施村组法办法第30条: the 15th is in time"),
        pytest.param(date(2026, 11, 16), 1, id="重庆市实施村组法办法第30条: the 16th is late"),
        pytest.param(date(2027, 11, 15), 365, id="a year late"),
        pytest.param(date(2026, 9, 1), 0, id="before"),
    ],
)
def test_entry_is_late_from_the_sixteenth_of_the_next_month(recorded_on: date, days: int) -> None:
    assert late_days(OCTOBER, recorded_on=recorded_on) == days


def test_december_is_due_in_january() -> None:
    assert books_due(Month(2026, 12)) == date(2027, 1, 15)

from __future__ import annotations

from datetime import date

import pytest

from portal.meetings.rules import grown_up


@pytest.mark.parametrize(
    ("born_on", "on", "entitled"),
    [
        pytest.param(date(2008, 10, 15), date(2026, 10, 15), True, id="村民委员会组织法第25条-birthday"),
        pytest.param(date(2008, 10, 16), date(2026, 10, 15), False, id="村民委员会组织法第25条-day-before"),
        pytest.param(date(2008, 2, 29), date(2026, 2, 28), False, id="村民委员会组织法第25条-29-february"),
        pytest.param(date(2008, 2, 29), date(2026, 3, 1), True, id="村民委员会组织法第25条-1-march"),
        pytest.param(None, date(2026, 10, 15), True, id="birthday-not-registered"),
    ],
)
def test_whoever_is_eighteen_belongs_to_the_villagers_meeting(
    born_on: date | None, on: date, *, entitled: bool
) -> None:
    assert grown_up(born_on, age=18, on=on) is entitled

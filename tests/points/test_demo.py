"""The invented township shows every state of points, and loads in time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from points import queries
from points.area import area
from points.queries.sum_check import differences
from portal import demo
from portal.kernel import clock
from portal.kernel.verify import verify_all
from portal.org.offices import Office
from portal.terminal import packages

if TYPE_CHECKING:
    from portal.config import Config

#: In the days of the newest list by the calendar, and long after them.
DAYS = (date(2026, 10, 8), date(2026, 11, 22))


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_state_of_points_is_there_at_least_once(database: str, config: Config, today: date) -> None:
    scene = demo.load([area], host="demo.example", villages=1, months=5, seed=7, today=today)
    clock.install(lambda: demo.at(today, 12))
    counted = queries.states(scene.villages[0])
    assert [name for name, count in counted.items() if not count] == []
    (pair,) = queries.kinships(scene.villages[0])
    assert pair.holds(today)
    late = [
        entry
        for entry in queries.entries_in(scene.villages[0], scene.months[1], today=today)
        if entry.explanation.startswith("补记")
    ]
    assert len(late) == 1
    assert scene.actor(scene.villages[0], Office.SECRETARY).name
    assert verify_all(packages(config)) == []
    assert list(differences()) == []

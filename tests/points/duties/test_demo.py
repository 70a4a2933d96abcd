"""The invented township shows every state of members' duties."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from points.duties.area import area
from points.duties.queries.states import states
from portal import demo
from portal.kernel import clock
from portal.kernel.verify import verify_all
from portal.terminal import packages

if TYPE_CHECKING:
    from portal.config import Config

DAYS = (date(2026, 10, 8), date(2026, 11, 22))


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_state_of_duties_is_there_at_least_once(database: str, config: Config, today: date) -> None:
    scene = demo.load([area], host="demo.example", villages=1, months=5, seed=7, today=today)
    clock.install(lambda: demo.at(today, 12))
    counted = states(scene.villages[0])
    assert [name for name, count in counted.items() if not count] == []
    assert verify_all(packages(config)) == []

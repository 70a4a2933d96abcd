"""The invented township shows every state of branch life."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from points.branch.area import area
from points.branch.queries import states
from points.branch.services import settle
from portal import demo
from portal.kernel import clock
from portal.kernel.verify import verify_all
from portal.terminal import packages

if TYPE_CHECKING:
    from portal.config import Config


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def test_every_state_of_branch_life_is_there(database: str, config: Config) -> None:
    today = date(2026, 10, 15)
    scene = demo.load([area], host="demo.example", villages=2, months=12, seed=7, today=today)
    clock.install(lambda: demo.at(today, 12))
    counted = states(scene.villages[0])
    wanted = {
        "branch.held", "branch.late", "branch.missed", "branch.planned", "branch.due", "branch.meetings",
        "branch.practice", "branch.oddity.open", "branch.oddity.answered", "branch.oddity.closed",
    }  # fmt: skip
    assert wanted <= counted.keys()
    assert settle(scene.villages[0]) > 0
    assert verify_all(packages(config)) == []


def test_a_short_demo_loads_too(database: str) -> None:
    scene = demo.load([area], host="demo.example", villages=1, months=1, seed=3, today=date(2026, 11, 22))
    clock.install(lambda: demo.at(date(2026, 11, 22), 12))
    assert states(scene.villages[0])["branch.meetings"] > 0

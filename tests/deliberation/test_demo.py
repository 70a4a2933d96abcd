"""The invented township's decisions load, and one ballot is left open."""

from __future__ import annotations

from datetime import date

import pytest

from deliberation import queries
from deliberation.area import area
from portal import demo
from portal.cli import packages
from portal.config import Config
from portal.kernel import clock as kernel_clock
from portal.kernel.verify import verify_all
from tests.factories import SettableClock

TODAY = date(2026, 11, 21)


@pytest.fixture
def scene(database: str, clock: SettableClock) -> demo.Scene:
    made = demo.load([area], host="cunshi.example", villages=2, months=3, seed=1, today=TODAY)
    clock.set_day(TODAY)
    kernel_clock.install(clock)
    return made


def test_assemblies_decide_and_one_ballot_is_open(scene: demo.Scene, config: Config) -> None:
    states = {village.slug: [row.state for row in reversed(queries.matters(village))] for village in scene.villages}
    carried, failed, voting = queries.MatterState.IN_PUBLICITY, queries.MatterState.FAILED, queries.MatterState.VOTING
    assert list(states.values()) == [[carried, failed, voting], [failed, carried, voting]]
    assert verify_all(packages(config)) == []

"""The invented township shows every state of household points."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from points.households.area import area
from points.households.queries.entries import entries
from points.households.queries.exchanges import exchanges
from points.households.queries.tasks import states
from points.households.queries.year_end import year_page
from points.households.values import ExchangeState, Finding, Manner
from portal import demo
from portal.kernel import clock
from portal.kernel.verify import verify_all
from portal.terminal import packages

if TYPE_CHECKING:
    from portal.config import Config


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def test_every_state_is_there_at_least_once(database: str, config: Config) -> None:
    today = date(2026, 4, 8)
    scene = demo.load([area], host="demo.example", villages=1, months=7, seed=7, today=today)
    clock.install(lambda: demo.at(today, 12))
    (village,) = scene.villages
    there = states(village)
    wanted = {
        *(f"households.exchanges.{one.value}" for one in ExchangeState),
        *(f"households.objections.{one.value}" for one in Finding),
        "households.objections.open",
    }
    assert wanted <= there.keys()
    assert there["households.entries.open"] > 0
    assert {one.state[1] for one in entries(village)} == {"待确认", "已生效", "已退回", "已冲销"}
    assert {one.manner for one in exchanges(village)} == {None, *Manner}
    assert year_page(village, 2025, today=today).done_x100 > 0
    assert verify_all(packages(config)) == []

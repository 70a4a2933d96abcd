"""The invented township's decisions load: every state up to a decision is there."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from deliberation import queries
from deliberation.area import area
from portal import demo
from portal.cli import packages
from portal.config import Config
from portal.kernel import clock as kernel_clock
from portal.kernel.verify import verify_all
from tests.deliberation.courses import STAGES
from tests.factories import SettableClock

TODAY = date(2026, 11, 21)


@pytest.fixture
def scene(database: str, clock: SettableClock) -> demo.Scene:
    made = demo.load([area], host="cunshi.example", villages=3, months=5, seed=1, today=TODAY)
    clock.set_day(TODAY)
    kernel_clock.install(clock)
    return made


#: What everybody who looks around must find before a decision, whatever follows it.
FOUND = {
    "matters.adjourned",
    "matters.failed",
    "matters.proposed",
    "matters.stage_open",
    "matters.voting",
    "matters.withdrawn",
    *(f"stages.{stage}.{what}" for stage in STAGES for what in ("open", "passed", "failed")),
    "stages.s3_party_review.adjourned",
    "stages.s4_resolve.adjourned",
    "stages.x_town_review.passed",
    "stages.x_town_review.failed",
}


def test_every_state_up_to_a_decision_is_there(scene: demo.Scene, config: Config) -> None:
    found: Counter[str] = Counter()
    for village in scene.villages:
        found.update(queries.states(village))
    assert set(found) >= FOUND
    assert verify_all(packages(config)) == []


def test_one_matter_of_the_collective_is_decided_by_its_members(scene: demo.Scene) -> None:
    decided = [
        row.decision
        for village in scene.villages
        for row in queries.matters(village)
        if row.matter_type == "coop_land_comp" and row.decision is not None
    ]
    assert [held.body for held in decided] == ["coop_members_assembly"] * len(decided)
    assert any(held.outcome is not None and held.outcome.carried for held in decided)

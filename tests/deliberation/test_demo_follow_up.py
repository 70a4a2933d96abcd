"""The invented township's decisions come to their ends: every state after a decision is there."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from deliberation import queries
from deliberation.area import area
from deliberation.models import Objection, ObjectionAnswer, RatingReply, SupervisionRemark
from deliberation.queries.ratings import revisits
from deliberation.rules.follow_up import Target, Verdict
from portal import demo
from portal.kernel import clock as kernel_clock
from portal.kernel.attachments import keep_files_in
from portal.kernel.bulletins import Bulletin
from tests.factories import SettableClock

TODAY = date(2026, 11, 21)
FOUND = {
    "matters.in_publicity",
    "matters.objected",
    "matters.implementing",
    "matters.overdue",
    "matters.accepted",
    "matters.result_in_publicity",
    "matters.done",
    "matters.stalled",
}


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def test_every_state_after_a_decision_is_there(database: str, clock: SettableClock, tmp_path: Path) -> None:
    keep_files_in(tmp_path)
    scene = demo.load([area], host="cunshi.example", villages=3, months=8, seed=1, today=TODAY)
    clock.set_day(TODAY)
    kernel_clock.install(clock)
    found: Counter[str] = Counter()
    for village in scene.villages:
        found.update(queries.states(village))
    assert set(found) >= FOUND
    (upheld,) = ObjectionAnswer.select().where(ObjectionAnswer.verdict == Verdict.UPHELD)
    matter = Objection.get_by_id(upheld.objection_id).matter
    decided_again = Bulletin.select().where((Bulletin.kind == "resolution") & (Bulletin.key == str(matter.number)))
    assert decided_again.where((Bulletin.revision == 2) & (Bulletin.log == matter.village.log_id)).exists()
    assert {one.target for one in SupervisionRemark.select()} == set(Target)
    assert RatingReply.select().count() >= 1
    assert sum(len(revisits(village)) for village in scene.villages) >= 1

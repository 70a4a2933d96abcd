"""The invented township's decisions load: every state up to a decision is there."""

from __future__ import annotations

import pickle
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from deliberation import queries
from deliberation.area import area
from deliberation.queries.checkup import checkups
from deliberation.queries.recusals import recusals
from deliberation.queries.suggestions import suggestions
from deliberation.rules.suggestions import Reply, SuggestionState
from portal import demo
from portal.cli import packages
from portal.config import Config
from portal.kernel import boxes
from portal.kernel import clock as kernel_clock
from portal.kernel.attachments import keep_files_in
from portal.kernel.db import close_database, connection, open_database
from portal.kernel.verify import verify_all
from tests.deliberation.courses import STAGES
from tests.factories import SettableClock
from tests.once import made_once

TODAY = date(2026, 11, 21)


@pytest.fixture
def scene(
    sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory, clock: SettableClock
) -> Iterator[demo.Scene]:
    """The invented township, loaded once for all who only look."""

    def make(folder: Path) -> None:
        shutil.copy(sqlite_templates["empty"], folder / "cunshi.db")
        with _open(folder):
            made = demo.load([area], host="cunshi.example", villages=3, months=5, seed=1, today=TODAY)
        (folder / "scene").write_bytes(pickle.dumps(made))

    folder = made_once(tmp_path_factory, "decisions", make)
    clock.set_day(TODAY)
    kernel_clock.install(clock)
    with _open(folder):
        yield pickle.loads((folder / "scene").read_bytes())  # noqa: S301 - our own


@contextmanager
def _open(folder: Path) -> Iterator[None]:
    open_database(f"sqlite:///{folder / 'cunshi.db'}")
    keep_files_in(folder / "uploads")
    boxes.keep_keys_in(folder / "keys")
    with connection():
        yield
    close_database()


#: What everybody who looks around must find before a decision, whatever follows it.
FOUND = {
    "joint.gathering",
    "joint.proposed",
    "joint.reached",
    "matters.adjourned",
    "matters.failed",
    "matters.proposed",
    "matters.returned",
    "matters.stage_open",
    "matters.voting",
    "matters.withdrawn",
    "opinions.amendment.adopted",
    "opinions.opinion.not_adopted",
    "opinions.question.answered",
    "opinions.question.waiting",
    "polls.open",
    "polls.told",
    "polls.too_few",
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


def test_one_ballot_ended_early(scene: demo.Scene) -> None:
    rows = [row for village in scene.villages for row in queries.all_ballots(village)]
    (early,) = [row for row in rows if row.ended_early]
    assert (early.deadline - early.closes_at).total_seconds() // 60 == 17


def test_one_representative_stood_back_and_the_matter_was_decided(scene: demo.Scene) -> None:
    told = [(village, said) for village in scene.villages for said in recusals(village).values()]
    ((village, (said,)),) = told
    (row,) = [one for one in queries.matters(village) if one.id == said.matter_id]
    assert row.decision is not None
    assert [(one.name, one.present) for one in row.decision.recused] == [(said.name, True)]
    assert [one for one in row.rounds if one.recused] == [row.decision]
    assert row.outcome is not None
    assert (row.outcome.carried, row.outcome.not_voted) == (True, 1)


def test_suggestions_stand_in_every_way_and_a_matter_came_of_one_in_every_village(scene: demo.Scene) -> None:
    for village in scene.villages:
        rows = suggestions(village)
        assert {row.state for row in rows} == set(SuggestionState)
        assert any(row.withheld for row in rows)
        (turned,) = [row for row in rows if row.matter is not None]
        assert turned.standing.followers
        matter = queries.matter(village, turned.matter.number if turned.matter else 0)
        assert matter.rounds
    late = [row for village in scene.villages for row in suggestions(village) if row.late_days(TODAY)]
    assert any(not row.standing.ended for row in late)
    answered = [row.answer for village in scene.villages for row in suggestions(village) if row.answer]
    assert {one.reply for one in answered} == set(Reply)


def test_matters_of_land_were_talked_over_or_warn(scene: demo.Scene) -> None:
    found = [one for village in scene.villages for one in checkups(village, today=TODAY)]
    codes = [check.code for one in found for check in one.checks if check.code.startswith("consultation")]
    assert set(codes) == {"consultation_held", "consultation_missing"}


def test_one_village_appraised_its_committee_secretly(scene: demo.Scene) -> None:
    ballots = [one for village in scene.villages for one in queries.all_ballots(village) if one.secret]
    assert [(one.matter_type, one.counted) for one in ballots] == [("annual_report", True)]
    (appraisal,) = queries.outcomes(ballots).values()
    assert (appraisal.carried, appraisal.against + appraisal.abstain > 0) == (True, True)
    assert not boxes.any_key()


def test_one_village_chose_between_bidders_in_two_ballots(scene: demo.Scene) -> None:
    ballots = [one for village in scene.villages for one in queries.all_ballots(village) if one.options]
    assert [len(one.options) for one in ballots] == [3, 2]
    first, second = queries.outcomes(ballots).values()
    assert (first.split, second.carried) == (True, True)
    assert first.among is not None
    assert {one.title for one in ballots[1].options} == {one.title for one in first.among.strongest[:2]}


def test_one_matter_of_the_collective_is_decided_by_its_members(scene: demo.Scene) -> None:
    decided = [
        row.decision
        for village in scene.villages
        for row in queries.matters(village)
        if row.matter_type == "coop_land_comp" and row.decision is not None
    ]
    assert [held.body for held in decided] == ["coop_members_assembly"] * len(decided)
    assert any(held.outcome is not None and held.outcome.carried for held in decided)
    assert any("其中线上" in held.attended and "书面委托 5 人" in held.attended for held in decided)

"""Every local variant, step by step, with what it asks; and that a changed file changes only matters proposed since."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from deliberation.errors import UnknownProcedureError
from deliberation.procedures import (
    I_IMPLEMENT,
    P2_PUBLISH_RESULT,
    S1_PROPOSE,
    S3_PARTY_REVIEW,
    S4_RESOLVE,
    Way,
    procedure_on,
    stage_rule,
    texts,
    variant_on,
    variants,
    variants_on,
    workflow,
)
from deliberation.rules import Turnout, may_open, needed, outcome
from deliberation.rules.course import Attempt, Gate, Mark, course, require_next
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deliberation.procedures import Workflow

DAY = date(2026, 11, 21)
MEETINGS = ("s1_propose", "s2_discuss", "s3_party_review", "s4_resolve")

# variant, the steps up to the decision, those before the work, those before the result is published
WALKS = {
    "siyi_lianggongkai": (MEETINGS, (), ()),
    "yijiantiao_merged": (MEETINGS[1:], (), ()),
    "siyi_lianggongkai_yijiandu": (
        tuple(step for place, stage in enumerate(MEETINGS, start=1) for step in (stage, f"j_supervise_s{place}"))[:-1],
        ("j_supervise_s4",),
        (),
    ),
    "siyi_yishen_lianggongkai": ((*MEETINGS[:3], "x_town_review", "s4_resolve"), (), ()),
    "wuyi_lianggongkai_eval": (MEETINGS, (), ("s5_evaluate",)),
    "wuyi_wugongkai": (("s0_suggest", *MEETINGS), (), ()),
    "five_step_liaoning": (MEETINGS, (), ()),
}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of all rule files that may be changed."""
    folder = tmp_path / "procedures"
    shutil.copytree(texts._FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(texts, "_FOLDER", folder)
    _forget()
    yield folder
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for known in (texts.texts, variants._variants, workflow._workflow, workflow._stages):
        known.cache_clear()


def steps_of(way: Workflow) -> list[str]:
    """Return the ids of everything up to the decision, in order."""
    return [step for stage in way.stages for step in (*(one.id for one in way.recorded_before(stage.id)), stage.id)]


def test_every_variant_is_walked_here() -> None:
    assert {one.id for one in variants_on(DAY)} == {*WALKS} - {"siyi_lianggongkai"}


@pytest.mark.parametrize("variant", WALKS)
def test_a_variant_goes_through_its_steps_in_order(variant: str) -> None:
    upto, before_work, before_result = WALKS[variant]
    way = procedure_on(DAY, way=variant)
    assert steps_of(way) == [*upto]
    assert [one.id for one in way.recorded_before(I_IMPLEMENT)] == [*before_work]
    assert [one.id for one in way.recorded_before(P2_PUBLISH_RESULT)] == [*before_result]
    gates = [Gate(id=one, name=one, text="", article="") for one in upto]
    made: list[Attempt] = []
    for place, gate in enumerate(gates):
        found = course(gates, digest="d", attempts=made)
        for later in gates[place + 1 :]:
            with pytest.raises(Exception, match="还不能办理"):
                require_next(found, later.id)
        assert require_next(found, gate.id) == 1
        made.append(Attempt(stage=gate.id, round=1, mark=Mark.CARRIED, digest="d"))
    assert course(gates, digest="d", attempts=made).resolved


@pytest.mark.parametrize("variant", WALKS)
def test_every_step_says_what_waits_for_it_and_where_that_is_from(variant: str) -> None:
    way = procedure_on(DAY, way=variant)
    assert all((way.title, way.article))
    for one in way.records:
        assert all((one.gate_text, one.article, one.passed, one.by))
        assert one.before in {*(stage.id for stage in way.stages), I_IMPLEMENT, P2_PUBLISH_RESULT}
        assert set(one.by) <= set(Office)


def test_a_merged_proposal_keeps_who_may_propose_and_what_proves_it() -> None:
    usual, merged = procedure_on(DAY), procedure_on(DAY, way="yijiantiao_merged")
    stage = merged.stages[0]
    assert stage.body == "two_committees"
    assert stage.initiators == usual.stage(S1_PROPOSE).initiators
    assert set(stage.evidence) >= set(usual.stage(S1_PROPOSE).evidence)
    assert not stage.lasting  # a plan that was changed is talked over again
    merge = variant_on("yijiantiao_merged", DAY).merge
    assert merge is not None
    assert merge.same_person == (Office.SECRETARY, Office.DIRECTOR)


def test_the_township_sends_back_within_seven_days() -> None:
    review = procedure_on(DAY, way="siyi_yishen_lianggongkai").record("x_town_review")
    assert review is not None
    assert (review.returned, review.limit.days if review.limit else None) == ("退回", 7)
    assert review.by == (Office.AUDITOR, Office.TOWNSHIP_ADMIN)


@pytest.mark.parametrize(
    ("variant", "stage", "body", "present", "least"),
    [
        pytest.param("wuyi_wugongkai", S4_RESOLVE, "villager_reps_meeting", 27, 20, id="五议五公开 全体代表40人的半数"),
        pytest.param("five_step_liaoning", S4_RESOLVE, "villager_reps_meeting", 36, 29, id="五步决策 到会36人的八成"),
        pytest.param(
            "five_step_liaoning", S1_PROPOSE, "party_branch_committee", 40, 32, id="五步决策 提议到会40人的八成"
        ),
    ],
)
def test_a_stricter_majority_decides_once_it_is_adopted(
    variant: str, stage: str, body: str, present: int, least: int
) -> None:
    turnout = Turnout(entitled=40, present=present)
    adopted = stage_rule(stage, body, None, on=DAY, way=Way(id=variant, adopted=True))
    usual = stage_rule(stage, body, None, on=DAY)
    for approve, carried in ((least - 1, False), (least, True)):
        assert outcome(adopted, turnout, approve=approve, against=0, abstain=0).carried is carried
    assert outcome(
        usual, turnout, approve=max(least - 1, 21 if stage == S1_PROPOSE else 0), against=0, abstain=0
    ).carried


def test_nine_in_ten_must_come_where_that_was_adopted() -> None:
    rule = stage_rule(S4_RESOLVE, "villager_reps_meeting", None, on=DAY, way=Way(id="five_step_liaoning", adopted=True))
    assert may_open(rule, Turnout(entitled=40, present=36)).quorum.met
    assert not may_open(rule, Turnout(entitled=40, present=35)).quorum.met
    assert max(needed(one.share, 40) for any_of in rule.quorums for one in any_of) == 36


def test_usual_practice_decides_only_once_it_is_adopted() -> None:
    short = Turnout(entitled=30, present=19)
    assert may_open(stage_rule(S3_PARTY_REVIEW, "party_members_meeting", None, on=DAY), short).quorum.met
    adopted = stage_rule(S3_PARTY_REVIEW, "party_members_meeting", None, on=DAY, way=Way(adopted=True))
    assert not may_open(adopted, short).quorum.met


def test_an_unknown_variant_and_one_before_its_time_are_not_made_up() -> None:
    for variant, day in (("wuyi_nothing", DAY), ("wuyi_wugongkai", date(2019, 1, 9))):
        with pytest.raises(UnknownProcedureError):
            procedure_on(day, way=variant)


def test_a_new_variant_is_a_data_file(files: Path) -> None:
    (files / "variants" / "liuyi.toml").write_text(
        """
law = "“六议两公开”做法"
cite = "“六议两公开”做法"
effective_from = 2026-06-01
confidence = "secondary"
source = "虚构"
[variant]
id = "liuyi_lianggongkai"
title = "六议两公开"
words = "审议以前先听专家意见。"
article = "（虚构）"
[[record]]
id = "x_expert"
name = "听取专家意见"
before = "s3_party_review"
by = ["director"]
passed = "已听取"
gate_text = "听取专家意见以后，才能审议。"
article = "（虚构）"
""",
        encoding="utf-8",
    )
    _forget()
    assert steps_of(procedure_on(DAY, way="liuyi_lianggongkai")) == [*MEETINGS[:2], "x_expert", *MEETINGS[2:]]
    with pytest.raises(UnknownProcedureError):
        procedure_on(date(2026, 5, 31), way="liuyi_lianggongkai")


def test_a_changed_effective_date_changes_only_later_matters(files: Path) -> None:
    path = files / "variants" / "five_step_liaoning.toml"
    old = path.read_text(encoding="utf-8")
    path.write_text(old.replace("2019-01-10", "2019-01-10\neffective_to = 2026-08-31"), encoding="utf-8")
    newer = old.replace("2019-01-10", "2026-09-01").replace("num = 80", "num = 70")
    (files / "variants" / "five_step_liaoning_2026.toml").write_text(newer, encoding="utf-8")
    _forget()
    begun = {
        day: Way(id="five_step_liaoning", begun_on=day, adopted=True) for day in (date(2026, 8, 31), date(2026, 9, 1))
    }
    shares = {
        day: {
            (one.share.num, one.share.den)
            for one in stage_rule(S4_RESOLVE, "villager_reps_meeting", None, on=DAY, way=way).passing
        }
        for day, way in begun.items()
    }
    assert (80, 100) in shares[date(2026, 8, 31)]
    assert (70, 100) in shares[date(2026, 9, 1)]
    assert (80, 100) not in shares[date(2026, 9, 1)]

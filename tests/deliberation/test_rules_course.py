"""How far a matter has come: no stage is skipped, no voted text changes, and the order of facts never matters."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import (
    MatterWithdrawnError,
    StageFailedError,
    StageOpenError,
    StagePassedError,
    StageSkippedError,
    TextFixedError,
    UnknownStageError,
)
from deliberation.rules.course import (
    Attempt,
    Course,
    Gate,
    Mark,
    MatterState,
    Standing,
    course,
    course_state,
    require_editable,
    require_next,
    require_withdrawable,
)

IDS = ("s1_propose", "s2_discuss", "s3_party_review", "s4_resolve")
GATES = tuple(
    Gate(id=one, name=f"环节{one[:2]}", text=f"{one[:2]}通过才可继续。", article="第28条第三款", lasting=one == IDS[0])
    for one in IDS
)
S1, S2, S3, S4 = IDS
TEXT, OTHER = "a" * 64, "b" * 64


def carried(stage: str, number: int = 1, text: str = TEXT) -> Attempt:
    return Attempt(stage=stage, round=number, mark=Mark.CARRIED, digest=text)


def failed(stage: str, number: int = 1, text: str = TEXT) -> Attempt:
    return Attempt(stage=stage, round=number, mark=Mark.FAILED, digest=text)


def opened(stage: str, number: int = 1, text: str = TEXT) -> Attempt:
    return Attempt(stage=stage, round=number, mark=Mark.OPEN, digest=text)


def adjourned(stage: str, number: int = 1) -> Attempt:
    return Attempt(stage=stage, round=number, mark=Mark.ADJOURNED)


def replay(*attempts: Attempt, text: str = TEXT, upheld: bool = False, withdrawn: bool = False) -> Course:
    return course(GATES, digest=text, attempts=attempts, upheld=upheld, withdrawn=withdrawn)


def standings(found: Course) -> list[str]:
    return [step.standing.value for step in found.steps]


@pytest.mark.parametrize("stage", [S2, S3, S4])
def test_stage_skip(stage: str) -> None:
    with pytest.raises(StageSkippedError, match=r"请先完成“环节s1”。.*第28条第三款"):
        require_next(replay(), stage)
    with pytest.raises(StageSkippedError, match="请先完成"):
        require_next(replay(*[carried(one) for one in IDS[: IDS.index(stage) - 1]]), stage)


def test_each_stage_opens_the_next_and_no_other() -> None:
    for place, stage in enumerate(IDS):
        found = replay(*[carried(one) for one in IDS[:place]])
        assert require_next(found, stage) == 1
        assert standings(found) == ["passed"] * place + ["ready"] + ["waiting"] * (3 - place)
        for earlier in IDS[:place]:
            with pytest.raises(StagePassedError):
                require_next(found, earlier)


def test_a_stage_that_no_procedure_has_is_named_with_those_it_has() -> None:
    with pytest.raises(UnknownStageError, match="环节s1、环节s2、环节s3、环节s4"):
        require_next(replay(), "s5_evaluate")


def test_a_failed_quorum_is_followed_by_a_second_meeting() -> None:
    found = replay(carried(S1), adjourned(S2))
    assert course_state(found) is MatterState.ADJOURNED
    assert require_next(found, S2) == 2
    assert require_next(replay(carried(S1), adjourned(S2), adjourned(S2, 2)), S2) == 3
    with pytest.raises(StageSkippedError):
        require_next(found, S3)


def test_what_failed_is_not_voted_on_again_until_its_text_is_changed() -> None:
    found = replay(carried(S1), failed(S2))
    assert course_state(found) is MatterState.FAILED
    with pytest.raises(StageFailedError, match="先修改方案"):
        require_next(found, S2)
    with pytest.raises(StageFailedError):
        require_next(found, S3)
    require_editable(found)
    assert require_next(replay(carried(S1), failed(S2), text=OTHER), S2) == 2


def test_a_changed_text_is_deliberated_again_but_stays_proposed() -> None:
    found = replay(carried(S1), carried(S2), carried(S3), text=OTHER)
    assert standings(found) == ["passed", "ready", "waiting", "waiting"]
    assert require_next(found, S2) == 2


@pytest.mark.parametrize("stage", IDS)
def test_edit_after_open(stage: str) -> None:
    before = [carried(one) for one in IDS[: IDS.index(stage)]]
    found = replay(*before, opened(stage))
    with pytest.raises(TextFixedError, match="在有结果以前不能修改"):
        require_editable(found)
    with pytest.raises(TextFixedError):
        require_withdrawable(found)
    with pytest.raises(StageOpenError):
        require_next(found, stage)


@pytest.mark.parametrize("last", [carried(S4), failed(S4)])
def test_once_the_assembly_has_voted_the_text_is_fixed_for_ever(last: Attempt) -> None:
    found = replay(*[carried(one) for one in IDS[:3]], last)
    with pytest.raises(TextFixedError, match="不能再改"):
        require_editable(found)


def test_an_assembly_that_failed_to_meet_leaves_the_text_open() -> None:
    found = replay(*[carried(one) for one in IDS[:3]], adjourned(S4))
    require_editable(found)
    assert require_next(found, S4) == 2


def test_an_upheld_objection_sends_the_matter_back_to_the_assembly() -> None:
    passed = [carried(one) for one in IDS]
    assert replay(*passed).resolved
    again = replay(*passed, upheld=True)
    assert (again.resolved, require_next(again, S4)) == (False, 2)
    assert replay(*passed, carried(S4, 2)).resolved
    assert course_state(replay(*passed, failed(S4, 2))) is MatterState.FAILED
    assert require_next(replay(*passed, adjourned(S4, 2), upheld=True), S4) == 3


def test_a_matter_taken_back_goes_nowhere() -> None:
    found = replay(carried(S1), withdrawn=True)
    assert (course_state(found), found.next) == (MatterState.WITHDRAWN, None)
    for refused in (lambda: require_next(found, S2), lambda: require_editable(found)):
        with pytest.raises(MatterWithdrawnError):
            refused()


def test_a_matter_decided_before_stages_were_kept_stays_decided() -> None:
    found = replay(carried(S4))
    assert (standings(found), found.resolved) == (["unrecorded"] * 3 + ["passed"], True)
    assert require_next(replay(carried(S4), upheld=True), S4) == 2


@dataclass
class Walk:
    """The same rules told as a walk: one thing after another, each where the walk then stands."""

    text: str = TEXT
    place: int = 0  # the stage whose turn it is
    attempts: list[Attempt] = field(default_factory=list)
    upheld: bool = False
    state: MatterState = MatterState.PROPOSED

    @property
    def stage(self) -> str:
        return IDS[self.place]

    def hold(self, mark: Mark) -> None:
        number = require_next(self.course(), self.stage)
        digest = "" if mark is Mark.ADJOURNED else self.text
        self.attempts.append(Attempt(stage=self.stage, round=number, mark=mark, digest=digest))
        if mark is Mark.CARRIED:
            self.place += 1
            self.upheld = False  # a new decision stands on its own
        if mark is Mark.FAILED:
            self.state = MatterState.FAILED
        else:
            self.state = self.awaited() if self.place < len(IDS) else MatterState.IN_PUBLICITY

    def revise(self, number: int) -> None:
        require_editable(self.course())
        self.text = f"{number:064d}"
        if self.place > 0:
            self.place = 1
        self.state = self.awaited()

    def awaited(self) -> MatterState:
        """Whose turn it is has met in vain before, or has not met for this text."""
        due = [one for one in self.attempts if one.stage == self.stage]
        if due and due[-1].mark is Mark.ADJOURNED:
            return MatterState.ADJOURNED
        return MatterState.STAGE_OPEN if self.attempts else MatterState.PROPOSED

    def uphold(self) -> None:
        self.upheld = True
        self.place, self.state = 3, MatterState.UPHELD

    def course(self) -> Course:
        return course(GATES, digest=self.text, attempts=self.attempts, upheld=self.upheld)


@given(st.data())
def test_any_sequence_of_legal_events_replays_to_the_same_stage(data: st.DataObject) -> None:
    walk = Walk()
    for number in range(data.draw(st.integers(0, 12))):
        if walk.state is MatterState.IN_PUBLICITY:
            walk.uphold()
            continue
        if walk.state is MatterState.FAILED and walk.place == len(IDS) - 1:
            break
        editable = not any(one.stage == S4 and one.mark is not Mark.ADJOURNED for one in walk.attempts)
        if editable and (walk.state is MatterState.FAILED or data.draw(st.integers(0, 3)) == 0):
            walk.revise(number + 1)
        else:
            walk.hold(data.draw(st.sampled_from([Mark.CARRIED, Mark.CARRIED, Mark.FAILED, Mark.ADJOURNED])))
    shuffled = data.draw(st.permutations(walk.attempts))
    found = course(GATES, digest=walk.text, attempts=shuffled, upheld=walk.upheld)
    assert found == walk.course()
    assert course_state(found) is walk.state
    due = found.next
    finished = walk.state in {MatterState.IN_PUBLICITY, MatterState.FAILED}
    assert (due.gate.id if due else None) == (None if finished else walk.stage)
    for stage in IDS:
        if due is None or stage != due.gate.id:
            with pytest.raises((StageSkippedError, StagePassedError, StageFailedError)):
                require_next(found, stage)


def test_standings_and_states_are_said_in_words() -> None:
    assert all(one.title and one.mark for one in (*Standing, *MatterState))

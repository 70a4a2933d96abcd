"""How far a matter has come, replayed from its facts: where every stage stands, and what may come next.

A failed quorum (流会) is a round without a vote; a failed vote ends the matter unless its text is changed; a text the
last stage has voted on is never changed. Where none of several options was resolved, the same text goes on to a round
between fewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from deliberation.errors import (
    MatterWithdrawnError,
    StageFailedError,
    StageOpenError,
    StagePassedError,
    StageSkippedError,
    TextFixedError,
    UnknownStageError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class MatterState(StrEnum):
    """How a matter stands, told by what is recorded and by the day."""

    PROPOSED = "proposed"
    STAGE_OPEN = "stage_open"
    ADJOURNED = "adjourned"
    VOID = "void"
    SPLIT = "split"
    FAILED = "failed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    VOTING = "voting"
    UNDECIDED = "undecided"
    IN_PUBLICITY = "in_publicity"
    OBJECTED = "objected"
    UPHELD = "upheld"
    IMPLEMENTING = "implementing"
    OVERDUE = "overdue"
    ACCEPTED = "accepted"
    RESULT_IN_PUBLICITY = "result_in_publicity"
    DONE = "done"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The state as it is shown."""
        return _STATES[self][1]

    @property
    def mark(self) -> str:
        """The shape in which it is shown."""
        return _STATES[self][0]


#: The decision is still ahead.
UNDECIDED = frozenset(
    {
        MatterState.PROPOSED,
        MatterState.STAGE_OPEN,
        MatterState.ADJOURNED,
        MatterState.VOID,
        MatterState.SPLIT,
        MatterState.RETURNED,
        MatterState.VOTING,
        MatterState.UNDECIDED,
        MatterState.UPHELD,
    }
)

#: Nothing follows any more.
OVER = frozenset({MatterState.FAILED, MatterState.WITHDRAWN, MatterState.DONE})

_STATES = {
    MatterState.PROPOSED: ("wait", "待提议"),
    MatterState.STAGE_OPEN: ("wait", "审议中"),
    MatterState.ADJOURNED: ("warn", "流会，待再次开会"),
    MatterState.VOID: ("warn", "表决作废，待再次开会"),
    MatterState.SPLIT: ("warn", "没有方案通过，待再次表决"),
    MatterState.FAILED: ("stop", "未通过"),
    MatterState.RETURNED: ("warn", "已退回，待修改方案"),
    MatterState.WITHDRAWN: ("off", "已撤回"),
    MatterState.VOTING: ("wait", "表决中"),
    MatterState.UNDECIDED: ("wait", "表决已截止，待公布"),
    MatterState.IN_PUBLICITY: ("wait", "决议公示中"),
    MatterState.OBJECTED: ("warn", "有异议，待答复"),
    MatterState.UPHELD: ("stop", "异议成立，须重新表决"),
    MatterState.IMPLEMENTING: ("wait", "实施中"),
    MatterState.OVERDUE: ("warn", "实施逾期"),
    MatterState.ACCEPTED: ("done", "已验收"),
    MatterState.RESULT_IN_PUBLICITY: ("wait", "结果公示中"),
    MatterState.DONE: ("done", "已办结"),
}


class Mark(StrEnum):
    """What one attempt at a stage came to."""

    OPEN = "open"  # put to the vote, or entered by one officer: not decided
    ADJOURNED = "adjourned"
    VOID = "void"  # a ballot that was declared void and not counted
    SPLIT = "split"  # none of several options was resolved
    CARRIED = "carried"
    FAILED = "failed"


class Standing(StrEnum):
    """Where one stage stands for the text as it is now."""

    WAITING = "waiting"  # an earlier stage comes first
    READY = "ready"
    OPEN = "open"
    ADJOURNED = "adjourned"  # ready, for a second meeting
    VOID = "void"  # ready, for a meeting that votes again
    SPLIT = "split"  # ready, to choose between fewer options
    FAILED = "failed"
    PASSED = "passed"
    UNRECORDED = "unrecorded"  # decided by the assembly before stages were kept

    @property
    def title(self) -> str:  # type: ignore[override]
        """The standing as it is shown."""
        return _STANDINGS[self][1]

    @property
    def mark(self) -> str:
        """The shape in which it is shown."""
        return _STANDINGS[self][0]


_STANDINGS = {
    Standing.WAITING: ("off", "未到"),
    Standing.READY: ("wait", "等待开会"),
    Standing.OPEN: ("wait", "正在进行"),
    Standing.ADJOURNED: ("warn", "流会，等待再次开会"),
    Standing.VOID: ("warn", "表决作废，等待再次开会"),
    Standing.SPLIT: ("warn", "没有方案通过，等待再次表决"),
    Standing.FAILED: ("stop", "未通过"),
    Standing.PASSED: ("done", "已通过"),
    Standing.UNRECORDED: ("off", "没有登记"),
}

#: A meeting was held and decided nothing: how the matter stands until the next.
_AGAIN = {
    Standing.ADJOURNED: MatterState.ADJOURNED,
    Standing.VOID: MatterState.VOID,
    Standing.SPLIT: MatterState.SPLIT,
}
_HELD_FOR_NOTHING = {
    Mark.ADJOURNED: Standing.ADJOURNED,
    Mark.VOID: Standing.VOID,
    Mark.SPLIT: Standing.SPLIT,
}
_READY = frozenset({Standing.READY, *_AGAIN})
#: Rounds that decided nothing about the text.
DECIDED_NOTHING = frozenset({Mark.ADJOURNED, Mark.VOID})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One stage and what it opens: ``text`` says what may not begin before it is passed.

    ``lasting``: once passed it counts for every later text. ``meets``: a body decides it, else an officer records it.
    """

    id: str
    name: str
    text: str
    article: str
    lasting: bool = False
    meets: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One round of one stage; ``digest`` is that of the text put to the vote, empty where none was."""

    stage: str
    round: int
    mark: Mark
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where a stage stands, and its rounds, first to last."""

    gate: Gate
    standing: Standing
    rounds: tuple[Attempt, ...]

    @property
    def next_round(self) -> int:
        """The number the next round of this stage has."""
        return 1 + max((one.round for one in self.rounds), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a matter stands: every stage, and the one that may come next, if any."""

    steps: tuple[Step, ...]
    withdrawn: bool

    @property
    def next(self) -> Step | None:
        """The stage whose meeting may be held next."""
        ready = (one for one in self.steps if one.standing in _READY)
        return None if self.withdrawn else next(ready, None)

    @property
    def open(self) -> Step | None:
        """The stage that is being decided."""
        return next((one for one in self.steps if one.standing is Standing.OPEN), None)

    @property
    def failed(self) -> Step | None:
        """The stage at which the text as it is now failed."""
        return next((one for one in self.steps if one.standing is Standing.FAILED), None)

    @property
    def resolved(self) -> bool:
        """Whether the last stage is passed."""
        return self.steps[-1].standing is Standing.PASSED

    def step(self, stage: str) -> Step:
        """Return one stage.

        :raise UnknownStageError: the procedure has no such stage.
        """
        for one in self.steps:
            if one.gate.id == stage:
                return one
        raise UnknownStageError([one.gate.name for one in self.steps])


def course(
    gates: Sequence[Gate],
    *,
    digest: str,
    attempts: Iterable[Attempt],
    upheld: bool = False,
    withdrawn: bool = False,
) -> Course:
    """Replay what is recorded: the order in which the facts are given never matters.

    A stage counts only for the text it passed (``digest``), but a lasting one: a proposal is a proposal whatever its
    wording becomes. ``upheld``: an objection against the newest decision of the last stage was upheld, so it no longer
    counts and the matter must be decided again; a decision with a later round is one that was.
    Source: rules.yaml ``workflow.stages``; product decision D-40 (text and stages).
    """
    by_stage: dict[str, list[Attempt]] = {gate.id: [] for gate in gates}
    for one in sorted(attempts, key=lambda attempt: attempt.round):
        by_stage[one.stage].append(one)
    # Before stages were kept, the assembly voted alone: what it decided then goes on from there.
    alone = bool(by_stage[gates[-1].id]) and not any(by_stage[gate.id] for gate in gates[:-1])
    steps: list[Step] = []
    barred = False
    for place, gate in enumerate(gates):
        last = place == len(gates) - 1
        rounds = tuple(by_stage[gate.id])
        counting = _still_counting(rounds, upheld=upheld) if last else rounds
        own = _standing(counting, digest=digest, whatever_text=gate.lasting)
        if alone and not last:
            own = Standing.UNRECORDED
        standing = Standing.WAITING if barred and own in _READY else own
        steps.append(Step(gate=gate, standing=standing, rounds=rounds))
        barred = barred or own not in {Standing.PASSED, Standing.UNRECORDED}
    return Course(steps=tuple(steps), withdrawn=withdrawn)


def require_next(found: Course, stage: str) -> int:
    """Return the number of the round in which ``stage`` may be held now; the same answer for every role.

    :raise UnknownStageError: the procedure has no such stage.
    :raise MatterWithdrawnError: the matter was taken back.
    :raise StageOpenError: a stage is being decided.
    :raise StageFailedError: the text as it is now failed.
    :raise StagePassedError: the stage is passed already.
    :raise StageSkippedError: an earlier stage comes first.
    Source: 村民委员会组织法（2025修正）第28条第三款 “应当先经村党组织研究讨论”; rules.yaml ``gate``.
    """
    step = found.step(stage)
    if found.withdrawn:
        raise MatterWithdrawnError
    if found.open is not None:
        raise StageOpenError(found.open.gate.name)
    if step.standing in {Standing.PASSED, Standing.UNRECORDED}:
        raise StagePassedError(step.gate.name)
    if found.failed is not None:
        last = found.failed is found.steps[-1]
        raise StageFailedError(found.failed.gate.name, found.failed.gate.text, found.failed.gate.article, last=last)
    due = found.next
    if due is None or due is not step:
        missing = due or found.steps[0]
        raise StageSkippedError(step.gate.name, missing.gate.name, missing.gate.text, missing.gate.article)
    return step.next_round


def require_editable(found: Course) -> None:
    """Refuse to change a text that is being voted on, or that the last stage has voted on.

    :raise MatterWithdrawnError: the matter was taken back.
    :raise TextFixedError: the text is fixed.
    Source: product decision D-40 (text and stages).
    """
    if found.withdrawn:
        raise MatterWithdrawnError
    if found.open is not None:
        raise TextFixedError(found.open.gate.name, for_ever=False)
    last = found.steps[-1]
    if any(one.mark not in DECIDED_NOTHING for one in last.rounds):
        raise TextFixedError(last.gate.name, for_ever=True)


def require_withdrawable(found: Course) -> None:
    """Refuse to take back what is being voted on, or what the last stage has decided.

    :raise MatterWithdrawnError: the matter was taken back already.
    :raise TextFixedError: it is being voted on, or was decided.
    """
    require_editable(found)


def course_state(found: Course) -> MatterState:
    """Return the state of a matter up to its decision; a stage being decided is shown by its ballot's clock."""
    if found.withdrawn:
        return MatterState.WITHDRAWN
    if found.open is not None:
        return MatterState.STAGE_OPEN
    if found.failed is not None:
        return MatterState.FAILED if found.failed.gate.meets else MatterState.RETURNED
    last = found.steps[-1]
    if last.rounds and last.rounds[-1].mark is Mark.CARRIED:
        return MatterState.IN_PUBLICITY if found.resolved else MatterState.UPHELD
    due = found.next
    if due is not None and due.standing in _AGAIN:
        return _AGAIN[due.standing]
    begun = any(one.rounds for one in found.steps)
    return MatterState.STAGE_OPEN if begun else MatterState.PROPOSED


def _still_counting(rounds: Sequence[Attempt], *, upheld: bool) -> Sequence[Attempt]:
    """Return the rounds of the last stage that came after every decision that fell to an objection."""
    decisions = [place for place, one in enumerate(rounds) if one.mark is Mark.CARRIED]
    fallen = [place for place in decisions if upheld or place < len(rounds) - 1]
    return rounds[fallen[-1] + 1 :] if fallen else rounds


def _standing(rounds: Sequence[Attempt], *, digest: str, whatever_text: bool) -> Standing:
    on_text = [one for one in rounds if one.digest == digest]
    passing = rounds if whatever_text else on_text
    if any(one.mark is Mark.CARRIED for one in passing):
        return Standing.PASSED
    if rounds and rounds[-1].mark is Mark.OPEN:
        return Standing.OPEN
    if any(one.mark is Mark.FAILED for one in on_text):
        return Standing.FAILED
    return _HELD_FOR_NOTHING.get(rounds[-1].mark, Standing.READY) if rounds else Standing.READY

"""What follows a decision: states by the day, gates no role skips, and histories that replay to the same stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import (
    AcceptedAlreadyError,
    MilestonesMissingError,
    NotAcceptedError,
    NothingMendedError,
    NothingPlannedError,
    NotResolvedError,
    ObjectionOpenError,
    ObjectionUpheldError,
    ObjectionWindowError,
    PublicityRunningError,
    ResultPublishedError,
)
from deliberation.rules import follow_up as rules
from deliberation.rules.course import MatterState
from deliberation.rules.follow_up import (
    Answered,
    Event,
    Filed,
    FollowUp,
    Inspected,
    Inspection,
    Milestone,
    Objected,
    Planned,
    Published,
    Reported,
    Target,
    Verdict,
    follow_up_state,
    on_display,
    replay,
)
from deliberation.rules.periods import PeriodRule
from deliberation.rules.terms import Confidence
from portal.kernel.errors import DomainError

DECIDED = date(2026, 10, 19)
LAST = date(2026, 11, 3)
AFTER = date(2026, 11, 4)
RULE = PeriodRule(
    days=15,
    article="村民委员会组织法（2025修正）第35条第四款",
    confidence=Confidence.QUOTED,
    start_within_days=10,
    start_article="实施结果公开环节",
    start_confidence=Confidence.SECONDARY,
)


@dataclass
class History:
    """A matter's events, one entry of the log after the other."""

    day: date = DECIDED
    events: list[Event] = field(default_factory=list)

    @property
    def seq(self) -> int:
        return len(self.events)

    @property
    def facts(self) -> FollowUp | None:
        return replay(self.events)

    @property
    def state(self) -> MatterState:
        assert self.facts is not None
        return follow_up_state(self.facts, today=self.day)

    def put_up(self, target: Target, *, resumed: bool = False) -> History:
        self.events.append(Published(seq=self.seq, on=self.day, target=target, rule=RULE, resumed=resumed))
        return self

    def object(self, target: Target = Target.RESOLUTION) -> History:
        number = 1 + sum(isinstance(one, Filed) for one in self.events)
        filed = Objected(number=number, target=target, filed_on=self.day, due_on=self.day + timedelta(days=5))
        self.events.append(Filed(seq=self.seq, objection=filed))
        return self

    def answer(self, number: int, verdict: Verdict) -> History:
        self.events.append(Answered(seq=self.seq, on=self.day, number=number, verdict=verdict, rule=RULE))
        return self

    def plan(self, days: int = 20) -> History:
        number = 1 + sum(isinstance(one, Planned) for one in self.events)
        planned = Milestone(number=number, title=f"节点{number}", due_on=self.day + timedelta(days=days))
        self.events.append(Planned(seq=self.seq, milestone=planned))
        return self

    def report(self, number: int) -> History:
        self.events.append(Reported(seq=self.seq, number=number, done_on=self.day))
        return self

    def inspect(self, found: Inspection = Inspection.ACCEPTED) -> History:
        self.events.append(Inspected(seq=self.seq, on=self.day, found=found, rule=RULE))
        return self

    def on(self, day: date) -> History:
        self.day = day
        return self


def decided() -> History:
    return History().put_up(Target.RESOLUTION)


def accepted() -> History:
    return decided().on(AFTER).plan().report(1).inspect()


@pytest.mark.parametrize(
    ("history", "day", "state"),
    [
        pytest.param(decided(), DECIDED, MatterState.IN_PUBLICITY, id="published today"),
        pytest.param(decided(), LAST, MatterState.IN_PUBLICITY, id="第35条第四款 最后一日仍在公示"),
        pytest.param(decided(), AFTER, MatterState.IMPLEMENTING, id="第35条第四款 公示期满"),
        pytest.param(decided().object(), AFTER, MatterState.OBJECTED, id="an open objection holds the work"),
        pytest.param(
            decided().object().answer(1, Verdict.DISMISSED), AFTER, MatterState.IMPLEMENTING, id="dismissed: on it goes"
        ),
        pytest.param(
            decided().object().answer(1, Verdict.UPHELD), AFTER, MatterState.UPHELD, id="upheld: decide again"
        ),
        pytest.param(
            decided().object().answer(1, Verdict.UPHELD).on(AFTER).put_up(Target.RESOLUTION),
            AFTER,
            MatterState.IN_PUBLICITY,
            id="a new decision begins again",
        ),
        pytest.param(
            decided().on(LAST).put_up(Target.RESOLUTION, resumed=True),
            AFTER,
            MatterState.IN_PUBLICITY,
            id="第35条第四款 中断后重新起算",
        ),
        pytest.param(decided().on(AFTER).plan(3), AFTER + timedelta(3), MatterState.IMPLEMENTING, id="due today"),
        pytest.param(decided().on(AFTER).plan(3), AFTER + timedelta(4), MatterState.OVERDUE, id="a milestone is late"),
        pytest.param(
            decided().on(AFTER).plan(3).report(1), AFTER + timedelta(9), MatterState.IMPLEMENTING, id="reported"
        ),
        pytest.param(accepted(), AFTER, MatterState.ACCEPTED, id="accepted"),
        pytest.param(accepted(), date(2026, 11, 17), MatterState.OVERDUE, id="实施结果公开环节 十日内未公布"),
        pytest.param(
            accepted().put_up(Target.RESULT), AFTER, MatterState.RESULT_IN_PUBLICITY, id="result published today"
        ),
        pytest.param(
            accepted().put_up(Target.RESULT), date(2026, 11, 19), MatterState.RESULT_IN_PUBLICITY, id="第35条 第十五日"
        ),
        pytest.param(accepted().put_up(Target.RESULT), date(2026, 11, 20), MatterState.DONE, id="第35条 满十五日"),
        pytest.param(
            accepted().put_up(Target.RESULT).object(Target.RESULT),
            date(2026, 12, 20),
            MatterState.OBJECTED,
            id="an objection to the result is open",
        ),
        pytest.param(
            accepted().put_up(Target.RESULT).object(Target.RESULT).answer(1, Verdict.UPHELD),
            AFTER,
            MatterState.ACCEPTED,
            id="upheld against the result: publish it again",
        ),
    ],
)
def test_how_a_matter_stands_is_told_by_its_events_and_the_day(history: History, day: date, state: MatterState) -> None:
    assert history.on(day).state is state


@pytest.mark.parametrize(
    ("history", "day", "gate", "refusal"),
    [
        pytest.param(History(), AFTER, "implementing", NotResolvedError, id="nothing decided"),
        pytest.param(decided(), LAST, "implementing", PublicityRunningError, id="第35条第四款 未满十五日"),
        pytest.param(decided().object(), AFTER, "implementing", ObjectionOpenError, id="an objection waits"),
        pytest.param(
            decided().object().answer(1, Verdict.UPHELD), AFTER, "implementing", ObjectionUpheldError, id="upheld"
        ),
        pytest.param(accepted(), AFTER, "implementing", AcceptedAlreadyError, id="accepted already"),
        pytest.param(decided(), AFTER, "acceptable", NothingPlannedError, id="no milestone"),
        pytest.param(decided().on(AFTER).plan(), AFTER, "acceptable", MilestonesMissingError, id="not reported"),
        pytest.param(
            decided().on(AFTER).plan().report(1).inspect(Inspection.SENT_BACK),
            AFTER,
            "acceptable",
            NothingMendedError,
            id="sent back, nothing mended",
        ),
        pytest.param(decided().on(AFTER).plan().report(1), AFTER, "result", NotAcceptedError, id="not accepted"),
        pytest.param(
            accepted().put_up(Target.RESULT), AFTER, "result", ResultPublishedError, id="the result is public"
        ),
        pytest.param(decided(), AFTER, "display", ObjectionWindowError, id="the days are over"),
        pytest.param(History(), AFTER, "display", ObjectionWindowError, id="nothing on display"),
    ],
)
def test_no_step_is_taken_before_its_turn(history: History, day: date, gate: str, refusal: type[DomainError]) -> None:
    gates: dict[str, Callable[[], object]] = {
        "implementing": lambda: rules.require_implementing(history.facts, today=day),
        "acceptable": lambda: rules.require_acceptable(history.facts, today=day),
        "result": lambda: rules.require_result_due(history.facts),
        "display": lambda: rules.require_on_display(history.facts, today=day),
    }
    with pytest.raises(refusal):
        gates[gate]()


def test_what_was_mended_after_the_work_was_sent_back_may_be_accepted() -> None:
    history = decided().on(AFTER).plan().report(1).inspect(Inspection.SENT_BACK).report(1)
    assert rules.require_acceptable(history.facts, today=AFTER) == history.facts


ACTS: tuple[str, ...] = (
    "wait", "wait long", "object", "dismiss", "uphold", "decide again", "interrupt", "plan", "report", "send back",
    "accept", "result",
)  # fmt: skip


def act(history: History, name: str) -> None:  # noqa: C901 - one case for each act
    """Do one thing if it is lawful now, as the services would; otherwise leave everything as it is."""
    facts, day = history.facts, history.day
    waiting = [one for one in facts.objections if one.verdict is None] if facts else []
    try:
        match name:
            case "wait":
                history.on(day + timedelta(days=3))
            case "wait long":
                history.on(day + timedelta(days=17))
            case "object":
                history.object(rules.require_on_display(facts, today=day))
            case "dismiss" | "uphold" if waiting:
                history.answer(waiting[0].number, Verdict.UPHELD if name == "uphold" else Verdict.DISMISSED)
            case "decide again" if facts and facts.upheld:
                history.put_up(Target.RESOLUTION)
            case "interrupt" if facts and (target := on_display(facts, today=day)):
                history.put_up(target, resumed=True)
            case "plan":
                rules.require_implementing(facts, today=day)
                history.plan(5)
            case "report":
                due = [one for one in rules.require_implementing(facts, today=day).milestones if one.reported is None]
                if due:
                    history.report(due[0].number)
            case "send back" | "accept":
                rules.require_acceptable(facts, today=day)
                history.inspect(Inspection.ACCEPTED if name == "accept" else Inspection.SENT_BACK)
            case "result":
                rules.require_result_due(facts)
                history.put_up(Target.RESULT)
    except DomainError:
        return


@given(st.lists(st.sampled_from(ACTS), max_size=40), st.randoms(use_true_random=False))
def test_any_sequence_of_lawful_events_replays_to_the_same_stage(acts: Sequence[str], dice: Random) -> None:
    history = decided()
    seen = []
    for name in acts:
        act(history, name)
        seen.append((len(history.events), history.day, history.state))
    shuffled = list(history.events)
    dice.shuffle(shuffled)
    assert replay(shuffled) == history.facts
    for count, day, state in seen:
        facts = replay(history.events[:count])
        assert facts is not None
        assert follow_up_state(facts, today=day) is state


@given(st.lists(st.sampled_from(ACTS), max_size=40))
def test_no_sequence_skips_a_stage(acts: Sequence[str]) -> None:
    history = decided()
    for name in acts:
        act(history, name)
        facts = history.facts
        assert facts is not None
        if facts.accepted_on is not None:
            assert facts.milestones
            assert all(one.reported is not None for one in facts.milestones)
        if facts.result is not None:
            assert facts.accepted_on is not None
        if facts.milestones:
            assert facts.resolution.last_day < history.day or facts.resolution.restarted
        if history.state in {MatterState.IMPLEMENTING, MatterState.OVERDUE, MatterState.DONE}:
            assert facts.released(history.day)


def test_the_clock_put_forward_only_ever_moves_a_matter_on_by_its_dates() -> None:
    facts = decided().facts
    assert facts is not None
    states = [follow_up_state(facts, today=DECIDED + timedelta(days=days)) for days in range(30)]
    assert states == [MatterState.IN_PUBLICITY] * 16 + [MatterState.IMPLEMENTING] * 14

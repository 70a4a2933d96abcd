"""When a matter stands still, and who owes the next step: each wait by its day, in time on the last of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from deliberation.procedures.stalled import stall_rules_on
from deliberation.rules.follow_up import FollowUp, Milestone, Objected, Target, Verdict
from deliberation.rules.periods import PeriodRule, publicity
from deliberation.rules.stalled import (
    Awaited,
    Lawful,
    Periods,
    Talks,
    next_stall,
    stall,
    talks_wait,
    work_waits,
)
from deliberation.rules.terms import Confidence

DECIDED = date(2026, 10, 19)
LAST = date(2026, 11, 3)  # of the resolution's days
RULE = PeriodRule(
    days=15,
    article="第35条第四款",
    confidence=Confidence.QUOTED,
    start_within_days=10,
    start_article="第35条第一款",
    start_confidence=Confidence.QUOTED,
)
FACTS = FollowUp(resolution=publicity([DECIDED], rule=RULE))
OBJECTION = Objected(number=1, target=Target.RESOLUTION, filed_on=DECIDED, due_on=date(2026, 10, 26))
FIRST = Milestone(number=1, title="备料", due_on=date(2026, 12, 1), planned_on=date(2026, 11, 10))
DONE = replace(FIRST, reported=7, done_on=date(2026, 11, 20))
LATER = replace(FIRST, number=2, title="完工", due_on=date(2027, 6, 1))
PERIODS = Periods(
    rules=stall_rules_on(DECIDED),
    answer={1: Lawful(due_on=OBJECTION.due_on, article="第十九条", confidence=Confidence.SECONDARY)},
    result=Lawful(due_on=date(2026, 12, 10), article="第35条第一款", confidence=Confidence.QUOTED),
)

WAITS = [
    pytest.param(replace(FACTS, objections=(OBJECTION,)), Awaited.ANSWER, OBJECTION.due_on, id="an objection"),
    pytest.param(FACTS, Awaited.PLAN, LAST + timedelta(days=30), id="no milestones"),
    pytest.param(replace(FACTS, milestones=(FIRST,)), Awaited.MILESTONE, FIRST.due_on, id="a milestone past its day"),
    pytest.param(
        replace(FACTS, milestones=(DONE, LATER)), Awaited.REPORT, date(2026, 11, 20) + timedelta(days=90), id="silence"
    ),
    pytest.param(
        replace(FACTS, milestones=(DONE,)), Awaited.INSPECTION, date(2026, 11, 20) + timedelta(days=30), id="finished"
    ),
    pytest.param(
        replace(FACTS, milestones=(DONE,), sent_back=8, sent_back_on=date(2026, 11, 25)),
        Awaited.MENDING,
        date(2026, 11, 25) + timedelta(days=30),
        id="sent back",
    ),
    pytest.param(
        replace(FACTS, milestones=(DONE,), accepted_on=date(2026, 11, 30), result_due=date(2026, 12, 10)),
        Awaited.RESULT,
        date(2026, 12, 10),
        id="accepted, no result",
    ),
]


@pytest.mark.parametrize(("facts", "awaited", "due_on"), WAITS)
def test_a_matter_stands_still_from_the_day_after_the_last_in_time(
    facts: FollowUp, awaited: Awaited, due_on: date
) -> None:
    waits = work_waits(facts, PERIODS)
    assert stall(waits, today=due_on) is None
    assert next_stall(waits, today=due_on) == due_on + timedelta(days=1)
    late = stall(waits, today=due_on + timedelta(days=43))
    assert late is not None
    assert (late.awaited, late.due_on, late.days(due_on + timedelta(days=43))) == (awaited, due_on, 43)
    assert late.duty.startswith("应由")


def test_an_open_objection_holds_everything_else_and_an_upheld_one_ends_it() -> None:
    held = replace(FACTS, objections=(OBJECTION,), milestones=(FIRST,))
    assert [one.awaited for one in work_waits(held, PERIODS)] == [Awaited.ANSWER]
    upheld = replace(OBJECTION, verdict=Verdict.UPHELD, answered_on=DECIDED)
    assert work_waits(replace(FACTS, objections=(upheld,)), PERIODS) == ()


def test_a_published_result_waits_for_nothing() -> None:
    done = replace(FACTS, accepted_on=LAST, result_due=LAST, result=publicity([LAST], rule=RULE))
    assert work_waits(done, PERIODS) == ()


def test_of_several_waits_the_one_late_the_longest_is_told() -> None:
    waits = work_waits(replace(FACTS, milestones=(LATER, FIRST)), PERIODS)
    late = stall(waits, today=date(2027, 7, 1))
    assert late is not None
    assert (late.subject, late.duty) == (1, "应由村民委员会完成“备料”并报告")


def test_a_law_gives_its_own_article_and_our_practice_is_never_quoted() -> None:
    (answer,) = work_waits(replace(FACTS, objections=(OBJECTION,)), PERIODS)
    assert (answer.article, answer.confidence) == ("第十九条", Confidence.SECONDARY)
    assert all(rule.confidence is Confidence.DESIGN for rule in PERIODS.rules.values())


def test_before_the_decision_the_next_stage_is_waited_for() -> None:
    wait = talks_wait(Talks(awaited=Awaited.STAGE, name="党员大会审议", since=DECIDED), PERIODS)
    assert (wait.due_on, wait.duty) == (DECIDED + timedelta(days=60), "应由村党支部、村民委员会办理“党员大会审议”")
    audit = talks_wait(Talks(awaited=Awaited.STAGE, name="审核", since=DECIDED, who="乡镇审核员"), PERIODS)
    assert audit.duty == "应由乡镇审核员办理“审核”"
    law = Lawful(due_on=LAST, article="第35条第一款", confidence=Confidence.QUOTED)
    outcome = talks_wait(Talks(awaited=Awaited.OUTCOME, name="决议", since=DECIDED, lawful=law), PERIODS)
    assert (outcome.due_on, outcome.confidence) == (LAST, Confidence.QUOTED)

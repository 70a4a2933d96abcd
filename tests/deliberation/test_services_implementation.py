"""The days work may be reported and inspected on, and that two clicks make one."""

from __future__ import annotations

import json
from datetime import date

import pytest

from deliberation.errors import DoneTooEarlyError, FutureDayError, InspectedTooEarlyError
from deliberation.models import Milestone, MilestoneReport
from deliberation.queries.acts import Looking
from deliberation.queries.screens import matter_page
from deliberation.rules.follow_up import Inspection
from deliberation.services.implementation import (
    Inspecting,
    Reporting,
    Step,
    accept_work,
    plan_milestones,
    report_milestone,
)
from deliberation.services.objections import file_objection
from deliberation.services.publicity import publish_result
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import DomainError
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.decisions import AFTER, LAST, Decision, decide
from tests.deliberation.test_services_follow_up import accepted, inspected, planned, reported
from tests.factories import SettableClock, Township

LATER = date(2026, 11, 10)


@pytest.fixture
def decision(township: Township, clock: SettableClock) -> Decision:
    return decide(township, clock)


@pytest.mark.parametrize(
    ("done_on", "refusal"),
    [
        pytest.param(LAST, DoneTooEarlyError, id="第35条第四款 公示最后一日"),
        pytest.param(AFTER, None, id="第35条第四款 公示期满次日"),
        pytest.param(date(2026, 11, 11), FutureDayError, id="a day to come"),
    ],
)
def test_work_is_finished_after_the_days_of_the_resolution(
    decision: Decision, done_on: date, refusal: type[DomainError] | None
) -> None:
    planned(decision)
    decision.on(LATER)
    reporting = Reporting(milestone=1, done_on=done_on, text="完成。")
    if refusal is None:
        assert report_milestone(decision.director, decision.village, decision.number, reporting).done_on == done_on
        return
    with pytest.raises(refusal):
        report_milestone(decision.director, decision.village, decision.number, reporting)


@pytest.mark.parametrize(
    ("inspected_on", "refusal"),
    [
        pytest.param(date(2026, 11, 9), InspectedTooEarlyError, id="before the work was finished"),
        pytest.param(LATER, None, id="on the day it was finished"),
        pytest.param(date(2026, 11, 13), FutureDayError, id="a day to come"),
    ],
)
def test_work_is_inspected_once_it_is_finished(
    decision: Decision, inspected_on: date, refusal: type[DomainError] | None
) -> None:
    planned(decision)
    decision.on(LATER)
    reported(decision, 1, 2)
    decision.on(date(2026, 11, 12))
    inspecting = Inspecting(verdict=Inspection.ACCEPTED, inspected_on=inspected_on, text="合格。")
    if refusal is None:
        accept_work(decision.supervisor(), decision.village, decision.number, inspecting)
        return
    with pytest.raises(refusal):
        accept_work(decision.supervisor(), decision.village, decision.number, inspecting)


def test_two_clicks_plan_once(decision: Decision) -> None:
    planned(decision)
    planned(decision)
    assert Milestone.select().count() == 2


def test_two_clicks_report_once(decision: Decision) -> None:
    planned(decision)
    reported(decision, 1)
    reported(decision, 1)
    assert MilestoneReport.select().count() == 1


def test_what_was_sent_back_may_be_reported_in_the_same_words(decision: Decision) -> None:
    planned(decision)
    reported(decision, 1, 2)
    inspected(decision, Inspection.SENT_BACK)
    reported(decision, 2)
    assert MilestoneReport.select().count() == 3


def test_names_in_the_titles_of_steps_are_masked(decision: Decision) -> None:
    name = Person.get_by_id(decision.villager.person_id).name
    decision.on(AFTER)
    plan_milestones(decision.director, decision.village, decision.number, [Step(title=f"{name}备料", due_on=LATER)])
    reported(decision, 1)
    shown = [one.envelope for one in Bulletin.select().where(Bulletin.kind.in_(["implementation", "progress"]))]
    assert len(shown) == 2
    assert not [one for one in shown if name in one]
    assert json.loads(shown[0])["content"]["milestones"][0]["title"].endswith("备料")


def test_an_objection_to_the_result_leaves_the_work_done(decision: Decision) -> None:
    accepted(decision)
    publish_result(decision.secretary, decision.village, decision.number, text="桥已通行。")
    file_objection(decision.villager, decision.village, decision.number, text="金额不对。")
    who = Looking(
        at_home=True,
        person_id=decision.secretary.person_id,
        account_id=decision.secretary.account_id,
        may_edit=True,
        may_record=True,
        may_open=True,
        may_close=True,
        may_enter_paper=True,
        offices=frozenset({Office.SECRETARY}),
    )
    page = matter_page(decision.village, decision.number, who=who, today=AFTER)
    assert [(one.name, one.mark) for one in page.steps[-3:-1]] == [("决议公开", "done"), ("组织实施", "done")]
    assert page.steps[-1].title != "未到"

"""A matter that stands still is told once, until it goes on; nothing is looked at that cannot have changed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation import queries, services
from deliberation.models import MatterStall, StallWatch
from deliberation.public import matter_page
from deliberation.queries.checkup import checkup
from deliberation.queries.stalled import stalled, stalled_page, stalling_places
from deliberation.rules.checkup import CheckLight
from deliberation.rules.stalled import Awaited
from deliberation.services import stalled as subject
from deliberation.services.implementation import Step, plan_milestones
from portal.kernel.bulletins import Bulletin
from portal.kernel.migrate import GROUND
from portal.kernel.verify import verify_all
from portal.org.actors import actor_of
from portal.org.models import Account, OfficeTerm
from portal.org.offices import Office
from tests.deliberation.assemblies import propose
from tests.deliberation.courses import pass_stage
from tests.deliberation.decisions import AFTER, LAST, Decision, decide
from tests.deliberation.test_public import published_now
from tests.deliberation.test_public_course import page
from tests.deliberation.test_services_follow_up import accepted, planned, reported

if TYPE_CHECKING:
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

PLAN_DUE = LAST + timedelta(days=30)


@pytest.fixture
def decision(township: Township, clock: SettableClock) -> Decision:
    return decide(township, clock)


def told() -> list[dict[str, object]]:
    found = Bulletin.select().where(Bulletin.kind == "stalled").order_by(Bulletin.id)
    return [json.loads(one.envelope)["content"] for one in found]


def stands() -> str:
    return matter_page(published_now(), "qingshan", "1").stands.title


def overseer() -> Actor:
    term = OfficeTerm.get(OfficeTerm.office == Office.TOWNSHIP_ADMIN)
    return actor_of(Account.get(Account.person == term.person_id))


def test_it_is_told_once_and_no_longer_shown_when_the_matter_goes_on(decision: Decision) -> None:
    village = decision.on(PLAN_DUE).village
    assert services.settle(village) == 0
    decision.on(PLAN_DUE + timedelta(days=1))
    assert queries.unsettled(decision.clock.moment.date()) == {village.id}
    assert services.settle(village) == 1
    assert services.settle(village) == 0
    (content,) = told()
    assert (content["awaited"], content["due_on"]) == ("plan", PLAN_DUE.isoformat())
    assert content["duty"] == "应由村民委员会安排实施进度"
    assert stands() == "停滞，2026年12月3日到期"
    text = page()
    assert "应由村民委员会安排实施进度" in text
    assert "待核" in text
    steps = [Step(title="完工", due_on=date(2027, 3, 1))]
    plan_milestones(decision.director, village, decision.number, steps)
    assert stands() == "正在实施"
    assert MatterStall.get().awaited is Awaited.PLAN
    assert verify_all((*GROUND, "deliberation")) == []


def test_work_long_overdue_is_told_and_the_report_takes_it_back(decision: Decision) -> None:
    planned(decision)
    decision.on(date(2027, 8, 20))
    assert services.settle(decision.village) == 1
    assert stands() == "停滞，2026年11月20日到期"
    reported(decision, 1)
    assert services.settle(decision.village) == 1  # the second milestone is late as well
    assert stands() == "停滞，2026年12月20日到期"
    reported(decision, 2)
    assert (services.settle(decision.village), stands()) == (0, "正在实施")


def test_an_accepted_work_without_a_result_is_told_by_the_law_on_results(decision: Decision) -> None:
    accepted(decision)
    decision.on(date(2027, 1, 20))
    services.settle(decision.village)
    (content,) = told()
    assert (content["awaited"], content["duty"]) == ("result", "应由村民委员会公布实施结果")
    assert "设计" not in str(content["confidence"])


def test_a_stage_that_nothing_follows_is_told(township: Township, clock: SettableClock) -> None:
    number = propose(township)
    clock.moment += timedelta(days=100)
    assert services.settle(township.village) == 0  # nothing about it is public yet
    pass_stage(township, number, "s1_propose")
    clock.moment += timedelta(days=61)
    assert services.settle(township.village) == 1
    (content,) = told()
    assert content["awaited"] == "stage"
    assert str(content["duty"]).startswith("应由村党支部、村民委员会办理“")


def test_what_did_not_change_is_not_looked_at_again(decision: Decision, monkeypatch: pytest.MonkeyPatch) -> None:
    village = decision.on(AFTER).village
    services.settle(village)
    assert StallWatch.get().wakes_on == PLAN_DUE + timedelta(days=1)
    monkeypatch.setattr(subject, "matters", lambda _village: pytest.fail("looked at again"))
    for day in (AFTER, PLAN_DUE):
        assert (stalling_places(day), subject.settle_stalled(decision.on(day).village)) == (set(), 0)
    assert stalling_places(PLAN_DUE + timedelta(days=1)) == {village.id}


def test_a_second_settling_at_the_same_time_tells_nothing_twice(decision: Decision) -> None:
    village = decision.on(PLAN_DUE + timedelta(days=5)).village
    assert subject._tell(village, decision.number) is True
    assert subject._tell(village, decision.number) is False
    assert len(told()) == 1


def test_tasks_say_who_must_act_and_the_township_is_told(decision: Decision) -> None:
    today = PLAN_DUE + timedelta(days=43)
    decision.on(today)
    (task,) = [one for one in queries.tasks(decision.director, decision.village, today) if "停滞" in one.note]
    assert (task.title, task.note, task.endpoint, task.urgent, task.due) == (
        "安排实施进度：修缮村口便民桥",
        "停滞 43 天",
        "deliberation.plan_work",
        True,
        PLAN_DUE,
    )
    (asked,) = queries.tasks(overseer(), decision.village, today)
    assert (asked.title, asked.note) == ("应由村民委员会安排实施进度：修缮村口便民桥", "停滞 43 天")
    assert all("停滞" not in one.note for one in queries.tasks(decision.villager, decision.village, today))
    assert queries.states(decision.village)["matters.stalled"] == 1


def test_the_township_sees_all_its_villages(decision: Decision) -> None:
    today = PLAN_DUE + timedelta(days=3)
    other = decision.township.other_village
    assert stalled_page(overseer(), other, number=1, today=today).rows == ()
    services.settle(decision.on(today).village)
    seen = stalled_page(overseer(), other, number=1, today=today)
    assert [(row.village.id, row.days, seen.everywhere) for row in seen.rows] == [(decision.village.id, 3, True)]
    own = stalled_page(decision.secretary, other, number=1, today=today)
    assert (own.everywhere, own.rows) == (False, ())


def test_the_check_up_notes_it_and_stops_nothing(decision: Decision) -> None:
    today = PLAN_DUE + timedelta(days=2)
    decision.on(today)
    found = checkup(decision.village, decision.number, today=today)
    (check,) = [one for one in found.checks if one.code == "stalled"]
    assert (check.light, check.text) == (CheckLight.NOTE, "停滞 2 天：应由村民委员会安排实施进度。")
    assert stalled(decision.village, today=PLAN_DUE) == []

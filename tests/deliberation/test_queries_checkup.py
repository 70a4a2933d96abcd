"""The check-up of a matter in every state it comes to, and of a village by one set of questions."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from deliberation import services
from deliberation.procedures import S1_PROPOSE, S2_DISCUSS, S4_RESOLVE
from deliberation.queries import looking, matter_page
from deliberation.queries.checkup import MatterCheckup, checkup, checkups
from deliberation.queries.dossier import dossier
from deliberation.rules import BallotManner
from deliberation.rules.checkup import CheckLight, Spot
from deliberation.rules.follow_up import Target
from deliberation.services.objections import file_objection
from deliberation.services.publicity import Interruption, publish_result, record_interruption
from portal.kernel import boxes
from portal.kernel import clock as kernel_clock
from portal.meetings.bodies import Body
from portal.org.offices import Office
from tests.deliberation.assemblies import assemble, propose
from tests.deliberation.courses import STAGES, enter, figures, hold, pass_before, pass_stage
from tests.deliberation.courses import decide as decide_stage
from tests.deliberation.decisions import DECIDED, Decision, decide
from tests.deliberation.test_services_follow_up import accepted, upheld
from tests.deliberation.test_services_ways import REVIEWED, adopt, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.factories import SettableClock, Township

AHEAD, MET, NOTE, BROKEN = CheckLight


def look(township: Township, number: int) -> MatterCheckup:
    return checkup(township.village, number, today=kernel_clock.today())


def lights(found: MatterCheckup, place: int) -> dict[str, CheckLight]:
    """Return the lights of one section by the codes of its checks."""
    return {check.code: check.light for check in found.sections[place].checks}


def test_of_a_new_matter_everything_is_ahead(township: Township) -> None:
    found = look(township, propose(township))
    assert [section.name for section in found.sections] == [
        "村党组织提议",
        "村“两委”会商议",
        "党员大会审议",
        "村民会议或者村民代表会议决议",
        "决议公开",
        "组织实施与村务监督",
        "实施结果公开",
    ]
    assert found.light is AHEAD
    assert found.telling is None


def test_every_requirement_of_a_carried_matter_is_told(township: Township, clock: SettableClock) -> None:
    held = assemble(township, clock)
    closes_at = held.open()
    for number in range(1, 21):
        held.vote(number)
    clock.set(closes_at + timedelta(minutes=1))
    held.close()
    found = look(township, held.number)
    resolved = lights(found, 3)
    assert {
        "order_kept": MET,
        "authorised": MET,
        "notice_given": MET,
        "roster_frozen": MET,
        "quorum_met": MET,
        "majority_reached": MET,
        "counted": MET,
        "text_kept": MET,
        "ballot_sealed": MET,
        "took_days": MET,
    }.items() <= resolved.items()
    assert resolved["minutes_missing"] is NOTE
    (counted,) = (one for one in found.sections[3].checks if one.code == "counted")
    assert "应到 40 人，实到 27 人，赞成 20 人，占应到的 50.0%，占实到的 74.0%" in counted.text
    assert "少 7 人赞成，就不会通过" in counted.text
    proposed = lights(found, 0)
    assert proposed["two_officers"] is proposed["entered_in_time"] is MET
    public = lights(found, 4)
    assert public == {"started_in_time": MET, "publicity_running": AHEAD, "no_objection": MET}
    assert lights(found, 5) == {"work_ahead": AHEAD}
    assert found.light is NOTE
    assert not [one for one in found.checks if one.light is BROKEN]


def test_of_a_secret_ballot_it_is_told_that_nobodys_choice_is_known(township: Township, clock: SettableClock) -> None:
    held = assemble(township, clock)
    closes_at = held.open(manner=BallotManner.SECRET)
    for number in range(1, 21):
        held.vote(number)
    clock.set(closes_at + timedelta(minutes=1))
    held.close()
    resolved = lights(look(township, held.number), 3)
    assert resolved["ballot_secret"] is resolved["majority_reached"] is MET
    assert "ballot_sealed" not in resolved


def test_a_ballot_that_was_declared_void_is_voted_on_again(township: Township, clock: SettableClock) -> None:
    held = assemble(township, clock)
    closes_at, number = held.open(manner=BallotManner.SECRET), held.number
    held.vote(1)
    boxes.destroy_key("cunshi.example/qingshan/matters/1/ballots/1")
    clock.set(closes_at + timedelta(minutes=1))
    services.void_ballot(held.secretary, township.village, number, reason="票箱打不开")
    assert lights(look(township, number), 3)["ballot_void"] is NOTE
    pass_stage(township, number, S4_RESOLVE)
    again = lights(look(township, number), 3)
    assert again["earlier_void"] is again["two_officers"] is MET


def test_a_check_leads_to_its_meeting_and_its_authorisation(township: Township, clock: SettableClock) -> None:
    held = assemble(township, clock)
    clock.set(held.open() + timedelta(minutes=1))
    held.close()
    spots = {check.code: check.where for check in look(township, held.number).sections[3].checks}
    assert spots["roster_frozen"].meeting_id == held.meeting_id
    assert spots["authorised"].spot is Spot.AUTHORISATIONS


def test_of_an_open_ballot_nothing_is_told_but_that_it_is_open(township: Township, clock: SettableClock) -> None:
    held = assemble(township, clock)
    held.open()
    before = look(township, held.number)
    held.vote(1)
    held.vote(2, "against")
    assert look(township, held.number) == before
    assert lights(before, 3)["vote_open"] is AHEAD
    clock.moment += timedelta(hours=2)
    for found in (before, look(township, held.number)):
        told = lights(found, 3)
        assert not {"counted", "majority_reached", "majority_missed"} & told.keys()
    assert "等待公布结果" in found.sections[3].checks[-2].text


def test_figures_that_wait_for_a_second_officer_are_not_told(township: Township) -> None:
    number = propose(township)
    enter(township, number, S1_PROPOSE, hold(township, Body.PARTY_BRANCH_COMMITTEE), figures(3))
    found = look(township, number)
    assert lights(found, 0)["vote_open"] is AHEAD
    assert "赞成 3" not in "".join(one.text for one in found.checks)


def test_a_failed_vote_stops_the_matter(township: Township) -> None:
    number = propose(township)
    pass_stage(township, number, S1_PROPOSE)
    decide_stage(township, number, S2_DISCUSS, hold(township, Body.TWO_COMMITTEES), figures(1, 2))
    found = look(township, number)
    assert lights(found, 1)["counted"] is BROKEN
    assert found.light is BROKEN
    assert found.sections[2].light is AHEAD


def test_too_few_who_came_is_told_and_then_only_remembered(township: Township, clock: SettableClock) -> None:
    held = assemble(township, clock, present=26)
    services.record_adjournment(
        held.secretary, township.village, held.number, stage="s4_resolve", meeting_id=held.meeting_id
    )
    missed = lights(look(township, held.number), 3)
    assert missed["quorum_missing"] is BROKEN
    assert missed["adjourned"] is NOTE
    clock.moment += timedelta(days=1)
    meeting_id = hold(township, Body.VILLAGER_REPS_MEETING)
    services.open_ballot(
        held.secretary,
        township.village,
        held.number,
        services.Opening(meeting_id=meeting_id, question="同意吗？", closes_at=clock.moment + timedelta(hours=1)),
    )
    clock.moment += timedelta(hours=2)
    held.close()
    again = lights(look(township, held.number), 3)
    assert again["earlier_adjourned"] is MET
    assert again["counted"] is BROKEN


def test_a_text_changed_after_a_stage_is_told(township: Township) -> None:
    number = propose(township)
    pass_before(township, number, "s3_party_review")
    revision = services.Revision(
        title="修缮村口便民桥", plan="改用钢护栏。", budget_fen=9_000_000, fund="村集体经营收入", reason="代表建议"
    )
    services.revise_plan(township.actor(Office.SECRETARY), township.village, number, revision)
    found = look(township, number)
    assert lights(found, 0)["text_reworded"] is MET
    assert lights(found, 1) == {"stage_ahead": AHEAD, "round_fallen": NOTE}


def test_a_late_entry_is_told_with_its_days(township: Township, clock: SettableClock) -> None:
    number = propose(township)
    meeting_id = hold(township, Body.PARTY_BRANCH_COMMITTEE)
    clock.moment += timedelta(days=3)
    decide_stage(township, number, S1_PROPOSE, meeting_id, figures(3))
    (late,) = (one for one in look(township, number).sections[0].checks if one.code == "entered_late")
    assert (late.light, "晚了 3 天" in late.text) == (NOTE, True)


def test_a_step_without_a_vote_is_told_on_its_way(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, REVIEWED)
    for stage in STAGES[:3]:
        pass_stage(township, number, stage)
    assert lights(look(township, number), 3) == {"record_ahead": AHEAD}
    clock.moment += timedelta(days=30)
    (waiting,) = look(township, number).sections[3].checks
    assert (waiting.light is NOTE) is ("已经晚了" in waiting.text)
    record(township, number, "x_town_review", text="合法合规，同意表决。")
    found = look(township, number)
    assert lights(found, 3) == {"recorded": MET, "entered_in_time": MET}
    assert "合法合规，同意表决。" in found.sections[3].checks[0].text
    pass_stage(township, number, S4_RESOLVE)
    assert lights(look(township, number), 4)["order_kept"] is MET
    printed = dossier(township.village, number)
    (sheet,) = printed.records
    assert (sheet.name, sheet.number) == (found.sections[3].name, 4)
    assert [one.row.text for one in sheet.records] == ["合法合规，同意表决。"]
    assert [one.number for one in printed.sheets] == [1, 2, 3, 4, 5, 6]


def test_a_step_that_sent_the_matter_back_stops_it(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, REVIEWED)
    for stage in STAGES[:3]:
        pass_stage(township, number, stage)
    record(township, number, "x_town_review", passed=False, text="预算没有询价。")
    found = look(township, number)
    assert lights(found, 3)["sent_back_recorded"] is BROKEN
    assert found.light is BROKEN
    assert found.telling is not None
    assert found.telling.basis.adopted == "（本村2026年10月15日采纳，作为本地规则）"


def test_of_a_matter_taken_back_nothing_is_said_to_wait(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, REVIEWED)
    for stage in STAGES[:3]:
        pass_stage(township, number, stage)
    secretary, village = township.actor(Office.SECRETARY), township.village
    services.withdraw_matter(secretary, village, number, reason="不办了")
    told = [one.text for section in look(township, number).sections[3:] for one in section.checks]
    assert {*told} == {"议题已经撤回，这个环节不再办理。"}
    who = looking(secretary, village, today=kernel_clock.today())
    shown = matter_page(village, number, who=who, today=kernel_clock.today()).steps
    assert [one.title for one in shown] == ["已通过"] * 3 + ["已撤回"] * 5


def test_a_figure_that_binds_by_adoption_names_it(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, REVIEWED)
    decide_stage(township, number, S1_PROPOSE, hold(township, Body.PARTY_BRANCH_COMMITTEE), figures(1, 2))
    bases = {one.code: (one.light, one.basis) for one in look(township, number).sections[0].checks}
    for code in ("majority_missed", "counted"):
        light, basis = bases[code]
        assert (light, basis.quoted, basis.adopted[:3]) == (BROKEN, False, "（本村")


def test_law_binds_by_its_text_whatever_was_adopted(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, REVIEWED)
    pass_stage(township, number, S1_PROPOSE)
    assert not any(one.basis.quoted and one.basis.adopted for one in look(township, number).checks)
    usual = look(township, number).sections[0].checks
    assert {one.code for one in usual if one.basis.adopted} <= {"quorum_met", "majority_reached", "counted"}


@pytest.fixture
def decision(township: Township, clock: SettableClock) -> Decision:
    return decide(township, clock)


def test_stages_from_before_they_were_kept_are_noted(decision: Decision) -> None:
    found = look(decision.township, decision.number)
    assert [lights(found, place) for place in range(3)] == [{"stage_unrecorded": NOTE}] * 3
    assert lights(found, 3)["order_unknown"] is NOTE


def test_an_upheld_objection_stops_the_matter(decision: Decision) -> None:
    upheld(decision)
    found = look(decision.township, decision.number)
    assert lights(found, 4)["decision_upheld_against"] is BROKEN
    assert lights(found, 3)["round_fallen"] is NOTE
    assert lights(found, 5) == {"decision_fallen": AHEAD}


def test_an_interruption_is_noted(decision: Decision) -> None:
    decision.on(date(2026, 10, 23))
    torn = Interruption(target=Target.RESOLUTION, happened_on=date(2026, 10, 22), reason="大风刮掉了")
    record_interruption(decision.secretary, decision.village, decision.number, torn)
    assert lights(look(decision.township, decision.number), 4)["publicity_restarted"] is NOTE


def test_a_matter_that_went_its_whole_way(decision: Decision) -> None:
    accepted(decision)
    assert lights(look(decision.township, decision.number), 6) == {"start_ahead": AHEAD}
    publish_result(decision.secretary, decision.village, decision.number, text="桥已通行。")
    found = look(decision.township, decision.number)
    assert lights(found, 5) == {"work_planned": MET, "accepted": MET}
    assert lights(found, 6) == {"started_in_time": MET, "publicity_running": AHEAD, "no_objection": MET}
    decision.on(date(2026, 12, 20))
    assert lights(look(decision.township, decision.number), 6)["publicity_passed"] is MET


def test_an_objection_to_the_result_stands_with_the_result(decision: Decision) -> None:
    accepted(decision)
    publish_result(decision.secretary, decision.village, decision.number, text="桥已通行。")
    filed = file_objection(decision.villager, decision.village, decision.number, text="护栏没有刷漆。")
    assert filed.target == Target.RESULT
    found = look(decision.township, decision.number)
    assert "objection_waiting" in lights(found, 6)
    assert "no_objection" in lights(found, 4)


def test_a_village_is_looked_at_by_one_set_of_questions(
    decision: Decision, count_queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    village, today = decision.village, DECIDED
    with count_queries() as few:
        one = checkups(village, today=today)
    for turn in range(3):
        number = propose(decision.township, kind="village_planning", plan=f"规划第 {turn} 段。")
        pass_before(decision.township, number)
        decision.clock.moment += timedelta(minutes=1)
    with count_queries() as more:
        every = checkups(village, today=today)
    assert [len(one), len(every)] == [1, 4]
    assert more.count == few.count
    assert every[-1] == checkup(village, decision.number, today=today) == one[0]

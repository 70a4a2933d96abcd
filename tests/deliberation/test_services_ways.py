"""Adopting a local procedure, and walking a matter through the steps it adds; what is refused moves nothing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from peewee import IntegrityError

from deliberation import services
from deliberation.errors import (
    AdoptionDayError,
    AdoptionInFutureError,
    AdoptionTakenError,
    FutureDayError,
    NoRecordDueError,
    NothingReturnedError,
    NotYoursToRecordError,
    QuorumMissingError,
    RecordDayError,
    RecordedOnlyError,
    RecordMissingError,
    StageFailedError,
    StagePassedError,
    StageSkippedError,
    UnknownProcedureError,
)
from deliberation.models import Adoption, Matter, StageRecord
from deliberation.procedures import S1_PROPOSE, S2_DISCUSS, S3_PARTY_REVIEW, S4_RESOLVE
from deliberation.queries import adoptions, matter, procedure_page, tasks
from deliberation.queries.acts import waits_for
from deliberation.rules.follow_up import Inspection, Target
from deliberation.services.implementation import (
    Inspecting,
    Reporting,
    Step,
    accept_work,
    plan_milestones,
    report_milestone,
)
from deliberation.services.publicity import TakingDown, end_publicity, publish_result
from portal.kernel import clock as kernel_clock
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import NotAllowedError
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org import services as org
from portal.org.actors import SETTING_UP
from portal.org.offices import Office
from portal.terminal import packages
from tests.deliberation.assemblies import authorise, propose
from tests.deliberation.courses import BODIES, STAGES, enter, figures, hold, pass_stage, state_of

if TYPE_CHECKING:
    from portal.config import Config
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

TODAY = date(2026, 10, 15)
TOMORROW = TODAY + timedelta(days=1)
REVIEWED = "siyi_yishen_lianggongkai"


def adopting(
    procedure: str, *, since: date = TOMORROW, met_on: date = TODAY, evidence: str = "第3号决议"
) -> services.Adopting:
    return services.Adopting(
        procedure=procedure, body="villagers_meeting", met_on=met_on, since=since, evidence=evidence
    )


def adopt(township: Township, clock: SettableClock, procedure: str) -> int:
    """Let the village adopt a procedure, and propose a matter the day after."""
    services.adopt_procedure(township.actor(Office.SECRETARY), township.village, adopting(procedure))
    clock.set_day(TOMORROW)
    authorise(township)
    return propose(township, plan="按新的程序再修一座。")


def record(
    township: Township, number: int, stage: str, *, who: Actor | None = None, passed: bool = True, text: str = "同意。",
    on: date | None = None,
) -> StageRecord:  # fmt: skip
    actor = who or township.actor(Office.AUDITOR)
    told = services.Recording(passed=passed, text=text, happened_on=on or kernel_clock.today())
    return services.record_stage(actor, township.village, number, stage=stage, recording=told)


def gates(township: Township, number: int) -> list[str]:
    return [one.gate.id for one in matter(township.village, number).course.steps]


# --- adopting


def test_a_village_that_adopted_nothing_goes_the_usual_way(township: Township) -> None:
    authorise(township)
    number = propose(township)
    assert gates(township, number) == [*STAGES]
    assert not matter(township.village, number).way.adopted


def test_only_matters_proposed_from_that_day_on_go_the_adopted_way(township: Township, clock: SettableClock) -> None:
    authorise(township)
    old = propose(township)
    pass_stage(township, old, S1_PROPOSE)
    new = adopt(township, clock, REVIEWED)
    assert gates(township, old) == [*STAGES]
    assert gates(township, new) == [*STAGES[:3], "x_town_review", S4_RESOLVE]
    secretary = township.actor(Office.SECRETARY)
    back = adopting("", since=TOMORROW + timedelta(days=1), met_on=TOMORROW)
    services.adopt_procedure(secretary, township.village, back)
    clock.set_day(TOMORROW + timedelta(days=1))
    assert gates(township, new) == [*STAGES[:3], "x_town_review", S4_RESOLVE]  # it keeps what it began with
    assert procedure_page(township.village, on=kernel_clock.today(), may_adopt=True).adopted is None


def test_the_township_adopts_for_all_its_villages_but_one_with_a_rule_of_its_own(
    township: Township, clock: SettableClock
) -> None:
    admin = township.actor(Office.TOWNSHIP_ADMIN)
    whole = services.Adopting(procedure=REVIEWED, body="", met_on=TODAY, since=TOMORROW, evidence="镇发〔2026〕7号")
    services.adopt_procedure(admin, township.place, whole)
    services.adopt_procedure(
        township.actor(Office.SECRETARY, village=township.other_village),
        township.other_village,
        adopting("siyi_lianggongkai"),
    )
    clock.set_day(TOMORROW)
    ours = procedure_page(township.village, on=kernel_clock.today(), may_adopt=False)
    theirs = procedure_page(township.other_village, on=kernel_clock.today(), may_adopt=False)
    assert (ours.workflow.id, theirs.workflow.id) == (REVIEWED, "siyi_lianggongkai")
    assert ours.adopted is not None
    assert (ours.adopted.place, ours.adopted.body_name) == ("云岭镇", "镇党委、政府")
    assert [one.place for one in adoptions(township.other_village)] == ["河西村", "云岭镇"]


def test_the_same_adoption_sent_again_is_one(township: Township) -> None:
    secretary = township.actor(Office.SECRETARY)
    first = services.adopt_procedure(secretary, township.village, adopting(REVIEWED))
    assert services.adopt_procedure(secretary, township.village, adopting(REVIEWED)).id == first.id
    with pytest.raises(AdoptionTakenError, match="四议一审两公开"):
        services.adopt_procedure(secretary, township.village, adopting("wuyi_wugongkai"))
    assert Adoption.select().count() == 1


@pytest.mark.parametrize(
    ("procedure", "since", "met_on", "error"),
    [
        (REVIEWED, TODAY, TODAY, AdoptionDayError),
        (REVIEWED, TODAY - timedelta(days=9), TODAY - timedelta(days=10), AdoptionDayError),
        (REVIEWED, TOMORROW + timedelta(days=2), TOMORROW, AdoptionInFutureError),
        ("wuyi_nothing", TOMORROW, TODAY, UnknownProcedureError),
    ],
)
def test_what_is_backdated_or_unknown_is_not_adopted(
    township: Township, procedure: str, since: date, met_on: date, error: type[Exception]
) -> None:
    with pytest.raises(error):
        services.adopt_procedure(
            township.actor(Office.SECRETARY), township.village, adopting(procedure, since=since, met_on=met_on)
        )
    assert Adoption.select().count() == 0


def test_who_may_not_steer_adopts_nothing(township: Township) -> None:
    for office in (Office.SUPERVISOR, Office.REPRESENTATIVE, Office.COMMITTEE, Office.AUDITOR):
        with pytest.raises(NotAllowedError):
            services.adopt_procedure(township.actor(office), township.village, adopting(REVIEWED))
    with pytest.raises(NotAllowedError):
        services.adopt_procedure(township.actor(Office.SECRETARY), township.place, adopting(REVIEWED))
    with pytest.raises(PrivateNumberError):
        secret = adopting(REVIEWED, evidence="联系人 13812345678")
        services.adopt_procedure(township.actor(Office.SECRETARY), township.village, secret)


def test_what_was_adopted_is_not_changed(township: Township) -> None:
    services.adopt_procedure(township.actor(Office.SECRETARY), township.village, adopting(REVIEWED))
    with pytest.raises(IntegrityError):
        Adoption.update(procedure="").execute()
    with pytest.raises(IntegrityError):
        Adoption.delete().execute()


def test_usual_practice_that_was_adopted_blocks(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, "siyi_lianggongkai")
    for stage in (S1_PROPOSE, S2_DISCUSS):
        pass_stage(township, number, stage)
    meeting_id = hold(township, BODIES[S3_PARTY_REVIEW], present=7)
    with pytest.raises(QuorumMissingError, match="三分之二"):
        enter(township, number, S3_PARTY_REVIEW, meeting_id, figures(7))


# --- merged stages


def test_proposal_and_discussion_are_one_only_where_one_person_holds_both_offices(
    township: Township, clock: SettableClock
) -> None:
    number = adopt(township, clock, "yijiantiao_merged")
    assert gates(township, number) == [*STAGES]
    assert "不是同一个人" in procedure_page(township.village, on=kernel_clock.today(), may_adopt=False).why_not
    director = township.actor(Office.DIRECTOR)
    org.appoint(SETTING_UP, township.village, director.person_id, office=Office.SECRETARY, since=kernel_clock.today())
    later = services.propose_matter(
        director,
        township.village,
        services.Proposal(matter_type="village_planning", title="修路", plan="硬化村道。", budget_fen=None, fund=""),
    )
    assert gates(township, later.number) == [*STAGES[1:]]
    assert gates(township, number) == [*STAGES]
    pass_stage(township, later.number, S2_DISCUSS)
    assert matter(township.village, later.number).course.next.gate.id == S3_PARTY_REVIEW  # type: ignore[union-attr]


# --- steps without a vote


def test_the_township_reviews_before_the_assembly_decides(
    township: Township, clock: SettableClock, config: Config
) -> None:
    number = adopt(township, clock, REVIEWED)
    with pytest.raises(StageSkippedError):
        record(township, number, "x_town_review")
    for stage in STAGES[:3]:
        pass_stage(township, number, stage)
    row = matter(township.village, number)
    assert waits_for(row) == "等待填写：乡镇党委政府审核。"
    meeting_id = hold(township, BODIES[S4_RESOLVE], present=27)
    with pytest.raises(StageSkippedError, match="乡镇党委政府审核"):
        enter(township, number, S4_RESOLVE, meeting_id, figures(27))
    auditor = township.actor(Office.AUDITOR)
    waiting = [one for one in tasks(auditor, township.village, kernel_clock.today()) if "审核" in one.title]
    assert [one.due for one in waiting] == [kernel_clock.today() + timedelta(days=7)]
    record(township, number, "x_town_review", text="符合规划，同意。")
    assert not [one for one in tasks(auditor, township.village, kernel_clock.today()) if "审核" in one.title]
    pass_stage(township, number, S4_RESOLVE)
    assert state_of(township, number) == "in_publicity"
    told = json.loads(Bulletin.get(Bulletin.kind == "step").envelope)["content"]
    assert (told["word"], told["office"], told["text"]) == ("通过", "乡镇审核员", "符合规划，同意。")
    assert told["procedure"]["adopted"]["place"] == "青山村"
    assert verify_all(packages(config)) == []


def test_what_is_sent_back_waits_until_its_text_is_changed(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, REVIEWED)
    for stage in STAGES[:3]:
        pass_stage(township, number, stage)
    record(township, number, "x_town_review", passed=False, text="预算没有依据。")
    assert state_of(township, number) == "returned"
    assert waits_for(matter(township.village, number)).startswith("“乡镇党委政府审核”退回了现在的方案")
    with pytest.raises(StageFailedError):
        record(township, number, "x_town_review")
    revision = services.Revision(
        title="修缮村口便民桥", plan="附三家报价。", budget_fen=8_000_000, fund="村集体经营收入", reason="镇里退回"
    )
    services.revise_plan(township.actor(Office.SECRETARY), township.village, number, revision)
    clock.moment += timedelta(days=1)
    for stage in (S2_DISCUSS, S3_PARTY_REVIEW):
        pass_stage(township, number, stage)
    assert record(township, number, "x_town_review").round == 2
    pass_stage(township, number, S4_RESOLVE)


def test_another_office_a_wrong_day_and_a_wrong_step_write_nothing_down(
    township: Township, clock: SettableClock
) -> None:
    number = adopt(township, clock, REVIEWED)
    for stage in STAGES[:3]:
        pass_stage(township, number, stage)
    for office in (Office.SECRETARY, Office.SUPERVISOR, Office.DIRECTOR):
        with pytest.raises(NotYoursToRecordError, match="乡镇审核员或镇管理员"):
            record(township, number, "x_town_review", who=township.actor(office))
    for office in (Office.REPRESENTATIVE, Office.BOOKKEEPER):
        with pytest.raises(NotAllowedError):
            record(township, number, "x_town_review", who=township.actor(office))
    with pytest.raises(FutureDayError):
        record(township, number, "x_town_review", on=kernel_clock.today() + timedelta(days=1))
    with pytest.raises(RecordDayError):
        record(township, number, "x_town_review", on=kernel_clock.today() - timedelta(days=1))
    for step in ("s4_resolve", "j_supervise_s1", "nothing"):
        with pytest.raises((NoRecordDueError, StageSkippedError)):
            record(township, number, step)
    with pytest.raises(PrivateNumberError):
        record(township, number, "x_town_review", text="请打 13812345678")
    assert StageRecord.select().count() == 0


def test_the_same_record_sent_again_is_one(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, "wuyi_wugongkai")
    secretary = township.actor(Office.SECRETARY)
    first = record(township, number, "s0_suggest", who=secretary)
    assert record(township, number, "s0_suggest", who=secretary).id == first.id
    with pytest.raises(StagePassedError):
        record(township, number, "s0_suggest", who=secretary, text="又收集了两条。")
    assert Bulletin.select().where(Bulletin.kind == "step").count() == 1


def test_no_meeting_decides_a_step_without_a_vote(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, REVIEWED)
    for stage in STAGES[:3]:
        pass_stage(township, number, stage)
    meeting_id = hold(township, BODIES[S4_RESOLVE])
    with pytest.raises(RecordedOnlyError, match="不开会表决"):
        enter(township, number, "x_town_review", meeting_id, figures(27))


def test_the_supervisors_say_something_after_every_deliberation(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, "siyi_lianggongkai_yijiandu")
    supervisor = township.actor(Office.SUPERVISOR)
    for place, stage in enumerate(STAGES, start=1):
        pass_stage(township, number, stage)
        step = f"j_supervise_s{place}"
        with pytest.raises(NothingReturnedError):
            record(township, number, step, who=supervisor, passed=False)
        if place == len(STAGES):
            break
        record(township, number, step, who=supervisor, text="到会人数属实。")
    clock.moment += timedelta(days=20)
    end_publicity(
        township.actor(Office.SECRETARY),
        township.village,
        number,
        TakingDown(target=Target.RESOLUTION, ended_on=kernel_clock.today()),
    )
    steps = [Step(title="备料", due_on=kernel_clock.today() + timedelta(days=9))]
    director = township.actor(Office.DIRECTOR)
    with pytest.raises(RecordMissingError, match="监督决议"):
        plan_milestones(director, township.village, number, steps)
    record(township, number, "j_supervise_s4", who=supervisor)
    assert plan_milestones(director, township.village, number, steps)


def test_the_villagers_are_asked_before_the_result_is_published(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, "wuyi_lianggongkai_eval")
    for stage in STAGES:
        pass_stage(township, number, stage)
    clock.moment += timedelta(days=20)
    secretary, director = township.actor(Office.SECRETARY), township.actor(Office.DIRECTOR)
    taking = TakingDown(target=Target.RESOLUTION, ended_on=kernel_clock.today())
    end_publicity(secretary, township.village, number, taking)
    plan_milestones(director, township.village, number, [Step(title="备料", due_on=kernel_clock.today())])
    report_milestone(
        director, township.village, number, Reporting(milestone=1, done_on=kernel_clock.today(), text="已备齐。")
    )
    with pytest.raises(NoRecordDueError):
        record(township, number, "s5_evaluate", who=secretary)
    found = Inspecting(verdict=Inspection.ACCEPTED, inspected_on=kernel_clock.today(), text="合格。")
    accept_work(township.actor(Office.SUPERVISOR), township.village, number, found)
    with pytest.raises(RecordMissingError, match="群众评议"):
        publish_result(secretary, township.village, number, text="桥已通行。")
    record(township, number, "s5_evaluate", who=secretary, text="满意 30 户，基本满意 4 户。")
    publish_result(secretary, township.village, number, text="桥已通行。")


def test_suggestions_come_before_the_proposal_and_outlast_a_changed_plan(
    township: Township, clock: SettableClock
) -> None:
    number = adopt(township, clock, "wuyi_wugongkai")
    with pytest.raises(StageSkippedError, match="群众合理化建议"):
        pass_stage(township, number, S1_PROPOSE)
    secretary = township.actor(Office.SECRETARY)
    record(township, number, "s0_suggest", who=secretary, text="12 户建议修桥。")
    pass_stage(township, number, S1_PROPOSE)
    revision = services.Revision(
        title="修缮村口便民桥", plan="改用钢护栏。", budget_fen=8_000_000, fund="村集体经营收入", reason="代表建议"
    )
    services.revise_plan(secretary, township.village, number, revision)
    row = matter(township.village, number)
    assert row.course.next is not None
    assert row.course.next.gate.id == S2_DISCUSS


def test_what_was_written_down_is_not_changed(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, "wuyi_wugongkai")
    record(township, number, "s0_suggest", who=township.actor(Office.SECRETARY))
    with pytest.raises(IntegrityError):
        StageRecord.update(passed=False).execute()
    with pytest.raises(IntegrityError):
        Matter.update(procedure="siyi_lianggongkai").execute()

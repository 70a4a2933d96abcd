"""From the published resolution to the published result: what each act needs, and who may not do it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from deliberation.errors import (
    AcceptedAlreadyError,
    AnsweredAlreadyError,
    CutShortError,
    FilerAmbiguousError,
    FilerUnknownError,
    FutureDayError,
    InterruptionDayError,
    InterruptionTooLateError,
    MatterNotFoundError,
    MilestoneNotFoundError,
    MilestonesMissingError,
    NotAcceptedError,
    NothingMendedError,
    NothingOnDisplayError,
    NothingPlannedError,
    NotOfVillageError,
    NotResolvedError,
    ObjectionNotFoundError,
    ObjectionOpenError,
    ObjectionUpheldError,
    ObjectionWindowError,
    OwnAnswerError,
    OwnObjectionError,
    OwnWorkError,
    PastDueDayError,
    PublicityRunningError,
    ResultPublishedError,
    TakenDownError,
)
from deliberation.models import Objection, ObjectionAnswer
from deliberation.public.glances import dues
from deliberation.queries import matter, spendable_matter, spendable_matters
from deliberation.queries.follow_up_screens import Viewer, follow_up_panel
from deliberation.rules.course import MatterState
from deliberation.rules.follow_up import Inspection, Target, Verdict
from deliberation.services.implementation import (
    Inspecting,
    Reporting,
    Step,
    accept_work,
    plan_milestones,
    report_milestone,
)
from deliberation.services.objections import (
    Answering,
    PaperFiling,
    answer_objection,
    file_objection,
    record_objection,
)
from deliberation.services.publicity import (
    Interruption,
    TakingDown,
    end_publicity,
    publish_result,
    record_interruption,
)
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import DomainError, NotAllowedError
from portal.kernel.journal import JournalEntry
from portal.kernel.migrate import GROUND
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.actors import SETTING_UP, Actor
from portal.org.models import OfficeTerm, Person
from portal.org.offices import Office
from portal.org.services import register_person
from tests.deliberation.decisions import AFTER, DECIDED, LAST, Decision, decide, vote
from tests.deliberation.test_public import published_now
from tests.factories import SettableClock, Township

PHONE = "13812345678"


@pytest.fixture
def decision(township: Township, clock: SettableClock) -> Decision:
    return decide(township, clock)


def upheld(decision: Decision) -> None:
    file_objection(decision.villager, decision.village, decision.number, text="预算没有公开询价。")
    answering = Answering(objection=1, verdict=Verdict.UPHELD, text="属实，重新询价。")
    answer_objection(decision.supervisor(), decision.village, decision.number, answering)


def planned(decision: Decision) -> None:
    decision.on(AFTER)
    steps = [Step(title="验收合格", due_on=date(2026, 12, 20)), Step(title="基础完工", due_on=date(2026, 11, 20))]
    plan_milestones(decision.director, decision.village, decision.number, steps)


def reported(decision: Decision, *milestones: int) -> None:
    for number in milestones:
        reporting = Reporting(milestone=number, done_on=decision.clock.moment.date(), text="已完成。")
        report_milestone(decision.director, decision.village, decision.number, reporting)


def inspected(decision: Decision, verdict: Inspection = Inspection.ACCEPTED) -> None:
    inspecting = Inspecting(verdict=verdict, inspected_on=decision.clock.moment.date(), text="现场查看。")
    accept_work(decision.supervisor(), decision.village, decision.number, inspecting)


def accepted(decision: Decision) -> None:
    planned(decision)
    reported(decision, 1, 2)
    inspected(decision)


def content_of(kind: str, key: str) -> dict[str, object]:
    newest = Bulletin.select().where((Bulletin.kind == kind) & (Bulletin.key == key)).order_by(Bulletin.revision.desc())
    content: dict[str, object] = json.loads(newest.get().envelope)["content"]
    return content


def test_a_matter_goes_from_its_resolution_to_its_published_result(decision: Decision) -> None:
    assert decision.state is MatterState.IN_PUBLICITY
    assert decision.on(LAST).state is MatterState.IN_PUBLICITY
    assert decision.on(AFTER).state is MatterState.IMPLEMENTING
    planned(decision)
    assert decision.on(date(2026, 11, 21)).state is MatterState.OVERDUE
    reported(decision, 1, 2)
    assert decision.state is MatterState.IMPLEMENTING
    inspected(decision)
    assert decision.state is MatterState.ACCEPTED
    assert decision.on(date(2026, 12, 10)).state is MatterState.OVERDUE
    publish_result(decision.secretary, decision.village, decision.number, text="桥已通行。")
    assert decision.state is MatterState.RESULT_IN_PUBLICITY
    assert decision.on(date(2027, 1, 10)).state is MatterState.DONE
    assert "晚了" in str(content_of("result", "1")["late"])


def test_the_result_names_no_villager_by_its_fund_either(decision: Decision) -> None:
    accepted(decision)
    register_person(SETTING_UP, decision.village, code="T900", name="经营收")
    publish_result(decision.secretary, decision.village, decision.number, text="桥已通行。")
    assert content_of("result", "1")["matter"]["fund"] == "村集体经*收入"  # type: ignore[index]


def test_a_villager_in_the_title_is_masked_in_all_that_follows_the_resolution(decision: Decision) -> None:
    register_person(SETTING_UP, decision.village, code="T900", name="便民桥")
    upheld(decision)
    vote(decision, round_number=2)
    accepted(decision)
    publish_result(decision.secretary, decision.village, decision.number, text="已通行。")
    told = {one.kind: json.loads(one.envelope)["content"]["matter"]["title"] for one in Bulletin.select()}
    assert told.pop("resolution") == "修缮村口便民桥"
    assert told == dict.fromkeys(
        ("objection", "implementation", "progress", "acceptance", "result", "poll"), "修缮村口便*桥"
    )


def test_the_steps_are_numbered_by_their_days(decision: Decision) -> None:
    planned(decision)
    assert [step["title"] for step in content_of("implementation", "1")["milestones"]] == ["基础完工", "验收合格"]  # type: ignore[attr-defined]


def test_an_objection_holds_the_work_and_its_answer_lets_it_go_on(decision: Decision) -> None:
    filed = file_objection(decision.villager, decision.village, decision.number, text="护栏太矮，王大山也这么说。")
    assert (filed.due_on, decision.state) == (date(2026, 10, 26), MatterState.OBJECTED)
    assert content_of("objection", "1-1")["text"] is None
    answering = Answering(objection=1, verdict=Verdict.DISMISSED, text="护栏按规范 1.1 米。")
    answer_objection(decision.supervisor(), decision.village, decision.number, answering)
    assert decision.state is MatterState.IN_PUBLICITY
    assert decision.on(AFTER).state is MatterState.IMPLEMENTING


def test_who_objects_is_named_nowhere_in_public(decision: Decision) -> None:
    person = Person.get_by_id(decision.villager.person_id)
    other = Person.get_by_id(decision.director.person_id)
    text = f"我是{person.name}，{other.name}没有说明。"
    file_objection(decision.villager, decision.village, decision.number, text=text)
    answering = Answering(objection=1, verdict=Verdict.DISMISSED, text=f"已向{person.name}说明。")
    answer_objection(decision.supervisor(), decision.village, decision.number, answering)
    shown = [one.envelope for one in Bulletin.select().where(Bulletin.kind == "objection")]
    opened = [one.content for one in JournalEntry.select() if "deliberation.objection.filed" in one.content]
    assert len(shown) == 2
    for said in (*shown, *opened):
        assert person.name not in said
        assert other.name not in said
    assert f'"account":{decision.villager.account_id}' not in opened[0]


def test_the_same_objection_sent_twice_is_one(decision: Decision) -> None:
    first = file_objection(decision.villager, decision.village, decision.number, text="护栏太矮。")
    again = file_objection(decision.villager, decision.village, decision.number, text="护栏太矮。")
    assert (first.id, Objection.select().count()) == (again.id, 1)


def test_an_objection_on_paper_is_entered_for_the_villager(decision: Decision) -> None:
    filer = Person.get_by_id(decision.villager.person_id)
    decision.on(date(2026, 10, 21))
    filing = PaperFiling(filer=filer.code, filed_on=DECIDED, text="交书面异议。")
    row = record_objection(decision.secretary, decision.village, decision.number, filing)
    assert (row.filed_by_id, row.recorded_by_id) == (filer.id, decision.secretary.person_id)
    assert (row.filed_on, row.due_on) == (DECIDED, date(2026, 10, 26))
    assert content_of("objection", "1-1")["on_paper"] is True


def test_an_upheld_objection_sends_the_matter_back_to_the_vote(decision: Decision) -> None:
    upheld(decision)
    assert decision.state is MatterState.UPHELD
    decision.on(AFTER)
    with pytest.raises(ObjectionUpheldError):
        planned(decision)
    assert spendable_matters(decision.village, today=AFTER) == []
    vote(decision, round_number=2)
    assert decision.state is MatterState.IN_PUBLICITY
    assert decision.on(date(2026, 11, 20)).state is MatterState.IMPLEMENTING


def test_an_upheld_objection_to_the_result_has_it_published_again(decision: Decision) -> None:
    accepted(decision)
    publish_result(decision.secretary, decision.village, decision.number, text="花了八万五千元。")
    file_objection(decision.villager, decision.village, decision.number, text="金额不对。")
    answering = Answering(objection=1, verdict=Verdict.UPHELD, text="应为八万六千元。")
    answer_objection(decision.supervisor(), decision.village, decision.number, answering)
    assert decision.state is MatterState.ACCEPTED
    again = publish_result(decision.secretary, decision.village, decision.number, text="花了八万六千元。")
    assert (again.revision, decision.state) == (2, MatterState.RESULT_IN_PUBLICITY)


def test_a_corrected_result_is_due_from_the_answer_that_asked_for_it(decision: Decision) -> None:
    accepted(decision)
    _result(decision)
    decision.on(date(2026, 11, 18))
    _object(decision)
    answer(decision.supervisor(1), decision, 1, Verdict.UPHELD)
    _result(decision.on(date(2026, 11, 20)))
    content = content_of("result", "1")
    assert content["publication"]["begin"]["by"] == "2026-11-30"  # type: ignore[index]
    assert (content["accepted_on"], content["late"]) == ("2026-11-04", None)
    assert [one.in_time for one in dues(published_now(), "qingshan")] == [True] * 4
    row = matter(decision.village, decision.number)
    viewer = Viewer(person_id=decision.secretary.person_id, home_id=decision.village.id, may=lambda _permission: False)
    panel = follow_up_panel(decision.village, row, viewer, today=date(2026, 11, 20))
    assert panel is not None
    assert [one.late for one in panel.notices] == [None, None]


def test_an_interruption_restarts_the_days_and_says_so(decision: Decision) -> None:
    decision.on(date(2026, 10, 27))
    interruption = Interruption(target=Target.RESOLUTION, happened_on=date(2026, 10, 25), reason="公示栏被风吹倒")
    record_interruption(decision.secretary, decision.village, decision.number, interruption)
    newest = Bulletin.get((Bulletin.kind == "resolution") & (Bulletin.revision == 2))
    envelope = json.loads(newest.envelope)
    assert envelope["reason"] == "公示中断（公示栏被风吹倒），公示期重新计算"
    assert envelope["content"]["publication"]["until"] == "2026-11-11"
    assert decision.on(date(2026, 11, 11)).state is MatterState.IN_PUBLICITY
    assert decision.on(date(2026, 11, 12)).state is MatterState.IMPLEMENTING


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        pytest.param(date(2026, 10, 29), CutShortError, id="第35条第四款 第十日"),
        pytest.param(LAST, CutShortError, id="第35条第四款 第十五日当天"),
        pytest.param(AFTER, None, id="第35条第四款 满十五日"),
        pytest.param(AFTER + timedelta(days=1), FutureDayError, id="a day to come"),
    ],
)
def test_a_notice_stays_up_for_its_lawful_days(
    decision: Decision, day: date, refusal: type[DomainError] | None
) -> None:
    decision.on(AFTER)
    taking = TakingDown(target=Target.RESOLUTION, ended_on=day)
    if refusal is None:
        end_publicity(decision.secretary, decision.village, decision.number, taking)
        with pytest.raises(TakenDownError):
            end_publicity(decision.secretary, decision.village, decision.number, taking)
        return
    with pytest.raises(refusal) as refused:
        end_publicity(decision.secretary, decision.village, decision.number, taking)
    if refusal is CutShortError:
        assert "村民委员会组织法（2025修正）第35条第四款" in refused.value.sentence


def _planning(decision: Decision) -> object:
    steps = [Step(title="基础完工", due_on=date(2026, 12, 20))]
    return plan_milestones(decision.director, decision.village, decision.number, steps)


def _reporting(decision: Decision) -> object:
    reporting = Reporting(milestone=1, done_on=decision.clock.moment.date(), text="")
    return report_milestone(decision.director, decision.village, decision.number, reporting)


def _accept(decision: Decision) -> object:
    inspecting = Inspecting(verdict=Inspection.ACCEPTED, inspected_on=decision.clock.moment.date(), text="好。")
    return accept_work(decision.supervisor(), decision.village, decision.number, inspecting)


def _result(decision: Decision) -> object:
    return publish_result(decision.secretary, decision.village, decision.number, text="桥已通行。")


def _object(decision: Decision) -> object:
    return file_objection(decision.villager, decision.village, decision.number, text="护栏太矮。")


def nothing(decision: Decision) -> None:
    """Leave it as it was decided."""


@pytest.mark.parametrize(
    ("before", "day", "act", "refusal"),
    [
        pytest.param(nothing, LAST, _planning, PublicityRunningError, id="第35条第四款 公示未满不能实施"),
        pytest.param(nothing, LAST, _reporting, PublicityRunningError, id="第35条第四款 公示未满不能报告"),
        pytest.param(_object, AFTER, _planning, ObjectionOpenError, id="异议未答复不能实施"),
        pytest.param(upheld, AFTER, _planning, ObjectionUpheldError, id="异议成立不能实施"),
        pytest.param(nothing, AFTER, _reporting, MilestoneNotFoundError, id="no such milestone"),
        pytest.param(nothing, AFTER, _accept, NothingPlannedError, id="没有节点不能验收"),
        pytest.param(planned, AFTER, _accept, MilestonesMissingError, id="节点未报告不能验收"),
        pytest.param(planned, AFTER, _result, NotAcceptedError, id="未验收不能公布结果"),
        pytest.param(nothing, AFTER, _object, ObjectionWindowError, id="公示期满以后"),
        pytest.param(accepted, AFTER, _planning, AcceptedAlreadyError, id="planned after acceptance"),
        pytest.param(accepted, AFTER, _reporting, AcceptedAlreadyError, id="reported after acceptance"),
        pytest.param(upheld, DECIDED, _object, ObjectionWindowError, id="upheld: nothing on display"),
    ],
)
def test_no_role_takes_a_step_before_its_turn(
    decision: Decision,
    before: Callable[[Decision], object],
    day: date,
    act: Callable[[Decision], object],
    refusal: type[DomainError],
) -> None:
    before(decision)
    decision.on(day, hour=15)
    entries = JournalEntry.select().count()
    with pytest.raises(refusal):
        act(decision)
    assert JournalEntry.select().count() == entries


def test_nothing_follows_a_vote_that_failed(township: Township, clock: SettableClock) -> None:
    failed = decide(township, clock, approving=3).on(AFTER)
    for act in (_planning, _reporting, _accept, _result):
        with pytest.raises(NotResolvedError):
            act(failed)
    with pytest.raises(ObjectionWindowError):
        _object(failed)
    assert spendable_matters(failed.village, today=AFTER) == []


def test_work_sent_back_is_accepted_only_after_something_was_mended(decision: Decision) -> None:
    planned(decision)
    reported(decision, 1, 2)
    inspected(decision, Inspection.SENT_BACK)
    with pytest.raises(NothingMendedError):
        inspected(decision)
    reported(decision, 2)
    inspected(decision)
    with pytest.raises(AcceptedAlreadyError):
        inspected(decision)
    assert [one.key for one in Bulletin.select().where(Bulletin.kind == "acceptance")] == ["1-1", "1-2"]


def test_the_result_is_published_once(decision: Decision) -> None:
    accepted(decision)
    _result(decision)
    with pytest.raises(ResultPublishedError):
        _result(decision)
    late = Interruption(target=Target.RESOLUTION, happened_on=LAST, reason="掉了")
    with pytest.raises(InterruptionTooLateError):
        record_interruption(decision.secretary, decision.village, decision.number, late)


def test_nobody_answers_themselves(decision: Decision, township: Township) -> None:
    chief, other = decision.supervisor(0), decision.supervisor(1)
    file_objection(chief, decision.village, decision.number, text="程序有问题。")
    with pytest.raises(OwnObjectionError):
        answer(chief, decision, 1)
    answer(other, decision, 1)
    with pytest.raises(AnsweredAlreadyError):
        answer(decision.secretary, decision, 1)
    file_objection(chief, decision.village, decision.number, text="答复没有道理。")
    with pytest.raises(OwnAnswerError):
        answer(other, decision, 2)
    answer(decision.secretary, decision, 2)
    assert ObjectionAnswer.select().count() == 2
    with pytest.raises(ObjectionNotFoundError):
        answer(other, decision, 3)


def answer(actor: Actor, decision: Decision, number: int, verdict: Verdict = Verdict.DISMISSED) -> None:
    answering = Answering(objection=number, verdict=verdict, text="已经核实。")
    answer_objection(actor, decision.village, decision.number, answering)


def test_who_took_part_in_the_work_does_not_accept_it(decision: Decision, township: Township) -> None:
    planned(decision)
    reported(decision, 1, 2)
    builder = decision.director.person_id
    OfficeTerm.create(place=decision.village, person=builder, office=Office.SUPERVISOR, since=AFTER)
    inspecting = Inspecting(verdict=Inspection.ACCEPTED, inspected_on=AFTER, text="好。")
    with pytest.raises(OwnWorkError):
        accept_work(decision.director, decision.village, decision.number, inspecting)
    accept_work(decision.supervisor(1), decision.village, decision.number, inspecting)


@pytest.mark.parametrize(
    ("office", "act"),
    [
        (Office.SUPERVISOR, "plan"),
        (Office.REPRESENTATIVE, "plan"),
        (Office.DIRECTOR, "accept"),
        (Office.SECRETARY, "accept"),
        (Office.SUPERVISOR, "result"),
        (Office.COMMITTEE, "result"),
        (Office.REPRESENTATIVE, "answer"),
        (Office.REPRESENTATIVE, "record"),
        (Office.SUPERVISOR, "interrupt"),
    ],
)
def test_each_step_has_its_office(decision: Decision, township: Township, office: Office, act: str) -> None:
    actor, village, number = township.actor(office), decision.village, decision.number
    acts: dict[str, Callable[[], object]] = {
        "plan": lambda: plan_milestones(actor, village, number, [Step(title="一", due_on=AFTER)]),
        "accept": lambda: accept_work(
            actor, village, number, Inspecting(verdict=Inspection.ACCEPTED, inspected_on=DECIDED, text="好")
        ),
        "result": lambda: publish_result(actor, village, number, text="好"),
        "answer": lambda: answer(actor, decision, 1),
        "record": lambda: record_objection(
            actor, village, number, PaperFiling(filer="0001", filed_on=DECIDED, text="不同意")
        ),
        "interrupt": lambda: record_interruption(
            actor, village, number, Interruption(target=Target.RESOLUTION, happened_on=DECIDED, reason="掉了")
        ),
    }
    with pytest.raises(NotAllowedError):
        acts[act]()


def test_bad_input_is_refused_and_writes_nothing(decision: Decision, township: Township) -> None:
    village, number, entries = decision.village, decision.number, JournalEntry.select().count()
    stranger = township.actor(Office.REPRESENTATIVE, village=township.other_village)
    filings: list[tuple[type[DomainError], Callable[[], object]]] = [
        (NotOfVillageError, lambda: file_objection(stranger, village, number, text="不同意")),
        (PrivateNumberError, lambda: file_objection(decision.villager, village, number, text=f"请打{PHONE}")),
        (MatterNotFoundError, lambda: file_objection(decision.villager, village, 99, text="不同意")),
        (FilerUnknownError, lambda: _paper(decision, filer="查无此人")),
        (FutureDayError, lambda: _paper(decision, filed_on=DECIDED + timedelta(days=1))),
        (ObjectionWindowError, lambda: _paper(decision, filed_on=DECIDED - timedelta(days=1))),
        (NothingOnDisplayError, lambda: _interrupt(decision, target=Target.RESULT)),
        (InterruptionDayError, lambda: _interrupt(decision, happened_on=DECIDED - timedelta(days=1))),
        (InterruptionDayError, lambda: _interrupt(decision, happened_on=DECIDED + timedelta(days=1))),
        (PrivateNumberError, lambda: _interrupt(decision, reason=PHONE)),
    ]
    for refusal, act in filings:
        with pytest.raises(refusal):
            act()
    decision.on(AFTER)
    with pytest.raises(PastDueDayError):
        plan_milestones(decision.director, village, number, [Step(title="一", due_on=LAST)])
    with pytest.raises(NothingPlannedError):
        plan_milestones(decision.director, village, number, [])
    assert JournalEntry.select().count() == entries


def _paper(decision: Decision, *, filer: str = "0012", filed_on: date = DECIDED) -> object:
    filing = PaperFiling(filer=filer, filed_on=filed_on, text="不同意。")
    return record_objection(decision.secretary, decision.village, decision.number, filing)


def _interrupt(
    decision: Decision, *, target: Target = Target.RESOLUTION, happened_on: date = DECIDED, reason: str = "掉了"
) -> object:
    interruption = Interruption(target=target, happened_on=happened_on, reason=reason)
    return record_interruption(decision.secretary, decision.village, decision.number, interruption)


def test_a_name_several_people_have_asks_for_the_code(decision: Decision) -> None:
    first, second = Person.select().where(Person.village == decision.village.id).order_by(Person.code).limit(2)
    Person.update(name=first.name).where(Person.id == second.id).execute()
    with pytest.raises(FilerAmbiguousError) as refused:
        _paper(decision, filer=first.name)
    assert first.code in refused.value.sentence
    assert second.code in refused.value.sentence


def test_everything_done_verifies(decision: Decision) -> None:
    _object(decision)
    answer(decision.supervisor(1), decision, 1)
    accepted(decision)
    _result(decision)
    assert verify_all([*GROUND, "deliberation"]) == []


def test_money_may_be_spent_once_the_days_have_passed(decision: Decision) -> None:
    (before,) = spendable_matters(decision.village, today=LAST)
    assert (before.number, before.budget_fen, before.resolved_on) == (1, 8_600_000, DECIDED)
    assert before.publicity_ended_on is None
    (after,) = spendable_matters(decision.village, today=AFTER)
    assert spendable_matter(decision.village, decision.number, today=AFTER) == after
    assert spendable_matter(decision.village, 99, today=AFTER) is None
    assert after.publicity_ended_on == LAST
    assert spendable_matters(decision.township.other_village, today=AFTER) == []

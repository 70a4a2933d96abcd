"""The whole course of a matter on the public page, from its documents alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from http import HTTPStatus

import pytest

from deliberation.bulletins.consultations import CONSULTATION
from deliberation.bulletins.decisions import KIND, STAGE
from deliberation.bulletins.follow_up import ACCEPTANCE, OBJECTION, PLAN, PROGRESS, REMARK
from deliberation.bulletins.opinions import OPINION
from deliberation.bulletins.records import RECORD
from deliberation.bulletins.stalled import STALLED
from deliberation.public import KINDS, matter_page, public_part
from deliberation.public.course import day_of, happened, standing
from deliberation.rules.follow_up import Inspection, Target, Verdict
from deliberation.services.implementation import (
    Inspecting,
    Reporting,
    Step,
    accept_work,
    plan_milestones,
    report_milestone,
)
from deliberation.services.objections import Answering, answer_objection, file_objection
from deliberation.services.publicity import Interruption, publish_result, record_interruption
from disclosure.site.app import create_public_app
from portal.kernel.errors import NotFoundError
from tests.deliberation.decisions import AFTER, Decision, decide
from tests.deliberation.test_public import published_now
from tests.disclosure.site.hand_made import addresses_of
from tests.factories import SettableClock, Township


@pytest.fixture
def decision(township: Township, clock: SettableClock) -> Decision:
    return decide(township, clock)


def page(path: str = "/qingshan/matters/1/") -> str:
    answer = create_public_app(published_now(), [public_part]).test_client().get(path)
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def stands() -> str:
    return standing([one for kind in KINDS for one in published_now().of("qingshan", kind)]).title


def object_and_answer(decision: Decision, verdict: Verdict) -> None:
    name = decision.villager.name
    file_objection(decision.villager, decision.village, decision.number, text=f"我是{name}，护栏太矮。")
    answering = Answering(objection=1, verdict=verdict, text="已经现场核对。")
    answer_objection(decision.supervisor(), decision.village, decision.number, answering)


def test_kinds_are_those_the_writers_write() -> None:
    assert set(KINDS) == {
        KIND, STAGE, RECORD, OPINION, CONSULTATION, "withdrawal", OBJECTION, PLAN, PROGRESS, ACCEPTANCE,
        Target.RESULT.value, REMARK, STALLED,
    }  # fmt: skip


def test_an_objection_is_told_without_its_text_until_it_is_answered(decision: Decision) -> None:
    file_objection(decision.villager, decision.village, decision.number, text="护栏太矮。")
    text = page()
    assert "有异议，最迟2026年10月26日答复" in text
    assert "护栏太矮" not in text
    answering = Answering(objection=1, verdict=Verdict.DISMISSED, text="护栏按规范做。")
    answer_objection(decision.supervisor(), decision.village, decision.number, answering)
    text = page()
    for said in ("护栏太矮。", "护栏按规范做。", "异议不成立", "答复第 1 号异议：不成立。"):
        assert said in text
    assert stands() == "已通过，公示到2026年11月3日"


def test_nobody_who_objects_is_named(decision: Decision) -> None:
    name = decision.villager.name
    object_and_answer(decision, Verdict.UPHELD)
    text = page()
    section = text[text.index('id="objection-1"') : text.index("</section>", text.index('id="objection-1"'))]
    assert name not in section
    assert "异议成立，须重新表决" in text


def test_the_course_from_the_vote_to_the_result_stands_on_one_page(decision: Decision) -> None:
    village, number = decision.village, decision.number
    decision.on(AFTER)
    plan_milestones(decision.director, village, number, [Step(title="桥面完工", due_on=date(2026, 11, 6))])
    assert stands() == "正在实施"
    decision.on(date(2026, 11, 9))
    report_milestone(decision.director, village, number, Reporting(milestone=1, done_on=date(2026, 11, 8), text="好了"))
    found = Inspecting(verdict=Inspection.SENT_BACK, inspected_on=date(2026, 11, 9), text="护栏没有刷漆。")
    accept_work(decision.supervisor(), village, number, found)
    assert stands() == "验收退回整改"
    report_milestone(decision.director, village, number, Reporting(milestone=1, done_on=date(2026, 11, 9), text="已刷"))
    found = Inspecting(verdict=Inspection.ACCEPTED, inspected_on=date(2026, 11, 9), text="合格。")
    accept_work(decision.supervisor(), village, number, found)
    assert stands() == "已验收"
    publish_result(decision.secretary, village, number, text="桥已通行，花了八万五千元。")
    text = page()
    for said in (
        "已办结，结果公示到2026年11月24日",
        "桥已通行，花了八万五千元。",
        "完成“桥面完工”，比计划晚 2 天。",
        "护栏没有刷漆。",
        "退回整改",
        "验收通过",
        decision.supervisor().name,
        "村民代表会议表决：应到 40 人，实到 27 人，赞成 27 人，通过。",
    ):
        assert said in text, said
    assert text.index("退回整改") < text.index("合格。")


def test_an_interruption_says_that_the_days_began_again(decision: Decision) -> None:
    decision.on(date(2026, 10, 27))
    interruption = Interruption(target=Target.RESOLUTION, happened_on=date(2026, 10, 25), reason="公示栏被风吹倒")
    record_interruption(decision.secretary, decision.village, decision.number, interruption)
    text = page()
    assert "公示中断（2026年10月25日，公示栏被风吹倒），重新公示到2026年11月11日，公示期重新计算。" in text
    assert "应到 40 人，实到 27 人" in text
    assert decision.lines[0].name in text


def test_every_matter_has_its_page_and_every_link_answers(decision: Decision) -> None:
    object_and_answer(decision, Verdict.DISMISSED)
    published = published_now()
    app = create_public_app(published, [public_part])
    paths = {one.path for one in addresses_of(app, published)}
    assert {"/qingshan/matters/", "/qingshan/matters/1/"} <= paths
    for path in paths:
        assert app.test_client().get(path).status_code == HTTPStatus.OK, path
    with pytest.raises(NotFoundError):
        matter_page(published_now(), "qingshan", "9")
    listed = page("/qingshan/matters/")
    assert all(said in listed for said in ("正在办", "已通过", "公示到2026年11月3日", "预算 86,000.00 元"))


def test_a_day_of_a_document_is_read() -> None:
    assert day_of("2026-10-19") == date(2026, 10, 19)


def test_a_result_entered_after_the_day_of_its_meeting_says_so(decision: Decision) -> None:
    (by_ballot,) = published_now().of(decision.village.slug, KIND)
    later = date.fromisoformat(by_ballot.content["meeting"]["held_on"]) + timedelta(days=3)
    by_hands = replace(by_ballot, published_on=later, content={**by_ballot.content, "ballot": None})
    assert "补录" not in "".join(one.text for one in happened(by_ballot))
    assert "▲补录 3 天。" in next(happened(by_hands)).text

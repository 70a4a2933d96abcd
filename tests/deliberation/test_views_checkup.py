"""The screens of the check-up and of the dossier: what is on them, for whom, and what is left blank."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from deliberation.errors import TooFewVotedError
from deliberation.procedures import S1_PROPOSE, S4_RESOLVE
from deliberation.queries import matter
from deliberation.queries.dossier import dossier
from deliberation.rules import BallotManner
from deliberation.services.objections import file_objection
from deliberation.services.publicity import publish_result
from deliberation.services.suggestions import Origin
from portal.kernel.db import connection
from portal.kernel.sheets import read_table
from portal.meetings.bodies import Body
from portal.meetings.models import RosterLine
from portal.meetings.services import freeze_roster, record_attendance
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, assemble, propose
from tests.deliberation.courses import STAGES, convene, pass_before, pass_stage
from tests.deliberation.decisions import decide
from tests.deliberation.test_services_follow_up import accepted, upheld
from tests.deliberation.test_services_suggestions import Council
from tests.deliberation.test_services_ways import REVIEWED, adopt, record
from tests.factories import known_township

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock

MATTERS = "/qingshan/matters"


@pytest.fixture
def office(app: Flask, sign_in: Callable[[FlaskClient, str], FlaskClient]) -> Callable[[Office], FlaskClient]:
    return lambda held: sign_in(app.test_client(), known_township().login(held))


@pytest.fixture
def assembly(app: Flask, clock: SettableClock) -> Iterator[Assembly]:
    with connection():
        yield assemble(known_township(), clock)


def counted(held: Assembly, clock: SettableClock) -> None:
    closes_at = held.open()
    for number in range(1, 21):
        held.vote(number)
    clock.set(closes_at + timedelta(minutes=1))
    held.close()


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2]))


def test_the_check_up_says_every_requirement_with_its_article(
    assembly: Assembly, clock: SettableClock, office: Callable[[Office], FlaskClient]
) -> None:
    counted(assembly, clock)
    shown = office(Office.REPRESENTATIVE).get(f"{MATTERS}/{assembly.number}/checkup")
    assert shown.status_code == HTTPStatus.OK
    said = text_of(shown.text)
    assert "能往下走，有几处请留意" in said
    assert "村民委员会组织法（2025修正）第30条" in said
    assert "依据待核" in said
    assert said.count("✓ 符合") > 30
    assert "▲ 请留意" in said, "never colour alone"
    assert f'href="/qingshan/meetings/{assembly.meeting_id}/"' in shown.text
    assert 'href="/qingshan/matters/authorisations/"' in shown.text


def test_the_matter_leads_to_its_check_up_and_its_dossier(
    assembly: Assembly, office: Callable[[Office], FlaskClient]
) -> None:
    shown = office(Office.SECRETARY).get(f"{MATTERS}/{assembly.number}/").text
    for place in ("checkup", "dossier"):
        assert f'href="{MATTERS}/{assembly.number}/{place}"' in shown
    assert f'href="{MATTERS}/checkup/"' in office(Office.SECRETARY).get(f"{MATTERS}/").text


def test_a_matter_that_is_not_there_is_not_found(app: Flask, office: Callable[[Office], FlaskClient]) -> None:
    for place in ("checkup", "dossier"):
        assert office(Office.SECRETARY).get(f"{MATTERS}/99/{place}").status_code == HTTPStatus.NOT_FOUND


def test_the_village_is_listed_filtered_and_handed_out(
    assembly: Assembly, clock: SettableClock, office: Callable[[Office], FlaskClient]
) -> None:
    counted(assembly, clock)
    propose(assembly.township, kind="village_planning")
    secretary = office(Office.SECRETARY)
    listed = text_of(secretary.get(f"{MATTERS}/checkup/").text)
    assert "▲ 请留意 1 个议题" in listed
    assert "未到 1 个议题" in listed
    for asked, rows in (("", 2), ("?light=note", 1), ("?light=ahead", 1), ("?light=broken", 0)):
        table = secretary.get(f"{MATTERS}/checkup/table.xlsx{asked}")
        assert table.status_code == HTTPStatus.OK
        assert len(read_table("体检.xlsx", table.data).rows) == 1 + rows
    assert secretary.get(f"{MATTERS}/checkup/?light=broken").text.count("没有这样的议题") == 1
    assert secretary.get(f"{MATTERS}/checkup/table.xlsx?light=blue").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_nothing_happened_nothing_is_printed(app: Flask, office: Callable[[Office], FlaskClient]) -> None:
    with connection():
        number = propose(known_township())
    shown = office(Office.SECRETARY).get(f"{MATTERS}/{number}/dossier").text
    assert "还没有可以打印的登记表" in shown
    assert "form-sheet" not in shown


def test_a_sheet_says_who_where_how_many_and_on_what(
    assembly: Assembly, clock: SettableClock, office: Callable[[Office], FlaskClient]
) -> None:
    counted(assembly, clock)
    shown = office(Office.SECRETARY).get(f"{MATTERS}/{assembly.number}/dossier").text
    assert shown.count('class="form-sheet"') == 5, "four deliberations and the first publication"
    sheet = text_of("<main" + shown.partition('id="sheet-4"')[2].partition("</section>")[0])
    row = matter(assembly.township.village, assembly.number)
    for said in (
        "青山村“四议两公开”决策实施登记表",
        f"第 {row.number} 号议题：修缮村口便民桥",
        "地点 村委会二楼会议室",
        "按人 40 人 27 人 67.5%",
        "拆除旧桥面，重做护栏。",
        f"方案指纹 {row.plan_digest}",
        "赞成 20 人 50.0% 74.0%",
        "通过 ：须到会 27 人，须赞成 14 人。",
        "到会人员签名（27 人）",
        "乡镇列席人员",
        f"公开页： https://cunshi.example/qingshan/matters/{row.number}/",
        "第 4 张，共 5 张",
    ):
        assert said in sheet
    names = [line.name for line in assembly.lines]
    assert all(name in sheet for name in names[:27])
    assert not [name for name in names[27:] if name in sheet], "who was not there does not sign"
    assert not re.search(r"(?<![0-9a-f])\d{11,}(?![0-9a-f])", text_of(shown)), "no telephone, card or identity number"
    assert "村务监督委员会意见" in shown.partition('id="sheet-5"')[2]
    assert "村务监督委员会意见" not in sheet


def test_of_an_open_ballot_there_is_no_sheet(assembly: Assembly, office: Callable[[Office], FlaskClient]) -> None:
    assembly.open()
    assembly.vote(1)
    shown = office(Office.SECRETARY).get(f"{MATTERS}/{assembly.number}/dossier").text
    assert shown.count('class="form-sheet"') == 3


def test_whoever_signs_in_after_the_count_does_not_sign(
    assembly: Assembly, clock: SettableClock, office: Callable[[Office], FlaskClient]
) -> None:
    counted(assembly, clock)
    late = assembly.lines[30]
    record_attendance(assembly.secretary, assembly.township.village, assembly.meeting_id, [late.id])
    found = dossier(assembly.township.village, assembly.number)
    assert len(found.stages[-1].signers) == found.stages[-1].held.present == 27
    assert late.name not in [line.name for line in found.stages[-1].signers]


def test_a_text_changed_since_is_printed_as_it_was_voted_on(
    app: Flask, office: Callable[[Office], FlaskClient]
) -> None:
    with connection():
        township = known_township()
        number = propose(township)
        pass_before(township, number, "s2_discuss")
        revision = services.Revision(
            title="修缮便民桥", plan="改用钢护栏。", budget_fen=9_000_000, fund="经营收入", reason="代表建议"
        )
        services.revise_plan(township.actor(Office.SECRETARY), township.village, number, revision)
        pass_stage(township, number, "s2_discuss")
        found = dossier(township.village, number)
    old, new = (sheet.text for sheet in found.stages)
    assert old is not None
    assert new is not None
    assert (old.plan, old.sheet) == ("拆除旧桥面，重做护栏。", 1)
    assert (new.plan, new.sheet) == ("改用钢护栏。", 2)


def test_households_are_counted_where_they_count(app: Flask, clock: SettableClock) -> None:
    with connection():
        township = known_township()
        number = propose(township)
        pass_before(township, number)
        meeting_id = convene(township, Body.VILLAGERS_MEETING)
        secretary = township.actor(Office.SECRETARY)
        roster = freeze_roster(secretary, township.village, meeting_id)
        lines = list(RosterLine.select().where(RosterLine.roster == roster.id))
        record_attendance(secretary, township.village, meeting_id, [line.id for line in lines])
        closes_at = clock.moment + timedelta(hours=1)
        opening = services.Opening(meeting_id=meeting_id, question="同意吗？", closes_at=closes_at)
        services.open_ballot(secretary, township.village, number, opening)
        clock.set(closes_at + timedelta(minutes=1))
        services.close_ballot(secretary, township.village, number)
        last = dossier(township.village, number).stages[-1]
    assert [unit for unit, *_ in last.turnout] == ["人", "户"]


def test_both_publications_have_a_box_and_name_no_objector(
    app: Flask, clock: SettableClock, office: Callable[[Office], FlaskClient]
) -> None:
    with connection():
        decision = decide(known_township(), clock)
        file_objection(decision.villager, decision.village, decision.number, text="护栏太矮。")
        who = Person.get_by_id(decision.villager.person_id).name
        waiting = office(Office.SECRETARY).get(f"{MATTERS}/{decision.number}/dossier").text
        notice = text_of("<main" + waiting.partition('id="sheet-2"')[2])
        assert "还没有答复，应在2026年10月26日以前答复" in notice
        assert who not in notice


def test_the_result_is_printed_with_its_inspection(
    app: Flask, clock: SettableClock, office: Callable[[Office], FlaskClient]
) -> None:
    with connection():
        decision = decide(known_township(), clock)
        accepted(decision)
        publish_result(decision.secretary, decision.village, decision.number, text="桥已通行。")
        shown = office(Office.SECRETARY).get(f"{MATTERS}/{decision.number}/dossier").text
    last = text_of("<main" + shown.partition('id="sheet-3"')[2])
    for said in ("实施结果公开", "桥已通行。", "验收通过：现场查看。", "没有登记的异议", "村务监督委员会意见"):
        assert said in last
    assert decision.clock.moment.date() > date(2026, 11, 3)


def test_a_decision_that_fell_keeps_its_sheet_and_says_so(
    app: Flask, clock: SettableClock, office: Callable[[Office], FlaskClient]
) -> None:
    with connection():
        decision = decide(known_township(), clock)
        upheld(decision)
        shown = office(Office.SECRETARY).get(f"{MATTERS}/{decision.number}/dossier").text
    assert "公示期间异议成立，须重新表决" in shown


def test_a_void_ballot_is_printed_as_that_with_its_reason_and_who_was_there(
    assembly: Assembly, clock: SettableClock, office: Callable[[Office], FlaskClient]
) -> None:
    closes_at = assembly.open(manner=BallotManner.SECRET)
    assembly.vote(1)
    clock.set(closes_at)
    with pytest.raises(TooFewVotedError):
        assembly.close()
    shown = office(Office.SECRETARY).get(f"{MATTERS}/{assembly.number}/dossier").text
    sheet = text_of("<main" + shown.partition('id="sheet-4"')[2].partition("</section>")[0])
    for said in (
        "表决作废 ：无记名投票，没有计票",
        "公布的原因：投票的人太少，公布票数就等于公布谁投了什么",
        "到会人员签名（27 人）",
        dossier(assembly.township.village, assembly.number).stages[-1].digest,
    ):
        assert said
        assert said in sheet
    for wrong in ("流会", "还没有公开文件"):
        assert wrong not in sheet
    pass_stage(assembly.township, assembly.number, S4_RESOLVE)
    shown = office(Office.SECRETARY).get(f"{MATTERS}/{assembly.number}/dossier").text
    assert "第 1 次会议：表决作废，没有计票（投票的人太少" in shown


def test_an_adopted_way_has_its_title_and_a_sheet_for_each_step_without_a_vote(
    app: Flask, clock: SettableClock, office: Callable[[Office], FlaskClient]
) -> None:
    with connection():
        township = known_township()
        number = adopt(township, clock, REVIEWED)
        for stage in STAGES[:3]:
            pass_stage(township, number, stage)
        record(township, number, "x_town_review", passed=False, text="预算没有询价。")
    shown = office(Office.SECRETARY).get(f"{MATTERS}/{number}/dossier").text
    sheet = text_of("<main" + shown.partition('id="sheet-4"')[2])
    for said in ("青山村“四议一审两公开”决策实施登记表", "退回", "预算没有询价。", "签字 ____", "公开文件指纹"):
        assert said in sheet
    assert "“四议两公开”决策" not in shown


def test_a_matter_that_came_of_a_suggestion_says_why_it_was_moved(
    app: Flask, clock: SettableClock, office: Callable[[Office], FlaskClient]
) -> None:
    with connection():
        council = Council(township=known_township(), clock=clock)
        council.file()
        number = council.propose(Origin(suggestion=1)).number
        pass_stage(council.township, number, S1_PROPOSE)
    shown = text_of(office(Office.SECRETARY).get(f"{MATTERS}/1/dossier").text)
    assert "☑ 党员群众建议（来自第 1 号群众建议）" in shown


def test_of_a_matter_taken_back_the_headline_says_so(app: Flask, office: Callable[[Office], FlaskClient]) -> None:
    with connection():
        township = known_township()
        number = propose(township)
        services.withdraw_matter(township.actor(Office.SECRETARY), township.village, number, reason="不办了")
    shown = office(Office.SECRETARY).get(f"{MATTERS}/{number}/checkup").text
    assert "议题已撤回，不再办理" in shown
    assert "还没有开始" not in shown

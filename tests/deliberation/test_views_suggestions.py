"""The screens of suggestions, as each person sees them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from deliberation.models import Matter, Suggestion, SuggestionAnswer, SuggestionMerge
from deliberation.services import Adopting, adopt_procedure, suggestions
from portal.kernel.db import connection
from portal.meetings.bodies import Body
from portal.org.offices import Office
from tests.deliberation.courses import convene
from tests.deliberation.test_services_suggestions import TEXT, Council, merge
from tests.factories import SettableClock, known_township

SignIn = Callable[[FlaskClient, str], FlaskClient]
AT = "/qingshan/matters/suggestions"
TITLE = "校门口装路灯"
BROUGHT = {
    "filer": "0009",
    "channel": "phone",
    "filed_on": "2026-10-12",
    "title": "题",
    "category": "other",
    "text": "文",
}


@pytest.fixture
def council(app: Flask, clock: SettableClock) -> Iterator[Council]:
    with connection():
        yield Council(known_township(), clock)


@pytest.fixture
def as_office(app: Flask, sign_in: SignIn, council: Council) -> Callable[..., FlaskClient]:
    def signed_in(office: Office, number: int = 0) -> FlaskClient:
        return sign_in(app.test_client(), council.township.login(office, number=number))

    return signed_in


def test_a_villager_files_and_follows_what_becomes_of_it(
    council: Council, as_office: Callable[..., FlaskClient]
) -> None:
    villager = as_office(Office.REPRESENTATIVE, 7)
    sent = {"title": TITLE, "category": "welfare", "text": TEXT}
    filed = villager.post(f"{AT}/new", data=sent, follow_redirects=True)
    assert "建议已收到" in filed.text
    assert "2026年10月30日" in filed.text
    again = villager.post(f"{AT}/new", data=sent, follow_redirects=True)
    assert "第 1 号建议" in again.text
    assert Suggestion.select().count() == 1
    council.answer(1)
    mine = villager.get(f"{AT}/").text
    assert mine.index("我提的建议") < mine.index("本月装两盏。") < mine.index("全村的建议")


def test_who_learns_the_name_is_said_before_and_after(council: Council, as_office: Callable[..., FlaskClient]) -> None:
    said = "您的姓名不会公开；答复建议的村干部和管理系统的人能看到是谁提的。"
    villager = as_office(Office.REPRESENTATIVE, 7)
    form = villager.get(f"{AT}/new").text
    assert said in form
    assert "直接向镇里反映" in form
    council.file()
    assert said in villager.get(f"{AT}/1/").text


@pytest.mark.parametrize("method", ["get", "post"])
def test_people_of_another_place_are_refused_before_they_write(
    council: Council, as_office: Callable[..., FlaskClient], method: str
) -> None:
    admin = as_office(Office.TOWNSHIP_ADMIN)
    refused = getattr(admin, method)(f"{AT}/new")
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert "只有本村村民可以在这里提建议" in refused.text
    assert "具体情况和您的建议" not in refused.text
    assert f"{AT}/new" not in admin.get(f"{AT}/").text


def test_the_journal_says_that_a_villager_suggested(council: Council, as_office: Callable[..., FlaskClient]) -> None:
    council.file()
    journal = as_office(Office.SECRETARY).get("/qingshan/journal/?action=deliberation.suggestion.filed").text
    assert '<td data-label="谁办的">一位村民</td>' in journal


def test_until_it_is_answered_only_officers_and_the_filer_read_it(
    council: Council, as_office: Callable[..., FlaskClient]
) -> None:
    council.file()
    name = council.villager().name
    readers = {
        (Office.REPRESENTATIVE, 7): (True, False),
        (Office.REPRESENTATIVE, 8): (False, False),
        (Office.BOOKKEEPER, 0): (False, False),
        (Office.TOWNSHIP_ADMIN, 0): (False, False),
        (Office.SUPERVISOR, 0): (True, False),
        (Office.COMMITTEE, 0): (True, False),
        (Office.SECRETARY, 0): (True, True),
    }
    found = {}
    for who in readers:
        client = as_office(*who)
        main = client.get(f"{AT}/1/").text.partition("<main")[2]
        assert (TITLE in main) == (TITLE in client.get(f"{AT}/").text) == (TEXT in main)
        found[who] = (TEXT in main, name in main)
    assert found == readers
    council.answer(1)
    assert TEXT in as_office(Office.BOOKKEEPER).get(f"{AT}/1/").text


def test_the_secretary_handles_it_to_the_end(council: Council, as_office: Callable[..., FlaskClient]) -> None:
    council.file()
    council.file("路灯坏了。", by=council.villager(8), title="路灯坏了")
    secretary = as_office(Office.SECRETARY)
    assert "办理群众建议：第 1 号" in secretary.get("/qingshan/").text
    sorted_ = secretary.post(
        f"{AT}/1/category", data={"category": "welfare", "reason": "公共设施"}, follow_redirects=True
    )
    assert "分类调整为公益福利：公共设施" in sorted_.text
    assert f"第 1 号 {TITLE}" in secretary.get(f"{AT}/2/merge").text
    merged = secretary.post(f"{AT}/2/merge", data={"into": "1"}, follow_redirects=True)
    assert "与第 1 号合并办理" in merged.text
    assert SuggestionMerge.select().count() == 1
    for form in ("1/answer", "2/merge", "1/propose"):
        assert re.search(r'<input[^>]*name="withheld"[^>]*type="checkbox"', secretary.get(f"{AT}/{form}").text), form
    assert "没有还没开的会议" in secretary.get(f"{AT}/1/agenda").text
    proposal = {
        "matter_type": "collective_income_use",
        "title": "安装路灯",
        "plan": "装两盏。",
        "budget_fen": "6000",
        "fund": "村集体经营收入",
    }
    matter = secretary.post(f"{AT}/1/propose", data=proposal, follow_redirects=True)
    assert "第 1 号群众建议</a>" in matter.text
    assert Matter.get().title == "安装路灯"
    turned = secretary.get(f"{AT}/1/").text
    assert "已转为第 1 号议题" in turned
    assert "待提议" in turned
    assert "答复</a>" not in turned
    assert secretary.get(f"{AT}/1/answer").status_code == HTTPStatus.CONFLICT
    assert "第 1 号建议已转为议题" in secretary.get(f"{AT}/1/answer").text


def test_the_screens_offer_nobody_what_becomes_of_their_own(
    council: Council, as_office: Callable[..., FlaskClient]
) -> None:
    council.file()
    council.file("修水渠。", by=council.secretary)
    suggestions.merge_suggestion(council.director, council.village, 2, into=1)
    secretary, director = as_office(Office.SECRETARY), as_office(Office.DIRECTOR)
    for act in ("answer", "propose"):
        assert f'href="{AT}/1/{act}"' not in secretary.get(f"{AT}/1/").text
        assert f'href="{AT}/1/{act}"' in director.get(f"{AT}/1/").text
        refused = secretary.get(f"{AT}/1/{act}")
        assert refused.status_code == HTTPStatus.FORBIDDEN
        assert "第 2 号建议是您本人提出的" in refused.text


def test_turned_into_a_matter_it_is_named_anew_and_goes_the_way_of_the_village(
    council: Council, as_office: Callable[..., FlaskClient]
) -> None:
    council.file()
    adopting = Adopting(
        procedure="siyi_yishen_lianggongkai",
        body="villagers_meeting",
        met_on=date(2026, 10, 15),
        since=date(2026, 10, 16),
        evidence="第3号决议",
    )
    adopt_procedure(council.secretary, council.village, adopting)
    council.clock.set_day(date(2026, 10, 16))
    secretary = as_office(Office.SECRETARY)
    form = secretary.get(f"{AT}/1/propose").text
    title = re.search(r'<input[^>]*name="title"[^>]*>', form)
    assert title is not None
    assert TITLE not in title[0]
    assert "按“四议一审两公开”办理" in form
    assert "按四议两公开" not in form


@pytest.mark.parametrize(
    ("path", "sent", "sentence"),
    [
        ("new", {"title": "", "category": "welfare", "text": "文"}, "请用一句话说是什么事"),
        ("new", {"title": "题", "category": "welfare", "text": "请打13812345678"}, "像身份证号、银行卡号或手机号"),
        ("new", {"title": "题", "category": "nothing", "text": "文"}, "请从列出的选项中选择"),
        ("new", {"title": "题" * 41, "category": "welfare", "text": "文"}, "请不要超过 40 个字"),
        (
            "record",
            {
                "filer": "查无此人",
                "channel": "phone",
                "filed_on": "2026-10-12",
                "title": "题",
                "category": "other",
                "text": "文",
            },
            "本村名册里没有“查无此人”",
        ),
        (
            "record",
            {
                "filer": "0009",
                "channel": "phone",
                "filed_on": "2026-10-16",
                "title": "题",
                "category": "other",
                "text": "文",
            },
            "日期不能晚于今天",
        ),
        (
            "record",
            {
                "filer": "0009",
                "channel": "online",
                "filed_on": "2026-10-12",
                "title": "题",
                "category": "other",
                "text": "文",
            },
            "请从列出的选项中选择",
        ),
        ("record", BROUGHT | {"filed_on": "2010-03-01"}, "哪天提的写的是2010年3月1日"),
        ("1/answer", {"reply": "", "text": "好"}, "请选择采纳不采纳"),
        ("1/merge", {"into": "1"}, "请从列出的选项中选择"),
    ],
)
def test_bad_input_is_said_beside_what_was_typed_and_writes_nothing(
    council: Council, as_office: Callable[..., FlaskClient], path: str, sent: dict[str, str], sentence: str
) -> None:
    council.file()
    council.file("修水渠。", by=council.villager(8))
    answer = as_office(Office.SECRETARY).post(f"{AT}/{path}", data=sent)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text
    assert sent.get("text", "") in answer.text
    assert (Suggestion.select().count(), SuggestionAnswer.select().count(), SuggestionMerge.select().count()) == (
        2,
        0,
        0,
    )


def test_the_limit_keeps_what_was_typed_and_says_the_rule(
    council: Council, as_office: Callable[..., FlaskClient]
) -> None:
    for copy in range(5):
        council.file(f"{TEXT}{copy}")
    sent = {"title": TITLE, "category": "welfare", "text": "第六件"}
    answer = as_office(Office.REPRESENTATIVE, 7).post(f"{AT}/new", data=sent)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "一人同时待办不超过五件" in answer.text
    assert "第六件" in answer.text


def test_only_the_filer_takes_it_back(council: Council, as_office: Callable[..., FlaskClient]) -> None:
    council.file()
    assert "撤回建议" in as_office(Office.REPRESENTATIVE, 7).get(f"{AT}/1/").text
    other = as_office(Office.REPRESENTATIVE, 8)
    assert "撤回建议" not in other.get(f"{AT}/1/").text
    assert other.post(f"{AT}/1/withdraw", data={"reason": "撤"}).status_code == HTTPStatus.FORBIDDEN
    taken = as_office(Office.REPRESENTATIVE, 7).post(
        f"{AT}/1/withdraw", data={"reason": "修好了"}, follow_redirects=True
    )
    assert "提出人已撤回" in taken.text


def test_the_list_is_filtered_and_handed_out_as_seen(council: Council, as_office: Callable[..., FlaskClient]) -> None:
    council.file()
    council.file("修水渠。", by=council.villager(8), title="修水渠")
    council.answer(1)
    client = as_office(Office.REPRESENTATIVE, 9)
    assert "修水渠" not in client.get(f"{AT}/").text
    answered = client.get(f"{AT}/?state=answered").text.partition("全村的建议")[2]
    assert TITLE in answered
    assert "内容答复时公开" not in answered
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{AT}/table.xlsx").data))
    rows = sheet.get_sheet_by_index(0).to_python()
    assert [TITLE in row for row in rows].count(True) == 1
    assert not any("修水渠" in row for row in rows)


def test_late_is_amber_in_the_list_and_urgent_on_the_dashboard(
    council: Council, as_office: Callable[..., FlaskClient]
) -> None:
    council.file()
    council.file("路灯坏了。", by=council.villager(8))
    merge(council, 2, into=1)
    council.clock.set_day(date(2026, 11, 3))
    secretary = as_office(Office.SECRETARY)
    assert "待答复，已逾期 4 天" in secretary.get(f"{AT}/").text
    waiting = secretary.get("/qingshan/").text
    assert waiting.count("办理群众建议") == 1


def test_after_the_day_of_its_meeting_it_waits_for_an_answer(
    council: Council, as_office: Callable[..., FlaskClient]
) -> None:
    council.file()
    held = convene(council.township, Body.TWO_COMMITTEES)
    suggestions.list_suggestion(council.secretary, council.village, 1, meeting_id=held)
    assert "已列入会议议程</" in as_office(Office.SECRETARY).get(f"{AT}/1/").text
    council.clock.set_day(date(2026, 10, 16))
    assert "10月15日的会期已过，待答复" in as_office(Office.SECRETARY).get(f"{AT}/1/").text


def test_everybody_finds_suggestions_also_who_may_not_see_matters(as_office: Callable[..., FlaskClient]) -> None:
    clerk = as_office(Office.BOOKKEEPER)
    assert 'href="/qingshan/matters/polls/"' in clerk.get("/qingshan/").text
    assert f'href="{AT}/"' in clerk.get("/qingshan/matters/polls/").text
    assert f'href="{AT}/"' in as_office(Office.REPRESENTATIVE).get("/qingshan/matters/").text

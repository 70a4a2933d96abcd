"""The screens of indicative polls: asking, answering and changing one's mind, sheets, and what nobody sees."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation.models import Poll, PollAnswer, PollParticipation
from deliberation.rules.polls import NOTICE
from deliberation.services import polls as services
from portal.org.models import Account, OfficeTerm, Person
from portal.org.offices import Office
from tests.conftest import on_both_databases
from tests.deliberation.assemblies import assemble, propose
from tests.deliberation.polling import OPTIONS, Polling, asking, start

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    Enter = Callable[[str], FlaskClient]

POLLS = "/qingshan/matters/polls/"
ASKED = {
    "question": "空地做什么用？",
    "explanation": "听听大家的意思。",
    "options": "种果树\n\n 修广场 \r\n先放着",
    "most_choices": "1",
    "last_on": "2026-10-31",
    "matter": "",
}


@pytest.fixture
def enter(app: Flask, sign_in: Callable[[FlaskClient, str], FlaskClient]) -> Enter:
    """Sign in by a login, with a browser of one's own; sessions end, so sign in after the clock has moved."""
    return lambda login: sign_in(app.test_client(), login)


def ask(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == HTTPStatus.OK, answer.text
    return answer.text


def test_an_officer_asks_about_a_matter_and_its_screen_leads_there(enter: Enter, township: Township) -> None:
    number = propose(township)
    secretary = enter(township.login(Office.SECRETARY))
    assert f"第 {number} 号 修缮村口便民桥" in ask(secretary, f"{POLLS}new")
    answer = secretary.post(f"{POLLS}new", data={**ASKED, "matter": str(number)}, follow_redirects=True)
    assert answer.status_code == HTTPStatus.OK
    assert Poll.get().options == list(OPTIONS)
    text = ask(secretary, f"/qingshan/matters/{number}/")
    assert f"{NOTICE}。" in text
    assert "空地做什么用？" in text
    assert f'href="{POLLS}1/"' in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"options": "只有一个"}, "2 到 10 个"),
        ({"options": "甲\n" + "乙" * 101}, "不要超过 100 个字"),
        ({"most_choices": "9"}, "1 到 3 之间"),
        ({"last_on": "2026-10-01"}, "截止日不能早于今天"),
        ({"last_on": "2027-10-01"}, "60 天以后"),
        ({"question": ""}, "请填写这一项"),
        ({"explanation": "打 13800138000 问"}, "像身份证号"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_kept(
    enter: Enter, township: Township, typed: dict[str, str], said: str
) -> None:
    secretary = enter(township.login(Office.SECRETARY))
    answer = secretary.post(f"{POLLS}new", data={**ASKED, **typed})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in answer.text
    assert typed.get("explanation", "听听大家的意思。") in answer.text
    assert Poll.select().count() == 0


def test_a_villager_answers_from_the_dashboard_and_changes_it(enter: Enter, township: Township) -> None:
    polling = start(township)
    villager = enter(township.login(Office.REPRESENTATIVE))
    home = ask(villager, "/qingshan/")
    assert f"{NOTICE}：{polling.poll.question}" in home
    assert f'href="{POLLS}1/"' in home
    paper = ask(villager, f"{POLLS}1/")
    assert paper.count('type="radio"') == len(OPTIONS)
    done = villager.post(f"{POLLS}1/", data={"chosen": "2"}, follow_redirects=True).text
    assert "您已经填了" in done
    assert "<strong>修广场</strong>" in done
    assert polling.poll.question not in ask(villager, "/qingshan/")
    villager.post(f"{POLLS}1/", data={"chosen": "3"})
    assert "<strong>先放着</strong>" in ask(villager, f"{POLLS}1/")
    assert PollAnswer.select().count() == 2


def test_whoever_has_no_office_finds_the_village_and_the_poll(enter: Enter, township: Township) -> None:
    start(township)
    login = township.login(Office.REPRESENTATIVE, number=30)
    person = Person.get(Person.id == Account.get(Account.login == login).person_id)
    OfficeTerm.delete().where(OfficeTerm.person == person.id).execute()
    villager = enter(login)
    landed = villager.get("/", follow_redirects=True)
    assert landed.request.path == "/qingshan/"
    assert NOTICE in landed.text
    assert "<strong>种果树</strong>" in villager.post(f"{POLLS}1/", data={"chosen": "1"}, follow_redirects=True).text
    assert "意向征询" in ask(villager, POLLS)


@on_both_databases
@pytest.mark.parametrize("sent", [{}, {"chosen": "9"}, {"chosen": ["1", "2"]}, {"chosen": "-1"}, {"chosen": "NaN"}])
def test_a_malformed_answer_is_no_answer(enter: Enter, township: Township, sent: dict[str, str]) -> None:
    start(township)
    villager = enter(township.login(Office.REPRESENTATIVE))
    answer = villager.post(f"{POLLS}1/", data=sent)
    if sent.get("chosen") == ["1", "2"]:  # a browser sends one radio: the first is read
        assert PollParticipation.select().count() == 1
        return
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert PollParticipation.select().count() == 0


def test_several_are_boxes_and_too_many_are_refused(enter: Enter, township: Township) -> None:
    start(township, most_choices=2)
    villager = enter(township.login(Office.REPRESENTATIVE))
    assert ask(villager, f"{POLLS}1/").count('type="checkbox"') == len(OPTIONS)
    answer = villager.post(f"{POLLS}1/", data={"chosen": ["1", "2", "3"]})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请选 1 到 2 项" in answer.text
    done = villager.post(f"{POLLS}1/", data={"chosen": ["1", "3"]}, follow_redirects=True).text
    assert "<strong>种果树</strong>" in done
    assert "<strong>先放着</strong>" in done


def test_who_answers_is_who_is_signed_in(enter: Enter, township: Township) -> None:
    polling = start(township)
    villager, other = township.login(Office.REPRESENTATIVE), polling.villager(5)
    sent = {"chosen": "1", "person": str(other.person_id), "person_id": str(other.person_id), "account": "1"}
    enter(villager).post(f"{POLLS}1/?person={other.person_id}", data=sent)
    (part,) = PollParticipation.select()
    assert part.person_id == Account.get(Account.login == villager).person_id


def test_after_the_last_day_the_counts_are_there_for_everybody_and_no_form(
    enter: Enter, township: Township, clock: SettableClock
) -> None:
    polling = start(township)
    for number in range(5):
        polling.answer(number, 1 + number % 2)
    clock.set(polling.closes_at)
    villager = enter(township.login(Office.REPRESENTATIVE))
    text = ask(villager, f"{POLLS}1/")
    assert '<td class="num">3</td>' in text
    assert "5 人" in text
    assert 'name="chosen"' not in text
    late = villager.post(f"{POLLS}1/", data={"chosen": "3"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert PollAnswer.select().count() == 5


def test_while_the_matter_is_voted_on_no_screen_tells_the_result(
    enter: Enter, township: Township, clock: SettableClock
) -> None:
    assembly = assemble(township, clock)
    question = asking(days=0, matter=assembly.number)
    polling = Polling(township=township, poll=services.open_poll(assembly.secretary, township.village, question))
    for number in range(5):
        polling.answer(number, 1)
    clock.set(polling.closes_at - timedelta(minutes=30))
    deadline = assembly.open(minutes=60)
    clock.set(polling.closes_at)
    text = ask(enter(township.login(Office.SECRETARY)), f"{POLLS}1/")
    assert "表决结束以后再公布结果" in text
    assert "每个选项多少人" not in text
    clock.set(deadline)
    assert "每个选项多少人" in ask(enter(township.login(Office.SECRETARY)), f"{POLLS}1/")


def test_of_too_few_nobody_is_told_the_counts(enter: Enter, township: Township, clock: SettableClock) -> None:
    polling = start(township)
    polling.answer(0, 1)
    clock.set(polling.closes_at)
    for office in (Office.SECRETARY, Office.AUDITOR, Office.SUPERVISOR):
        text = ask(enter(township.login(office)), f"{POLLS}1/")
        assert "参加的人太少，不公布结果" in text
        assert "每个选项多少人" not in text


def test_before_the_last_day_is_over_no_screen_depends_on_the_answers(
    enter: Enter, township: Township, clock: SettableClock
) -> None:
    polling = start(township)
    paths = ("/qingshan/", POLLS, f"{POLLS}1/", f"{POLLS}1/sheets", f"{POLLS}1/sheets/count", "/qingshan/journal/")
    officers = {office: enter(township.login(office)) for office in (Office.SECRETARY, Office.SUPERVISOR)}
    seen = []
    for choice in (1, 2):
        for number in range(10):
            polling.answer(number, choice)
        seen.append({(who, path): plain(ask(one, path)) for who, one in officers.items() for path in paths})
    assert seen[0] == seen[1]


def test_sheets_are_noted_by_name_and_counted_blind(enter: Enter, township: Township, clock: SettableClock) -> None:
    polling = start(township)
    secretary = enter(township.login(Office.SECRETARY))
    refused = secretary.post(f"{POLLS}1/sheets", data={"typed": "无此人"})
    assert (refused.status_code, "没有“无此人”" in refused.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    for code in ("0020", "0021"):
        assert "已登记" in secretary.post(f"{POLLS}1/sheets", data={"typed": code}, follow_redirects=True).text
    assert f'{POLLS}1/sheets/count"' not in ask(secretary, f"{POLLS}1/sheets")
    early = secretary.post(f"{POLLS}1/sheets/count", data={"count_1": 2, "count_2": 0, "count_3": 0, "blank": 0})
    assert (early.status_code, "2026年10月26日 00:00截止" in early.text) == (HTTPStatus.CONFLICT, True)
    clock.set(polling.closes_at)
    secretary, director = enter(township.login(Office.SECRETARY)), enter(township.login(Office.DIRECTOR))
    assert f'{POLLS}1/sheets/count"' in ask(secretary, f"{POLLS}1/sheets")
    assert "最迟2026年10月28日清点完" in ask(secretary, f"{POLLS}1/")
    wrong = secretary.post(f"{POLLS}1/sheets/count", data={"count_1": 2, "count_2": 1, "count_3": 0, "blank": 0})
    assert (wrong.status_code, "对不上" in wrong.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    counted = {"count_1": 1, "count_2": 0, "count_3": 1, "blank": 0}
    first = secretary.post(f"{POLLS}1/sheets/count", data=counted, follow_redirects=True).text
    assert "请另一名工作人员用自己的账号再清点" in first
    assert "清点意向征询的纸质问卷" in ask(director, "/qingshan/")
    blind = ask(director, f"{POLLS}1/sheets/count")
    assert 'value="1"' not in blind
    second = director.post(f"{POLLS}1/sheets/count", data=counted, follow_redirects=True).text
    assert "两名工作人员清点一致，2 张已计入" in second


def test_whoever_handed_in_a_sheet_is_told_so(enter: Enter, township: Township) -> None:
    polling = start(township)
    login = township.login(Office.REPRESENTATIVE, number=4)
    polling.hand_in(Person.get_by_id(polling.villager(4).person_id).code)
    villager = enter(login)
    text = ask(villager, f"{POLLS}1/")
    assert "工作人员已登记您交来的纸质问卷" in text
    assert 'name="chosen"' not in text
    assert villager.post(f"{POLLS}1/", data={"chosen": "1"}).status_code == HTTPStatus.CONFLICT


def test_who_works_in_the_village_and_lives_elsewhere_reads_and_does_not_answer(
    enter: Enter, township: Township
) -> None:
    start(township)
    text = ask(enter(township.login(Office.AUDITOR)), f"{POLLS}1/")
    assert "只问本村村民" in text
    assert 'name="chosen"' not in text


def test_every_screen_says_what_a_poll_is_not(enter: Enter, township: Township, clock: SettableClock) -> None:
    polling = start(township)
    polling.hand_in("0020")
    secretary = enter(township.login(Office.SECRETARY))
    for path in (POLLS, f"{POLLS}new", f"{POLLS}1/", f"{POLLS}1/sheets", f"{POLLS}1/sheets/count", "/qingshan/"):
        assert NOTICE in ask(secretary, path), path
    for moment in (polling.closes_at, polling.count_until):
        clock.set(moment)
        assert NOTICE in ask(enter(township.login(Office.SECRETARY)), f"{POLLS}1/")


def plain(text: str) -> str:
    """Return a screen without the token of its form."""
    return re.sub(r'name="csrf_token"[^>]+', "", text)

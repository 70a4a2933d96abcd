"""The screens of what is said to a plan before the vote, as each person sees them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from deliberation.models import Opinion, OpinionAnswer
from deliberation.queries import matter
from deliberation.rules.opinions import OpinionReply
from portal.kernel.db import connection
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.hearings import STEEL, WHY, Hearing
from tests.factories import SettableClock, known_township

SignIn = Callable[[FlaskClient, str], FlaskClient]
AT = "/qingshan/matters/1/opinions"
OLD = "桥两边装木护栏。"


@pytest.fixture
def hearing(app: Flask, clock: SettableClock) -> Iterator[Hearing]:
    with connection():
        yield Hearing(known_township(), clock).open()


@pytest.fixture
def as_office(app: Flask, sign_in: SignIn, hearing: Hearing) -> Callable[..., FlaskClient]:
    def signed_in(office: Office, number: int = 0) -> FlaskClient:
        return sign_in(app.test_client(), hearing.township.login(office, number=number))

    return signed_in


def test_a_villager_amends_a_paragraph_and_an_officer_adopts_it_in_a_new_version(
    hearing: Hearing, as_office: Callable[..., FlaskClient]
) -> None:
    villager, secretary = as_office(Office.REPRESENTATIVE, 7), as_office(Office.SECRETARY)
    shown = villager.get("/qingshan/matters/1/").text
    assert f'<a class="btn btn-primary btn-lg" href="{AT}/">提意见、提问</a>' in shown.partition("走到哪一步")[0]
    assert "还没有人对方案提意见、提问" in shown
    assert f"{AT}/new/amendment?paragraph=2" in villager.get(f"{AT}/").text
    form = villager.get(f"{AT}/new/amendment?paragraph=2").text
    assert f"{OLD}</textarea>" in form
    assert "您的姓名不会公开" in form
    sent = {"revision": "1", "paragraph": "2", "wording": OLD, "text": WHY}
    refused = villager.post(f"{AT}/new/amendment", data=sent)
    assert (refused.status_code, "还和方案里写的一样" in refused.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    filed = villager.post(f"{AT}/new/amendment", data={**sent, "wording": STEEL}, follow_redirects=True)
    assert "已收到，是第 1 号" in filed.text
    assert "答复意见和提问（1 条）" in secretary.get("/qingshan/").text

    answer = secretary.get(f"{AT}/1/answer").text
    assert "/qingshan/matters/1/revise?opinion=1" in answer
    early = {"reply": "adopted", "taken_up_in": "", "text": "改用钢护栏。"}
    assert "请先修改方案" in secretary.post(f"{AT}/1/answer", data=early).text
    revise = secretary.get("/qingshan/matters/1/revise?opinion=1").text
    assert STEEL in revise
    assert OLD not in revise
    assert "采纳第 1 号修改建议" in revise
    plan = hearing.row.plan.replace(OLD, STEEL)
    text = {"title": "修缮村口便民桥", "plan": plan, "budget_fen": "86000", "fund": "村集体经营收入", "reason": "采纳"}
    after = secretary.post("/qingshan/matters/1/revise?opinion=1", data=text, follow_redirects=True)
    assert '<option selected value="2">第 2 版' in after.text
    done = secretary.post(f"{AT}/1/answer", data={**early, "taken_up_in": "2"}, follow_redirects=True)
    assert "写进方案第 2 版" in done.text
    assert matter(hearing.village, 1).plan == plan


def test_a_question_is_asked_and_answered(hearing: Hearing, as_office: Callable[..., FlaskClient]) -> None:
    villager, director = as_office(Office.BOOKKEEPER), as_office(Office.DIRECTOR)
    assert "表决以前，可以对方案提意见、提问" in villager.get("/qingshan/").text
    empty = villager.post(f"{AT}/new/question", data={"text": ""})
    assert "请写下您想说的" in empty.text
    villager.post(f"{AT}/new/question", data={"text": "谁来<b>验收</b>？"})
    form = director.get(f"{AT}/1/answer").text
    assert "谁来&lt;b&gt;验收" in form
    assert "采纳不采纳" not in form
    director.post(f"{AT}/1/answer", data={"text": "村务监督委员会验收。"})
    assert "村务监督委员会验收。" in villager.get(f"{AT}/").text
    again = director.get(f"{AT}/1/answer")
    assert (again.status_code, "已经答复" in again.text) == (HTTPStatus.CONFLICT, True)


def test_until_it_is_answered_only_officers_and_the_filer_read_it(
    hearing: Hearing, as_office: Callable[..., FlaskClient]
) -> None:
    hearing.say("桥太窄。")
    name = Person.get_by_id(hearing.villager().person_id).name
    readers = {
        (Office.REPRESENTATIVE, 7): (True, False),
        (Office.REPRESENTATIVE, 8): (False, False),
        (Office.BOOKKEEPER, 0): (False, False),
        (Office.SUPERVISOR, 0): (True, False),
        (Office.SECRETARY, 0): (True, True),
    }
    found = {}
    for who in readers:
        main = as_office(*who).get(f"{AT}/").text.partition("<main")[2]
        found[who] = ("桥太窄" in main, name in main)
    assert found == readers
    hearing.answer(1, withheld=True)
    assert "原文不公布" in as_office(Office.BOOKKEEPER).get(f"{AT}/").text


def test_an_officer_enters_what_was_brought(hearing: Hearing, as_office: Callable[..., FlaskClient]) -> None:
    officer = as_office(Office.SUPERVISOR)
    code = Person.get_by_id(hearing.villager().person_id).code
    brought = {"filer": code, "channel": "phone", "filed_on": "2026-10-15", "revision": "1", "text": WHY}
    missing = officer.post(f"{AT}/record", data={**brought, "kind": "amendment"})
    assert "请选择要改方案的哪一段" in missing.text
    whole = {**brought, "kind": "amendment", "paragraph": "2", "wording": STEEL}
    done = officer.post(f"{AT}/record", data=whole, follow_redirects=True)
    assert "由村干部代为登记" in done.text
    assert Opinion.get().channel.value == "phone"


def test_people_of_another_place_and_after_the_vote_are_refused_before_they_write(
    hearing: Hearing, as_office: Callable[..., FlaskClient]
) -> None:
    refused = as_office(Office.TOWNSHIP_ADMIN).get(f"{AT}/new/opinion")
    assert (refused.status_code, "只有本村村民" in refused.text) == (HTTPStatus.FORBIDDEN, True)
    hearing.say()
    hearing.resolve()
    villager = as_office(Office.REPRESENTATIVE, 8)
    late = villager.get(f"{AT}/new/opinion")
    assert (late.status_code, "已经提交表决" in late.text) == (HTTPStatus.CONFLICT, True)
    page = villager.get(f"{AT}/").text
    assert "还有 1 条没有答复，仍要答复" in page
    assert f"{AT}/new/" not in page
    assert "只能写明理由答复不采纳" in as_office(Office.SECRETARY).get(f"{AT}/1/answer").text


def test_the_list_filters_and_downloads(hearing: Hearing, as_office: Callable[..., FlaskClient]) -> None:
    hearing.say("桥太窄。")
    hearing.ask("谁来验收？")
    hearing.answer(1)
    at = "/qingshan/matters/opinions"
    secretary = as_office(Office.SECRETARY)
    every = secretary.get(f"{at}/").text
    assert every.index("（第 2 号）") < every.index("（第 1 号）")
    assert "（第 1 号）" not in secretary.get(f"{at}/?state=waiting").text
    assert "（第 2 号）" not in secretary.get(f"{at}/?kind=opinion").text
    table = as_office(Office.REPRESENTATIVE, 9).get(f"{at}/table.xlsx")
    (_, *rows) = CalamineWorkbook.from_filelike(io.BytesIO(table.data)).get_sheet_by_index(0).to_python()
    assert "桥太窄。" in str(rows)
    assert "谁来验收" not in str(rows)


def test_the_screen_before_the_vote_the_check_up_and_the_dossier_tell_of_it(
    hearing: Hearing, as_office: Callable[..., FlaskClient]
) -> None:
    hearing.say()
    hearing.ask()
    secretary = as_office(Office.SECRETARY)
    said = "第 1 号意见、第 2 号提问还没有答复"
    checked = secretary.get("/qingshan/matters/1/checkup").text
    assert said in checked
    assert "看意见</a>" in checked
    hearing.answer(2, OpinionReply.ANSWERED)
    meeting_id = hearing.hands_up()
    assert "第 1 号意见还没有答复" in secretary.get(f"/qingshan/matters/1/hold/s4_resolve?meeting={meeting_id}").text
    hearing.confirm()
    dossier = secretary.get("/qingshan/matters/1/dossier").text
    assert "第 1 号意见，2026年10月15日提出：没有答复" in dossier
    assert "第 2 号提问，2026年10月15日提出：2026年10月15日答复，已答复" in dossier
    assert OpinionAnswer.select().count() == 1

"""The screens of joint proposals and of talks before a decision, as each person sees them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberation.models import Consultation, JointMatter, JointProposal, JointSheetCheck, Matter
from portal.kernel.db import connection
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.assemblies import propose
from tests.deliberation.joining import PLAN, TITLE, Joining
from tests.factories import SettableClock, known_township
from tests.uploads import picture

SignIn = Callable[[FlaskClient, str], FlaskClient]
AT = "/qingshan/matters/joint"
STARTED = {"side": "representatives", "matter_type": "village_planning", "title": TITLE, "plan": PLAN}


@pytest.fixture
def joining(app: Flask, clock: SettableClock) -> Iterator[Joining]:
    with connection():
        yield Joining(known_township(), clock)


@pytest.fixture
def as_office(app: Flask, sign_in: SignIn, joining: Joining) -> Callable[..., FlaskClient]:
    def signed_in(office: Office, number: int = 0) -> FlaskClient:
        return sign_in(app.test_client(), joining.township.login(office, number=number))

    return signed_in


def test_one_starts_it_and_others_support_it(joining: Joining, as_office: Callable[..., FlaskClient]) -> None:
    first = as_office(Office.REPRESENTATIVE)
    form = first.get(f"{AT}/new").text
    assert "谁发起、谁支持都不公开" in form
    started = first.post(f"{AT}/new", data={**STARTED, "plan": f"{PLAN}<script>"}, follow_redirects=True)
    missing = joining.row().gathered.missing
    assert f"还差 {missing} 人" in started.text
    assert "您已支持" in started.text
    assert "<script>从" not in started.text
    assert "待核" in started.text
    other = as_office(Office.REPRESENTATIVE, 1)
    assert "我支持" in other.get(f"{AT}/1/").text
    supported = other.post(f"{AT}/1/support", follow_redirects=True).text
    assert f"还差 {missing - 1} 人" in supported
    back = other.post(f"{AT}/1/support/back", follow_redirects=True).text
    assert f"还差 {missing} 人" in back
    assert "我支持" in back


def test_who_may_not_join_is_told_so_and_sees_no_names(joining: Joining, as_office: Callable[..., FlaskClient]) -> None:
    joining.start()
    name = Person.get_by_id(joining.representative(0).person_id).name
    bookkeeper = as_office(Office.BOOKKEEPER)
    text = bookkeeper.get(f"{AT}/1/").text
    assert "只有现任村民代表可以参加" in text
    assert PLAN in text
    assert "我支持" not in text
    assert name not in text
    assert bookkeeper.post(f"{AT}/1/support").status_code == HTTPStatus.FORBIDDEN
    township = as_office(Office.AUDITOR).get(f"{AT}/1/").text
    assert PLAN not in township
    assert name in as_office(Office.SECRETARY).get(f"{AT}/1/").text


def test_a_sheet_goes_through_two_officers(joining: Joining, as_office: Callable[..., FlaskClient]) -> None:
    joining.in_henan().start()
    needed = joining.row().gathered.needed
    secretary, director = as_office(Office.SECRETARY), as_office(Office.DIRECTOR)
    names = "\n".join(joining.code(number) for number in range(needed))
    sent = {"names": names, "uploads": (io.BytesIO(picture()), "签名表.png")}
    entered = secretary.post(f"{AT}/1/sheets/new", data=sent, follow_redirects=True).text
    assert "待核对" in entered
    assert "须由另一名没有在上面签名的工作人员核对" in entered
    assert "须由另一名工作人员用自己的账号核对" in secretary.get(f"{AT}/1/sheets/1").text
    assert "不重复计" in director.get(f"{AT}/1/sheets/1").text
    assert "列为议题" not in secretary.get(f"{AT}/1/").text.partition("提议的内容")[0]
    refused = director.post(f"{AT}/1/sheets/1", data={"verdict": "differs"})
    assert "请写明哪里不一致" in refused.text
    checked = director.post(f"{AT}/1/sheets/1", data={"verdict": "alike"}, follow_redirects=True).text
    assert "人数已够，待列入议题" in checked
    assert "应当列为议题" in checked
    assert "联名提议 修通" in director.get("/qingshan/").text
    assert JointSheetCheck.select().count() == 1
    form = secretary.get(f"{AT}/1/propose").text
    assert PLAN in form
    matter = {
        "matter_type": "village_planning",
        "title": TITLE,
        "plan": PLAN,
        "budget_fen": "80000",
        "fund": "村集体经营收入",
    }
    made = secretary.post(f"{AT}/1/propose", data=matter, follow_redirects=True).text
    assert "提议：村民代表联名" in made
    assert "第 1 件联名提议" in made
    assert JointMatter.select().count() == 1
    assert secretary.get(f"{AT}/1/answer").status_code == HTTPStatus.CONFLICT
    assert "已列为第 1 号议题" in secretary.get(f"{AT}/").text


def test_it_is_answered_or_taken_back(joining: Joining, as_office: Callable[..., FlaskClient]) -> None:
    joining.start()
    secretary, starter = as_office(Office.SECRETARY), as_office(Office.REPRESENTATIVE)
    assert secretary.get(f"{AT}/1/withdraw").status_code == HTTPStatus.FORBIDDEN
    answered = secretary.post(f"{AT}/1/answer", data={"text": "列入明年计划。"}, follow_redirects=True).text
    assert "列入明年计划。" in answered
    joining.start(plan="另一件事。")
    done = starter.post(f"{AT}/2/withdraw", data={"reason": "不办了"}, follow_redirects=True).text
    assert "发起人已撤回" in done
    assert JointProposal.select().count() == 2


def test_the_township_starts_none(joining: Joining, as_office: Callable[..., FlaskClient]) -> None:
    admin = as_office(Office.TOWNSHIP_ADMIN)
    assert admin.get(f"{AT}/new").status_code == HTTPStatus.FORBIDDEN
    assert "还没有联名提议" in admin.get(f"{AT}/").text


def test_a_matter_is_proposed_by_whom_the_form_says(joining: Joining, as_office: Callable[..., FlaskClient]) -> None:
    sent = {"matter_type": "village_planning", "title": "题", "plan": "方案", "budget_fen": "1", "fund": "款"}
    made = as_office(Office.SECRETARY).post(
        "/qingshan/matters/new", data={**sent, "initiator": "supervision"}, follow_redirects=True
    )
    assert "提议：村务监督委员会" in made.text
    again = as_office(Office.DIRECTOR).post("/qingshan/matters/new", data={**sent, "title": "换个题"})
    assert "第 1 号议题的方案一模一样" in again.text
    assert Matter.get().initiator == "supervision"


def test_a_talk_is_recorded_on_the_matter(joining: Joining, as_office: Callable[..., FlaskClient]) -> None:
    propose(joining.township, kind="coop_construction_land")
    secretary = as_office(Office.SECRETARY)
    assert "现在没有记录" in secretary.get("/qingshan/matters/1/").text
    sent = {
        "kind": "negotiation",
        "held_on": "2026-10-12",
        "place": "村委会",
        "side_collective": "2",
        "side_households": "5",
        "attended": "七人",
        "offered": "四千元",
        "asked": "五千元",
        "households_asked": "12",
        "households_agreed": "10",
        "settlement": "agreed",
        "result": "五千元",
    }
    short = secretary.post("/qingshan/matters/1/consultations/new", data={**sent, "side_households": ""})
    assert "至少要有两方的人到场" in short.text
    done = secretary.post("/qingshan/matters/1/consultations/new", data=sent, follow_redirects=True).text
    for said in ("谈成一致", "村集体 2 人、承包户代表 5 人", "12 户，同意 10 户", "补录 3 天"):
        assert said in done
    assert Consultation.select().count() == 1

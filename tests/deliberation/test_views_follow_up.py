"""The screens of what follows a decision, as each person sees them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from deliberation.models import Acceptance, Milestone, MilestoneReport, Objection, ObjectionAnswer
from deliberation.rules.course import MatterState
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import connection
from portal.org.offices import Office
from tests.deliberation.decisions import AFTER, DECIDED, Decision, decide
from tests.factories import SettableClock, known_township

SignIn = Callable[[FlaskClient, str], FlaskClient]


@pytest.fixture
def decision(app: Flask, clock: SettableClock) -> Iterator[Decision]:
    with connection():
        yield decide(known_township(), clock)


@pytest.fixture
def as_office(app: Flask, sign_in: SignIn, decision: Decision) -> Callable[..., FlaskClient]:
    def signed_in(office: Office, number: int = 0) -> FlaskClient:
        return sign_in(app.test_client(), decision.township.login(office, number=number))

    return signed_in


def photo() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), (200, 80, 40)).save(file, "PNG")
    file.seek(0)
    return file


def test_a_whole_course_through_the_screens(decision: Decision, as_office: Callable[..., FlaskClient]) -> None:
    at = f"/qingshan/matters/{decision.number}"
    villager = as_office(Office.REPRESENTATIVE, 7)
    assert "提出异议" in villager.get(f"{at}/").text
    filed = villager.post(f"{at}/objections/new", data={"text": "护栏太矮。"}, follow_redirects=True)
    assert "异议已收到" in filed.text
    assert "2026年10月26日" in filed.text

    supervisor = as_office(Office.SUPERVISOR)
    assert "待答复" in supervisor.get("/qingshan/matters/objections/").text
    answered = supervisor.post(
        f"{at}/objections/1/answer", data={"verdict": "dismissed", "text": "按规范。"}, follow_redirects=True
    )
    assert "异议不成立" in answered.text
    assert ObjectionAnswer.select().count() == 1

    decision.on(AFTER)
    director = as_office(Office.DIRECTOR)
    assert "安排实施进度" in director.get(f"{at}/").text
    director.post(f"{at}/work", data={"title_1": "桥面完工", "due_on_1": "2026-11-20"})
    assert Milestone.get().title == "桥面完工"
    sent = {"done_on": "2026-11-04", "text": "已完成", "photos": (photo(), "桥面.png")}
    shown = director.post(f"{at}/work/1", data=sent, content_type="multipart/form-data", follow_redirects=True)
    assert "attachments" in shown.text
    assert MilestoneReport.select().count() == 1

    found = {"verdict": "accepted", "inspected_on": "2026-11-04", "text": "质量合格。"}
    supervisor = as_office(Office.SUPERVISOR)
    supervisor.post(f"{at}/acceptance", data=found)
    assert Acceptance.select().count() == 1
    secretary = as_office(Office.SECRETARY)
    assert "公布实施结果" in secretary.get(f"{at}/").text
    done = secretary.post(f"{at}/result", data={"text": "桥已通行。"}, follow_redirects=True)
    assert "实施结果公示" in done.text
    assert decision.state is MatterState.RESULT_IN_PUBLICITY


@pytest.mark.parametrize(
    ("office", "path", "sent"),
    [
        (Office.REPRESENTATIVE, "objections/new", {"text": ""}),
        (Office.REPRESENTATIVE, "objections/new", {"text": "请打13812345678"}),
        (Office.SECRETARY, "objections/paper", {"filer": "查无此人", "filed_on": "2026-10-19", "text": "不同意"}),
        (Office.DIRECTOR, "work", {"title_1": "完工", "due_on_1": ""}),
        (Office.DIRECTOR, "work", {"title_1": "完工", "due_on_1": "2026-12-01", "title_2": "验收"}),
        (Office.DIRECTOR, "work", {"title_1": "完工", "due_on_1": "2026-12-01", "due_on_2": "2026-12-02"}),
        (Office.DIRECTOR, "work", {"title_1": "完工", "due_on_1": "2026-12-01"}),
        (Office.SUPERVISOR, "acceptance", {"verdict": "whatever", "inspected_on": "2026-10-19", "text": "好"}),
        (Office.SUPERVISOR, "acceptance", {"verdict": "accepted", "inspected_on": "2026-10-19", "text": "好"}),
        (Office.SECRETARY, "result", {"text": "好"}),
        (Office.SECRETARY, "interruption", {"happened_on": "2026-10-01", "reason": "掉了"}),
        (Office.SECRETARY, "taking-down", {"ended_on": "2026-10-19"}),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_was_typed(
    decision: Decision, as_office: Callable[..., FlaskClient], office: Office, path: str, sent: dict[str, str]
) -> None:
    bulletins = Bulletin.select().count()
    answer = as_office(office).post(f"/qingshan/matters/{decision.number}/{path}", data=sent)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Bulletin.select().count() == bulletins
    assert all(one in answer.text for one in sent.values() if one != "whatever")


def test_who_objects_is_shown_only_to_those_who_answer(
    decision: Decision, as_office: Callable[..., FlaskClient]
) -> None:
    at = f"/qingshan/matters/{decision.number}"
    as_office(Office.REPRESENTATIVE, 7).post(f"{at}/objections/new", data={"text": "护栏太矮。"})
    name = decision.villager.name
    assert name in as_office(Office.SUPERVISOR).get("/qingshan/matters/objections/").text
    other = as_office(Office.REPRESENTATIVE, 9).get("/qingshan/matters/objections/").text
    assert name not in other
    assert "一位村民" in other


def test_somebody_without_office_sees_only_their_own_objection(
    app: Flask, decision: Decision, sign_in: SignIn, as_office: Callable[..., FlaskClient]
) -> None:
    at = f"/qingshan/matters/{decision.number}"
    bookkeeper = as_office(Office.BOOKKEEPER)
    filed = bookkeeper.post(f"{at}/objections/new", data={"text": "没有询价。"})
    assert bookkeeper.get(filed.location).status_code == HTTPStatus.OK
    as_office(Office.REPRESENTATIVE, 7).post(f"{at}/objections/new", data={"text": "护栏太矮。"})
    assert bookkeeper.get(f"{at}/objections/2/").status_code == HTTPStatus.NOT_FOUND


def test_an_interruption_by_the_secretary_restarts_the_clock(
    decision: Decision, as_office: Callable[..., FlaskClient]
) -> None:
    decision.on(date(2026, 10, 27))
    secretary, at = as_office(Office.SECRETARY), f"/qingshan/matters/{decision.number}"
    sent = {"happened_on": "2026-10-26", "reason": "公示栏被风吹倒"}
    shown = secretary.post(f"{at}/interruption", data=sent, follow_redirects=True)
    assert "中断过" in shown.text
    assert "2026年11月11日" in shown.text


def test_the_lists_come_as_tables(decision: Decision, as_office: Callable[..., FlaskClient]) -> None:
    member = as_office(Office.MEMBER)
    for path in ("objections", "progress"):
        answer = member.get(f"/qingshan/matters/{path}/table.xlsx")
        assert answer.status_code == HTTPStatus.OK
        assert answer.data[:2] == b"PK"
    assert Objection.select().count() == 0
    assert DECIDED < AFTER

"""The screens of local procedures and of steps without a vote, as each office sees them."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from deliberation.models import Adoption, StageRecord
from portal.kernel.attachments import Upload
from portal.kernel.canonical import sha256_hex
from portal.org.offices import Office
from tests.deliberation.assemblies import authorise, propose
from tests.deliberation.courses import STAGES, pass_stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

MATTERS = "/qingshan/matters/"
TODAY, TOMORROW = date(2026, 10, 15), date(2026, 10, 16)
ADOPTED = {
    "procedure": "siyi_yishen_lianggongkai",
    "body": "villagers_meeting",
    "met_on": "2026-10-15",
    "since": "2026-10-16",
    "evidence": "第3号决议：先报镇里审核。",
}


@pytest.fixture
def enter(
    app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]
) -> Callable[[Office], FlaskClient]:
    """Sign in as the holder of an office, at the hour the clock then shows."""
    return lambda office: sign_in(app.test_client(), township.login(office))


def reviewed(township: Township, clock: SettableClock) -> int:
    """Let the village adopt the township's review, and bring a matter before it."""
    adopting = services.Adopting(
        procedure=ADOPTED["procedure"], body="villagers_meeting", met_on=TODAY, since=TOMORROW, evidence="第3号决议"
    )
    services.adopt_procedure(township.actor(Office.SECRETARY), township.village, adopting)
    clock.set_day(TOMORROW)
    authorise(township)
    number = propose(township)
    for stage in STAGES[:3]:
        pass_stage(township, number, stage)
    return number


def test_the_secretary_adopts_and_everybody_reads_what_holds(enter: Callable[[Office], FlaskClient]) -> None:
    secretary = enter(Office.SECRETARY)
    assert "没有采纳地方做法" in secretary.get(f"{MATTERS}procedure/").text
    answer = secretary.post(f"{MATTERS}procedure/adopt", data=ADOPTED)
    assert answer.status_code == HTTPStatus.FOUND
    told = enter(Office.REPRESENTATIVE).get(f"{MATTERS}procedure/").text
    assert "第3号决议：先报镇里审核。" in told
    assert "现在提出的议题按“四议两公开”办理" in told  # it holds from tomorrow on
    assert "登记采纳的程序</a>" not in told


def test_the_township_adopts_for_all_its_villages(
    township: Township, clock: SettableClock, enter: Callable[[Office], FlaskClient]
) -> None:
    admin = enter(Office.TOWNSHIP_ADMIN)
    assert "您以镇里的身份登记" in admin.get(f"{MATTERS}procedure/adopt").text
    assert admin.post(f"{MATTERS}procedure/adopt", data={**ADOPTED, "body": "township"}).status_code == HTTPStatus.FOUND
    assert Adoption.get().place_id == township.place.id
    clock.set_day(TOMORROW)
    told = enter(Office.REPRESENTATIVE).get(f"{MATTERS}procedure/").text
    assert "云岭镇镇党委、政府决定采纳" in told
    assert "由乡镇审核员或镇管理员填写，7 日内。" in told


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"since": "2026-10-15"}, "新的程序最早从2026年10月16日起执行"),
        ({"met_on": "2026-10-16", "since": "2026-10-17"}, "作出决定的日期不能晚于今天"),
        ({"procedure": "wuyi_nothing"}, "采纳哪种程序"),
        ({"body": "two_committees"}, "由谁决定采纳"),
        ({"evidence": ""}, "决定的原文"),
        ({"evidence": "联系 13812345678"}, "13812345678"),
    ],
)
def test_what_is_typed_badly_adopts_nothing(
    enter: Callable[[Office], FlaskClient], typed: dict[str, str], said: str
) -> None:
    answer = enter(Office.SECRETARY).post(f"{MATTERS}procedure/adopt", data=ADOPTED | typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in answer.text
    assert Adoption.select().count() == 0


def test_the_auditor_finds_the_review_among_what_waits_and_sends_the_matter_back(
    township: Township, clock: SettableClock, enter: Callable[[Office], FlaskClient]
) -> None:
    number = reviewed(township, clock)
    auditor = enter(Office.AUDITOR)
    page = auditor.get(f"{MATTERS}{number}/").text
    assert "等待填写：乡镇党委政府审核。" in page
    assert f"{MATTERS}{number}/record/x_town_review" in page
    form = auditor.get(f"{MATTERS}{number}/record/x_town_review").text
    assert "请在2026年10月23日以前（含当天）填写" in form
    told = {"result": "returned", "text": "预算没有依据。", "happened_on": "2026-10-16"}
    answer = auditor.post(f"{MATTERS}{number}/record/x_town_review", data=told)
    assert answer.status_code == HTTPStatus.FOUND
    page = enter(Office.SECRETARY).get(f"{MATTERS}{number}/").text
    assert "乡镇审核员：退回。预算没有依据。" in page
    assert "修改方案" in page


def test_who_reviews_sees_the_files_and_what_was_changed(
    township: Township, clock: SettableClock, enter: Callable[[Office], FlaskClient]
) -> None:
    number = reviewed(township, clock)
    at = f"{MATTERS}{number}/record/x_town_review"
    assert "改了什么" not in enter(Office.AUDITOR).get(at).text
    told = services.Recording(passed=False, text="预算没有依据。", happened_on=TOMORROW)
    services.record_stage(
        township.actor(Office.AUDITOR), township.village, number, stage="x_town_review", recording=told
    )
    offer = Upload(title="询价单", media_type="application/pdf", content=b"offer", digest=sha256_hex(b"offer"))
    changed = services.Revision(
        title="修缮村口便民桥",
        plan="拆除旧桥面，重做护栏，三家询价。",
        budget_fen=8_600_000,
        fund="村集体经营收入",
        reason="补上询价",
        uploads=(offer,),
    )
    services.revise_plan(township.actor(Office.SECRETARY), township.village, number, changed)
    for stage in STAGES[1:3]:
        pass_stage(township, number, stage)
    form = enter(Office.AUDITOR).get(at).text
    assert f"/qingshan/attachments/{offer.digest}" in form
    assert f'href="{MATTERS}{number}/versions"' in form


def test_another_officer_reads_who_writes_it_down(
    township: Township, clock: SettableClock, enter: Callable[[Office], FlaskClient]
) -> None:
    number = reviewed(township, clock)
    secretary = enter(Office.SECRETARY)
    assert "record/x_town_review" not in secretary.get(f"{MATTERS}{number}/").text
    told = {"result": "passed", "text": "同意。", "happened_on": "2026-10-16"}
    answer = secretary.post(f"{MATTERS}{number}/record/x_town_review", data=told)
    assert "由乡镇审核员或镇管理员填写" in answer.text
    assert StageRecord.select().count() == 0


@pytest.mark.parametrize(
    "typed", [{"result": ""}, {"result": "carried"}, {"text": ""}, {"happened_on": "2026-10-17"}, {"happened_on": "x"}]
)
def test_a_record_typed_badly_is_not_written_down(
    township: Township, clock: SettableClock, enter: Callable[[Office], FlaskClient], typed: dict[str, str]
) -> None:
    number = reviewed(township, clock)
    told = {"result": "passed", "text": "同意。", "happened_on": "2026-10-16"} | typed
    answer = enter(Office.AUDITOR).post(f"{MATTERS}{number}/record/x_town_review", data=told)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert StageRecord.select().count() == 0

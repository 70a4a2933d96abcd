"""The screens between call and sign-in: tick who was told, say that one has seen it, object to the list, answer."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from portal.kernel.names import mask_name
from portal.meetings.bodies import Body
from portal.meetings.models import NoticeDelivery, Telling
from portal.meetings.queries import meeting
from portal.meetings.queries.notices import invited
from portal.meetings.queries.rosters import roster_objections
from portal.meetings.services import freeze_roster
from portal.org.offices import Office
from tests.factories import NOW
from tests.portal.meetings.test_services_notices import convened

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from portal.meetings.queries import MeetingRow
    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

DOUBT = {"question": "missing", "about": "王秀兰", "text": "三组选的代表，名单上没有。"}


@pytest.fixture
def held(township: Township) -> MeetingRow:
    return convened(township)


@pytest.fixture
def at(held: MeetingRow) -> str:
    return f"/qingshan/meetings/{held.id}"


def enter(app: Flask, sign_in: SignIn, township: Township, office: Office, number: int = 0) -> FlaskClient:
    return sign_in(app.test_client(), township.login(office, number=number))


def test_an_officer_ticks_many_at_once_and_sees_who_is_missing(
    app: Flask, sign_in: SignIn, township: Township, held: MeetingRow, at: str
) -> None:
    client = enter(app, sign_in, township, Office.SECRETARY)
    people = [one.person_id for one in invited(township.village, held)]
    messenger = township.actor(Office.COMMITTEE).person_id
    sent = {"people": people[:37], "manner": "slip", "told_on": "2026-10-15", "messenger": messenger}
    assert "40 人没有送达记录" in client.get(at + "/").text
    assert client.post(f"{at}/deliveries", data=sent).status_code == HTTPStatus.FOUND
    screen = client.get(f"{at}/deliveries").text
    assert "应通知 40 人，已送达 37 人，还差 3 人" in screen
    assert screen.count("没有送达记录") == 3
    left = client.get(f"{at}/deliveries?told=missing").text
    assert left.count('name="people"') == 3
    assert client.get(f"{at}/deliveries?all=1").text.count(" checked") == 3
    assert "3 人没有送达记录" in client.get(at + "/").text


def test_what_is_amiss_keeps_what_was_typed(
    app: Flask, sign_in: SignIn, township: Township, held: MeetingRow, at: str
) -> None:
    client = enter(app, sign_in, township, Office.SECRETARY)
    one = invited(township.village, held)[0].person_id
    answer = client.post(
        f"{at}/deliveries", data={"people": [one], "manner": "slip", "told_on": "2026-10-15", "messenger": ""}
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请选择是谁送的" in answer.text
    assert f'value="{one}" id="person-{one}" checked' in answer.text
    assert NoticeDelivery.select().count() == 0


def test_the_messengers_sheet_has_a_box_for_everybody(
    app: Flask, sign_in: SignIn, township: Township, held: MeetingRow, at: str
) -> None:
    sheet = enter(app, sign_in, township, Office.SECRETARY).get(f"{at}/deliveries/sheet").text
    assert sheet.count("<td>□</td>") == 40
    assert all(one.name in sheet for one in invited(township.village, held))


def test_a_representative_says_with_one_tap_that_they_have_seen_it(
    app: Flask, sign_in: SignIn, township: Township, held: MeetingRow, at: str
) -> None:
    client = enter(app, sign_in, township, Office.REPRESENTATIVE)
    assert "请确认会议通知：第三次村民代表会议" in client.get("/qingshan/").text
    assert "我看到通知了" in client.get(f"{at}/notice").text
    assert client.post(f"{at}/notice").status_code == HTTPStatus.FOUND
    assert "您已确认看到通知" in client.get(f"{at}/notice").text
    assert "请确认会议通知" not in client.get("/qingshan/").text
    assert [row.manner for row in NoticeDelivery.select()] == [Telling.PORTAL]


def test_looking_at_a_notice_writes_nothing(app: Flask, sign_in: SignIn, township: Township, at: str) -> None:
    enter(app, sign_in, township, Office.REPRESENTATIVE).get(f"{at}/notice")
    assert NoticeDelivery.select().count() == 0


def test_a_villager_objects_and_reads_the_answer(
    app: Flask, sign_in: SignIn, township: Township, held: MeetingRow, at: str
) -> None:
    villager = enter(app, sign_in, township, Office.MEMBER, 3)
    assert "您不在这次会议的应到名单上" in villager.get(f"{at}/notice").text
    assert villager.post(f"{at}/list/object", data=DOUBT).status_code == HTTPStatus.FOUND
    assert "等待答复" in villager.get(f"{at}/notice").text
    director = enter(app, sign_in, township, Office.DIRECTOR)
    assert "答复对应到名单的异议：第三次村民代表会议" in director.get("/qingshan/").text
    answer = {"verdict": "upheld", "reason": "查了推选记录，名册已经更正。"}
    assert director.post(f"{at}/list/objections/1/answer", data=answer).status_code == HTTPStatus.FOUND
    assert "答复对应到名单的异议" not in director.get("/qingshan/").text
    assert "查了推选记录" in villager.get(f"{at}/notice").text
    assert "王秀兰" not in enter(app, sign_in, township, Office.REPRESENTATIVE).get(f"{at}/notice").text


def test_an_officer_enters_what_came_by_phone(
    app: Flask, sign_in: SignIn, township: Township, held: MeetingRow, at: str
) -> None:
    officer = enter(app, sign_in, township, Office.SUPERVISOR)
    sent = {**DOUBT, "channel": "phone", "filer": "王秀兰"}
    assert officer.post(f"{at}/list/objections/new", data=sent).status_code == HTTPStatus.FOUND
    assert [(one.filer_name, one.channel.value) for one in roster_objections(held.id)] == [("王秀兰", "phone")]
    assert "电话提出" in officer.get(f"{at}/list/objections/").text


def test_who_begins_sign_in_is_warned_of_what_is_not_answered(
    app: Flask, sign_in: SignIn, township: Township, held: MeetingRow, at: str, clock: SettableClock
) -> None:
    enter(app, sign_in, township, Office.REPRESENTATIVE).post(f"{at}/list/object", data=DOUBT)
    clock.moment += timedelta(days=3, hours=-1)
    client = enter(app, sign_in, township, Office.SECRETARY)
    assert "还有 1 条没有答复（第 1 号）" in client.get(at + "/").text
    client.post(f"{at}/roster")
    assert "1 条开始签到时没有答复" in client.get(at + "/").text
    late = client.post(f"{at}/list/object", data={**DOUBT, "about": "李建国"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert "应到名单不再更改" in late.text
    assert "会议已经开始，应到名单不再更改" in client.get(f"{at}/notice").text


def test_the_list_for_the_notice_board_masks_names(
    app: Flask, sign_in: SignIn, township: Township, held: MeetingRow, at: str
) -> None:
    sheet = enter(app, sign_in, township, Office.SECRETARY).get(f"{at}/list/sheet").text
    main = sheet[sheet.index("<main") :]
    for one in invited(township.village, held):
        assert mask_name(one.name) in main
        assert one.name not in main


def test_a_party_meetings_list_is_not_for_everybody(app: Flask, sign_in: SignIn, township: Township) -> None:
    held = convened(township, body=Body.PARTY_BRANCH_COMMITTEE)
    outsider = enter(app, sign_in, township, Office.REPRESENTATIVE)
    assert outsider.get(f"/qingshan/meetings/{held.id}/notice").status_code == HTTPStatus.NOT_FOUND
    assert "看通知" not in outsider.get(f"/qingshan/meetings/{held.id}/").text


def test_officers_are_reminded_only_when_the_meeting_is_near(
    app: Flask, sign_in: SignIn, township: Township, clock: SettableClock
) -> None:
    held = convened(township, days=4)
    client = enter(app, sign_in, township, Office.COMMITTEE)
    assert "没有送达记录" not in client.get("/qingshan/").text
    clock.set_day(date(2026, 10, 16))
    client = enter(app, sign_in, township, Office.COMMITTEE)
    assert "通知还有 40 人没有送达记录" in client.get("/qingshan/").text
    clock.set(NOW + timedelta(days=4, hours=-1))
    freeze_roster(township.actor(Office.SECRETARY), township.village, held.id)
    client = enter(app, sign_in, township, Office.COMMITTEE)
    assert "没有送达记录" not in client.get("/qingshan/").text


def test_the_reason_of_a_short_notice_is_shown(app: Flask, sign_in: SignIn, township: Township) -> None:
    client = enter(app, sign_in, township, Office.SECRETARY)
    assert "通知天数的规定" in client.get("/qingshan/meetings/new").text
    chair = str(township.actor(Office.DIRECTOR).person_id)
    sent = {
        "body": "villagers_meeting",
        "title": "临时村民会议",
        "starts_at": "2026-10-15T19:30",
        "place": "村委会",
        "notice": "议定抢修。",
        "urgency": "汛情紧急",
        "chair": chair,
        "recorder": chair,
    }
    where = client.post("/qingshan/meetings/new", data=sent).headers["Location"]
    assert "特殊情况：汛情紧急" in client.get(where).text
    assert meeting(township.village, int(where.rstrip("/").rpartition("/")[2])).urgency == "汛情紧急"

"""Whoever is in the hall signs themselves in by the code on its screen; an old code, or somebody else, does not."""

from __future__ import annotations

import json
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from portal.kernel.journal import JournalEntry
from portal.meetings.hall_codes import PERIOD, hall_code
from portal.meetings.models import Attendance, AttendanceManner
from portal.meetings.services import freeze_roster
from portal.org.offices import Office
from tests.factories import SECRET_KEY
from tests.portal.pages.test_attendance import convened

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

FORGOTTEN = "请看会场屏幕上现在的码再试"


@pytest.fixture
def begun(township: Township, clock: SettableClock) -> int:
    meeting_id = convened(township, clock)
    freeze_roster(township.actor(Office.SECRETARY), township.village, meeting_id)
    return meeting_id


@pytest.fixture
def member(client: FlaskClient, sign_in: SignIn, township: Township) -> FlaskClient:
    return sign_in(client, township.login(Office.REPRESENTATIVE))


def here(meeting_id: int, code: str = "") -> str:
    return f"/qingshan/meetings/{meeting_id}/here" + (f"/{code}" if code else "")


def scanned(meeting_id: int, clock: SettableClock) -> str:
    return here(meeting_id, hall_code(meeting_id, key=SECRET_KEY, now=clock.moment).scanned)


def typed(meeting_id: int, clock: SettableClock) -> str:
    return hall_code(meeting_id, key=SECRET_KEY, now=clock.moment).typed


def wrong(meeting_id: int, clock: SettableClock) -> str:
    return f"{(int(typed(meeting_id, clock)) + 1) % 10**6:06}"


def nobody_signed_in() -> bool:
    return not Attendance.select().exists()


def test_a_scan_and_one_tap_sign_in_by_ones_own_act(
    member: FlaskClient, township: Township, begun: int, clock: SettableClock
) -> None:
    at = scanned(begun, clock)
    shown = member.get(at).text
    assert "我到会了" in shown
    assert nobody_signed_in()
    assert member.post(at).headers["Location"] == here(begun)
    (row,) = Attendance.select()
    actor = township.actor(Office.REPRESENTATIVE)
    assert (row.line.person_id, row.recorded_by) == (actor.person_id, actor.account_id)
    assert row.manner is AttendanceManner.IN_PERSON
    entry = json.loads(JournalEntry.select().order_by(JournalEntry.id.desc()).get().content)
    assert (entry["action"], entry["facts"]) == ("meeting.attendance.confirmed", {"lines": [row.line_id], "present": 1})


def test_the_second_time_it_says_since_when(member: FlaskClient, begun: int, clock: SettableClock) -> None:
    member.post(scanned(begun, clock))
    clock.set(clock.moment + timedelta(minutes=30))
    again = member.post(scanned(begun, clock))
    assert (again.status_code, "您在 09:00 已经签到" in again.text) == (HTTPStatus.CONFLICT, True)
    shown = member.get(scanned(begun, clock)).text
    assert "2026年10月15日 09:00" in shown
    assert "我到会了" not in shown
    assert Attendance.select().count() == 1


@pytest.mark.parametrize("age", [2 * PERIOD, timedelta(days=1)], ids=["a minute old", "of yesterday"])
def test_an_old_photo_is_refused_with_one_sentence_and_uses_nothing_up(
    member: FlaskClient, begun: int, clock: SettableClock, age: timedelta
) -> None:
    photo = here(begun, hall_code(begun, key=SECRET_KEY, now=clock.moment - age).scanned)
    for answer in (member.get(photo), member.post(photo)):
        assert (answer.status_code, FORGOTTEN in answer.text) == (HTTPStatus.CONFLICT, True)
    assert nobody_signed_in()
    assert member.post(scanned(begun, clock)).status_code == HTTPStatus.FOUND


def test_the_code_of_another_meeting_is_refused(
    member: FlaskClient, township: Township, begun: int, clock: SettableClock
) -> None:
    other = convened(township, clock)
    freeze_roster(township.actor(Office.SECRETARY), township.village, other)
    code = hall_code(other, key=SECRET_KEY, now=clock.moment)
    assert member.post(here(begun, code.scanned)).status_code == HTTPStatus.CONFLICT
    assert FORGOTTEN in member.post(here(begun), data={"code": code.typed}).text
    assert nobody_signed_in()


def test_whoever_is_not_on_the_roster_is_told_nothing_of_the_meeting(
    client: FlaskClient, sign_in: SignIn, township: Township, begun: int, clock: SettableClock
) -> None:
    stranger = sign_in(client, township.login(Office.BOOKKEEPER))
    at = scanned(begun, clock)
    for answer in (stranger.get(at), stranger.post(at), stranger.get(here(begun))):
        assert (answer.status_code, "您不在这次会议的应到名单上" in answer.text) == (HTTPStatus.FORBIDDEN, True)
        assert "第三次村民代表会议" not in answer.text
    assert nobody_signed_in()


def test_nobody_signs_in_before_the_roster_is_fixed(
    member: FlaskClient, township: Township, clock: SettableClock
) -> None:
    assert member.post(scanned(convened(township, clock), clock)).status_code == HTTPStatus.FORBIDDEN


def test_six_digits_are_typed_instead(member: FlaskClient, begun: int, clock: SettableClock) -> None:
    assert member.post(here(begun), data={"code": typed(begun, clock)}).headers["Location"] == here(begun)
    assert "已签到" in member.get(here(begun)).text


def test_guesses_are_counted_and_the_scanned_code_still_opens(
    member: FlaskClient, begun: int, clock: SettableClock
) -> None:
    for _ in range(5):
        assert FORGOTTEN in member.post(here(begun), data={"code": wrong(begun, clock)}).text
    answer = member.post(here(begun), data={"code": typed(begun, clock)})
    assert "签到码输错次数太多，请 15 分钟后再试" in answer.text
    assert nobody_signed_in()
    assert member.post(scanned(begun, clock)).status_code == HTTPStatus.FOUND


def test_digits_in_an_address_cannot_be_tried_uncounted(member: FlaskClient, begun: int, clock: SettableClock) -> None:
    assert member.get(here(begun, typed(begun, clock))).status_code == HTTPStatus.CONFLICT


def test_who_is_not_signed_in_to_the_portal_comes_back_to_the_code(
    client: FlaskClient, begun: int, clock: SettableClock
) -> None:
    at = scanned(begun, clock)
    assert client.get(at).headers["Location"].startswith("/sign-in?next=/qingshan/meetings/")


def test_the_task_waits_until_one_is_there(member: FlaskClient, begun: int, clock: SettableClock) -> None:
    assert "到会场签到：第三次村民代表会议" in member.get("/qingshan/").text
    member.post(scanned(begun, clock))
    assert "到会场签到" not in member.get("/qingshan/").text

"""A meeting as a calendar file and as a text for the village's group."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from icalendar import Calendar

from portal.meetings.bodies import Body
from portal.meetings.services import Convening, convene_meeting
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

STARTS = datetime(2026, 10, 20, 11, 30, tzinfo=UTC)


def convene(township: Township, *, title: str = "第三次村民代表会议", notice: str = "讨论通村路。") -> int:
    secretary = township.actor(Office.SECRETARY)
    convening = Convening(
        body=Body.VILLAGER_REPS_MEETING,
        title=title,
        place="村委会",
        starts_at=STARTS,
        notice=notice,
        chair_id=township.actor(Office.DIRECTOR).person_id,
        recorder_id=secretary.person_id,
    )
    return convene_meeting(secretary, township.village, convening).id


def test_the_calendar_file_says_when_where_and_about_what(
    client: FlaskClient, sign_in: SignIn, township: Township
) -> None:
    meeting_id = convene(township)
    reader = sign_in(client, township.login(Office.REPRESENTATIVE))
    answer = reader.get(f"/qingshan/meetings/{meeting_id}/meeting.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert event.decoded("dtstart") == STARTS
    assert "dtend" not in event
    assert str(event["summary"]) == "青山村：第三次村民代表会议"
    assert str(event["location"]) == "村委会"
    assert str(event["description"]) == "讨论通村路。"
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == -timedelta(days=1)
    again = reader.get(f"/qingshan/meetings/{meeting_id}/meeting.ics")
    assert again.data == answer.data


def test_what_is_typed_begins_no_line_of_its_own(client: FlaskClient, sign_in: SignIn, township: Township) -> None:
    meeting_id = convene(township, title="会；议,BEGIN:VEVENT", notice="一。\r\nEND:VEVENT\r\nATTENDEE:mailto:x@y.z")
    reader = sign_in(client, township.login(Office.REPRESENTATIVE))
    text = reader.get(f"/qingshan/meetings/{meeting_id}/meeting.ics").text
    assert text.count("\r\nEND:VEVENT\r\n") == 1
    assert "\r\nATTENDEE" not in text


def test_the_groups_text_is_there_until_the_meeting_begins(
    client: FlaskClient, sign_in: SignIn, township: Township, clock: SettableClock
) -> None:
    meeting_id = convene(township)
    secretary = sign_in(client, township.login(Office.SECRETARY))
    page = secretary.get(f"/qingshan/meetings/{meeting_id}/").text
    assert "【青山村会议通知】第三次村民代表会议\n时间：2026年10月20日 19:30\n地点：村委会\n事项：讨论通村路。" in page
    assert "meeting.ics" in page
    clock.set(STARTS)
    secretary = sign_in(client, township.login(Office.SECRETARY))
    secretary.post(f"/qingshan/meetings/{meeting_id}/roster")
    assert "会议通知】" not in secretary.get(f"/qingshan/meetings/{meeting_id}/").text


def test_another_villages_meeting_is_in_nobodys_calendar(
    client: FlaskClient, sign_in: SignIn, township: Township
) -> None:
    meeting_id = convene(township)
    stranger = sign_in(client, township.login(Office.SECRETARY, village=township.other_village))
    for village in ("qingshan", "hexi"):
        answer = stranger.get(f"/{village}/meetings/{meeting_id}/meeting.ics")
        assert answer.status_code == HTTPStatus.NOT_FOUND

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from portal.meetings.models import Attendance, Meeting
from portal.meetings.queries import meeting, roster_lines
from portal.org.offices import Office
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

ENTITLED = factories.REPRESENTATIVES + factories.COMMITTEE


@pytest.fixture
def secretary(client: FlaskClient, sign_in: SignIn, township: Township) -> FlaskClient:
    return sign_in(client, township.login(Office.SECRETARY))


@pytest.fixture
def notice(township: Township) -> dict[str, str]:
    chair = str(township.actor(Office.DIRECTOR).person_id)
    return {
        "body": "villager_reps_meeting",
        "title": "第三次村民代表会议",
        "starts_at": "2026-10-15T19:30",
        "place": "村委会",
        "notice": "讨论通村路。",
        "chair": chair,
        "recorder": chair,
    }


@pytest.fixture
def convened(secretary: FlaskClient, notice: dict[str, str]) -> int:
    secretary.post("/qingshan/meetings/new", data=notice)
    return int(Meeting.get().id)


@pytest.fixture
def begun(secretary: FlaskClient, convened: int) -> int:
    secretary.post(f"/qingshan/meetings/{convened}/roster")
    return convened


def lines_of(township: Township, meeting_id: int) -> list[int]:
    roster_id = meeting(township.village, meeting_id).roster_id
    assert roster_id is not None
    return [line.id for line in roster_lines(roster_id)]


def tick(client: FlaskClient, meeting_id: int, lines: list[int]) -> TestResponse:
    return client.post(f"/qingshan/meetings/{meeting_id}/attendance", data={"lines": lines})


def test_a_meeting_is_convened_for_a_moment_in_chinas_time(secretary: FlaskClient, notice: dict[str, str]) -> None:
    answer = secretary.post("/qingshan/meetings/new", data=notice)
    assert answer.status_code == HTTPStatus.FOUND
    assert "2026年10月15日 19:30" in secretary.get(answer.headers["Location"]).text


def test_a_moment_that_has_passed_is_refused_and_the_notice_stays_typed(
    secretary: FlaskClient, notice: dict[str, str]
) -> None:
    answer = secretary.post("/qingshan/meetings/new", data={**notice, "starts_at": "2026-10-14T19:30"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "讨论通村路。" in answer.text
    assert not Meeting.select().exists()


def test_chair_and_recorder_are_people_of_this_village(
    secretary: FlaskClient, notice: dict[str, str], township: Township
) -> None:
    stranger = township.actor(Office.DIRECTOR, village=township.other_village).person_id
    answer = secretary.post("/qingshan/meetings/new", data={**notice, "chair": str(stranger)})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Meeting.select().exists()


def test_beginning_sign_in_fixes_who_is_entitled(secretary: FlaskClient, begun: int, township: Township) -> None:
    assert len(lines_of(township, begun)) == ENTITLED
    page = secretary.get(f"/qingshan/meetings/{begun}/").text
    assert f"<dt>应到</dt><dd>{ENTITLED} 人</dd>" in page
    assert "<dt>实到</dt><dd>0 人</dd>" in page


def test_sign_in_begins_once(secretary: FlaskClient, begun: int) -> None:
    answer = secretary.post(f"/qingshan/meetings/{begun}/roster")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "应到名单已经固定" in answer.text


def test_everybody_present_is_one_touch_without_scripts(secretary: FlaskClient, begun: int) -> None:
    page = secretary.get(f"/qingshan/meetings/{begun}/attendance?all=1").text
    assert page.count(" checked>") == ENTITLED
    assert " checked>" not in secretary.get(f"/qingshan/meetings/{begun}/attendance").text


def test_those_ticked_are_present_and_leave_the_list(secretary: FlaskClient, begun: int, township: Township) -> None:
    lines = lines_of(township, begun)
    assert tick(secretary, begun, lines[:27]).status_code == HTTPStatus.FOUND
    assert "<dt>实到</dt><dd>27 人</dd>" in secretary.get(f"/qingshan/meetings/{begun}/").text
    assert secretary.get(f"/qingshan/meetings/{begun}/attendance").text.count('type="checkbox"') == ENTITLED - 27


def test_somebody_not_on_the_roster_cannot_be_present(secretary: FlaskClient, begun: int) -> None:
    assert tick(secretary, begun, [10**9]).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Attendance.select().exists()


def test_nobody_ticked_is_asked_about(secretary: FlaskClient, begun: int) -> None:
    answer = tick(secretary, begun, [])
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请至少勾选一个人。" in answer.text


def test_minutes_are_sealed_and_a_later_version_says_why(secretary: FlaskClient, begun: int) -> None:
    at = f"/qingshan/meetings/{begun}/minutes"
    assert secretary.post(at, data={"text": "先修西坡一段。"}).status_code == HTTPStatus.FOUND
    refused = secretary.post(at, data={"text": "先修东坡一段。", "reason": ""})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "先修东坡一段。" in refused.text
    secretary.post(at, data={"text": "先修东坡一段。", "reason": "笔误"})
    page = secretary.get(f"/qingshan/meetings/{begun}/").text
    assert page.index("第 2 版") < page.index("笔误") < page.index("第 1 版")
    assert "先修西坡一段。" in page


def test_minutes_written_later_bear_the_mark(
    secretary: FlaskClient, sign_in: SignIn, begun: int, clock: SettableClock, township: Township
) -> None:
    clock.set(clock.moment + timedelta(days=3))
    sign_in(secretary, township.login(Office.SECRETARY))
    secretary.post(f"/qingshan/meetings/{begun}/minutes", data={"text": "先修西坡一段。"})
    assert "补录 3 天" in secretary.get(f"/qingshan/meetings/{begun}/").text


def test_minutes_before_sign_in_are_refused(secretary: FlaskClient, convened: int) -> None:
    answer = secretary.post(f"/qingshan/meetings/{convened}/minutes", data={"text": "先写好的记录。"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "先写好的记录。" in answer.text


def test_whoever_only_reads_is_offered_nothing_to_press(
    client: FlaskClient, sign_in: SignIn, begun: int, township: Township
) -> None:
    sign_in(client, township.login(Office.REPRESENTATIVE))
    page = client.get(f"/qingshan/meetings/{begun}/").text
    assert "登记签到" not in page
    assert "<button" not in page
    assert "召集会议</a>" not in client.get("/qingshan/meetings/").text


def test_stored_script_in_a_title_is_shown_as_text(secretary: FlaskClient, notice: dict[str, str]) -> None:
    evil = "<img src=x onerror=alert(1)>"
    answer = secretary.post("/qingshan/meetings/new", data={**notice, "title": evil, "notice": evil, "place": evil})
    at = answer.headers["Location"]
    for page in (secretary.get(at).text, secretary.get("/qingshan/meetings/").text, secretary.get("/qingshan/").text):
        assert "<img src=x" not in page
    assert "&lt;img src=x" in secretary.get(at).text


def test_presence_entered_days_later_bears_the_mark(
    client: FlaskClient, sign_in: SignIn, begun: int, township: Township, clock: SettableClock
) -> None:
    clock.set(clock.moment + timedelta(days=3))
    later = sign_in(client, township.login(Office.SECRETARY))
    tick(later, begun, lines_of(township, begun)[:1])
    assert "补录 3 天" in later.get(f"/qingshan/meetings/{begun}/").text


def test_a_long_list_of_meetings_comes_by_pages(secretary: FlaskClient, notice: dict[str, str]) -> None:
    for number in range(51):
        secretary.post("/qingshan/meetings/new", data={**notice, "title": f"第 {number} 次会"})
    first = secretary.get("/qingshan/meetings/").text
    assert first.count("次会</a>") == 50
    assert "第 1 页，共 2 页 51 条" in first
    assert secretary.get("/qingshan/meetings/?page=2").text.count("次会</a>") == 1
    assert secretary.get("/qingshan/meetings/?page=3").status_code == HTTPStatus.NOT_FOUND

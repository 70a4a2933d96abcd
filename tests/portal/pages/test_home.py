from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from portal import home
from portal.areas import Task
from portal.meetings.bodies import Body
from portal.meetings.services import Convening, convene_meeting, freeze_roster
from portal.org.offices import Office
from portal.org.services import create_village

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

TODAY = date(2026, 10, 15)
PLAIN = Task(title="", endpoint="home.village")


def convened(township: Township, clock: SettableClock, *, recorder_id: int | None = None) -> int:
    secretary = township.actor(Office.SECRETARY)
    convening = Convening(
        body=Body.VILLAGER_REPS_MEETING,
        title="第三次村民代表会议",
        place="村委会",
        starts_at=clock.moment + timedelta(hours=2),
        notice="讨论通村路。",
        chair_id=secretary.person_id,
        recorder_id=recorder_id or secretary.person_id,
    )
    return int(convene_meeting(secretary, township.village, convening).id)


def test_tasks_stand_urgent_first_then_by_day(app: Flask, township: Township, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [
        replace(PLAIN, title="不限日期"),
        replace(PLAIN, title="月底前", due=date(2026, 10, 31)),
        replace(PLAIN, title="明天前", due=date(2026, 10, 16)),
        replace(PLAIN, title="急事", due=date(2026, 11, 30), urgent=True),
    ]
    monkeypatch.setattr(home, "meeting_tasks", lambda _actor, _village, _today: tasks)
    monkeypatch.setattr(home, "mounted_areas", list)
    with app.test_request_context():
        waiting = home.waiting_for(township.actor(Office.SECRETARY), [township.village], today=TODAY)
    assert [task.title for task in waiting] == ["急事", "明天前", "月底前", "不限日期"]


@pytest.mark.parametrize(
    ("due", "overdue", "due_today"),
    [(date(2026, 10, 14), True, False), (TODAY, False, True), (date(2026, 10, 16), False, False), (None, False, False)],
)
def test_a_task_is_overdue_from_the_day_after(
    app: Flask, township: Township, monkeypatch: pytest.MonkeyPatch, due: date | None, *, overdue: bool, due_today: bool
) -> None:
    monkeypatch.setattr(home, "meeting_tasks", lambda _actor, _village, _today: [replace(PLAIN, due=due)])
    monkeypatch.setattr(home, "mounted_areas", list)
    with app.test_request_context():
        (task,) = home.waiting_for(township.actor(Office.SECRETARY), [township.village], today=TODAY)
    assert (task.overdue, task.due_today) == (overdue, due_today)


def test_whoever_serves_one_village_lands_there(client: FlaskClient, sign_in: SignIn, township: Township) -> None:
    assert sign_in(client, township.login(Office.SECRETARY)).get("/").headers["Location"] == "/qingshan/"


def test_the_township_sees_every_village(client: FlaskClient, sign_in: SignIn, township: Township) -> None:
    page = sign_in(client, township.login(Office.TOWNSHIP_ADMIN)).get("/").text
    assert 'href="/qingshan/"' in page
    assert 'href="/hexi/"' in page


def test_nothing_waiting_says_so_and_what_there_is_to_look_at(
    client: FlaskClient, sign_in: SignIn, township: Township
) -> None:
    page = sign_in(client, township.login(Office.BOOKKEEPER)).get("/qingshan/").text
    assert "现在没有等您办的事" in page
    assert page.count(">村级账务</a>") == 2  # in the menu, and among what there is to look at


def test_a_county_comes_by_villages_and_asks_only_about_those_shown(
    client: FlaskClient, sign_in: SignIn, township: Township, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        create_village(township.actor(Office.TOWNSHIP_ADMIN), township.place, slug=f"cun{number}", name=f"第{number}村")
    asked: list[str] = []
    urgent = replace(PLAIN, title="急事", urgent=True)
    monkeypatch.setattr(home, "meeting_tasks", lambda _actor, village, _today: asked.append(village.name) or [urgent])
    monkeypatch.setattr(home, "mounted_areas", list)
    page = sign_in(client, township.login(Office.TOWNSHIP_ADMIN)).get("/").text
    assert "共 32 个村" in page
    assert len(asked) == page.count('<th scope="row">') == 20
    asked.clear()
    assert "第17村" in client.get("/?q=第17").text
    assert asked == ["第17村"]


def test_a_meetings_day_brings_its_tasks_one_after_the_other(
    client: FlaskClient, sign_in: SignIn, township: Township, clock: SettableClock
) -> None:
    sign_in(client, township.login(Office.SECRETARY))
    meeting_id = convened(township, clock)
    assert "开始签到：第三次村民代表会议" in client.get("/qingshan/").text
    freeze_roster(township.actor(Office.SECRETARY), township.village, meeting_id)
    assert "写会议记录：第三次村民代表会议" in client.get("/qingshan/").text
    client.post(f"/qingshan/meetings/{meeting_id}/minutes", data={"text": "先修西坡一段。"})
    assert "第三次村民代表会议" not in client.get("/qingshan/").text


def test_minutes_wait_for_the_recorder_and_once_overdue_for_those_who_convene(
    client: FlaskClient, sign_in: SignIn, township: Township, clock: SettableClock
) -> None:
    recorder, secretary = township.actor(Office.COMMITTEE), township.actor(Office.SECRETARY)
    meeting_id = convened(township, clock, recorder_id=recorder.person_id)
    freeze_roster(secretary, township.village, meeting_id)
    task = "写会议记录：第三次村民代表会议"
    assert task in sign_in(client, township.login(Office.COMMITTEE)).get("/qingshan/").text
    assert task not in sign_in(client, township.login(Office.SECRETARY)).get("/qingshan/").text
    clock.set(clock.moment + timedelta(days=4))
    assert task in sign_in(client, township.login(Office.SECRETARY)).get("/qingshan/").text
    assert task not in sign_in(client, township.login(Office.BRANCH_COMMITTEE)).get("/qingshan/").text


def test_those_who_record_nothing_have_no_such_task(
    client: FlaskClient, sign_in: SignIn, township: Township, clock: SettableClock
) -> None:
    convened(township, clock)
    page = sign_in(client, township.login(Office.SUPERVISOR)).get("/qingshan/")
    assert page.status_code == HTTPStatus.OK
    assert "第三次村民代表会议" not in page.text


def test_the_menu_shows_what_the_office_opens(client: FlaskClient, sign_in: SignIn, township: Township) -> None:
    page = sign_in(client, township.login(Office.REPRESENTATIVE)).get("/qingshan/").text
    assert ">会议</a>" in page
    assert ">人员</a>" not in page
    assert ">日志</a>" not in page

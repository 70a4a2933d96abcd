"""The hall's screen through a whole meeting: who is missing, the sealed vote, the early end, the result."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation.rules import BallotManner
from deliberation.views import screen
from portal.meetings.hall_codes import hall_code
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, assemble
from tests.factories import SECRET_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]


@pytest.fixture
def assembly(township: Township, clock: SettableClock) -> Assembly:
    return assemble(township, clock, present=25)


@pytest.fixture
def officer(client: FlaskClient, sign_in: SignIn, township: Township, assembly: Assembly) -> FlaskClient:
    assert assembly
    return sign_in(client, township.login(Office.SECRETARY))


def at(assembly: Assembly) -> str:
    return f"/qingshan/matters/screen/{assembly.meeting_id}"


def digits(assembly: Assembly, clock: SettableClock) -> str:
    typed = hall_code(assembly.meeting_id, key=SECRET_KEY, now=clock.moment).typed
    return f"{typed[:3]} {typed[3:]}"


def test_before_the_vote_it_says_who_is_missing_and_how_to_sign_in(
    officer: FlaskClient, assembly: Assembly, clock: SettableClock
) -> None:
    answer = officer.get(at(assembly))
    assert answer.headers["Refresh"] == "10"
    assert "还差 2 人" in answer.text
    assert "应到 40 人，须到 27 人，实到 25 人" in answer.text
    assert "修缮村口便民桥" in answer.text
    first = digits(assembly, clock)
    assert first in answer.text
    clock.set(clock.moment + timedelta(seconds=30))
    assert digits(assembly, clock) != first
    assert digits(assembly, clock) in officer.get(at(assembly)).text
    assembly.sign_in(26, 27)
    assert "到会人数已够" in officer.get(at(assembly)).text


def test_the_sign_in_screen_and_the_meeting_say_the_same(officer: FlaskClient, assembly: Assembly) -> None:
    for page in ("", "attendance"):
        shown = officer.get(f"/qingshan/meetings/{assembly.meeting_id}/{page}").text
        assert "还差 2 人" in shown
        assert at(assembly) in shown


@pytest.mark.parametrize("manner", list(BallotManner))
def test_through_the_vote_to_the_early_end_and_the_result(
    officer: FlaskClient, assembly: Assembly, clock: SettableClock, manner: BallotManner
) -> None:
    assembly.sign_in(26, 27)
    assembly.open(minutes=20, manner=manner)
    clock.set(clock.moment + timedelta(minutes=7, seconds=55))
    silent = officer.get(at(assembly)).text
    assert "12:05" in silent
    assert "结果已密封" in silent
    assembly.vote(1, "against")
    assert officer.get(at(assembly)).text == silent  # not even that somebody voted
    end = f"/qingshan/matters/{assembly.number}/close-early"
    assert "现在不能提前结束" in officer.get(end).text
    refused = officer.post(end)
    assert (refused.status_code, "还有到会的人没有投票" in refused.text) == (HTTPStatus.CONFLICT, True)
    for line in range(2, 28):
        assembly.vote(line)
    assert "还有 <strong>13 人</strong>没有到会" in officer.get(end).text
    assert officer.post(end).status_code == HTTPStatus.FOUND
    shown = officer.get(at(assembly)).text
    assert "✓ 表决通过" in shown
    assert "<dt>赞成</dt><dd>26</dd>" in shown
    assert "全体到会人员投票完毕，提前结束" in shown
    assert "提前结束；原定" in officer.get(f"/qingshan/matters/{assembly.number}/").text


def test_after_the_deadline_it_waits_for_the_count(
    officer: FlaskClient, assembly: Assembly, clock: SettableClock
) -> None:
    assembly.sign_in(26, 27)
    clock.set(assembly.open(manner=BallotManner.SECRET))
    assert "结果仍然密封" in officer.get(at(assembly)).text


def test_on_another_day_it_shows_no_code(
    client: FlaskClient, sign_in: SignIn, township: Township, assembly: Assembly, clock: SettableClock
) -> None:
    clock.set(clock.moment + timedelta(days=1))
    shown = sign_in(client, township.login(Office.SECRETARY)).get(at(assembly)).text
    assert "会议不在今天，不能签到" in shown
    assert "签到码" not in shown


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0:00"),
        (59, "0:59"),
        (725, "12:05"),
        (3_600, "1 小时 0 分"),
        (11_100, "3 小时 5 分"),
        (209_547, "2 天 10 小时"),
    ],
)
def test_how_long_is_left_is_told_in_the_units_people_wait_in(seconds: int, told: str) -> None:
    assert screen._left(timedelta(seconds=seconds)) == told

"""The screens: what each person sees and may do, before and after the deadline."""

from __future__ import annotations

import re
from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation.services import withdraw_matter
from portal.kernel import clock as kernel_clock
from portal.org.offices import Office
from portal.org.services import end_term
from tests.conftest import on_both_databases
from tests.deliberation.assemblies import Assembly, assemble, login_of, propose

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]
    Enter = Callable[[str], FlaskClient]

MATTERS = "/qingshan/matters/"


@pytest.fixture
def enter(app: Flask, sign_in: SignIn) -> Enter:
    """Sign in by a login, with a browser of one's own; sessions end, so sign in after the clock has moved."""
    return lambda login: sign_in(app.test_client(), login)


@pytest.fixture
def secretary(enter: Enter, township: Township) -> FlaskClient:
    return enter(township.login(Office.SECRETARY))


def ask(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == HTTPStatus.OK, answer.text
    return answer.text


def until(minutes: int) -> str:
    """Return a deadline as the form sends it."""
    return f"{(kernel_clock.now() + timedelta(minutes=minutes)).astimezone(kernel_clock.LOCAL):%Y-%m-%dT%H:%M}"


def test_an_authorisation_and_a_matter_are_entered_and_listed(secretary: FlaskClient) -> None:
    answer = secretary.post(
        f"{MATTERS}authorisations/new",
        data={
            "met_on": "2026-01-10",
            "matter_types": ["collective_income_use", "village_planning"],
            "since": "2026-01-10",
            "until": "2028-12-31",
            "evidence": "村民会议决议第1号",
        },
    )
    assert answer.status_code == HTTPStatus.FOUND, answer.text
    assert "从村集体经济所得资金和物资的使用" in ask(secretary, f"{MATTERS}authorisations/")
    answer = secretary.post(
        f"{MATTERS}new",
        data={
            "matter_type": "collective_income_use",
            "title": "修缮村口便民桥",
            "plan": "重做护栏。",
            "budget_fen": "86000.00",
            "fund": "村集体经营收入",
        },
    )
    assert answer.location == f"{MATTERS}1/"
    page = ask(secretary, f"{MATTERS}1/")
    assert "86,000.00 元" in page
    assert "村民会议已授权村民代表会议决定这类事项" in page
    assert "待提议" in ask(secretary, MATTERS)


def test_what_is_open_is_listed_before_what_is_over(secretary: FlaskClient, township: Township) -> None:
    propose(township, title="修水塔")
    over = propose(township, title="种行道树", plan="种树三百棵。")
    withdraw_matter(township.actor(Office.SECRETARY), township.village, over, reason="另作安排")
    propose(township, title="装路灯", plan="装灯四十盏。")
    listed = ask(secretary, MATTERS)
    assert listed.index("装路灯") < listed.index("修水塔") < listed.index("种行道树")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("met_on", "2026-12-01", "村民会议的日期不能晚于今天"),
        ("until", "2025-12-31", "截止日不能早于开始日"),
        ("until", "不知道", "请填写日期，例如 2026-10-03。"),
        ("matter_types", "charter_rules", "请从列出的选项中选择"),
        ("evidence", "", "请填写这一项。"),
    ],
)
def test_a_bad_authorisation_is_told_in_one_sentence_and_keeps_what_was_typed(
    secretary: FlaskClient, field: str, typed: str, sentence: str
) -> None:
    data = {
        "met_on": "2026-01-10",
        "matter_types": "collective_income_use",
        "since": "2026-01-10",
        "until": "2028-12-31",
        "evidence": "村民会议决议第1号",
        field: typed,
    }
    answer = secretary.post(f"{MATTERS}authorisations/new", data=data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert re.search(sentence, answer.text)
    assert "村民会议决议第1号" in answer.text or field == "evidence"


def test_without_authorisation_the_screen_says_so_and_nothing_can_be_opened(
    enter: Enter, township: Township, clock: SettableClock
) -> None:
    assembly = assemble(township, clock, authorised=False)
    secretary = enter(township.login(Office.SECRETARY))
    page = ask(secretary, f"{MATTERS}{assembly.number}/ballot")
    assert "没有登记村民会议对这类事项的授权" in page
    assert "开始表决" not in page
    answer = open_by_form(secretary, assembly)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "村民委员会组织法（2025修正）第29条" in answer.text


def open_by_form(client: FlaskClient, assembly: Assembly, *, minutes: int = 30):  # type: ignore[no-untyped-def]  # noqa: ANN201 - Werkzeug's test answer
    return client.post(
        f"{MATTERS}{assembly.number}/ballot",
        data={"meeting": assembly.meeting_id, "question": "是否同意修桥？", "closes_at": until(minutes)},
    )


def test_26_of_40_cannot_open_and_the_27th_can(enter: Enter, township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock, present=26)
    secretary = enter(township.login(Office.SECRETARY))
    waiting = secretary.get(f"{MATTERS}{assembly.number}/ballot")
    assert waiting.headers["Refresh"] == "10"
    page = waiting.text
    assert "还差 1 人" in page
    assert "应到 40 人" in page
    assert "实到 26 人" in page
    answer = open_by_form(secretary, assembly)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "还差 1 人" in answer.text
    assembly.sign_in(27, 27)
    ready = secretary.get(f"{MATTERS}{assembly.number}/ballot")
    assert "到会人数已够" in ready.text
    assert "Refresh" not in ready.headers
    assert open_by_form(secretary, assembly).status_code == HTTPStatus.FOUND
    assert open_by_form(secretary, assembly).status_code == HTTPStatus.CONFLICT
    assert "已经发起过表决" in ask(secretary, f"{MATTERS}{assembly.number}/ballot")
    assert "第 1 号议题：修缮村口便民桥" in ask(secretary, f"/qingshan/meetings/{assembly.meeting_id}/")


def test_a_representative_votes_in_two_touches_and_keeps_the_receipt(
    township: Township, clock: SettableClock, enter: Enter
) -> None:
    assembly = assemble(township, clock)
    closes_at = assembly.open()
    voter = enter(login_of(assembly, 7))
    assert "请您投票：修缮村口便民桥" in ask(voter, "/qingshan/")
    paper = ask(voter, f"{MATTERS}{assembly.number}/vote")
    assert [word in paper for word in ("确认赞成", "确认反对", "确认弃权")] == [True] * 3
    receipt = voter.post(f"{MATTERS}{assembly.number}/vote", data={"choice": "approve"})
    code = re.search(r"[0-9a-f]{4}(-[0-9a-f]{4}){2}", receipt.text)
    assert receipt.status_code == HTTPStatus.OK
    assert code
    again = voter.post(f"{MATTERS}{assembly.number}/vote", data={"choice": "approve"})
    assert (again.status_code, code[0] in again.text) == (HTTPStatus.OK, True)
    other = voter.post(f"{MATTERS}{assembly.number}/vote", data={"choice": "against"})
    assert other.status_code == HTTPStatus.CONFLICT
    assert code[0] in ask(voter, f"{MATTERS}{assembly.number}/vote")
    clock.set(closes_at)
    assert voter.post(f"{MATTERS}{assembly.number}/vote", data={"choice": "against"}).status_code == HTTPStatus.CONFLICT


def test_a_term_that_ends_while_the_ballot_is_open_takes_no_vote_away(
    township: Township, clock: SettableClock, enter: Enter
) -> None:
    assembly = assemble(township, clock)
    assembly.open(minutes=24 * 60)
    voter = enter(login_of(assembly, 10))
    end_term(
        assembly.secretary,
        township.village,
        assembly.lines[9].person_id,
        office=Office.REPRESENTATIVE,
        until=kernel_clock.today() - timedelta(days=1),
    )
    answer = voter.post(f"{MATTERS}1/vote", data={"choice": "approve"})
    assert answer.status_code == HTTPStatus.OK
    assert assembly.voted_lines() == [10]


def test_who_is_not_signed_in_as_present_is_told_to_sign_in(
    township: Township, clock: SettableClock, enter: Enter
) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    absent = enter(login_of(assembly, 28))
    assert "请先在会场签到" in ask(absent, f"{MATTERS}{assembly.number}/vote")
    answer = absent.post(f"{MATTERS}{assembly.number}/vote", data={"choice": "approve"})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "您还没有签到" in answer.text
    stranger = enter(township.login(Office.BOOKKEEPER))
    assert "不在这次会议的应到名册上" in stranger.get(f"{MATTERS}{assembly.number}/vote").text
    assert (
        stranger.post(f"{MATTERS}{assembly.number}/vote", data={"choice": "approve"}).status_code
        == HTTPStatus.FORBIDDEN
    )


@on_both_databases
@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"choice": ""}, id="empty"),
        pytest.param({"choice": "-1"}, id="negative"),
        pytest.param({"choice": "1000000000"}, id="10⁹"),
        pytest.param({"choice": "NaN"}, id="NaN"),
        pytest.param({"choice": ["approve", "approve"]}, id="twice the same"),
        pytest.param({"choice": ["approve", "against"]}, id="a list"),
        pytest.param({"choice": "赞成"}, id="the label"),
        pytest.param({"choice": "APPROVE"}, id="another case"),
        pytest.param({"option": "approve"}, id="another field"),
    ],
)
def test_malformed_ballot_is_400_and_the_right_to_vote_is_not_consumed(
    township: Township, clock: SettableClock, enter: Enter, sent: dict[str, object]
) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    voter = enter(login_of(assembly, 1))
    answer = voter.post(f"{MATTERS}{assembly.number}/vote", data=sent)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "您的票还没有用掉" in answer.text
    good = voter.post(f"{MATTERS}{assembly.number}/vote", data={"choice": "against"})
    assert good.status_code == HTTPStatus.OK


def test_a_voter_named_in_the_request_is_ignored(township: Township, clock: SettableClock, enter: Enter) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    other = assembly.lines[1]
    voter = enter(login_of(assembly, 1))
    voter.set_cookie("person", str(other.person_id))
    voter.post(
        f"{MATTERS}{assembly.number}/vote?person={other.person_id}&voter={other.person_id}",
        data={"choice": "approve", "person_id": other.person_id, "line": other.id},
        headers={"X-Voter": str(other.person_id)},
    )
    assert assembly.voted_lines() == [1]


def test_the_result_names_both_denominators_and_the_article_and_is_published(
    enter: Enter, township: Township, clock: SettableClock
) -> None:
    assembly = assemble(township, clock)
    secretary = enter(township.login(Office.SECRETARY))
    closes_at = assembly.open()
    for number in range(1, 15):
        assembly.vote(number)
    assembly.vote(15, "against")
    clock.set(closes_at)
    before = ask(secretary, f"{MATTERS}{assembly.number}/")
    assert "公布结果：修缮村口便民桥" in ask(secretary, "/qingshan/")
    answer = secretary.post(f"{MATTERS}{assembly.number}/close")
    assert answer.status_code == HTTPStatus.FOUND
    after = ask(secretary, f"{MATTERS}{assembly.number}/")
    for page in (before, after):
        assert "表决通过" in page
        assert "应到 40 人（村民代表会议组成人员），到会须三分之二以上，即至少 27 人；实到 27 人" in page
        assert "实到 27 人（到会人员），通过须过半数赞成，即至少 14 人；赞成 14 人" in page
        assert "村民委员会组织法（2025修正）第30条" in page
    assert "公布结果" in before
    assert "公布结果" not in after.replace("结果已公布", "")


def test_a_matter_of_another_village_is_not_here(township: Township, clock: SettableClock, enter: Enter) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    outsider = enter(township.login(Office.SECRETARY, village=township.other_village))
    for path in ("", "ballot", "vote"):
        assert outsider.get(f"/hexi/matters/{assembly.number}/{path}").status_code == HTTPStatus.NOT_FOUND
        assert outsider.get(f"{MATTERS}{assembly.number}/{path}").status_code == HTTPStatus.NOT_FOUND
    for path, data in (("vote", {"choice": "approve"}), ("close", {})):
        assert outsider.post(f"/hexi/matters/{assembly.number}/{path}", data=data).status_code == HTTPStatus.NOT_FOUND


def test_a_meeting_of_another_village_cannot_be_voted_in(
    enter: Enter, township: Township, clock: SettableClock
) -> None:
    assembly = assemble(township, clock)
    secretary = enter(township.login(Office.SECRETARY))
    assert secretary.get(f"{MATTERS}{assembly.number}/ballot?meeting=999").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("closes_at", "status"),
    [("2026-10-19T08:00", 422), ("2031-01-01T00:00", 422), ("", 422), ("2026-10-19T09:31", 302)],
)
def test_a_deadline_is_after_now_and_not_far_away(
    enter: Enter, township: Township, clock: SettableClock, closes_at: str, status: int
) -> None:
    assembly = assemble(township, clock)
    secretary = enter(township.login(Office.SECRETARY))
    assert kernel_clock.today() == date(2026, 10, 19)
    answer = secretary.post(
        f"{MATTERS}{assembly.number}/ballot",
        data={"meeting": assembly.meeting_id, "question": "是否同意？", "closes_at": closes_at},
    )
    assert answer.status_code == status


def test_who_was_not_there_is_told_so_once_the_day_of_the_meeting_is_over(
    township: Township, clock: SettableClock, enter: Enter
) -> None:
    assembly = assemble(township, clock)
    assembly.open(minutes=2 * 24 * 60)
    clock.moment += timedelta(days=1)
    told = ask(enter(login_of(assembly, 28)), f"{MATTERS}{assembly.number}/vote")
    assert "会议已在2026年10月19日开过，您没有签到，这次表决不能投票" in told
    assert "请先在会场签到" not in told

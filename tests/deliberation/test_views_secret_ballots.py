"""The screens of a secret ballot: chosen when it is opened, explained, cast in two touches, never told."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation.models import Ballot, BallotBox
from deliberation.rules import BallotManner
from portal.kernel import boxes
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, assemble, login_of
from tests.deliberation.test_views import MATTERS, ask, enter, until

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.deliberation.test_views import Enter
    from tests.factories import SettableClock, Township

__all__ = ["enter"]

PAGE = f"{MATTERS}1/"


@pytest.fixture
def assembly(township: Township, clock: SettableClock) -> Assembly:
    return assemble(township, clock)


@pytest.fixture
def secretary(assembly: Assembly, enter: Enter) -> FlaskClient:
    return enter(assembly.township.login(Office.SECRETARY))


def open_secretly(client: FlaskClient, assembly: Assembly, **changes: str) -> TestResponse:
    data = {"meeting": str(assembly.meeting_id), "question": "是否同意？", "closes_at": until(30), "manner": "secret"}
    return client.post(f"{PAGE}ballot", data=data | changes)


def test_whoever_opens_a_ballot_chooses_and_reads_what_secret_means(secretary: FlaskClient, assembly: Assembly) -> None:
    page = ask(secretary, f"{PAGE}ballot")
    assert re.search(r'<input[^>]*checked[^>]*value="recorded"', page)
    for said in (
        "无记名投票：截止后只公布票数和谁参加了",
        "钥匙销毁",
        "保密要靠管理服务器的人守规矩",
        "备份里没有票箱的钥匙",
    ):
        assert said in page, said
    refused = open_secretly(secretary, assembly, manner="half")
    assert (refused.status_code, "请从列出的选项中选择" in refused.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert open_secretly(secretary, assembly).status_code == HTTPStatus.FOUND
    assert Ballot.get().manner is BallotManner.SECRET
    shown = ask(secretary, PAGE)
    assert "无记名投票" in shown
    assert "代录纸质票" not in shown
    papers = secretary.get(f"{PAGE}papers/")
    assert (papers.status_code, "整场改用纸质票" in papers.text) == (HTTPStatus.CONFLICT, True)


def test_a_representative_votes_and_the_receipt_proves_no_choice(
    assembly: Assembly,
    clock: SettableClock,
    enter: Enter,
) -> None:
    closes_at = assembly.open(manner=BallotManner.SECRET)
    voter = enter(login_of(assembly, 7))
    paper = ask(voter, f"{PAGE}vote")
    assert "系统只记您参加了投票，不保存您投了什么" in paper
    assert "投票的人很少，或者大家投得一样，别人就能推出您投了什么。" in paper
    assert [word in paper for word in ("确认赞成", "确认反对", "确认弃权")] == [True] * 3
    receipt = voter.post(f"{PAGE}vote", data={"choice": "against"})
    code = re.search(r"[0-9a-f]{4}(-[0-9a-f]{4}){2}", receipt.text)
    assert code
    assert "回执只证明您参加了投票，不显示您投了什么" in receipt.text
    answers = [voter.post(f"{PAGE}vote", data={"choice": choice}) for choice in ("against", "approve")]
    assert [one.status_code for one in answers] == [HTTPStatus.CONFLICT] * 2
    assert answers[0].text == answers[1].text
    assert code[0] in answers[0].text
    clock.set(closes_at)
    late = voter.post(f"{PAGE}vote", data={"choice": "against"})
    assert (late.status_code, "截止" in late.text) == (HTTPStatus.CONFLICT, True)


def test_the_result_lists_who_took_part(assembly: Assembly, secretary: FlaskClient, clock: SettableClock) -> None:
    closes_at = assembly.open(manner=BallotManner.SECRET)
    for line in range(1, 16):
        assembly.vote(line)
    clock.set(closes_at)
    assert "赞成 15 人" not in ask(secretary, PAGE)
    assert secretary.post(f"{PAGE}close").status_code == HTTPStatus.FOUND
    page = ask(secretary, PAGE)
    assert "谁参加了投票" in page
    assert page.count("<td>已投票</td>") == 15
    assert "无记名投票，应到 40 人，实到 27 人，赞成 15 人" in page


def test_too_few_votes_are_not_published(assembly: Assembly, secretary: FlaskClient, clock: SettableClock) -> None:
    closes_at = assembly.open(manner=BallotManner.SECRET)
    assembly.vote(1)
    clock.set(closes_at)
    closed = secretary.post(f"{PAGE}close", follow_redirects=True)
    assert (closed.status_code, "这次表决已经作废，不计票" in closed.text) == (HTTPStatus.OK, True)
    assert "表决作废，没有计票。原因：投票的人太少" in closed.text
    assert "赞成 1 人" not in closed.text


def test_a_ballot_that_cannot_be_counted_is_declared_void_on_the_screen(
    assembly: Assembly, secretary: FlaskClient, clock: SettableClock
) -> None:
    closes_at = assembly.open(manner=BallotManner.SECRET)
    for line in (1, 2, 3):
        assembly.vote(line)
    assert secretary.get(f"{PAGE}void").status_code == HTTPStatus.NOT_FOUND
    clock.set(closes_at)
    sound = secretary.post(f"{PAGE}void", data={"reason": "不想要这个结果"})
    assert (sound.status_code, "票箱完好" in sound.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    boxes.destroy_key(Ballot.get().log.origin)
    refused = secretary.post(f"{PAGE}close")
    assert (refused.status_code, "票箱的钥匙不在" in refused.text) == (HTTPStatus.CONFLICT, True)
    assert f'action="{PAGE}void"' in refused.text
    assert "确认作废这次表决" in refused.text
    assert "作废以后不能恢复" in refused.text
    shown = ask(secretary, PAGE)
    assert f'href="{PAGE}void">作废表决' in shown
    assert "票箱打不开，不能计票" in shown
    assert "公布结果</button>" not in shown
    assert f'href="{PAGE}void"' in ask(secretary, "/qingshan/")
    assert "请填写这一项" in secretary.post(f"{PAGE}void", data={}).text
    assert secretary.post(f"{PAGE}void", data={"reason": "服务器损坏"}).status_code == HTTPStatus.FOUND
    page = ask(secretary, PAGE)
    assert "表决作废，没有计票。原因：服务器损坏" in page
    assert "表决作废，待再次开会" in page
    assert BallotBox.select().count() == 0

"""The screens of standing back, and what everybody reads of it."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from deliberation.models import Recusal, Vote
from deliberation.procedures import S4_RESOLVE
from deliberation.public.shapes import sound
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, assemble, login_of
from tests.deliberation.test_public import client_of, published_now
from tests.deliberation.test_views import MATTERS, ask, enter

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.deliberation.test_views import Enter
    from tests.factories import SettableClock, Township

__all__ = ["enter"]

PAGE = f"{MATTERS}1/"
NEW, OWN, TAKE_BACK = f"{PAGE}recusals/new", f"{PAGE}recusals/own", f"{PAGE}recusals/1/take-back"
REASON = "工程由弟弟家承包"


@pytest.fixture
def assembly(township: Township, clock: SettableClock) -> Assembly:
    return assemble(township, clock)


@pytest.fixture
def secretary(assembly: Assembly, enter: Enter) -> FlaskClient:
    return enter(assembly.township.login(Office.SECRETARY))


def code_of(assembly: Assembly, line: int) -> str:
    return str(Person.get_by_id(assembly.lines[line - 1].person_id).code)


def test_an_officer_enters_it_and_takes_it_back(secretary: FlaskClient, assembly: Assembly) -> None:
    assert "没有人回避" in ask(secretary, PAGE)
    assert "村事表决办法（回避）" in ask(secretary, NEW)
    said = {"person": code_of(assembly, 7), "kind": "near_relative", "reason": REASON}
    for wrong, sentence in (
        ({"kind": "whatever"}, "请从列出的选项中选择"),
        ({"reason": ""}, "请填写这一项"),
        ({"reason": "电话13812345678"}, "13812345678"),
        ({"person": "没有这个人"}, "没有这个人"),
    ):
        refused = secretary.post(NEW, data=said | wrong)
        assert (refused.status_code, sentence in refused.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True), wrong
    assert Recusal.select().count() == 0
    assert secretary.post(NEW, data=said).status_code == HTTPStatus.FOUND
    shown = ask(secretary, PAGE)
    for words in (assembly.lines[6].name, "受益人的近亲属", REASON, TAKE_BACK):
        assert words in shown, words
    held = ask(secretary, f"{PAGE}hold/{S4_RESOLVE}")
    assert "回避 1 人：7. " in held
    assert "最多 26 票" in held
    for _twice in range(2):
        assert secretary.post(TAKE_BACK, data={"reason": "登记错了人"}).status_code == HTTPStatus.FOUND
    assert Recusal.select().count() == 2
    assert "没有人回避" in ask(secretary, PAGE)
    assert secretary.post(TAKE_BACK, data={"reason": "另一个原因"}).status_code == HTTPStatus.NOT_FOUND
    assert secretary.get(f"{PAGE}recusals/2/take-back").status_code == HTTPStatus.NOT_FOUND


def test_a_representative_stands_back_and_thinks_again(assembly: Assembly, enter: Enter, clock: SettableClock) -> None:
    voter = enter(login_of(assembly, 20))
    assert "我要回避" in ask(voter, PAGE)
    assert "登记回避" not in ask(voter, PAGE)
    assert voter.get(NEW).status_code == HTTPStatus.FORBIDDEN
    for _twice in range(2):
        assert voter.post(OWN, data={"kind": "benefits", "reason": REASON}).status_code == HTTPStatus.FOUND
    assert [one.stands for one in Recusal.select()] == [True]
    assert voter.get(OWN).status_code == HTTPStatus.FOUND
    assert REASON in ask(voter, f"{OWN}/take-back")
    assert "收回我的回避" in ask(voter, PAGE)
    assert "本人提出" in ask(voter, PAGE)
    for _twice in range(2):
        assert voter.post(f"{OWN}/take-back", data={"reason": "弟弟家退出了"}).status_code == HTTPStatus.FOUND
    assert voter.get(f"{OWN}/take-back").status_code == HTTPStatus.FOUND
    assert [one.stands for one in Recusal.select().order_by(Recusal.number)] == [True, False]


def test_who_stands_back_is_shown_no_ballot_paper_and_refused_with_the_rule(
    assembly: Assembly, enter: Enter, secretary: FlaskClient
) -> None:
    said = {"person": code_of(assembly, 20), "kind": "near_relative", "reason": REASON}
    secretary.post(NEW, data=said)
    assembly.open()
    voter = enter(login_of(assembly, 20))
    paper = ask(voter, f"{PAGE}vote")
    assert "您在这个议题上已经回避" in paper
    assert "确认赞成" not in paper
    assert "去投票" not in ask(voter, PAGE)
    refused = voter.post(f"{PAGE}vote", data={"choice": "approve"})
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert "村事表决办法（回避）" in refused.text
    assert Vote.select().count() == 0
    late = secretary.post(NEW, data=said | {"person": code_of(assembly, 21)})
    assert (late.status_code, "正在表决" in late.text) == (HTTPStatus.CONFLICT, True)
    assert "登记回避" not in ask(secretary, PAGE)


def test_everybody_reads_how_many_stood_back(assembly: Assembly, clock: SettableClock, enter: Enter) -> None:
    kin = services.Recusing(kind="near_relative", reason=REASON)
    person = code_of(assembly, 20)
    services.record_recusal(assembly.secretary, assembly.township.village, 1, kin, person=person)
    closes_at = assembly.open()
    for line in range(1, 20):
        assembly.vote(line)
    clock.set(closes_at + timedelta(minutes=1))
    assembly.close()
    published = published_now()
    assert all(sound(one) for one in published.of("qingshan", "resolution"))
    public = client_of(published).get(PAGE).text
    assert "回避 1 人（名册第 20 号），没有投票；应到、实到照算" in public
    assert REASON not in public
    rows = dict(re.findall(r'<tr id="line-(\d+)">.*?<td>(.*?)(?:<br>|</td>)', public, re.DOTALL))
    assert (rows["20"], rows["21"]) == ("回避", "到会未投票")
    shown = ask(enter(assembly.township.login(Office.SECRETARY)), PAGE)
    assert "回避 1 人（名册第 20 号），没有投票" in shown
    assert "回避 1 人" in ask(enter(assembly.township.login(Office.SECRETARY)), f"{PAGE}checkup")
    assert f"20. {assembly.lines[19].name}" in ask(enter(assembly.township.login(Office.SECRETARY)), f"{PAGE}dossier")

"""The screens of taking part from afar: one tap online, a proxy with its paper, and what each may see of it."""

from __future__ import annotations

import re
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from portal.meetings.bodies import Body
from portal.meetings.models import Attendance, Proxy
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, login_of
from tests.deliberation.collectives import NEIGHBOUR, collective, give, online
from tests.deliberation.courses import hold
from tests.deliberation.test_views import ask, enter
from tests.uploads import picture

if TYPE_CHECKING:
    from tests.deliberation.test_views import Enter
    from tests.factories import Township

__all__ = ["enter"]

ARTICLE = "农村集体经济组织法第27条"


@pytest.fixture
def held(township: Township) -> Assembly:
    return collective(township)


def at(held: Assembly, what: str = "") -> str:
    return f"/qingshan/meetings/{held.meeting_id}/{what}"


def said(held: Assembly, *, line: int = 1, delegate: str = NEIGHBOUR, paper: bool = True) -> dict[str, Any]:
    papers = {"paper": (BytesIO(picture()), "委托书.png")} if paper else {}
    return {"line": str(held.lines[line - 1].id), "delegate": delegate, **papers}


def test_a_member_confirms_with_one_tap_and_again_changes_nothing(held: Assembly, enter: Enter) -> None:
    member = enter(login_of(held, 3))
    assert "不能到现场的，可以线上参加" in ask(member, "/qingshan/")
    page = ask(member, at(held))
    assert "我在线上参加" in page
    assert ARTICLE in page
    for words in ("已确认您在线上参加", "您已经算到会"):
        answer = member.post(at(held, "online"), follow_redirects=True)
        assert words in answer.text
    assert "实到" in answer.text
    assert "25 人，其中线上 1 人" in answer.text
    assert "我在线上参加" not in answer.text
    assert "可以线上参加" not in ask(member, "/qingshan/")


def test_an_officer_records_a_proxy_and_sees_the_paper(held: Assembly, enter: Enter) -> None:
    secretary = enter(held.township.login(Office.SECRETARY))
    assert "同一户内具有完全民事行为能力的其他家庭成员" in ask(secretary, at(held, "proxies/new"))
    for wrong, words in (
        (said(held, delegate="0009"), "受托人须和委托人在名册的同一户"),
        (said(held, delegate="没有这个人"), "名册里没有"),
        (said(held, paper=False), "请拍下委托书上传"),
        (said(held, line=5), "请从列出的选项中选择"),
    ):
        refused = secretary.post(at(held, "proxies/new"), data=wrong)
        assert (refused.status_code, words in refused.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True), words
    assert Proxy.select().count() == 0
    answer = secretary.post(at(held, "proxies/new"), data=said(held), follow_redirects=True)
    assert "25 人，其中书面委托 1 人" in answer.text
    (paper,) = set(re.findall(r"/qingshan/attachments/[0-9a-f]{64}", answer.text))
    principal, other = enter(login_of(held, 1)), enter(login_of(held, 5))
    for client, status in ((secretary, HTTPStatus.OK), (principal, HTTPStatus.OK), (other, HTTPStatus.NOT_FOUND)):
        assert client.get(paper).status_code == status
    assert paper in ask(principal, at(held))
    assert "书面委托</h2>" not in ask(other, at(held))
    assert "已登记您书面委托" in ask(principal, "/qingshan/")


def test_whoever_is_represented_is_ticked_when_they_come(held: Assembly, enter: Enter) -> None:
    give(held, 1, NEIGHBOUR)
    secretary = enter(held.township.login(Office.SECRETARY))
    page = ask(secretary, at(held, "attendance?all=1"))
    box = re.search(rf'<input[^>]*value="{held.lines[0].id}"[^>]*>', page)
    assert box
    assert "checked" not in box[0]
    secretary.post(at(held, "attendance"), data={"lines": [str(held.lines[0].id)]})
    page = ask(secretary, at(held))
    assert "本人已参加，不再有效" in page
    assert "其中书面委托" not in page
    assert Attendance.select().where(Attendance.roster == held.lines[0].roster_id).count() == 25


def test_the_list_the_table_and_the_minutes_say_who_took_part_how(held: Assembly, enter: Enter) -> None:
    proxy = give(held, 1, NEIGHBOUR)
    online(held, 3)
    secretary = enter(held.township.login(Office.SECRETARY))
    for asked, there, missing in (("online", 3, 1), ("by_proxy", 1, 3)):
        page = ask(secretary, at(held, f"people/?presence={asked}"))
        assert held.lines[there - 1].name in page
        assert held.lines[missing - 1].name not in page
    assert secretary.get(at(held, "people/table.xlsx")).status_code == HTTPStatus.OK
    page = ask(secretary, at(held, "minutes/sheet"))
    assert "26 人，其中线上 1 人、书面委托 1 人" in page
    assert f"{held.lines[0].name}（委托{proxy.delegate_name}）" in page


def test_other_bodies_offer_neither(held: Assembly, enter: Enter) -> None:
    meeting = hold(held.township, Body.VILLAGER_REPS_MEETING, present=3)
    there = Assembly(township=held.township, number=held.number, meeting_id=meeting, lines=held.lines)
    member, secretary = enter(login_of(held, 30)), enter(held.township.login(Office.SECRETARY))
    assert "我在线上参加" not in ask(member, at(there))
    refused = member.post(at(there, "online"))
    assert "只对成员大会作了这样的规定" in refused.text
    assert "登记书面委托" not in ask(secretary, at(there))
    assert "只对成员大会作了这样的规定" in secretary.get(at(there, "proxies/new")).text

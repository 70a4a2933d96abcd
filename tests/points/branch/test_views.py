"""The screens of branch life: what the secretary does, what a member and the township see, and what a refusal keeps."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from points.branch.models import BranchMeeting, BranchRecord
from points.branch.queries import oddities_of
from portal.meetings.queries import meeting, roster_lines
from portal.org.models import Person
from portal.org.offices import Office
from tests.points.branch.branch_year import BranchLife

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    Enter = Callable[[Office], FlaskClient]

BRANCH = "/qingshan/branch/"


@pytest.fixture
def life(app: Flask, township: Township, clock: SettableClock) -> BranchLife:
    return BranchLife(township, clock)


@pytest.fixture
def enter(app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]) -> Enter:
    return lambda office: sign_in(app.test_client(), township.login(office))


def shown(client: FlaskClient, path: str = "") -> str:
    answer = client.get(BRANCH + path, follow_redirects=True)
    assert answer.status_code == HTTPStatus.OK, answer.text
    assert answer.text.count("<h1") == 1
    return answer.text


def test_a_meeting_is_entered_signed_and_written_down_on_the_screens(life: BranchLife, enter: Enter) -> None:
    secretary, here = enter(Office.SECRETARY), f"{life.branch.id}/"
    assert "这个支部还没有登记过会" in shown(secretary)
    sent = {
        "kind": "theme_day",
        "group": "",
        "title": "10月主题党日",
        "starts_at": "2026-10-12T09:00",
        "place": "村口广场",
        "agenda": "清理河岸",
        "chair": str(life.secretary.person_id),
        "recorder": str(life.recorder.person_id),
        "why_late": "",
    }
    refused = secretary.post(f"{BRANCH}{here}convene", data=sent)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "这次会是 3 天前开的，属于补录" in refused.text
    assert "清理河岸" in refused.text  # what was typed is still there
    secretary.post(f"{BRANCH}{here}convene", data={**sent, "why_late": "在群里通知的"})
    made = BranchMeeting.get().meeting_id
    page = secretary.get(f"/qingshan/meetings/{made}/").text
    assert "会后补录" in page
    for said in ("没有送达记录", "发到微信群", "打印通知条", "登记请假", "登记谁通知到了"):
        assert said not in page, said
    secretary.post(f"/qingshan/meetings/{made}/roster")
    record = {"text": "清了河。", "form": "practice", "practice": "volunteering", "tie": "", "tie_key": ""}
    refused = secretary.post(f"{BRANCH}meetings/{made}/record", data=record)
    assert "还没有登记签到，仍要封存？" in refused.text
    assert not BranchRecord.select().exists()
    lines = roster_lines(meeting(life.village, made).roster_id or 0)
    secretary.post(f"/qingshan/meetings/{made}/attendance", data={"lines": [str(one.id) for one in lines[1:]]})
    assert "仍要封存" not in secretary.get(f"{BRANCH}meetings/{made}/record").text
    refused = secretary.post(f"{BRANCH}meetings/{made}/record", data={**record, "practice": ""})
    assert "实践活动请选择做的是什么" in refused.text
    assert not BranchRecord.select().exists()
    secretary.post(f"{BRANCH}meetings/{made}/record", data=record)
    page = shown(secretary, f"meetings/{made}/")
    for said in ("补录 3 天", "在群里通知的", "志愿服务", "应到会", "全体", "还没有照片", "流动党员，不计入应到会"):
        assert said in page, said
    assert "封存时没有签到" not in page
    more = {**record, "practice": "labour", "text": "还清了沟", "reason": "漏记"}
    secretary.post(f"{BRANCH}meetings/{made}/addendum", data=more)
    assert "还清了沟" in shown(secretary, f"meetings/{made}/")
    year = shown(secretary)
    assert "100%" in year  # of practice
    assert "10月 已开" in year
    assert "支部生活" in secretary.get(f"/qingshan/meetings/{made}/").text  # the panel
    assert "第11条" in shown(secretary, "rules")
    today = life.convene("theme_day", date(2026, 10, 23))
    life.clock.set_day(date(2026, 10, 23))
    screen = f"/qingshan/matters/screen/{today}"  # the code to sign in by, though no certain number need come
    assert screen in enter(Office.SECRETARY).get(f"/qingshan/meetings/{today}/").text


def test_a_record_sealed_before_anybody_signed_in_says_so_for_ever(life: BranchLife, enter: Enter) -> None:
    made = life.convene("theme_day", date(2026, 10, 16))
    life.clock.set_day(date(2026, 10, 16))
    secretary = enter(Office.SECRETARY)
    secretary.post(f"/qingshan/meetings/{made}/roster")
    record = {"text": "清了河。", "form": "indoor", "practice": "", "tie": "", "tie_key": "", "unsigned": "y"}
    secretary.post(f"{BRANCH}meetings/{made}/record", data=record)
    assert "封存时没有签到" in shown(secretary, f"meetings/{made}/")
    life.clock.set_day(date(2026, 10, 16), hour=10)
    lines = roster_lines(meeting(life.village, made).roster_id or 0)
    secretary.post(f"/qingshan/meetings/{made}/attendance", data={"lines": [str(one.id) for one in lines]})
    assert meeting(life.village, made).present == len(lines)
    assert "封存时没有签到" in shown(secretary, f"meetings/{made}/")


def test_people_are_listed_for_the_committee_and_for_themselves(life: BranchLife, enter: Enter) -> None:
    absent = Person.get_by_id(life.member.person_id)
    for month in (7, 8, 9):
        life.hold("theme_day", date(2026, month, 5), absent=(absent.id,))
    life.clock.set_day(date(2026, 10, 15))
    secretary, member, admin = (enter(one) for one in (Office.SECRETARY, Office.FLOATING, Office.TOWNSHIP_ADMIN))
    here = f"{life.branch.id}/"
    assert absent.name in shown(secretary, f"{here}attendance")
    own = shown(member, f"{here}attendance")
    assert absent.name not in own
    assert "我自己" in own
    contact = f"{here}members/{absent.id}/contact"
    assert shown(secretary, contact)
    secretary.post(BRANCH + contact, data={"contacted_on": "2026-10-14", "manner": "电话", "said": "在外务工"})
    assert "在外务工" in shown(admin, f"{here}attendance")
    assert admin.get(BRANCH + contact).status_code == HTTPStatus.FORBIDDEN
    page = shown(admin, "villages")
    assert "还没有开始登记" in page  # the other village
    assert "2026年8月支部委员会会议" in page


def test_what_is_odd_is_explained_and_judged_on_the_screens(life: BranchLife, enter: Enter) -> None:
    life.hold("theme_day", date(2026, 5, 5))
    life.clock.set_day(date(2026, 10, 15))
    secretary, admin, member = (enter(one) for one in (Office.SECRETARY, Office.TOWNSHIP_ADMIN, Office.FLOATING))
    odd = oddities_of(life.village, today=date(2026, 10, 15))[0]
    assert "一个季度没有开党员大会" in shown(secretary, "oddities/")
    at = f"oddities/{odd.key}/"
    secretary.post(f"{BRANCH}{at}answer", data={"text": "农忙，10 月补开。"})
    assert "等别的人核实" in shown(secretary, at)
    assert admin.post(f"{BRANCH}{at}judge", data={"verdict": "sent_back", "reason": ""}).status_code == 422
    admin.post(f"{BRANCH}{at}judge", data={"verdict": "accepted", "reason": ""})
    assert "已核实" in shown(admin, at)
    assert "一个季度没有开党员大会" in shown(admin, "oddities/?state=closed")
    assert member.get(f"{BRANCH}oddities/").status_code == HTTPStatus.FORBIDDEN
    life.clock.set_day(date(2026, 10, 15) + timedelta(days=1))
    assert shown(secretary, f"{life.branch.id}/?year=2025")

"""The screens: what a member does on the phone, what the branch sees, and what nobody else does."""

from __future__ import annotations

import io
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from points.duties import queries
from portal.kernel.months import Quarter
from portal.kernel.sheets import read_table
from portal.org.offices import Office
from tests.points.duties.dutywork import TODAY, Dutywork
from tests.uploads import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import Township

    Enter = Callable[[str], FlaskClient]

DUTIES = "/qingshan/duties/"


@pytest.fixture
def work(app: Flask, township: Township) -> Dutywork:
    return Dutywork(township)


@pytest.fixture
def enter(app: Flask, sign_in: Callable[[FlaskClient, str], FlaskClient]) -> Enter:
    """Sign in with a browser of one's own."""
    return lambda login: sign_in(app.test_client(), login)


def ask(client: FlaskClient, path: str = "") -> str:
    answer = client.get(DUTIES + path)
    assert answer.status_code == HTTPStatus.OK, answer.text
    assert answer.text.count("<h1") == 1
    return answer.text


def test_a_member_enters_a_visit_by_picking_the_household_alone(work: Dutywork, enter: Enter) -> None:
    work.link(0, 0, 1)
    member = enter(work.logins[0])
    assert 'href="/qingshan/duties/"' in member.get("/qingshan/").text  # 1 党员履职
    assert f'href="{DUTIES}visits/new"' in ask(member)  # 2 登记走访
    form = ask(member, "visits/new")
    assert form.index("001 户") < form.index("002 户")  # 3 the household
    saved = member.post(
        f"{DUTIES}visits/new",
        data={"household": str(work.households[0]), "visited_on": "2026-10-15", "need": "", "note": ""},
        follow_redirects=True,
    )  # 4 保存
    assert "已登记走访" in saved.text
    again = ask(member, "visits/new")
    assert again.index("002 户") < again.index("001 户（本季走访过）")  # whom nobody came to stands first
    refused = member.post(
        f"{DUTIES}visits/new", data={"household": str(work.households[0]), "visited_on": "2026-10-15", "need": "水沟"}
    )
    assert refused.status_code == HTTPStatus.CONFLICT
    assert "水沟" in refused.text  # what was typed stays
    assert refused.text.count("已经登记过") == 1


def test_a_visit_is_seen_by_its_member_the_branch_and_whose_household_it_is_now(
    work: Dutywork, enter: Enter, township: Township
) -> None:
    work.link(0, 0, since=date(2026, 7, 1))
    member, other, secretary = (
        enter(one) for one in (work.logins[0], work.logins[1], township.login(Office.SECRETARY))
    )
    sent = member.post(
        f"{DUTIES}visits/new",
        data={
            "household": str(work.households[0]),
            "visited_on": "2026-10-10",
            "need": "低保怎么申请",
            "photos": (io.BytesIO(picture()), "门口.png"),
        },
        content_type="multipart/form-data",
    )
    page = sent.headers["Location"].removeprefix(DUTIES)
    (photo,) = queries.visit(work.village, queries.visits(work.village)[0].id).files
    at = f"/qingshan/attachments/{photo.digest}"
    admin = enter(township.login(Office.TOWNSHIP_ADMIN))
    for client, seen in ((member, True), (secretary, True), (other, False), (admin, False)):
        expected = HTTPStatus.OK if seen else HTTPStatus.NOT_FOUND
        assert client.get(DUTIES + page).status_code == expected
        assert client.get(at).status_code == expected
    assert "补录 5 天" in ask(member, page)
    assert "低保" not in ask(other)
    assert "低保" not in ask(admin)
    work.link(1, 0, since=TODAY, reason="换片")
    assert "低保" in ask(other, "me")  # with the household went its open need
    settled = other.post(
        f"{DUTIES}{page}outcome",
        data={"outcome": "solved", "note": "陪着办了", "settled_on": "2026-10-15"},
        follow_redirects=True,
    )
    assert "陪着办了" in settled.text
    assert "status-wait" not in ask(secretary, "visits/")


def test_every_list_filters_and_its_file_holds_what_the_filter_left(
    work: Dutywork, enter: Enter, township: Township
) -> None:
    work.link(0, 0, 1)
    work.link(1, 2)
    work.visit(0, 0, date(2026, 10, 3), need="=1+1 路灯")
    work.visit(1, 2, date(2026, 10, 4))
    work.rhythm()
    work.pay(Quarter(2026, 3), 0, on=date(2026, 9, 20))
    work.study(0)
    work.post()
    secretary = enter(township.login(Office.SECRETARY))
    kept, gone = work.names[0], work.names[1]
    lists = (
        (f"visits/?q={kept}", kept, gone),
        ("households/?state=visited", "001 户", "002 户"),
        (f"dues/?quarter=2026-Q3&q={kept}", kept, gone),
        ("study/entries?state=done", kept, gone),
        ("posts/?state=free", "第一组责任区", "已撤销"),
    )
    for address, shown, left_out in lists:
        assert shown in ask(secretary, address)
        for kind in ("xlsx", "csv"):
            answer = secretary.get(f"{DUTIES}{address}&format={kind}")
            assert answer.status_code == HTTPStatus.OK
            cells = [cell for row in read_table(f"表.{kind}", answer.data).rows for cell in row.cells]
            assert any(shown in cell for cell in cells), address
            assert not any(left_out in cell for cell in cells), address
    assert b"'=1+1" in secretary.get(f"{DUTIES}visits/?format=csv").data  # disarmed


def send(client: FlaskClient, path: str, **data: object) -> str:
    answer = client.post(DUTIES + path, data=data, follow_redirects=True)
    assert answer.status_code == HTTPStatus.OK, answer.text
    return answer.text


def test_a_branch_registers_posts_households_and_dues_on_its_screens(
    work: Dutywork, enter: Enter, township: Township
) -> None:
    secretary, colleague = enter(township.login(Office.SECRETARY)), enter(township.login(Office.BRANCH_COMMITTEE))
    ids, branch = [str(one) for one in work.members], str(work.branch.id)
    send(secretary, "posts/new", branch=branch, kind="pioneer", name="防汛岗", duties="", opened_on="2026-03-01")
    assert work.names[0] in send(colleague, "posts/1/assign", person=ids[0], since="2026-03-02")
    told = send(colleague, "households/link", person=ids[0], households=[str(work.households[0])], since="2026-03-02")
    assert "已登记 1 户" in told
    send(secretary, "dues/rhythm", branch=branch, since="2026-07", rhythm="quarterly", basis="党员大会同意")
    told = send(secretary, "dues/rate", person=ids[1], since="2026-07", monthly="5", basis="工资党员")
    assert "农民党员一般每月 0.20 元至 1.00 元，生活困难的 0.20 元（待核），请再核对一遍。" in told
    paid = send(secretary, "dues/pay?period=2026-Q3", paid_on="2026-09-30", people=[ids[0], ids[1]])
    assert "已登记 2 人，6 个月" in paid
    assert "5.00" not in ask(enter(work.logins[0]))  # what others pay is not shown
    assert "已交 2026-09-30" in ask(enter(work.logins[1]))
    assert f"dues/{ids[0]}/2026-07/withdraw" in ask(secretary, f"dues/{ids[0]}/")
    assert "撤销的原因：记错了人" in send(secretary, f"dues/{ids[0]}/2026-07/withdraw", reason="记错了人")
    own = ask(enter(work.logins[0]), "me")
    for said in ("逾期未交", "防汛岗", "001 户"):
        assert said in own
    assert f"{work.names[2]}（3 个月）" in ask(secretary)
    villages = ask(enter(township.login(Office.TOWNSHIP_ADMIN)), "villages")
    assert all(name in villages for name in ("青山村", "河西村"))
    assert not any(name in villages for name in work.names)
    assert "已公布" in send(secretary, "publish?quarter=2026-Q3", reason="")
    again = secretary.post(f"{DUTIES}publish?quarter=2026-Q3", data={"reason": "改"})
    assert again.status_code == HTTPStatus.CONFLICT


def test_members_study_report_from_afar_and_join_in_on_their_screens(
    work: Dutywork, enter: Enter, township: Township
) -> None:
    secretary, member = enter(township.login(Office.SECRETARY)), enter(work.logins[0])
    ids, branch = [str(one) for one in work.members], str(work.branch.id)
    day = "2026-10-10"
    send(secretary, "study/enter", kind="lecture", hours="1.5", title="党课", studied_on=day, people=ids[:3])
    half = {"kind": "lecture", "hours": "1.2", "title": "半课", "studied_on": day, "people": ids[:1]}
    assert "半小时为最小单位" in secretary.post(f"{DUTIES}study/enter", data=half).text
    send(member, "study/new", kind="self", hours="2", title="自学笔记", studied_on=day)
    entry = queries.study_entries(work.village, waiting=True)[0].id
    send(secretary, "study/check", entries=[str(entry)], verdict="confirmed")
    assert "3.5" in ask(secretary, "study/")
    away = {"person": str(work.floating.person_id), "destination": "佛山", "since": "2026-04-01", "contact": ids[0]}
    send(secretary, "away/new", **away)
    absence = queries.absences([work.village])[0].id
    floating = enter(township.login(Office.FLOATING))
    assert "还没有向支部汇报" in ask(floating)
    send(floating, f"away/{absence}/report", quarter="2026-Q3", text="在厂里", reported_on="2026-10-01")
    report = queries.absences([work.village])[0].reports[0].id
    assert "等您答复" in ask(member, "me")
    assert "放心" in send(member, f"away/reports/{report}/answer", text="老人都好，放心")
    send(secretary, "campaigns/new", branch=branch, kind="prosper", name="种茶", goal="五十亩", begins_on="2026-03-01")
    send(member, "campaigns/1/join", project="八亩", joined_on="2026-03-03")
    part = queries.campaigns(work.village)[0].joinings[0].id
    result = {"measure": "mu", "quantity": "8", "achieved_on": "2026-10-01", "evidence": "地块图"}
    assert "流转或种植面积 8 亩" in send(member, f"campaigns/parts/{part}/result", **result)
    own = ask(member, "me")
    for said in ("党课", "自学笔记", "种茶", "（佛山）"):
        assert said in own

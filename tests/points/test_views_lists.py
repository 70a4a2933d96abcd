"""The screens of months and lists: on display, objected to, locked, taken down."""

from __future__ import annotations

import re
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from points import services
from points.values import Finding
from portal.kernel.months import Month
from portal.org.offices import Office
from tests.points.branchwork import Branchwork
from tests.points.clicks import POINTS, ask, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    Enter = Callable[[Office], FlaskClient]


@pytest.fixture
def enter(app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]) -> Enter:
    """Sign in as the last holder of an office, with a browser of one's own."""
    return lambda office: sign_in(app.test_client(), township.login(office, number=-1))


@pytest.fixture
def work(app: Flask, township: Township) -> Branchwork:
    return Branchwork(township)


def test_a_villager_objects_to_a_line_and_the_secretary_answers(work: Branchwork, enter: Enter) -> None:
    entry = work.record("A02", happened_on=date(2026, 9, 4))
    work.display(Month(2026, 9))
    villager, secretary, third = (
        enter(office) for office in (Office.REPRESENTATIVE, Office.SECRETARY, Office.BRANCH_COMMITTEE)
    )
    assert work.name(0) in ask(villager, "months/2026-09/")
    address = f"{POINTS}months/2026-09/object?entry={entry.id}"
    assert work.name(0) in villager.get(address).text
    shown = villager.post(address, data={"text": "那天没有开会"}, follow_redirects=True).text
    assert "第 1 号异议" in shown
    assert "提交" not in shown
    assert villager.post(address, data={"text": "再提一次"}).status_code == HTTPStatus.CONFLICT
    number = re.search(r"objections/(\d+)/", ask(villager, "objections/"))[1]  # type: ignore[index]
    assert "复核第 1 号积分异议" in third.get("/qingshan/").text
    assert "复核第 1 号积分异议" not in secretary.get("/qingshan/").text
    data = {"finding": "upheld", "answer": "会议改期了"}
    assert secretary.post(f"{POINTS}objections/{number}/examine", data=data).status_code == HTTPStatus.FORBIDDEN
    answered = third.post(f"{POINTS}objections/{number}/examine", data=data, follow_redirects=True)
    assert "会议改期了" in answered.text
    assert "已冲销" in ask(secretary, f"entries/{entry.id}/")
    assert "第 1 号积分异议已经答复" in villager.get("/qingshan/").text
    again = third.post(f"{POINTS}objections/{number}/examine", data=data)
    assert again.status_code == HTTPStatus.CONFLICT
    stranger = enter(Office.SUPERVISOR)
    assert stranger.get(f"{POINTS}objections/{number}/").status_code == HTTPStatus.NOT_FOUND


def test_an_entry_is_shown_to_object_to_only_while_it_is_on_display(
    work: Branchwork, enter: Enter, clock: SettableClock
) -> None:
    entry = work.record("A02", happened_on=date(2026, 9, 4), person_id=work.member(-1))
    deduction = work.record("E01", happened_on=date(2026, 9, 5), person_id=work.member(-1))
    villager, concerned = enter(Office.REPRESENTATIVE), enter(Office.MEMBER)
    assert work.township.actor(Office.MEMBER, number=-1).person_id == work.member(-1)
    address = f"{POINTS}months/2026-09/object?entry={entry.id}"
    assert villager.get(address).status_code == HTTPStatus.NOT_FOUND
    work.display(Month(2026, 9))
    assert villager.get(address).status_code == HTTPStatus.OK
    hidden = f"{POINTS}months/2026-09/object?entry={deduction.id}"
    assert (villager.get(hidden).status_code, concerned.get(hidden).status_code) == (
        HTTPStatus.NOT_FOUND,
        HTTPStatus.OK,
    )
    clock.set_day(date(2026, 10, 23))
    villager, concerned = enter(Office.REPRESENTATIVE), enter(Office.MEMBER)
    assert villager.get(address).status_code == HTTPStatus.NOT_FOUND
    assert concerned.get(address).status_code == HTTPStatus.OK


def test_the_member_concerned_reads_the_objection_and_not_who_filed_it(work: Branchwork, enter: Enter) -> None:
    entry = work.record("A02", happened_on=date(2026, 9, 4), person_id=work.member(-1))
    work.display(Month(2026, 9))
    objector = work.township.actor(Office.REPRESENTATIVE, number=-1)
    objecting = services.Objecting(month=Month(2026, 9), text=f"{objector.name}看见他没有来", entry_id=entry.id)
    address = f"objections/{services.file_objection(objector, work.village, objecting).id}/"
    pages = {
        office: ask(enter(office), address)
        for office in (Office.MEMBER, Office.REPRESENTATIVE, Office.SECRETARY, Office.BRANCH_COMMITTEE)
    }
    assert "看见他没有来" in pages[Office.MEMBER]
    assert "谁提出" not in pages[Office.MEMBER]
    assert objector.name not in pages[Office.MEMBER]
    for office in (Office.REPRESENTATIVE, Office.SECRETARY, Office.BRANCH_COMMITTEE):
        assert "谁提出" in pages[office]


def test_an_answer_on_the_months_page_names_nobody_and_goes_with_the_list(
    work: Branchwork, enter: Enter, clock: SettableClock
) -> None:
    entry = work.record("A02", happened_on=date(2026, 9, 4))
    work.display(Month(2026, 9))
    objector = work.township.actor(Office.REPRESENTATIVE, number=-1)
    objecting = services.Objecting(month=Month(2026, 9), text="没有来", entry_id=entry.id)
    filed = services.file_objection(objector, work.village, objecting)
    answer = f"{work.name(0)}签到了，{objector.name}看错了人"
    services.examine_objection(work.third, work.village, filed.id, finding=Finding.DISMISSED, answer=answer)
    for day in (date(2026, 10, 15), date(2026, 10, 23)):
        clock.set_day(day)
        page = ask(enter(Office.SUPERVISOR), "months/2026-09/")
        assert "看错了人" in page
        assert objector.name not in page
    assert work.name(0) not in page
    services.lock_month(work.secretary, work.village, Month(2026, 9))
    services.take_down_list(work.secretary, work.village, Month(2026, 9), reason="公示期满")
    page = ask(enter(Office.SUPERVISOR), "months/2026-09/")
    assert "看错了人" not in page
    assert "公示期满，已经撤下" in page


def test_every_villager_finds_the_lists_on_display(work: Branchwork, enter: Enter) -> None:
    work.record("A02", happened_on=date(2026, 9, 4))
    work.display(Month(2026, 9))
    villager = enter(Office.REPRESENTATIVE)
    assert 'href="/qingshan/points/months/"' in villager.get("/qingshan/").text
    page = ask(villager, "months/")
    assert "公示到" in page
    assert 'href="/qingshan/points/months/2026-09/"' in page
    assert 'href="/qingshan/points/"' in enter(Office.MEMBER).get("/qingshan/").text


def test_a_month_is_locked_and_taken_down_by_whoever_publishes(
    work: Branchwork, enter: Enter, clock: SettableClock
) -> None:
    work.record("A02", happened_on=date(2026, 9, 4))
    work.display(Month(2026, 9))
    secretary = enter(Office.SECRETARY)
    assert "公示要到 2026-10-22 才满" in ask(secretary, "months/2026-09/")
    early = secretary.post(f"{POINTS}months/2026-09/take-down", data={"reason": "换版面"})
    assert (early.status_code, "不能提前撤下" in early.text) == (HTTPStatus.CONFLICT, True)
    assert secretary.post(f"{POINTS}months/2026-09/lock").status_code == HTTPStatus.CONFLICT
    clock.set_day(date(2026, 10, 23))
    secretary = enter(Office.SECRETARY)
    assert "锁定积分：2026年9月" in secretary.get("/qingshan/").text
    locked = secretary.post(f"{POINTS}months/2026-09/lock", follow_redirects=True).text
    assert "已锁定" in locked
    refused = record(secretary, work.member(), happened_on="2026-09-20")
    assert (refused.status_code, "按月锁定" in refused.text) == (HTTPStatus.CONFLICT, True)
    late = record(secretary, work.member(), happened_on="2026-09-20", belated="y")
    assert "补记：那个月已经锁定" in late.text


@pytest.mark.parametrize("period", ["2026-10", "2026-Q4", "2026-Q3", "2026-09"])
def test_a_list_shows_a_month_or_a_quarter(work: Branchwork, enter: Enter, period: str) -> None:
    work.record("A02", happened_on=date(2026, 9, 30))
    work.record("A01", happened_on=date(2026, 10, 1))
    page = ask(enter(Office.SECRETARY), f"?period={period}")
    assert ("参加支部党员大会" in page) == (period in {"2026-10", "2026-Q4"})
    assert ("参加党小组会" in page) == (period in {"2026-09", "2026-Q3"})


@pytest.mark.parametrize(
    "path", ["?period=2026-13", "?period=x", "?branch=999999", "lists/2026/", "lists/x/", "months/2026-Q3/"]
)
def test_a_list_that_cannot_be_is_not_found(work: Branchwork, enter: Enter, path: str) -> None:
    assert enter(Office.SECRETARY).get(POINTS + path).status_code == HTTPStatus.NOT_FOUND


def test_a_month_waits_on_the_dashboard_until_it_is_published(work: Branchwork, enter: Enter) -> None:
    work.record("A01", happened_on=date(2026, 9, 3))
    secretary = enter(Office.SECRETARY)
    assert "公示积分：2026年9月" in secretary.get("/qingshan/").text
    assert "扣分和总分不上公开网站" in ask(secretary, "lists/2026-09/")
    assert secretary.post(f"{POINTS}lists/2026-09/", data={"reason": ""}).status_code == HTTPStatus.FOUND
    assert "公示积分" not in secretary.get("/qingshan/").text
    again = secretary.post(f"{POINTS}lists/2026-09/", data={"reason": "再来一次"})
    assert again.status_code == HTTPStatus.CONFLICT
    early = secretary.post(f"{POINTS}lists/2026-Q4/", data={"reason": ""})
    assert early.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "只计已经生效的加分" in ask(secretary, "lists/2026-Q3/")

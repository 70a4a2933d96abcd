"""The screens: what the secretary does, what a member sees, and what a refusal keeps."""

from __future__ import annotations

import io
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from points import services
from points.models import PointsEntry, PointsScheme
from points.schemes import EXAMPLE
from points.services import Recording
from portal.org.offices import Office
from tests.points.branchwork import Branchwork

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.factories import Township

    Enter = Callable[[Office], FlaskClient]

POINTS = "/qingshan/points/"


@pytest.fixture
def enter(app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]) -> Enter:
    """Sign in as the last holder of an office, with a browser of one's own."""
    return lambda office: sign_in(app.test_client(), township.login(office, number=-1))


@pytest.fixture
def work(app: Flask, township: Township) -> Branchwork:
    return Branchwork(township)


def ask(client: FlaskClient, path: str = "") -> str:
    answer = client.get(POINTS + path)
    assert answer.status_code == HTTPStatus.OK, answer.text
    assert answer.text.count("<h1") == 1
    return answer.text


def record(client: FlaskClient, person_id: int, **fields: str) -> TestResponse:
    data = {"item": "A01", "person": str(person_id), "happened_on": "2026-10-14", "times": "1", "value": "", "note": ""}
    return client.post(f"{POINTS}new", data={**data, **fields}, follow_redirects=True)


def test_the_secretary_records_an_entry_and_sees_why_it_counts_so_much(work: Branchwork, enter: Enter) -> None:
    secretary = enter(Office.SECRETARY)
    form = ask(secretary, "new")
    assert "A01 参加支部党员大会（1 分/次；本年上限 4 分；“组织生活与学习”类本年上限 15 分）" in form
    answer = record(secretary, work.member(), times="3", note="<b>三次</b>")
    assert "记 3 分，本年上限 4 分，已计 0 分" in answer.text
    assert "补录 1 天" in answer.text
    assert "&lt;b&gt;三次&lt;/b&gt;" in answer.text
    assert "应记 3 分，实记 1 分" in record(secretary, work.member(), times="3", note="另三次").text
    assert ">4<" in ask(secretary)


def test_a_range_asks_for_its_value_and_takes_half_points(work: Branchwork, enter: Enter) -> None:
    secretary = enter(Office.SECRETARY)
    answer = record(secretary, work.member(), item="C07")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "5 到 10 分之间" in answer.text
    assert "记 6.5 分" in record(secretary, work.member(), item="C07", value="6.5").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"happened_on": "2026-10-16"}, "不能晚于今天"),
        ({"happened_on": "昨天"}, "请填写日期"),
        ({"times": "0"}, "请填写 1 到 100 之间的数"),
        ({"times": "1000000000"}, "请填写 1 到 100 之间的数"),
        ({"item": "Z99"}, "请从列出的选项中选择"),
        ({"value": "NaN"}, "不是分值"),
        ({"value": "2.5"}, "每次固定为 1 分"),
    ],
)
def test_a_refusal_keeps_what_was_typed_and_writes_nothing(
    work: Branchwork, enter: Enter, fields: dict[str, str], sentence: str
) -> None:
    answer = record(enter(Office.SECRETARY), work.member(), note="十月大会", **fields)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text
    assert "十月大会" in answer.text
    assert PointsEntry.select().count() == 0


def test_two_clicks_are_one_entry_and_a_conflict(work: Branchwork, enter: Enter) -> None:
    secretary = enter(Office.SECRETARY)
    assert record(secretary, work.member()).status_code == HTTPStatus.OK
    assert record(secretary, work.member()).status_code == HTTPStatus.CONFLICT
    assert PointsEntry.select().count() == 1


def test_the_secretary_is_not_offered_to_record_for_themselves(work: Branchwork, enter: Enter) -> None:
    form = ask(enter(Office.SECRETARY), "new")
    assert f'value="{work.secretary.person_id}"' not in form
    assert f'value="{work.member()}"' in form


def test_an_entry_is_reversed_with_a_reason_and_both_stay_linked(work: Branchwork, enter: Enter) -> None:
    first = work.record("A01")
    colleague = enter(Office.BRANCH_COMMITTEE)
    assert "冲销这一笔" in ask(colleague, f"entries/{first.id}/")
    assert colleague.post(f"{POINTS}entries/{first.id}/reverse").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    answer = colleague.post(f"{POINTS}entries/{first.id}/reverse", data={"reason": "重复登记"}, follow_redirects=True)
    reversal = PointsEntry.get(PointsEntry.reverses == first.id)
    assert f"entries/{reversal.id}/" in answer.text
    assert "冲销这一笔" not in answer.text
    assert "重复登记" in ask(colleague, f"entries/{reversal.id}/")
    again = colleague.post(f"{POINTS}entries/{first.id}/reverse", data={"reason": "重复登记"})
    assert again.status_code == HTTPStatus.CONFLICT


def test_a_member_sees_their_own_points_and_nobody_elses(work: Branchwork, enter: Enter) -> None:
    member = work.township.actor(Office.MEMBER, number=-1)
    own = Recording(person_id=member.person_id, item_code="E02", happened_on=date(2026, 10, 14))
    mine = services.record_entry(work.secretary, work.village, own)
    other = work.record("A01")
    client = enter(Office.MEMBER)
    page = ask(client)
    assert "迟到或早退" in page
    assert "参加支部党员大会" not in page
    assert "冲销这一笔" not in ask(client, f"entries/{mine.id}/")
    assert client.get(f"{POINTS}entries/{other.id}/").status_code == HTTPStatus.NOT_FOUND


def test_the_township_sees_the_branchs_list(work: Branchwork, enter: Enter) -> None:
    work.record("A01")
    page = ask(enter(Office.TOWNSHIP_ADMIN))
    assert "参加支部党员大会" in page
    assert "记一笔" not in page


@pytest.mark.parametrize("period", ["2026-10", "2026-Q4", "2026-Q3", "2026-09"])
def test_a_list_shows_a_month_or_a_quarter(work: Branchwork, enter: Enter, period: str) -> None:
    work.record("A02", happened_on=date(2026, 9, 30))
    work.record("A01", happened_on=date(2026, 10, 1))
    page = ask(enter(Office.SECRETARY), f"?period={period}")
    assert ("参加支部党员大会" in page) == (period in {"2026-10", "2026-Q4"})
    assert ("参加党小组会" in page) == (period in {"2026-09", "2026-Q3"})


@pytest.mark.parametrize("path", ["?period=2026-13", "?period=x", "?branch=999999", "lists/2026-10/", "lists/x/"])
def test_a_list_that_cannot_be_is_not_found(work: Branchwork, enter: Enter, path: str) -> None:
    assert enter(Office.SECRETARY).get(POINTS + path).status_code == HTTPStatus.NOT_FOUND


def test_a_scheme_is_adopted_from_a_file_and_shown(township: Township, enter: Enter) -> None:
    secretary = enter(Office.SECRETARY)
    assert "还没有登记施行中的积分办法" in ask(secretary)
    assert "还不能记分" in ask(secretary, "new")
    bad = "编号,类别,名称,分值,单位\nA01,学习,党课,0.3,次\n".encode()
    answer = secretary.post(
        f"{POINTS}scheme/new", data={"file": (io.BytesIO(bad), "办法.csv"), "effective_from": "2026-01-01"}
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "0.5 分为最小单位" in answer.text
    example = secretary.get(f"{POINTS}scheme/example.csv").data
    assert example == EXAMPLE.read_bytes()
    secretary.post(
        f"{POINTS}scheme/new", data={"file": (io.BytesIO(example), "办法.csv"), "effective_from": "2026-01-01"}
    )
    assert PointsScheme.get().branch_id == township.branch.id
    assert "5～10 分/项" in ask(secretary, "scheme/")


def test_a_quarter_waits_on_the_dashboard_until_it_is_published(work: Branchwork, enter: Enter) -> None:
    work.record("A01", happened_on=date(2026, 7, 3))
    secretary = enter(Office.SECRETARY)
    assert "公示积分：2026年第三季度" in secretary.get("/qingshan/").text
    assert "扣分和总分不上公开网站" in ask(secretary, "lists/2026-Q3/")
    assert secretary.post(f"{POINTS}lists/2026-Q3/", data={"reason": ""}).status_code == HTTPStatus.FOUND
    assert "公示积分" not in secretary.get("/qingshan/").text
    again = secretary.post(f"{POINTS}lists/2026-Q3/", data={"reason": "再来一次"})
    assert again.status_code == HTTPStatus.CONFLICT
    early = secretary.post(f"{POINTS}lists/2026-Q4/", data={"reason": ""})
    assert early.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_branch_without_a_scheme_waits_for_one(enter: Enter) -> None:
    assert "登记2026年积分办法：青山村党支部" in enter(Office.SECRETARY).get("/qingshan/").text

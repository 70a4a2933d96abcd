"""The screens of requests: whoever is signed in approves, whatever the form says; one confirm for many ticks."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from disclosure.books.models import LadderAdoption, PaymentRequest, PaymentStep, Voucher
from disclosure.books.queries.approvals import request
from disclosure.books.rules.approvals import RequestState
from portal.kernel.db import connection
from portal.org.offices import Office
from tests.conftest import on_both_databases
from tests.disclosure.books.asking import TODAY, adopt, approve, approve_all, ask, held_meeting
from tests.disclosure.books.test_views_entries import hidden, photo

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]
    As = Callable[..., FlaskClient]

BOOKS = "/qingshan/books/"
ASKED = {
    "amount_fen": "800",
    "purpose": "修路灯",
    "payee": "清河电器店",
    "spending": "non_production",
    "category": "513",
}


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Screens show the same on every database; the services are tested on both."""
    return str(request.param)


@pytest.fixture
def enter(app: Flask, township: Township, sign_in: SignIn, clock: SettableClock) -> As:
    clock.set_day(TODAY)

    def as_office(office: Office, number: int = 0) -> FlaskClient:
        return sign_in(app.test_client(), township.login(office, number=number))

    return as_office


def form_of(client: FlaskClient, address: str) -> dict[str, str]:
    return hidden(client.get(address).text)


def test_asking_shows_who_is_to_agree_and_sending_twice_asks_once(enter: As) -> None:
    client = enter(Office.BOOKKEEPER)
    sent = {**ASKED, **form_of(client, f"{BOOKS}requests/new")}
    answers = [client.post(f"{BOOKS}requests/new", data={**sent, "receipts": (photo(), "报价.jpg")}) for _ in range(2)]
    assert [one.location for one in answers] == [f"{BOOKS}requests/2026/1/"] * 2
    assert PaymentRequest.select().count() == 1
    shown = client.get(answers[0].location).text
    for words in ("证明人", "村党组织书记", "今天到的", "报价.jpg", "报出时本镇没有采纳", "待核"):
        assert words in shown, words


def test_a_payment_typed_under_an_adopted_ladder_leads_to_its_request_as_typed(
    enter: As, township: Township, clock: SettableClock
) -> None:
    assert "requests/new" not in enter(Office.BOOKKEEPER).get(f"{BOOKS}record?kind=payment").text
    adopt(township, clock, on=TODAY + timedelta(days=2))
    client = enter(Office.BOOKKEEPER)
    assert "requests/new" not in client.get(f"{BOOKS}record?kind=receipt").text
    at = f"{BOOKS}record?kind=payment"
    typed = {"amount_fen": "12.5", "summary": "买纸", "party": "文具店", "category": "513", "money": "现金"}
    sent = {**form_of(client, at), **typed, "happened_on": "2026-11-07"}
    refused = client.post(at, data=sent)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "支出要先报付款申请" in refused.text
    assert Voucher.select().count() == 0
    (link,) = re.findall(r'href="([^"]*requests/new[^"]*)"', refused.text)
    asked = client.get(unescape(link)).text
    for words in ('value="12.50"', 'value="买纸"', 'value="文具店"', 'selected value="513"'):
        assert words in asked, words


def test_what_is_missing_is_asked_for_and_kept(enter: As) -> None:
    client = enter(Office.BOOKKEEPER)
    answer = client.post(f"{BOOKS}requests/new", data={**ASKED, "amount_fen": "8.001", "token": "a" * 32})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "小数超过两位" in answer.text
    assert 'value="8.001"' in answer.text
    assert PaymentRequest.select().count() == 0


@on_both_databases
def test_approver_is_who_is_signed_in_whatever_the_form_says(enter: As, township: Township) -> None:
    row = ask(township)
    at, client = f"{BOOKS}requests/2026/1/", enter(Office.COMMITTEE)
    secretary = township.actor(Office.SECRETARY)
    forged = {"acted_by": secretary.account_id, "approver": secretary.name, "office": "secretary", "account": "1"}
    answer = client.post(f"{at}approve", data={**form_of(client, at), **forged}, headers={"X-User": secretary.name})
    assert answer.status_code == HTTPStatus.FOUND
    (step,) = PaymentStep.select()
    assert (step.acted_by, step.office) == (township.actor(Office.COMMITTEE).account_id, Office.COMMITTEE)
    assert step.request_id == row.id


@on_both_databases
def test_one_s_own_is_refused_and_says_who_is_to_do_it(enter: As, township: Township) -> None:
    client = enter(Office.COMMITTEE)
    client.post(f"{BOOKS}requests/new", data={**ASKED, **form_of(client, f"{BOOKS}requests/new")})
    at = f"{BOOKS}requests/2026/1/"
    assert "不能自己审批" in client.get(at).text
    answer = client.post(f"{at}approve", data={"seen": "2026-1-1-1"})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert PaymentStep.select().count() == 0


@on_both_databases
@pytest.mark.parametrize("seen", ["2026-1-1-2", "2026-1-2-1", "2026-2-1-1", "nothing"])
def test_what_is_no_longer_so_is_a_conflict(enter: As, township: Township, seen: str) -> None:
    ask(township)
    answer = enter(Office.COMMITTEE).post(f"{BOOKS}requests/2026/1/approve", data={"seen": seen})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "刷新" in answer.text
    assert PaymentStep.select().count() == 0


def test_returned_with_a_reason_and_answered(enter: As, township: Township) -> None:
    bookkeeper, witness, at = enter(Office.BOOKKEEPER), enter(Office.COMMITTEE), f"{BOOKS}requests/2026/1/"
    ask(township)
    empty = witness.post(f"{at}return", data=form_of(witness, f"{at}return"))
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    witness.post(f"{at}return", data={**form_of(witness, f"{at}return"), "reason": "写明修几盏"})
    assert "写明修几盏" in bookkeeper.get(at).text
    assert witness.post(f"{at}approve", data={"seen": "2026-1-1-1"}).status_code == HTTPStatus.CONFLICT
    again = bookkeeper.get(f"{at}answer").text
    assert 'value="800.00"' in again
    sent = {**ASKED, **hidden(again), "purpose": "修六盏路灯"}
    assert bookkeeper.post(f"{at}answer", data=sent).status_code == HTTPStatus.FOUND
    shown = bookkeeper.get(at).text
    assert "第 2 版" in shown
    assert "写明修几盏" in shown


def test_a_step_of_a_meeting_names_it(enter: As, township: Township) -> None:
    row = ask(township, amount_fen=300_000)
    approve(township.village, row, township.actor(Office.COMMITTEE))
    client, at = enter(Office.BRANCH_COMMITTEE), f"{BOOKS}requests/2026/1/"
    sent = form_of(client, at)
    assert client.post(f"{at}approve", data=sent).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    meeting = held_meeting(township, township.village)
    assert client.post(f"{at}approve", data={**sent, "meeting": meeting}).status_code == HTTPStatus.FOUND
    assert f"/qingshan/meetings/{meeting}/" in client.get(at).text


def test_many_are_reviewed_on_one_page_and_approved_by_one_confirm(enter: As, township: Township) -> None:
    for number in range(3):
        row = ask(township, purpose=f"第{number}盏路灯")
        for office in (Office.COMMITTEE, Office.DIRECTOR, Office.SECRETARY):
            row = approve(township.village, row, township.actor(office))
    client, at = enter(Office.SUPERVISOR), f"{BOOKS}requests/review"
    shown = client.get(at).text
    for words in ("第0盏路灯", "第2盏路灯", "清河电器店", "没有附票据", 'value="2026-2-1-4"'):
        assert words in shown, words
    assert client.post(at).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    stale = client.post(at, data={"requests": ["2026-1-1-4", "2026-2-1-3"]})
    assert stale.status_code == HTTPStatus.CONFLICT
    client.post(at, data={"requests": ["2026-1-1-4", "2026-2-1-4"]})
    states = [request(township.village, 2026, number).state for number in (1, 2, 3)]
    assert states == [RequestState.APPROVED, RequestState.APPROVED, RequestState.WAITING]


def test_paying_books_it_and_the_voucher_tells_who_agreed(enter: As, township: Township) -> None:
    approve_all(township, ask(township, amount_fen=150_000, purpose="买水泵"))
    client, at = enter(Office.BOOKKEEPER), f"{BOOKS}requests/2026/1/pay"
    shown = client.get(at).text
    assert "现金管理暂行条例第5条" in shown
    sent = {**hidden(shown), "paid_on": "2026-11-05", "money": "现金"}
    answers = [client.post(at, data=sent) for _ in range(2)]
    assert [one.location for one in answers] == [f"{BOOKS}2026-11/v/1/"] * 2
    assert Voucher.select().count() == 1
    voucher = client.get(answers[0].location).text
    for words in ("2026年第1号付款申请", "村务监督委员会成员", "大额现金支出"):
        assert words in voucher, words


def test_paying_takes_a_list_of_items_that_adds_up(enter: As, township: Township) -> None:
    approve_all(township, ask(township))
    client, at = enter(Office.BOOKKEEPER), f"{BOOKS}requests/2026/1/pay"
    more = client.post(at, data={**form_of(client, at), "paid_on": "2026-11-04", "add": "1"})
    assert 'name="item_1_name"' in more.text
    assert 'value="2026-11-04"' in more.text
    sent = {
        **hidden(more.text),
        "paid_on": "2026-11-05",
        "money": "现金",
        "item_1_name": "灯泡",
        "item_1_amount": "799",
    }
    wrong = client.post(at, data=sent)
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Voucher.select().count() == 0
    right = {"item_1_amount": "800", "item_1_quantity": "10", "item_1_unit": "个", "item_1_price": "80"}
    voucher = client.post(at, data={**sent, **right}, follow_redirects=True).text
    for words in ("灯泡", "800.00", "2026年第1号付款申请"):
        assert words in voucher, words


def test_list_begins_with_what_waits_for_whoever_looks(enter: As, township: Township) -> None:
    ask(township)
    witness, director = (enter(office).get(f"{BOOKS}requests/").text for office in (Office.COMMITTEE, Office.DIRECTOR))
    assert "等我审批" in witness
    assert "等我审批" not in director
    assert "2026-1" in director


def test_the_list_asks_the_database_as_often_for_ten_as_for_two(
    enter: As, township: Township, count_queries: Callable[[], object]
) -> None:
    client, counts = enter(Office.COMMITTEE), []
    for more in (2, 8):
        with connection():
            for number in range(more):
                ask(township, purpose=f"第{more}批第{number}项")
        for address in (f"{BOOKS}requests/", f"{BOOKS}requests/review"):
            with count_queries() as counted:  # type: ignore[attr-defined]
                assert f"第{more}批第1项" in client.get(address).text
            counts.append(counted.count)
    assert counts[:2] == counts[2:]


def test_the_township_adopts_on_its_screen(enter: As, township: Township, clock: SettableClock) -> None:
    admin, at = enter(Office.TOWNSHIP_ADMIN), f"{BOOKS}ladder/"
    before = admin.get(at).text
    assert "还没有采纳" in before
    assert "1000 元以上、不满 5000 元" in before
    sent = {"ladder": "town_a", "decided_on": "2026-11-04", "since": "2026-11-06", "document": "云政发〔2026〕9号"}
    refused = admin.post(f"{at}adopt", data={**sent, "since": "2026-11-05"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert admin.post(f"{at}adopt", data=sent).status_code == HTTPStatus.FOUND
    assert LadderAdoption.select().count() == 1
    clock.set_day(TODAY.replace(day=6))
    assert "本镇采纳的：某镇的做法" in enter(Office.BOOKKEEPER).get(at).text
    admin = enter(Office.TOWNSHIP_ADMIN)  # a day later: signed in anew
    left_open = {**sent, "ladder": "zhejiang", "since": "2026-11-08", "amount_zhejiang_large": "5,000"}
    refused = admin.post(f"{at}adopt", data=left_open)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请填写特大额从多少元起" in refused.text
    assert 'value="5,000"' in refused.text  # what was typed is kept
    filled = {**left_open, "amount_zhejiang_huge": "50000"}
    assert admin.post(f"{at}adopt", data=filled).status_code == HTTPStatus.FOUND
    clock.set_day(TODAY.replace(day=8))
    shown = enter(Office.BOOKKEEPER).get(at).text
    assert "本镇采纳的：浙江的联审联签" in shown
    assert "5000 元以上、不满 50000 元" in shown

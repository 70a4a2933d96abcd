"""The screens of alerts: found, answered with a paper, closed by another; refusals keep what was typed."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from disclosure.books import queries
from disclosure.books.models.alerts import AlertAnswer, AlertVerdict, VoucherPaper
from portal.org.offices import Office
from tests.conftest import on_both_databases
from tests.disclosure.books.suspicious import CASH, OCTOBER, bookkeeper_of, october
from tests.disclosure.books.test_views_entries import confirmed, hidden, looked, photo

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

ALERTS = "/qingshan/books/alerts/"


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Screens show the same on every database; the services are tested on both."""
    return str(request.param)


@pytest.fixture
def client_for(app: Flask, township: Township, sign_in: SignIn) -> Callable[[Office], FlaskClient]:
    return lambda office: sign_in(app.test_client(), township.login(office))


@pytest.fixture
def key(app: Flask, township: Township, clock: SettableClock) -> str:
    """The one alert of an October with a payment in cash above the threshold."""
    assert app
    clerk = bookkeeper_of(township, clock)
    clock.set_day(date(2026, 10, 2))
    clerk.opens(OCTOBER, cash=200_000, bank=0)
    clerk.pays(october(8), 100_001, "付清淤工钱", party="清淤队", money=CASH)
    clock.set_day(date(2026, 11, 3))
    (one,) = queries.alerts_of(township.village, today=date(2026, 11, 3))
    return one.key


def test_alert_leads_from_the_list_to_its_voucher_and_back(
    key: str, client_for: Callable[[Office], FlaskClient]
) -> None:
    client = client_for(Office.SUPERVISOR)
    assert f"{ALERTS}{key}/" in client.get(ALERTS).text
    page = client.get(f"{ALERTS}{key}/").text
    for text in ("大额现金支出", "1,000.01 元", "现金管理暂行条例第5条、第6条", "答复后才能结账"):
        assert text in page
    assert "/qingshan/books/2026-10/v/1/" in page
    assert f"{ALERTS}{key}/answer" not in page
    voucher = "/qingshan/books/2026-10/v/1/"
    assert f"{ALERTS}{key}/" in client.get(voucher).text
    villager = client_for(Office.REPRESENTATIVE)
    for address in (voucher, "/qingshan/books/", "/qingshan/books/2026-10/"):
        seen = villager.get(address)
        assert (seen.status_code, "疑点" in seen.text) == (HTTPStatus.OK, False)
    for address in (ALERTS, f"{ALERTS}{key}/", "/qingshan/books/requests/", "/qingshan/books/bank/"):
        assert villager.get(address).status_code == HTTPStatus.FORBIDDEN


def test_answer_and_verdict_by_two_people(key: str, client_for: Callable[[Office], FlaskClient]) -> None:
    clerk, supervisor = client_for(Office.BOOKKEEPER), client_for(Office.SUPERVISOR)
    empty = clerk.post(f"{ALERTS}{key}/answer", data={"text": " \r\n"})
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    sent = {"text": "已请开户银行审核", "papers": (photo(), "审核.jpg")}
    answered = clerk.post(f"{ALERTS}{key}/answer", data=sent, content_type="multipart/form-data", follow_redirects=True)
    assert "已请开户银行审核" in answered.text
    assert "审核.jpg" in answered.text
    again = clerk.post(f"{ALERTS}{key}/answer", data={"text": "换个说法"})
    assert (again.status_code, "换个说法" in again.text) == (HTTPStatus.CONFLICT, True)
    assert f"{ALERTS}{key}/judge" in supervisor.get(f"{ALERTS}{key}/").text
    closed = supervisor.post(f"{ALERTS}{key}/judge", data={"verdict": "accepted", "text": ""}, follow_redirects=True)
    assert "已核销" in closed.text
    late = supervisor.post(f"{ALERTS}{key}/judge", data={"verdict": "sent_back", "text": "再说清楚"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert (AlertAnswer.select().count(), AlertVerdict.select().count()) == (1, 1)


@on_both_databases
def test_who_answers_comes_from_the_session_alone(
    key: str, township: Township, client_for: Callable[[Office], FlaskClient]
) -> None:
    other = township.actor(Office.SUPERVISOR)
    sent = {"text": "已请开户银行审核", "answered_by": str(other.account_id), "by": other.name}
    client_for(Office.BOOKKEEPER).post(f"{ALERTS}{key}/answer", data=sent)
    assert AlertAnswer.get().answered_by == township.actor(Office.BOOKKEEPER).account_id


def test_list_filters_and_gives_the_same_as_a_file(key: str, client_for: Callable[[Office], FlaskClient]) -> None:
    client = client_for(Office.AUDITOR)
    assert "没有疑点" in client.get(f"{ALERTS}?state=closed").text
    assert key in client.get(f"{ALERTS}?state=open&check=large_cash&month=2026-10").text
    file = client.get(f"{ALERTS}table.xlsx?state=open")
    assert (file.status_code, file.mimetype.endswith("sheet")) == (HTTPStatus.OK, True)


def test_township_is_led_to_the_village(key: str, client_for: Callable[[Office], FlaskClient]) -> None:
    page = client_for(Office.AUDITOR).get(f"{ALERTS}villages").text
    assert key
    assert page.index("青山村") < page.index("河西村")
    assert "1 条答复后才能结账" in page


def test_close_leads_to_what_it_waits_for(key: str, client_for: Callable[[Office], FlaskClient]) -> None:
    client = client_for(Office.BOOKKEEPER)
    page = client.get("/qingshan/books/2026-10/close").text
    assert "疑点还没有答复：第1号付给清淤队现金 1,000.01 元，超过结算起点 1,000.00 元" in page
    assert "/qingshan/books/alerts/?month=2026-10&amp;state=open" in page
    assert key in client.get("/qingshan/books/alerts/?month=2026-10&state=open").text


def test_paper_is_said_with_the_entry_or_after_it(key: str, client_for: Callable[[Office], FlaskClient]) -> None:
    assert key
    client = client_for(Office.BOOKKEEPER)
    preview = looked(client)
    sent = {**hidden(preview.text), "paper_kind": "invoice", "invoice_number": "24312000001"}
    client.post("/qingshan/books/record/confirm?kind=payment", data=sent)
    assert "发票 24312000001" in client.get("/qingshan/books/2026-11/v/1/").text
    confirmed(client, looked(client, summary="买扫帚"), receipts=(photo("red"), "小票.jpg"))
    paper = "/qingshan/books/2026-11/v/2/paper"
    assert paper in client.get("/qingshan/books/2026-11/v/2/").text
    wrong = client.post(paper, data={"kind": "invoice", "invoice_number": "一二三"})
    assert (wrong.status_code, "请照票面填写" in wrong.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    client.post(paper, data={"kind": "white"})
    assert VoucherPaper.select().count() == 2
    assert "白条入账" in client.get("/qingshan/books/2026-11/v/2/").text

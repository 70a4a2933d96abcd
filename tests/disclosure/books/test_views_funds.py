"""The screens of funds: registered from the document, picked when booking, spent, closed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from disclosure.books import services
from disclosure.books.models import Fund, VoucherFund
from portal.kernel.db import connection
from portal.org.offices import Office
from tests.disclosure.books.asking import ask
from tests.disclosure.books.funded import GRANTED, ROAD, TODAY, booked, opened
from tests.disclosure.books.test_views_entries import BOOKS, PAPER, confirmed, hidden, looked, photo

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from disclosure.books.sheets.reading import Reading
    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

FUND = {
    "name": "水渠清淤补助",
    "kind": "special",
    "source": "县水利局",
    "document": "云水〔2026〕8号",
    "purpose": "清淤，不得用于其他支出。",
    "categories": ["514"],
    "limited": "y",
    "beginning_fen": "500",
    "begins_on": "2026-11-01",
}


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Screens show the same on every database; the services are tested on both."""
    return str(request.param)


@pytest.fixture
def bookkeeper(app: Flask, township: Township, sign_in: SignIn, clock: SettableClock) -> FlaskClient:
    clock.set_day(TODAY)
    return sign_in(app.test_client(), township.login(Office.BOOKKEEPER))


def test_a_fund_is_registered_and_what_is_missing_is_asked_for(bookkeeper: FlaskClient) -> None:
    at = f"{BOOKS}funds/new"
    refused = bookkeeper.post(at, data=FUND)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请附上文件的照片或 PDF" in refused.text
    assert 'value="水渠清淤补助"' in refused.text
    beyond = bookkeeper.post(at, data={**FUND, "papers": (photo(), "文件.jpg")})
    assert "专项应付款科目上有 0.00 元，现金和银行存款共 0.00 元" in beyond.text
    said = {**FUND, "beginning_reason": "期初还没有登记"}
    answer = bookkeeper.post(at, data={**said, "papers": (photo(), "文件.jpg")})
    assert answer.location == f"{BOOKS}funds/1/"
    shown = bookkeeper.get(answer.location).text
    for words in (
        "还剩 500.00 元",
        "云水〔2026〕8号",
        "公益支出，文件限定，别的不让付",
        "文件.jpg",
        "已用 0%",
        "原因：期初还没有登记",
    ):
        assert words in shown, words
    assert "县水利局" in bookkeeper.get(f"{BOOKS}funds/").text


def test_it_is_picked_when_booking_and_stands_on_the_voucher(bookkeeper: FlaskClient, township: Township) -> None:
    assert "哪一笔资金" not in bookkeeper.get(f"{BOOKS}record?kind=payment").text
    with connection():
        opened(township, beginning_fen=6_025)
    form = bookkeeper.get(f"{BOOKS}record?kind=receipt").text
    assert f"{ROAD.name}（还剩 60.25 元）" in form
    preview = looked(bookkeeper, category="514", fund=ROAD.name)
    voucher = bookkeeper.get(confirmed(bookkeeper, preview).location).text
    assert f'<a href="{BOOKS}funds/1/">{ROAD.name}</a>' in voucher
    shown = bookkeeper.get(f"{BOOKS}funds/1/").text
    for words in ("还剩 0.00 元", "已用 100%", PAPER["summary"], f"{BOOKS}2026-11/v/1/"):
        assert words in shown, words
    more = looked(bookkeeper, category="514", fund=ROAD.name, summary="再买")
    assert more.status_code == HTTPStatus.CONFLICT
    assert "最多还能付 0.00 元" in more.text
    with connection():
        assert VoucherFund.select().count() == 1


def test_lines_and_requests_name_it_too(bookkeeper: FlaskClient, township: Township) -> None:
    with connection():
        opened(township, beginning_fen=80_000)
        ask(township, category="514", fund=ROAD.name)
    for at in (f"{BOOKS}record/lines", f"{BOOKS}requests/new"):
        assert f"{ROAD.name}（还剩 800.00 元）" in bookkeeper.get(at).text
    page = bookkeeper.get(f"{BOOKS}requests/2026/1/").text
    assert f'<a href="{BOOKS}funds/1/">{ROAD.name}</a>' in page


def test_an_imported_voucher_is_given_its_fund_on_its_screen(
    bookkeeper: FlaskClient, township: Township, reading_of: Callable[..., Reading], journal_rows: list[list[str]]
) -> None:
    with connection():
        services.import_books(township.actor(Office.BOOKKEEPER), township.village, reading_of(journal_rows))
    at = f"{BOOKS}2026-10/v/1/fund"
    assert "没有可以选的资金" in bookkeeper.get(at).text
    with connection():
        opened(township)
    assert at in bookkeeper.get(f"{BOOKS}2026-10/v/1/").text
    form = bookkeeper.get(at).text
    assert f"{ROAD.name}（还剩 0.00 元）" in form
    refused = bookkeeper.post(at, data=hidden(form))
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请选择是哪一笔资金" in refused.text
    assert bookkeeper.post(at, data={**hidden(form), "fund": "1"}).location == f"{BOOKS}2026-10/v/1/"
    shown = bookkeeper.get(f"{BOOKS}2026-10/v/1/").text
    assert f'<a href="{BOOKS}funds/1/">{ROAD.name}</a>' in shown
    assert at not in shown
    assert "还剩 2,500.50 元" in bookkeeper.get(f"{BOOKS}funds/1/").text


def test_it_is_closed_with_a_reason_and_once(bookkeeper: FlaskClient, township: Township) -> None:
    with connection():
        opened(township)
        booked(township, GRANTED)
    at = f"{BOOKS}funds/1/close"
    assert "还剩 1,000.00 元" in bookkeeper.get(at).text
    sent = {**hidden(bookkeeper.get(at).text), "reason": "项目验收完成"}
    assert bookkeeper.post(at, data=sent).location == f"{BOOKS}funds/1/"
    again = bookkeeper.post(at, data=sent)
    assert again.status_code == HTTPStatus.CONFLICT
    assert "已在2026年11月5日停用" in again.text
    shown = bookkeeper.get(f"{BOOKS}funds/1/").text
    assert "项目验收完成" in shown
    assert "用它付一笔" not in shown
    with connection():
        assert Fund.select().count() == 1


def test_a_reader_sees_and_changes_nothing(
    app: Flask, township: Township, sign_in: SignIn, clock: SettableClock
) -> None:
    clock.set_day(TODAY)
    with connection():
        opened(township)
    reader = sign_in(app.test_client(), township.login(Office.REPRESENTATIVE))
    assert "登记一笔资金" not in reader.get(f"{BOOKS}funds/").text
    assert "停用" not in reader.get(f"{BOOKS}funds/1/").text
    assert reader.get(f"{BOOKS}funds/new").status_code == HTTPStatus.FORBIDDEN

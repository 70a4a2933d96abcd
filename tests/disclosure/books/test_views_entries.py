"""The simple form and the lists: look before booking, one voucher however often it is sent, files as on screen."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.models import SubAccount, Voucher
from portal.kernel.months import Month
from portal.kernel.sheets import read_table
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

BOOKS = "/qingshan/books/"
NOVEMBER = Month(2026, 11)
PAPER = {
    "happened_on": "2026-11-03",
    "amount_fen": "60.25",
    "category": "513",
    "money": "现金",
    "party": "镇上文具店",
    "summary": "买办公用品",
}


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Screens show the same on every database; the services are tested on both."""
    return str(request.param)


@pytest.fixture
def bookkeeper(app: Flask, township: Township, sign_in: SignIn, clock: SettableClock) -> FlaskClient:
    clock.set_day(date(2026, 11, 5))
    return sign_in(app.test_client(), township.login(Office.BOOKKEEPER))


def hidden(page: str) -> dict[str, str]:
    """Return what the form shown would send by itself."""
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    pairs = ((re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in found)
    return {name[1]: html.unescape(value[1]) if value else "" for name, value in pairs if name}


def photo(colour: str = "white") -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(data, "JPEG")
    data.seek(0)
    return data


def looked(client: FlaskClient, **changes: str) -> TestResponse:
    """Fill in the form for a payment and look at what it would book."""
    kind = changes.get("kind", "payment")
    token = hidden(client.get(f"{BOOKS}record?kind={kind}").text)["token"]
    return client.post(f"{BOOKS}record?kind={kind}", data={**PAPER, "token": token, **changes})


def confirmed(client: FlaskClient, preview: TestResponse, **files: tuple[io.BytesIO, str]) -> TestResponse:
    sent = {**hidden(preview.text), **files}
    return client.post(f"{BOOKS}record/confirm?kind=payment", data=sent, content_type="multipart/form-data")


def test_both_entries_are_shown_in_plain_words_before_anything_is_booked(bookkeeper: FlaskClient) -> None:
    answer = looked(bookkeeper)
    assert answer.status_code == HTTPStatus.OK
    named = ('513 <span class="category">管理费用', '101 <span class="category">现金')
    for text in ("管理费用增加 60.25 元", "现金减少 60.25 元", *named):
        assert text in answer.text
    assert Voucher.select().count() == 0


def test_what_was_shown_can_be_changed(bookkeeper: FlaskClient) -> None:
    sent = hidden(looked(bookkeeper).text)
    answer = bookkeeper.post(f"{BOOKS}record?kind=payment&change=1", data=sent)
    assert answer.status_code == HTTPStatus.OK
    assert 'value="60.25"' in answer.text
    assert sent["token"] in answer.text
    assert Voucher.select().count() == 0


def test_confirming_books_it_with_its_receipt(bookkeeper: FlaskClient, township: Township) -> None:
    answer = confirmed(bookkeeper, looked(bookkeeper), receipts=(photo(), "小票.jpg"))
    assert answer.status_code == HTTPStatus.FOUND, answer.text
    (row,) = queries.vouchers(township.village, NOVEMBER)
    assert [one.title for one in row.receipts] == ["小票.jpg"]
    shown = bookkeeper.get(answer.location).text
    assert f"/qingshan/attachments/{row.receipts[0].digest}" in shown
    assert "管理费用增加 60.25 元" in shown


def test_sending_the_form_twice_books_once(bookkeeper: FlaskClient, township: Township) -> None:
    preview = looked(bookkeeper)
    first, second = confirmed(bookkeeper, preview), confirmed(bookkeeper, preview)
    assert (first.status_code, second.status_code) == (HTTPStatus.FOUND, HTTPStatus.FOUND)
    assert first.location == second.location
    assert len(queries.vouchers(township.village, NOVEMBER)) == 1


def test_the_same_entry_again_is_a_conflict_until_it_really_is_two(bookkeeper: FlaskClient, township: Township) -> None:
    confirmed(bookkeeper, looked(bookkeeper))
    answer = looked(bookkeeper)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "确实是两笔" in answer.text
    assert 'name="really_two"' in answer.text
    confirmed(bookkeeper, looked(bookkeeper, really_two="y"))
    assert len(queries.vouchers(township.village, NOVEMBER)) == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"happened_on": "2026-11-06"}, "日期还没有到"),
        ({"amount_fen": "-3"}, "金额要大于 0"),
        ({"amount_fen": "三块"}, "不是金额"),
        ({"amount_fen": "NaN"}, "不是金额"),
        ({"category": "501"}, "请从列出的选项中选择"),
        ({"category": "513-01"}, "请从列出的选项中选择"),
        ({"money": "床底下"}, "请从列出的选项中选择"),
        ({"party": ""}, "请填写对方"),
        ({"summary": "付13812345678"}, "手机号"),
        ({"matter_number": "7"}, "请从列出的选项中选择"),
        ({"token": ""}, "请填写这一项"),
    ],
    ids=str,
)
def test_what_cannot_be_booked_is_said_and_kept_in_the_form(
    bookkeeper: FlaskClient, change: dict[str, str], told: str
) -> None:
    answer = looked(bookkeeper, **change)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert told in answer.text
    assert "买办公用品" in answer.text or "summary" in change
    assert Voucher.select().count() == 0


def test_unknown_kind_is_no_page(bookkeeper: FlaskClient) -> None:
    assert bookkeeper.get(f"{BOOKS}record?kind=other").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("kind", ["receipt", "payment", "transfer"])
def test_every_kind_has_its_form(bookkeeper: FlaskClient, kind: str) -> None:
    page = bookkeeper.get(f"{BOOKS}record?kind={kind}").text
    assert ('name="matter_number"' in page) == (kind == "payment")
    assert ('name="category"' in page) == (kind != "transfer")


def test_transfer_is_moved_the_way_it_says(bookkeeper: FlaskClient, township: Township) -> None:
    preview = looked(bookkeeper, kind="transfer", money="银行存款", summary="取备用金")
    bookkeeper.post(f"{BOOKS}record/confirm?kind=transfer", data=hidden(preview.text))
    (row,) = queries.vouchers(township.village, NOVEMBER)
    assert [(line.account, line.debit_fen) for line in row.lines] == [("101", 6_025), ("102", 0)]


def test_what_stands_in_a_text_is_never_markup(bookkeeper: FlaskClient) -> None:
    answer = confirmed(bookkeeper, looked(bookkeeper, summary="<script>alert(1)</script>", party="=1+1"))
    for page in (bookkeeper.get(answer.location).text, bookkeeper.get(f"{BOOKS}vouchers/").text):
        assert "<script>alert" not in page
    workbook = zipfile.ZipFile(io.BytesIO(bookkeeper.get(f"{BOOKS}vouchers/table.xlsx").data))
    assert "<t>'=1+1</t>" in workbook.read("xl/sharedStrings.xml").decode()


def test_receipts_can_follow_while_the_month_is_open(bookkeeper: FlaskClient, township: Township) -> None:
    confirmed(bookkeeper, looked(bookkeeper))
    address = f"{BOOKS}2026-11/v/1/receipts"
    assert bookkeeper.post(address).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for _ in range(2):
        sent = {"receipts": (photo("red"), "发票.jpg")}
        assert bookkeeper.post(address, data=sent).status_code == HTTPStatus.FOUND
    (row,) = queries.vouchers(township.village, NOVEMBER)
    assert len(row.receipts) == 1


def test_reversing_asks_for_a_reason_and_happens_once(bookkeeper: FlaskClient, township: Township) -> None:
    confirmed(bookkeeper, looked(bookkeeper))
    address = f"{BOOKS}2026-11/v/1/reverse"
    assert bookkeeper.post(address).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    first = bookkeeper.post(address, data={"reason": "金额看错"})
    assert first.status_code == HTTPStatus.FOUND
    again = bookkeeper.post(address, data={"reason": "金额看错"})
    assert again.status_code == HTTPStatus.CONFLICT
    assert "只能冲销一次" in again.text
    page = bookkeeper.get(f"{BOOKS}2026-11/").text
    assert "红字冲销" in page
    assert '<td class="num red" data-label="付出">-60.25</td>' in page
    assert "已由" in bookkeeper.get(f"{BOOKS}2026-11/v/1/").text


def test_account_is_opened_and_offered(bookkeeper: FlaskClient) -> None:
    answer = bookkeeper.post(f"{BOOKS}accounts/new", data={"code": "513", "name": "办公费"})
    assert answer.status_code == HTTPStatus.FOUND
    assert SubAccount.select().count() == 1
    assert "513-01" in bookkeeper.get(f"{BOOKS}accounts/").text
    preview = looked(bookkeeper, category="513-01")
    assert "管理费用/办公费增加" in preview.text
    assert '513-01 <span class="category">管理费用/<wbr>办公费' in preview.text
    again = bookkeeper.post(f"{BOOKS}accounts/new", data={"code": "513", "name": "办公费"})
    assert again.status_code == HTTPStatus.CONFLICT


@pytest.fixture
def filled(bookkeeper: FlaskClient) -> FlaskClient:
    confirmed(bookkeeper, looked(bookkeeper), receipts=(photo(), "小票.jpg"))
    confirmed(bookkeeper, looked(bookkeeper, summary="修路灯", party="电工", category="514", money="银行存款"))
    confirmed(bookkeeper, looked(bookkeeper, happened_on="2026-10-20", summary="十月的茶叶"))
    return bookkeeper


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["修路灯", "买办公用品", "十月的茶叶"]),
        ("q=电工", ["修路灯"]),
        ("q=%25", []),
        ("month=2026-10", ["十月的茶叶"]),
        ("account=514", ["修路灯"]),
        ("account=101", ["买办公用品", "十月的茶叶"]),
        ("receipt=yes", ["买办公用品"]),
        ("receipt=no&month=2026-11", ["修路灯"]),
        ("matter=1", []),
    ],
)
def test_the_file_holds_exactly_what_the_screen_was_asked_for(
    filled: FlaskClient, asked: str, found: list[str]
) -> None:
    page = filled.get(f"{BOOKS}vouchers/?{asked}").text
    for summary in ("修路灯", "买办公用品", "十月的茶叶"):
        assert (f"<span>{summary}</span>" in page) == (summary in found)
    table = read_table("表.xlsx", filled.get(f"{BOOKS}vouchers/table.xlsx?{asked}").data)
    records = table.records(required=("摘要",), optional=())
    assert [record["摘要"] for record in records] == found


def test_a_filter_that_cannot_be_read_makes_no_file(filled: FlaskClient) -> None:
    assert filled.get(f"{BOOKS}vouchers/?month=x").status_code == HTTPStatus.OK
    assert filled.get(f"{BOOKS}vouchers/table.xlsx?month=x").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_pages_of_the_list_count_on(filled: FlaskClient) -> None:
    assert filled.get(f"{BOOKS}vouchers/?page=2").status_code == HTTPStatus.NOT_FOUND


def test_ledger_runs_on_from_line_to_line(filled: FlaskClient, township: Township) -> None:
    page = filled.get(f"{BOOKS}ledger/?account=101&year=2026").text
    assert "-120.50" in page
    opening_fen, lines = queries.ledger_lines(township.village, "101", year=2026)
    assert (opening_fen, [one.balance_fen for one in lines]) == (0, [-6_025, -12_050])
    assert filled.get(f"{BOOKS}ledger/table.xlsx?account=101&year=2026").status_code == HTTPStatus.OK
    assert filled.get(f"{BOOKS}ledger/").status_code == HTTPStatus.OK


def test_lists_do_not_ask_the_database_for_every_row(
    filled: FlaskClient, township: Township, count_queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    with count_queries() as few:
        queries.found_vouchers(township.village, queries.VoucherQuestion())
    assert few.count <= 3


def test_closed_month_offers_no_more_receipts(filled: FlaskClient, township: Township, clock: SettableClock) -> None:
    village, bookkeeper = township.village, township.actor(Office.BOOKKEEPER)
    for money in MoneyAccount:
        services.state_opening(bookkeeper, village, Month(2026, 10), money=money, amount_fen=1_000_000)
    services.close_month(bookkeeper, village, Month(2026, 10), explanation="茶叶没有票据，已请经手人补写说明")
    answer = filled.post(f"{BOOKS}2026-10/v/1/receipts", data={"receipts": (photo(), "补.jpg")})
    assert answer.status_code == HTTPStatus.CONFLICT
    page = filled.get(f"{BOOKS}2026-10/").text
    assert "没有附票据" in page
    assert "已请经手人补写说明" in page

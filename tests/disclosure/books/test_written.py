"""Line by line, with items, and the usual entries: rows without scripts, shown before booked, one form one voucher."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import queries, services
from disclosure.books.models import Voucher, VoucherItem
from disclosure.books.queries.items import items_of
from disclosure.books.usual import usual_entries
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.org.offices import Office
from portal.terminal import packages
from tests.disclosure.books.test_views_entries import PAPER, confirmed, hidden, looked, photo

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from portal.config import Config
    from tests.factories import SettableClock, Township

LINES = "/qingshan/books/record/lines"
NOVEMBER = Month(2026, 11)
WORKS = {
    "happened_on": "2026-11-03",
    "summary": "修路，欠一部分",
    "party": "施工队",
    "account_1": "514",
    "debit_1": "1000",
    "account_2": "102",
    "credit_2": "600",
    "account_3": "211",
    "credit_3": "400.00",
}


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bookkeeper(
    app: Flask, township: Township, sign_in: Callable[..., FlaskClient], clock: SettableClock
) -> FlaskClient:
    clock.set_day(date(2026, 11, 5))
    return sign_in(app.test_client(), township.login(Office.BOOKKEEPER))


def _written(client: FlaskClient, **changes: str) -> TestResponse:
    sent = {**hidden(client.get(LINES).text), **WORKS, **changes}
    return client.post(LINES, data=sent)


def _booked(client: FlaskClient, preview: TestResponse, **more: Any) -> TestResponse:
    return client.post(f"{LINES}/confirm", data={**hidden(preview.text), **more}, content_type="multipart/form-data")


def test_voucher_line_by_line_is_shown_and_booked_once(
    bookkeeper: FlaskClient, township: Township, config: Config
) -> None:
    preview = _written(bookkeeper)
    assert preview.status_code == HTTPStatus.OK
    for text in ("公益支出增加 1,000.00 元", "银行存款减少 600.00 元", "应付款增加 400.00 元", "支出 1,000.00 元"):
        assert text in preview.text
    assert Voucher.select().count() == 0
    paper = {"paper_kind": "invoice", "invoice_number": "24312000000012345678"}
    first, second = (_booked(bookkeeper, preview, receipts=(photo(), "发票.jpg"), **paper) for _ in range(2))
    assert first.status_code == second.status_code == HTTPStatus.FOUND, first.text
    assert first.location == second.location
    (row,) = queries.vouchers(township.village, NOVEMBER)
    assert [(one.account, one.debit_fen, one.credit_fen) for one in row.lines] == [
        ("514", 100_000, 0),
        ("102", 0, 60_000),
        ("211", 0, 40_000),
    ]
    assert (row.out_fen, len(row.receipts)) == (60_000, 1)
    assert queries.statement_of(township.village, NOVEMBER).expense_fen == 100_000
    changed = _booked(bookkeeper, preview, summary="修路，全部付清")
    assert changed.status_code == HTTPStatus.CONFLICT
    again = _written(bookkeeper)
    assert again.status_code == HTTPStatus.CONFLICT
    assert 'name="really_two"' in again.text
    assert verify_all(packages(config)) == []


def test_rows_are_added_without_scripts_and_keep_what_was_typed(bookkeeper: FlaskClient) -> None:
    more = _written(bookkeeper, add="1")
    assert more.status_code == HTTPStatus.OK
    assert 'name="account_5"' in more.text
    assert 'value="400.00"' in more.text
    sent = {**hidden(more.text), **WORKS, "credit_3": "300", "account_5": "101", "credit_5": "100"}
    assert "现金减少 100.00 元" in bookkeeper.post(LINES, data=sent).text
    back = bookkeeper.post(f"{LINES}?change=1", data=sent)
    assert 'value="修路，欠一部分"' in back.text
    assert back.text.count('name="debit_') == 5
    for rows in ("999", "-1", "٣", "x"):
        assert bookkeeper.post(LINES, data={"rows": rows}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"credit_3": "300"}, "相差 100.00 元"),
        ({"debit_1": "0"}, "第1行的金额要大于 0"),
        ({"credit_3": "400.005"}, "第3行贷方（元）：金额“400.005”的小数超过两位"),
        ({"account_2": ""}, "第2行没有选科目"),
        ({"account_2": "999"}, "第2行科目：请从列出的选项中选择"),
        ({"account_4": "513"}, "第4行没有金额"),
        ({"happened_on": "2026-11-06"}, "日期还没有到"),
        ({"summary": "付13812345678"}, "手机号"),
    ],
    ids=lambda value: None if isinstance(value, str) else str(value),
)
def test_what_cannot_be_booked_names_its_row(bookkeeper: FlaskClient, change: dict[str, str], told: str) -> None:
    answer = _written(bookkeeper, **change)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert told in answer.text
    assert Voucher.select().count() == 0


def test_income_that_pays_an_expense_at_once_is_asked_about(bookkeeper: FlaskClient) -> None:
    sent = {"account_1": "102", "debit_1": "600", "account_2": "501", "credit_2": "1000", "debit_3": "400"}
    preview = _written(bookkeeper, **sent, account_3="514", credit_3="")
    assert preview.status_code == HTTPStatus.OK
    assert "收入和支出记在同一张凭证里" in preview.text
    assert "收入和支出记在同一张凭证里" not in _written(bookkeeper).text


def test_month_that_is_closed_is_said(bookkeeper: FlaskClient, township: Township) -> None:
    village, actor = township.village, township.actor(Office.BOOKKEEPER)
    services.state_openings(actor, village, Month(2026, 10), amounts={"101": 500, "301": 500})
    _booked(bookkeeper, _written(bookkeeper, happened_on="2026-10-30"))
    services.close_month(actor, village, Month(2026, 10))
    answer = _written(bookkeeper, happened_on="2026-10-31")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "已经结账" in answer.text


def test_payment_with_items_is_split_and_lists_them(
    bookkeeper: FlaskClient, township: Township, config: Config
) -> None:
    asked = looked(bookkeeper, add="1", rows="1")
    assert 'name="item_2_name"' in asked.text
    items = {
        "rows": "3",
        "item_1_name": "打印纸",
        "item_1_amount": "45.25",
        "item_1_quantity": "2.5",
        "item_1_unit": "箱",
        "item_1_price": "18.1",
        "item_2_name": "灯泡",
        "item_2_amount": "14",
        "item_2_category": "514",
    }
    refused = looked(bookkeeper, **items)
    assert "明细合计 59.25 元，付款金额 60.25 元" in refused.text
    assert "数量" in looked(bookkeeper, **items, item_3_quantity="1.2345").text
    preview = looked(bookkeeper, **{**items, "item_2_amount": "15"})
    assert "公益支出增加 15.00 元" in preview.text
    assert '<td class="num" data-label="数量">2.5 箱' in preview.text
    answer = confirmed(bookkeeper, preview)
    assert answer.status_code == HTTPStatus.FOUND, answer.text
    (row,) = queries.vouchers(township.village, NOVEMBER)
    assert [(one.account, one.debit_fen) for one in row.lines] == [("513", 4_525), ("514", 1_500), ("101", 0)]
    (paper, lamps) = items_of([row.id])[row.id]
    assert (paper.name, paper.quantity, paper.unit, paper.price, paper.amount_fen) == (
        "打印纸",
        "2.5",
        "箱",
        "18.1",
        4_525,
    )
    assert (lamps.quantity, lamps.category.name) == ("", "公益支出")
    page = bookkeeper.get(answer.location).text
    assert "明细清单" in page
    assert "2.5 箱" in page
    assert verify_all(packages(config)) == []
    assert VoucherItem.select().count() == 2


@pytest.mark.parametrize("usual", usual_entries(), ids=lambda one: one.key)
def test_usual_entry_fills_the_form(bookkeeper: FlaskClient, usual: Any) -> None:
    page = bookkeeper.get(f"/qingshan/books/record?kind={usual.kind}&usual={usual.key}").text
    assert f'value="{usual.summary}"' in page
    assert 'value="2026-11-05"' in page
    assert f'checked id="money-{0 if usual.money == "现金" else 1}"' in page
    assert not usual.account or f'<option selected value="{usual.account}">' in page


def test_form_is_filled_from_the_address_with_the_villages_own_account(
    bookkeeper: FlaskClient, township: Township
) -> None:
    services.open_sub_account(township.actor(Office.BOOKKEEPER), township.village, code="513", name="水电费")
    page = bookkeeper.get("/qingshan/books/record?kind=payment&usual=electricity").text
    assert '<option selected value="513-01">' in page
    page = bookkeeper.get("/qingshan/books/record?kind=receipt&amount_fen=12.50&happened_on=2026-11-02&token=x").text
    assert 'value="12.50"' in page
    assert 'value="x"' not in page
    assert PAPER["summary"] not in page

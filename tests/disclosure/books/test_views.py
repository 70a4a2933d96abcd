"""The screens: look before booking, mend by row and column, close by checklist, sign as a second person."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.models import MonthClose, MonthSignOff, OpeningBalance, Voucher
from disclosure.books.rules.closing import MonthState
from portal.kernel.months import Month
from portal.org.offices import Office
from tests.conftest import on_both_databases

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from disclosure.books.sheets.table import NamedFile
    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]
    Rows = list[list[str]]
    MakeCsv = Callable[..., NamedFile]
    Enter = Callable[..., FlaskClient]
    Send = Callable[..., TestResponse]

BOOKS = "/qingshan/books/"
OCTOBER = Month(2026, 10)
TODAY = date(2026, 11, 3)


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Screens show the same on every database; the services are tested on both."""
    return str(request.param)


@pytest.fixture
def enter(app: Flask, township: Township, sign_in: SignIn, clock: SettableClock) -> Enter:
    clock.set_day(TODAY)
    return lambda office, **options: sign_in(app.test_client(), township.login(office, **options))


@pytest.fixture
def bookkeeper(enter: Enter) -> FlaskClient:
    return enter(Office.BOOKKEEPER)


@pytest.fixture
def send(bookkeeper: FlaskClient, make_csv: MakeCsv) -> Send:
    """Upload tables as the bookkeeper."""

    def upload(*tables: Rows, **fields: str) -> TestResponse:
        files = [make_csv(rows, name=f"表{place}.csv") for place, rows in enumerate(tables, start=1)]
        data: dict[str, Any] = {"month": "2026-10", "money": "", "chart_key": "", **fields}
        data["files"] = [(io.BytesIO(one.data), one.name) for one in files]
        return bookkeeper.post(f"{BOOKS}import", data=data, content_type="multipart/form-data")

    return upload


def _hidden(page: str) -> dict[str, str]:
    """Return what the preview's form would send."""
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    pairs = ((re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in found)
    return {name[1]: html.unescape(value[1]) if value else "" for name, value in pairs if name}


@pytest.fixture
def booked(send: Send, bookkeeper: FlaskClient, journal_rows: Rows, item_rows: Rows) -> None:
    preview = send(journal_rows, item_rows)
    answer = bookkeeper.post(f"{BOOKS}import/confirm", data=_hidden(preview.text))
    assert answer.status_code == HTTPStatus.FOUND, answer.text


@pytest.fixture
def closed(booked: None, bookkeeper: FlaskClient) -> None:
    assert bookkeeper.post(f"{BOOKS}2026-10/close").status_code == HTTPStatus.FOUND


def test_preview_shows_totals_and_books_nothing(send: Send, journal_rows: Rows, item_rows: Rows) -> None:
    answer = send(journal_rows, item_rows)
    assert answer.status_code == HTTPStatus.OK
    for text in ("2,504.25", "860.25", "640.25", "11,003.75", "管理费用/人员工资", "5 张凭证", "与逐笔相加一致"):
        assert text in answer.text
    assert Voucher.select().count() == 0


def test_confirming_books_exactly_what_was_shown(
    send: Send, bookkeeper: FlaskClient, township: Township, journal_rows: Rows
) -> None:
    preview = send(journal_rows)
    answer = bookkeeper.post(f"{BOOKS}import/confirm", data=_hidden(preview.text), follow_redirects=True)
    assert answer.status_code == HTTPStatus.OK
    assert "5 张凭证已记账" in answer.text
    assert queries.statement_of(township.village, OCTOBER).closing_fen == 64_025 + 1_100_375


@on_both_databases
def test_confirming_twice_books_once(send: Send, bookkeeper: FlaskClient, journal_rows: Rows) -> None:
    sent = _hidden(send(journal_rows).text)
    bookkeeper.post(f"{BOOKS}import/confirm", data=sent)
    again = bookkeeper.post(f"{BOOKS}import/confirm", data=sent)
    assert again.status_code == HTTPStatus.CONFLICT
    assert "已经导入过" in again.text
    assert Voucher.select().count() == 5


@on_both_databases
def test_bad_file_is_answered_by_row_and_column(send: Send, journal_rows: Rows) -> None:
    journal_rows[5][6] = "<i>招待费</i>"
    answer = send(journal_rows)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "没有记入任何一笔" in answer.text
    assert re.search(r'data-label="第几行">6</td>\s*<td data-label="哪一列">对方科目</td>', answer.text)
    assert "&lt;i&gt;招待费&lt;/i&gt;" in answer.text
    assert Voucher.select().count() == 0


def test_endless_complaints_are_counted(send: Send, item_rows: Rows) -> None:
    rows = [item_rows[0], *([["2026-10-08", "x", "a", "b", "c", "d"]] * 100)]
    assert "还有" in send(rows).text


def test_file_that_is_none_is_a_sentence(bookkeeper: FlaskClient) -> None:
    data = {"month": "2026-10", "money": "", "chart_key": "", "files": [(io.BytesIO(b"\x00"), "账.xlsx")]}
    answer = bookkeeper.post(f"{BOOKS}import", data=data, content_type="multipart/form-data")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "内容与文件名不符" in answer.text


@pytest.mark.parametrize("month", ["0000-01", "0001-01", "9999-12"])
def test_month_no_village_has_is_a_sentence(send: Send, journal_rows: Rows, month: str) -> None:
    answer = send(journal_rows, month=month)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "不是月份" in answer.text


def test_three_files_are_too_many(send: Send, journal_rows: Rows) -> None:
    answer = send(journal_rows, journal_rows, journal_rows)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "最多选 2 个文件" in answer.text


def test_empty_form_keeps_what_was_typed(bookkeeper: FlaskClient) -> None:
    answer = bookkeeper.post(f"{BOOKS}import", data={"month": "2026-13"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="2026-13"' in answer.text
    assert "请选择文件" in answer.text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"content": "not json"}, id="no json"),
        pytest.param({"content": '[{"name": "a.csv"}]'}, id="no data"),
        pytest.param({"content": '[{"name": "a.csv", "data": "%%"}]'}, id="no base64"),
        pytest.param({"content": ""}, id="nothing"),
        pytest.param({"money": "支付宝"}, id="no money account"),
        pytest.param({"chart_key": "1999"}, id="no chart"),
        pytest.param({"month": "soon"}, id="no month"),
    ],
)
def test_forged_confirmation_is_refused_and_books_nothing(
    send: Send, bookkeeper: FlaskClient, journal_rows: Rows, change: dict[str, str]
) -> None:
    sent = _hidden(send(journal_rows).text) | change
    answer = bookkeeper.post(f"{BOOKS}import/confirm", data=sent)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Voucher.select().count() == 0


def test_month_that_cannot_be_booked_is_refused_before_the_preview(
    booked: None, send: Send, journal_rows: Rows
) -> None:
    answer = send(journal_rows)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "已经导入过" in answer.text


def test_itemised_list_alone_asks_where_the_money_lay(send: Send, item_rows: Rows) -> None:
    assert send(item_rows).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert send(item_rows, money="银行存款").status_code == HTTPStatus.OK


def test_month_shows_the_plain_statement_first(booked: None, bookkeeper: FlaskClient) -> None:
    page = bookkeeper.get(f"{BOOKS}2026-10/").text
    places = [page.index(text) for text in ("上月结余", "本月收入", "本月支出", "本月结余", "逐笔明细", "期初余额")]
    assert places == sorted(places)
    assert 'id="v-3"' in page
    assert "存取 2,000.00，不算收支" in page


def test_list_shows_months_with_their_state(booked: None, bookkeeper: FlaskClient) -> None:
    page = bookkeeper.get(BOOKS).text
    assert "2026年10月" in page
    assert MonthState.OPEN.title in page


def test_close_shows_the_checklist_and_closes(booked: None, bookkeeper: FlaskClient) -> None:
    page = bookkeeper.get(f"{BOOKS}2026-10/close").text
    assert "5 张凭证都借贷相等" in page
    assert "有 1 条疑点还没有答复（现金收入没有按时存银行 1 条）" in page
    assert "没有导入银行对账单" in page
    answer = bookkeeper.post(f"{BOOKS}2026-10/close", follow_redirects=True)
    assert MonthState.CLOSED.title in answer.text
    assert MonthClose.select().count() == 1


@on_both_databases
def test_close_twice_is_a_conflict(closed: None, bookkeeper: FlaskClient) -> None:
    again = bookkeeper.post(f"{BOOKS}2026-10/close")
    assert again.status_code == HTTPStatus.CONFLICT
    assert "已经结账" in again.text
    assert MonthClose.select().count() == 1


def test_missing_opening_is_stated_and_then_the_month_closes(
    township: Township, bookkeeper: FlaskClient, make_csv: MakeCsv, item_rows: Rows
) -> None:
    reading = services.read_books([make_csv(item_rows)], month=OCTOBER, money=MoneyAccount.BANK)
    services.import_books(township.actor(Office.BOOKKEEPER), township.village, reading)
    assert "填写期初余额" in bookkeeper.get(f"{BOOKS}2026-10/close").text
    assert bookkeeper.get(f"{BOOKS}2026-10/opening").status_code == HTTPStatus.OK
    for money in MoneyAccount:
        answer = bookkeeper.post(f"{BOOKS}2026-10/opening", data={"money": money, "amount_fen": "1,000"})
        assert answer.status_code == HTTPStatus.FOUND
    assert {one.amount_fen for one in OpeningBalance.select()} == {100_000}
    again = bookkeeper.post(f"{BOOKS}2026-10/opening", data={"money": "现金", "amount_fen": "1"})
    assert again.status_code == HTTPStatus.CONFLICT
    bad = bookkeeper.post(f"{BOOKS}2026-10/opening", data={"money": "现金", "amount_fen": "1.005"})
    assert bad.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert bookkeeper.post(f"{BOOKS}2026-10/close").status_code == HTTPStatus.FOUND


def test_supervisor_signs_off_after_looking(closed: None, enter: Enter, township: Township) -> None:
    supervisor = enter(Office.SUPERVISOR)
    page = supervisor.get(f"{BOOKS}2026-10/sign-off").text
    assert "收鱼塘租金" in page
    unseen = supervisor.post(f"{BOOKS}2026-10/sign-off")
    assert unseen.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert MonthSignOff.select().count() == 0
    answer = supervisor.post(
        f"{BOOKS}2026-10/sign-off", data={"examined": "y", "opinion": "票据要及时交"}, follow_redirects=True
    )
    assert "审查意见：票据要及时交" in answer.text
    assert MonthState.SIGNED_OFF.title in answer.text
    assert queries.close_of(township.village, OCTOBER) is not None


@on_both_databases
def test_open_month_cannot_be_signed_off(booked: None, enter: Enter) -> None:
    supervisor = enter(Office.SUPERVISOR)
    assert "还没有结账" in supervisor.get(f"{BOOKS}2026-10/sign-off").text
    refused = supervisor.post(f"{BOOKS}2026-10/sign-off", data={"examined": "y"})
    assert refused.status_code == HTTPStatus.CONFLICT


@pytest.mark.parametrize("month", ["2026-09", "2026-12", "2026-13", "0000-01", "9999-12", "october", "999999"])
@pytest.mark.parametrize("path", ["", "close", "opening"])
def test_month_outside_the_books_is_not_there(booked: None, bookkeeper: FlaskClient, month: str, path: str) -> None:
    assert bookkeeper.get(f"{BOOKS}{month}/{path}").status_code == HTTPStatus.NOT_FOUND


def test_representative_reads_and_does_nothing_else(booked: None, enter: Enter) -> None:
    client = enter(Office.REPRESENTATIVE)
    assert client.get(BOOKS).status_code == HTTPStatus.OK
    assert client.get(f"{BOOKS}2026-10/").status_code == HTTPStatus.OK
    for path in ("import", "2026-10/close", "2026-10/opening", "2026-10/sign-off"):
        assert client.get(f"{BOOKS}{path}").status_code == HTTPStatus.FORBIDDEN


def test_bookkeeper_of_another_village_finds_nothing(booked: None, enter: Enter, township: Township) -> None:
    client = enter(Office.BOOKKEEPER, village=township.other_village)
    for path in ("", "2026-10/", "import", "2026-10/close"):
        assert client.get(f"{BOOKS}{path}").status_code == HTTPStatus.NOT_FOUND
    assert client.get("/hexi/books/2026-10/").status_code == HTTPStatus.NOT_FOUND


def test_tasks_go_from_the_bookkeeper_to_the_supervisor(booked: None, bookkeeper: FlaskClient, enter: Enter) -> None:
    assert "2026年10月的账：结账" in bookkeeper.get("/qingshan/").text
    bookkeeper.post(f"{BOOKS}2026-10/close")
    assert "2026年10月的账" not in bookkeeper.get("/qingshan/").text
    supervisor = enter(Office.SUPERVISOR)
    assert "2026年10月的账：签字公布" in supervisor.get("/qingshan/").text
    supervisor.post(f"{BOOKS}2026-10/sign-off", data={"examined": "y"})
    assert "2026年10月的账" not in supervisor.get("/qingshan/").text

"""The screens of reconciliation: look before keeping, say columns once, match by hand, explain, print, count."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import services
from disclosure.books.models import BankLine, BankMatch, BankStatement
from portal.kernel.months import Month
from portal.org.offices import Office
from tests.disclosure.books.sheets.test_bank_statements import RURAL, SIGNED, as_csv, changed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from disclosure.books.sheets.table import NamedFile
    from tests.factories import SettableClock, Township

    Enter = Callable[..., FlaskClient]
    Send = Callable[..., TestResponse]

BOOKS = "/qingshan/books/"
BANK = f"{BOOKS}2026-10/bank/"
TODAY = date(2026, 11, 3)


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Screens show the same on every database; the services are tested on both."""
    return str(request.param)


@pytest.fixture
def enter(app: Flask, township: Township, sign_in: Callable[..., FlaskClient], clock: SettableClock) -> Enter:
    clock.set_day(TODAY)
    return lambda office, **options: sign_in(app.test_client(), township.login(office, **options))


@pytest.fixture
def client(
    enter: Enter, township: Township, make_csv: Callable[..., NamedFile], journal_rows: list[list[str]]
) -> FlaskClient:
    """The bookkeeper, with the books of October."""
    entered = enter(Office.BOOKKEEPER)
    reading = services.read_books([make_csv(journal_rows)], month=Month(2026, 10))
    services.import_books(township.actor(Office.BOOKKEEPER), township.village, reading)
    return entered


@pytest.fixture
def send(client: FlaskClient) -> Send:
    def upload(rows: Sequence[Sequence[str]], **fields: str) -> TestResponse:
        data: dict[str, Any] = {"first_on": "2026-10-01", "last_on": "2026-10-31", "ending": "6789", **fields}
        data["file"] = (io.BytesIO(as_csv(rows).data), "十月.csv")
        return client.post(f"{BOOKS}bank/import", data=data, content_type="multipart/form-data")

    return upload


def _carried(page: str) -> dict[str, str]:
    """Return what the first form on the page carries."""
    content = re.search(r'name="content"[^>]*value="([^"]*)"', page)
    assert content is not None
    return {"content": html.unescape(content[1])}


@pytest.fixture
def imported(send: Send, client: FlaskClient) -> None:
    preview = send(RURAL)
    answer = client.post(f"{BOOKS}bank/import/confirm", data=_carried(preview.text), follow_redirects=True)
    assert "新的流水 3 笔，自动对上 2 笔" in answer.text


def test_the_next_statement_begins_where_the_last_one_ended(client: FlaskClient, send: Send) -> None:
    assert 'value="2026-' not in client.get(f"{BOOKS}bank/import").text
    preview = send(RURAL)
    client.post(f"{BOOKS}bank/import/confirm", data=_carried(preview.text))
    page = client.get(f"{BOOKS}bank/import").text
    assert re.findall(r'name="(\w+_on)"[^>]*value="([^"]*)"', page) == [
        ("first_on", "2026-11-01"),
        ("last_on", "2026-11-02"),
    ]


def test_preview_shows_columns_and_keeps_nothing(send: Send) -> None:
    answer = send(RURAL)
    assert answer.status_code == HTTPStatus.OK
    for text in ("3 笔流水，3 笔是新的", "9,000.00", "10,503.75", "贷方发生额", "都和逐笔计算一致", "转账 *5678"):
        assert text in answer.text
    assert BankStatement.select().count() == 0


def test_bad_file_is_answered_by_row_and_column(send: Send) -> None:
    answer = send(changed(RURAL, 5, 5, "11,003.76"))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert re.search(r'data-label="第几行">6</td>\s*<td data-label="哪一列">余额</td>', answer.text)
    assert "11,003.75" in answer.text


def test_columns_are_said_once_and_remembered(send: Send, client: FlaskClient) -> None:
    rows = changed(SIGNED, 0, 1, "动账")
    asked = send(rows)
    assert "哪一列是什么" in asked.text
    sent = {**_carried(asked.text), "day": "0", "balance": "2", "party": "3", "summary": "4"}
    too_little = client.post(f"{BOOKS}bank/import/columns", data=sent)
    assert too_little.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请指明日期在哪一列" in too_little.text
    preview = client.post(f"{BOOKS}bank/import/columns", data={**sent, "amount": "1"})
    assert "3 笔是新的" in preview.text
    client.post(f"{BOOKS}bank/import/confirm", data=_carried(preview.text))
    assert BankLine.select().count() == 3
    assert "已经导入过" in send(rows).text


@pytest.mark.parametrize("content", ["", "no json", "{}", '{"closing_fen": null, "columns": []}'])
@pytest.mark.parametrize("door", ["confirm", "columns"])
def test_what_did_not_arrive_whole_is_refused(client: FlaskClient, door: str, content: str) -> None:
    answer = client.post(f"{BOOKS}bank/import/{door}", data={"content": content})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_an_account_nobody_saw_before_is_confirmed_first(imported: None, send: Send, client: FlaskClient) -> None:
    preview = send([*RURAL[:1], *RURAL[2:]], ending="9999")
    assert "第一次见到尾号 9999 的账号；村里以前的对账单是尾号 6789 的" in preview.text
    carried = _carried(preview.text)
    refused = client.post(f"{BOOKS}bank/import/confirm", data=carried)
    assert (refused.status_code, BankStatement.select().count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 1)
    assert 'name="new_account"' in refused.text
    again = {**_carried(refused.text), "new_account": "y"}
    assert client.post(f"{BOOKS}bank/import/confirm", data=again).status_code == HTTPStatus.FOUND
    assert {one.ending for one in BankStatement.select()} == {"6789", "9999"}


def test_confirming_twice_keeps_once(send: Send, client: FlaskClient) -> None:
    carried = _carried(send(RURAL).text)
    client.post(f"{BOOKS}bank/import/confirm", data=carried)
    again = client.post(f"{BOOKS}bank/import/confirm", data=carried)
    assert again.status_code == HTTPStatus.CONFLICT
    assert BankLine.select().count() == 3


def test_from_an_open_line_to_a_voucher_and_the_printed_statement(imported: None, client: FlaskClient) -> None:
    page = client.get(BANK).text
    assert "银行有，账上没有" in page
    link = re.search(r'href="([^"]*record\?[^"]*)"', page)
    assert link is not None
    form = client.get(html.unescape(link[1])).text
    for text in ('value="2026-10-30"', 'value="500.00"', 'value="转账 *5678"', "张山"):
        assert text in form
    data = {
        "happened_on": "2026-10-28", "amount_fen": "500", "category": "513", "money": "银行存款", "party": "清淤队",
        "summary": "清淤工钱", "token": "t",
    }  # fmt: skip
    assert client.post(f"{BOOKS}record/confirm?kind=payment", data=data).status_code == HTTPStatus.FOUND
    assert "又对上了 1 笔" in client.post(f"{BANK}match", follow_redirects=True).text
    sheet = client.get(f"{BANK}sheet").text
    assert "银行存款余额调节表" in sheet
    assert sheet.count("10,503.75") >= 4
    assert "第 3 组" in client.get(f"{BOOKS}bank/matches/3/undo").text
    client.post(f"{BOOKS}bank/matches/3/undo", data={"reason": "不是同一笔"})
    assert "银行有，账上没有" in client.get(BANK).text


def test_by_hand_says_what_is_missing_and_keeps_the_ticks(imported: None, client: FlaskClient) -> None:
    line = BankLine.get(BankLine.amount_fen == -50_000).id
    answer = client.post(f"{BANK}by-hand", data={"lines": [line]})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请至少勾选两笔" in answer.text
    assert re.search(rf'value="{line}" checked', answer.text)
    taken = client.post(f"{BANK}by-hand", data={"lines": [line, 99_999]})
    assert taken.status_code == HTTPStatus.CONFLICT
    assert BankMatch.select().count() == 2


def test_close_waits_for_the_explanation_and_the_supervisor_sees_it(
    imported: None, client: FlaskClient, enter: Enter
) -> None:
    refused = client.post(f"{BOOKS}2026-10/close")
    assert refused.status_code == HTTPStatus.CONFLICT
    waiting = "2026年10月的账：银行对账还有 1 笔没有对上"
    assert waiting in client.get("/qingshan/").text
    key = f"line-{BankLine.get(BankLine.amount_fen == -50_000).id}"
    assert key in client.get(f"{BANK}explain").text
    client.post(f"{BANK}explain", data={key: "单据还没有拿到"})
    assert "单据还没有拿到" in client.get(BANK).text
    assert waiting not in client.get("/qingshan/").text
    assert client.post(f"{BOOKS}2026-10/close").status_code == HTTPStatus.FOUND
    supervisor = enter(Office.SUPERVISOR)
    page = supervisor.get(f"{BOOKS}2026-10/sign-off").text
    for text in ("银行和账上对得上", "单据还没有拿到", "没有两个人盘点现金的记录"):
        assert text in page
    assert "结果固定" in client.get(BANK).text
    assert "没有要说明的" in client.get(f"{BANK}explain").text


def test_two_count_the_cash(client: FlaskClient, enter: Enter) -> None:
    at = f"{BOOKS}2026-10/cash-count"
    client.post(at, data={"counted_on": "2026-10-31", "counted_fen": "640.25"})
    page = client.get(at).text
    assert "等另一人复核" in page
    counting = re.search(r'name="counting"[^>]*value="(\d+)"', page)
    assert counting is not None
    sent = {"counting": counting[1], "counted": "y"}
    own = client.post(f"{at}/confirm", data=sent)
    assert own.status_code == HTTPStatus.FORBIDDEN
    assert "不能自己复核" in own.text
    supervisor = enter(Office.SUPERVISOR)
    assert "2026年10月：复核现金盘点" in supervisor.get("/qingshan/").text
    assert "随本月的账公布" in supervisor.post(f"{at}/confirm", data=sent, follow_redirects=True).text
    assert supervisor.post(f"{at}/confirm", data=sent).status_code == HTTPStatus.CONFLICT


def test_rule_is_recorded_and_shown(client: FlaskClient, enter: Enter) -> None:
    secretary = enter(Office.SECRETARY)
    rule = {"required": "yes", "since": "2026-11", "met_on": "2026-11-02", "title": "财务制度", "evidence": "原文"}
    answer = secretary.post(f"{BOOKS}bank/rule", data=rule, follow_redirects=True)
    assert "青山村规定：财务制度" in answer.text
    assert "结账前必须对账" in client.get(f"{BOOKS}bank/").text


def test_statement_is_taken_back(imported: None, client: FlaskClient) -> None:
    answer = client.post(f"{BOOKS}bank/statements/1/withdraw", data={"reason": "选错了文件"}, follow_redirects=True)
    assert "收回原因：选错了文件" in answer.text
    again = client.post(f"{BOOKS}bank/statements/1/withdraw", data={"reason": "选错了文件"})
    assert again.status_code == HTTPStatus.CONFLICT

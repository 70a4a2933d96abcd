"""A year's budget is written down with its paper, in versions, and stands beside what was booked."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import queries, services
from disclosure.books.errors import UnknownCategoryError
from disclosure.books.sheets.reports import budget_sheets
from portal.kernel.attachments import read_upload
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.org.offices import Office
from portal.terminal import packages
from tests.disclosure.books.sheets.formulas import values
from tests.uploads import picture

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from portal.config import Config
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]

TODAY = date(2026, 11, 3)
OCTOBER = Month(2026, 10)
SOURCE = "2026年1月12日村民代表会议通过的收支预算"


@pytest.fixture
def booked(book: Callable[..., Any], journal_rows: Rows, item_rows: Rows, clock: SettableClock) -> None:
    clock.set_day(TODAY)
    book(journal_rows, item_rows)


def test_the_latest_version_stands_beside_what_was_booked(
    booked: None, village: Place, bookkeeper: Actor, config: Config
) -> None:
    services.set_budget(bookkeeper, village, 2026, amounts={"501": 1}, source="旧的")
    services.set_budget(bookkeeper, village, 2026, amounts={"501": 3_000_000, "513": 80_000}, source=SOURCE)
    page = queries.budget_page(village, 2026, today=TODAY, may_set=True)
    assert [(one.name, one.planned_fen, one.actual_fen, one.left_fen) for one in page.income.rows] == [
        ("经营收入", 3_000_000, 250_050, 2_749_950),
        ("其他收入/利息收入", None, 375, None),
    ]
    assert [(one.name, one.planned_fen, one.actual_fen, one.left_fen) for one in page.expense.rows] == [
        ("管理费用", 80_000, 86_025, -6_025)
    ]
    assert [(one.version, one.source) for one in page.versions] == [(2, SOURCE), (1, "旧的")]
    assert [one for one in values(budget_sheets(page.income, page.expense)) if one[1] != one[2]] == []
    assert queries.budget_page(village, 2027, today=TODAY, may_set=True).expense.rows == ()
    with pytest.raises(NotFoundError):
        queries.budget_page(village, 2028, today=TODAY, may_set=True)
    with pytest.raises(UnknownCategoryError):
        services.set_budget(bookkeeper, village, 2026, amounts={"513-77": 1}, source=SOURCE)
    assert verify_all(packages(config)) == []


def test_a_signed_month_states_the_plan_of_its_day_in_every_revision(
    booked: None, village: Place, bookkeeper: Actor, supervisor: Actor, clock: SettableClock
) -> None:
    paper = read_upload("预算.png", picture())
    services.set_budget(
        bookkeeper, village, 2026, amounts={"513": 80_000, "501": 3_000_000}, source="旧的", uploads=[paper]
    )
    services.close_month(bookkeeper, village, OCTOBER)
    services.sign_off_month(supervisor, village, OCTOBER)
    clock.set_day(date(2026, 11, 20))
    services.set_budget(bookkeeper, village, 2026, amounts={"513": 1}, source=SOURCE)
    wrong = queries.month_page(village, OCTOBER, today=date(2026, 11, 20)).vouchers[0]
    services.reverse_voucher(bookkeeper, village, OCTOBER, wrong.number, reason="金额写错")
    first, second = [json.loads(one.envelope)["content"] for one in Bulletin.select().where(Bulletin.kind == "month")]
    assert second["corrections"]
    assert first["budget"] == second["budget"]
    assert {**first["budget"], "papers": len(first["budget"]["papers"])} == {
        "year": 2026,
        "version": 1,
        "source": "旧的",
        "recorded_on": "2026-11-03",
        "papers": 1,
        "lines": [
            {"code": "501", "name": "经营收入", "planned_fen": 3_000_000},
            {"code": "513", "name": "管理费用", "planned_fen": 80_000},
        ],
    }


@pytest.fixture
def enter(app: Flask, township: Township, sign_in: Callable[..., FlaskClient], booked: None) -> Any:
    return lambda office: sign_in(app.test_client(), township.login(office))


def test_the_budget_is_set_on_its_screen_and_its_paper_is_looked_at(enter: Callable[..., FlaskClient]) -> None:
    client = enter(Office.BOOKKEEPER)
    address = "/qingshan/books/budget/"
    empty = client.get(address).text
    assert "没有登记预算" in empty
    assert "登记预算</a>" in empty
    wrong = client.post(f"{address}set?year=2026", data={"source": "", "account_501": "12.34"})
    assert wrong.status_code == 422
    assert 'value="12.34"' in wrong.text  # what was typed is kept
    assert "没有登记预算" in client.get(address).text  # and nothing was written
    data = {"source": SOURCE, "account_501": "30,000", "papers": (io.BytesIO(picture()), "预算.png")}
    made = client.post(f"{address}set?year=2026", data=data, content_type="multipart/form-data")
    assert made.status_code == 302, made.text
    assert "登记调整后的预算" in client.get(f"{address}?year=2026").text
    reader = enter(Office.SUPERVISOR)
    page = reader.get(f"{address}?year=2026").text
    assert "登记调整后的预算" not in page
    for words in (f"第 1 版，2026年11月3日登记。依据：{SOURCE}", "30,000.00", "2,500.50", "27,499.50", "没有预算"):
        assert words in page, words
    paper = re.search(r'href="([^"]*/attachments/[^"]+)"', page)
    assert paper is not None
    looked_at = reader.get(paper[1])
    assert looked_at.status_code == 200
    assert looked_at.data.startswith(b"\x89PNG")  # the photo itself

"""A year's budget is written down with its paper, in versions, and stands beside what was booked."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import queries, services
from disclosure.books.errors import UnknownCategoryError
from disclosure.books.sheets.reports import budget_sheets
from portal.kernel.errors import NotFoundError
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
    assert [one for one in values(budget_sheets(page)) if one[1] != one[2]] == []
    assert queries.budget_page(village, 2027, today=TODAY, may_set=True).expense.rows == ()
    with pytest.raises(NotFoundError):
        queries.budget_page(village, 2028, today=TODAY, may_set=True)
    with pytest.raises(UnknownCategoryError):
        services.set_budget(bookkeeper, village, 2026, amounts={"513-77": 1}, source=SOURCE)
    assert verify_all(packages(config)) == []


@pytest.fixture
def enter(app: Flask, township: Township, sign_in: Callable[..., FlaskClient], booked: None) -> Any:
    return lambda office: sign_in(app.test_client(), township.login(office))


def test_the_budget_is_set_on_its_screen_and_its_paper_is_looked_at(enter: Callable[..., FlaskClient]) -> None:
    client = enter(Office.BOOKKEEPER)
    address = "/qingshan/books/budget/"
    assert "没有登记预算" in client.get(address).text
    wrong = client.post(f"{address}set?year=2026", data={"source": "", "account_501": "1"})
    assert wrong.status_code == 422
    data = {"source": SOURCE, "account_501": "30,000", "papers": (io.BytesIO(picture()), "预算.jpg")}
    made = client.post(f"{address}set?year=2026", data=data, content_type="multipart/form-data")
    assert made.status_code == 302, made.text
    page = enter(Office.SUPERVISOR).get(f"{address}?year=2026").text
    assert "27,499.50" in page
    assert SOURCE in page
    assert "/attachments/" in page
    assert "登记调整后的预算" not in page

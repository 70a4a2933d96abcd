"""Every account opens once, together with all others, and both sides are equal; closed months carry on from there."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import (
    LaterMonthClosedError,
    NoOpeningsError,
    OpeningKnownError,
    OpeningsKnownError,
    OpeningsUnbalancedError,
    UnknownCategoryError,
)
from disclosure.books.models import AccountOpening, MonthEnd, OpeningBalance
from disclosure.books.queries import standing
from portal.kernel.errors import NotAllowedError
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.org.offices import Office
from portal.terminal import packages

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flask import Flask
    from flask.testing import FlaskClient

    from disclosure.books.models import BooksImport
    from portal.config import Config
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]
    Book = Callable[..., BooksImport]

OCTOBER, NOVEMBER, DECEMBER = (Month(2026, number) for number in (10, 11, 12))
ASSETS = {"151": 5_000_000, "152": 1_000_000, "301": 5_000_000}


def _closing(village: Place, month: Month) -> dict[str, int]:
    return {one.name: one.closing_fen for one in queries.balances(village, month)}


def test_money_from_the_file_counts_in_and_all_is_sealed(
    book: Book, bookkeeper: Actor, village: Place, journal_rows: Rows, config: Config, clock: SettableClock
) -> None:
    clock.set_day(date(2026, 11, 3))
    book(journal_rows)  # brings 1,000 in cash and 9,000 at the bank
    services.open_sub_account(bookkeeper, village, code="241", name="水渠补助")
    with pytest.raises(OpeningsUnbalancedError, match=r"60,000\.00 元.*60,000\.01 元"):
        services.state_openings(bookkeeper, village, OCTOBER, amounts={**ASSETS, "241": 1})
    services.state_openings(bookkeeper, village, OCTOBER, amounts={**ASSETS, "301": 3_800_000, "241-01": 1_200_000})
    assert {(one.account, one.detail, one.amount_fen) for one in AccountOpening.select()} == {
        ("151", "", 5_000_000),
        ("152", "", -1_000_000),
        ("301", "", -3_800_000),
        ("241", "水渠补助", -1_200_000),
    }
    found = queries.balances(village, OCTOBER)
    assert sum(one.opening_fen for one in found) == sum(one.closing_fen for one in found) == 0
    assert _closing(village, OCTOBER)["专项应付款/水渠补助"] == -1_200_000
    assert bookkeeper.account_id in queries.recorders(village, OCTOBER)
    assert verify_all(packages(config)) == []
    with pytest.raises(OpeningsKnownError, match="2026年10月"):
        services.state_openings(bookkeeper, village, NOVEMBER, amounts={"151": 5})


def test_books_begin_with_all_accounts_at_once(bookkeeper: Actor, village: Place) -> None:
    services.state_openings(bookkeeper, village, OCTOBER, amounts={"101": 500, "301": 500})
    assert queries.openings(village, OCTOBER) == {MoneyAccount.CASH: 500, MoneyAccount.BANK: 0}
    assert _closing(village, OCTOBER) == {"库存现金": 500, "资本": -500}


@pytest.mark.parametrize(
    ("amounts", "refusal"),
    [
        ({"101": 1}, OpeningKnownError),
        ({"999": 1}, UnknownCategoryError),
        ({"513-01": 1}, UnknownCategoryError),
        ({"301": 1}, OpeningsUnbalancedError),
        ({}, NoOpeningsError),
    ],
    ids=["money known", "no account", "not the village's", "one side", "nothing"],
)
def test_what_cannot_be_stated_is_refused_and_nothing_written(
    bookkeeper: Actor, village: Place, amounts: dict[str, int], refusal: type[Exception]
) -> None:
    for money in MoneyAccount:
        services.state_opening(bookkeeper, village, OCTOBER, money=money, amount_fen=0)
    with pytest.raises(refusal):
        services.state_openings(bookkeeper, village, OCTOBER, amounts=amounts)
    assert (AccountOpening.select().count(), OpeningBalance.select().count()) == (0, 2)


def test_only_the_bookkeeper_states_openings(supervisor: Actor, village: Place) -> None:
    with pytest.raises(NotAllowedError):
        services.state_openings(supervisor, village, OCTOBER, amounts={"101": 1, "301": 1})


def test_closed_months_carry_on_and_later_openings_count(
    book: Book,
    bookkeeper: Actor,
    village: Place,
    journal_rows: Rows,
    next_month: Callable[..., Rows],
    clock: SettableClock,
    monkeypatch: pytest.MonkeyPatch,
    count_queries: Callable[[], AbstractContextManager[Any]],
) -> None:
    clock.set_day(date(2027, 1, 5))
    book(journal_rows)
    services.close_month(bookkeeper, village, OCTOBER)
    book(next_month(journal_rows), month=NOVEMBER)
    services.close_month(bookkeeper, village, NOVEMBER)
    services.close_month(bookkeeper, village, DECEMBER)
    services.state_openings(bookkeeper, village, DECEMBER, amounts={"151": 200, "301": 1_000_200})
    with count_queries() as few:
        found = queries.balances(village, DECEMBER)
    assert few.count <= 4
    assert sum(one.closing_fen for one in found) == 0
    assert _closing(village, DECEMBER)["固定资产"] == 200
    monkeypatch.setattr(standing, "_carried", lambda *_, **__: (None, {}))
    assert queries.balances(village, DECEMBER) == found  # months closed before ends were kept: added up from the start
    assert MonthEnd.select().count() == 3


def test_month_on_which_a_closed_one_stands_is_not_imported_across_the_year(
    book: Book, bookkeeper: Actor, village: Place, item_rows: Rows, clock: SettableClock
) -> None:
    clock.set_day(date(2027, 2, 5))
    for money in MoneyAccount:
        services.state_opening(bookkeeper, village, OCTOBER, money=money, amount_fen=0)
    january = [[cell.replace("2026-10", "2027-01") for cell in row] for row in item_rows]
    book(january, month=Month(2027, 1), money=MoneyAccount.BANK)
    services.close_month(bookkeeper, village, Month(2027, 1))
    november = [[cell.replace("2026-10", "2026-11") for cell in row] for row in item_rows]
    with pytest.raises(LaterMonthClosedError):
        book(november, month=NOVEMBER, money=MoneyAccount.BANK)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_openings_on_the_screen(app: Flask, township: Township, sign_in: Callable[..., FlaskClient]) -> None:
    client = sign_in(app.test_client(), township.login(Office.BOOKKEEPER))
    address = "/qingshan/books/2026-10/openings/"
    assert client.get("/qingshan/books/2026-09/openings/").status_code == HTTPStatus.NOT_FOUND
    assert "还没有登记" in client.get(address).text
    assert "资产类" in client.get(f"{address}state").text
    sent = {"account_101": "500", "account_102": "0", "account_301": "400"}
    refused = client.post(f"{address}state", data=sent)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "相差 100.00 元" in refused.text
    assert 'value="400"' in refused.text
    assert client.post(f"{address}state", data={"account_301": "1.005"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post(f"{address}state", data={**sent, "account_301": "500"}).status_code == HTTPStatus.FOUND
    assert "各科目都已登记" in client.get(address).text
    again = client.post(f"{address}state", data={"account_151": "1"})
    assert again.status_code == HTTPStatus.CONFLICT

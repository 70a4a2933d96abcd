"""A year's end: its vouchers count on the accounts and never as income or expense, in the portal and in public."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import MonthClosedError, NothingToCarryOverError, YearNotOverError
from disclosure.books.public import finance_month
from disclosure.books.public.tables import accounts_csv, statement_csv
from disclosure.books.public.totals import check_totals
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.items import Item
from disclosure.books.rules.vouchers import VoucherKind, VoucherOrigin
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import NotAllowedError
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.org.offices import Office
from portal.terminal import packages
from tests.disclosure.books.published_months import client_of, month_document, published_of
from tests.disclosure.books.test_views_entries import hidden

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from portal.config import Config
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

DECEMBER, JANUARY = Month(2026, 12), Month(2027, 1)
RENT = Entry(
    kind=VoucherKind.RECEIPT,
    happened_on=date(2026, 12, 2),
    amount_fen=90_000,
    money=MoneyAccount.BANK,
    category=Category(account="501"),
    summary="收鱼塘租金",
    party="清河水产合作社",
)
PAPER = replace(
    RENT,
    kind=VoucherKind.PAYMENT,
    amount_fen=30_000,
    category=Category(account="513"),
    summary="买纸和灯泡",
    party="镇上文具店",
    items=(
        Item(number=1, name="打印纸", unit="包", quantity_x1000=4_000, price_x100=500_000, amount_fen=20_000),
        Item(
            number=2,
            name="灯泡",
            unit="",
            quantity_x1000=None,
            price_x100=None,
            amount_fen=10_000,
            category=Category(account="514"),
        ),
    ),
)


@pytest.fixture
def booked(bookkeeper: Actor, village: Place, clock: SettableClock) -> None:
    """Books of December: 900 in, 300 out, opened with 1,000 at the bank and a pump house."""
    clock.set_day(date(2026, 12, 31))
    services.state_openings(bookkeeper, village, DECEMBER, amounts={"102": 100_000, "151": 500_000, "301": 600_000})
    for entry in (RENT, PAPER):
        services.record_voucher(bookkeeper, village, entry)


def _standing(village: Place, month: Month) -> dict[str, int]:
    return {one.name: one.opening_fen for one in queries.balances(village, month) if one.opening_fen}


@pytest.mark.usefixtures("booked")
def test_year_end_counts_on_the_accounts_and_not_as_income_or_expense(
    bookkeeper: Actor, supervisor: Actor, village: Place, clock: SettableClock, config: Config
) -> None:
    before = queries.statement_of(village, DECEMBER)
    vouchers = services.end_year(bookkeeper, village, 2026)
    assert [(one.number, one.amount_fen, one.origin, one.kind) for one in vouchers] == [
        (3, 90_000, VoucherOrigin.YEAR_END, VoucherKind.OTHER),
        (4, 30_000, VoucherOrigin.YEAR_END, VoucherKind.OTHER),
        (5, 60_000, VoucherOrigin.YEAR_END, VoucherKind.OTHER),
    ]
    assert queries.statement_of(village, DECEMBER) == before
    assert (before.income_fen, before.expense_fen, before.year_income_fen) == (90_000, 30_000, 90_000)
    assert _standing(village, JANUARY) == {
        "银行存款": 160_000,
        "固定资产": 500_000,
        "资本": -600_000,
        "收益分配/未分配收益": -60_000,
    }
    with pytest.raises(NothingToCarryOverError):
        services.end_year(bookkeeper, village, 2026)
    assert [one.code for one in queries.sub_accounts(village)] == ["322-01"]
    late = replace(RENT, amount_fen=500, summary="补一笔租金")
    services.record_voucher(bookkeeper, village, late)
    assert [one.amount_fen for one in services.end_year(bookkeeper, village, 2026)] == [500, 500]
    services.reverse_voucher(bookkeeper, village, DECEMBER, 5, reason="转错了")
    assert queries.statement_of(village, DECEMBER).income_fen == 90_500
    assert [one.amount_fen for one in services.end_year(bookkeeper, village, 2026)] == [60_000]
    clock.set_day(date(2027, 1, 3))
    services.close_month(bookkeeper, village, DECEMBER)
    with pytest.raises(MonthClosedError):
        services.end_year(bookkeeper, village, 2026)
    services.sign_off_month(supervisor, village, DECEMBER)
    opening_fen, lines = queries.ledger_lines(village, "322-01", year=2027)
    assert (opening_fen, lines) == (60_500, ())
    assert queries.ledger_lines(village, "501", year=2026)[1][-1].balance_fen == 0
    assert verify_all(packages(config)) == []


@pytest.mark.usefixtures("booked")
def test_last_year_is_asked_for_from_the_first_of_january_until_it_is_ended(
    bookkeeper: Actor, supervisor: Actor, village: Place, clock: SettableClock
) -> None:
    def asked(actor: Actor, day: date) -> list[tuple[dict[str, str], date | None, bool]]:
        found = [one for one in queries.tasks(actor, village, day) if "年末结转" in one.title]
        return [(dict(one.values), one.due, one.urgent) for one in found]

    assert asked(bookkeeper, date(2026, 12, 31)) == []
    assert asked(bookkeeper, date(2027, 1, 1)) == [({"month": "2026-12"}, date(2027, 1, 15), False)]
    assert asked(bookkeeper, date(2027, 3, 1)) == [({"month": "2026-12"}, date(2027, 1, 15), True)]
    assert asked(supervisor, date(2027, 1, 1)) == []
    clock.set_day(date(2027, 1, 3))
    services.end_year(bookkeeper, village, 2026)
    assert asked(bookkeeper, date(2027, 1, 3)) == []
    services.record_voucher(bookkeeper, village, replace(RENT, amount_fen=500, summary="补一笔租金"))
    assert len(asked(bookkeeper, date(2027, 1, 3))) == 1  # what came after it is still to be carried over
    services.close_month(bookkeeper, village, DECEMBER)
    assert asked(bookkeeper, date(2027, 1, 4)) == []  # December takes no more entries


@pytest.mark.usefixtures("booked")
def test_published_december_leaves_the_year_end_out_and_lists_items(
    bookkeeper: Actor, supervisor: Actor, village: Place, clock: SettableClock
) -> None:
    services.end_year(bookkeeper, village, 2026)
    clock.set_day(date(2027, 1, 3))
    services.close_month(bookkeeper, village, DECEMBER)
    services.sign_off_month(supervisor, village, DECEMBER)
    content = json.loads(Bulletin.get(Bulletin.kind == "month").envelope)["content"]
    assert (content["income_fen"], content["expense_fen"], content["year_expense_fen"]) == (90_000, 30_000, 30_000)
    assert [one.get("ends_year", False) for one in content["vouchers"]] == [False, False, True, True, True]
    assert "items" not in content["vouchers"][0]
    for one in content["vouchers"]:
        del one["recorded_by"]
    document = month_document("2026-12", content)
    month = finance_month(published_of(document), "liuxi", "2026-12")
    check_totals(month, village="柳溪村", statement=statement_csv(month, address="x"), accounts=accounts_csv(month))
    assert [one.numbers for one in month.expense] == [(2,), (2,)]
    site = client_of(document)
    page = site.get("/liuxi/finance/2026-12/").text
    assert "明细：打印纸 4 包 × 50 元 = 200.00 元；灯泡 100.00 元。" in page
    assert "2026年末结转本年收入" in page
    kind = site.get("/liuxi/finance/kinds/2026/501/")
    assert kind.status_code == HTTPStatus.NOT_FOUND or "年末结转" not in kind.text


def test_year_is_not_ended_before_its_last_day_nor_by_others(
    bookkeeper: Actor, supervisor: Actor, village: Place, clock: SettableClock
) -> None:
    clock.set_day(date(2026, 12, 30))
    for day in (date(2026, 11, 30), date(2026, 12, 2)):
        services.record_voucher(bookkeeper, village, replace(RENT, happened_on=day))
    with pytest.raises(YearNotOverError):
        services.end_year(bookkeeper, village, 2026)
    page = queries.year_end_page(village, Month(2026, 11), today=date(2026, 12, 30))
    assert (page.open_earlier, page.ready, page.income_fen) == ((Month(2026, 11),), False, 180_000)
    clock.set_day(date(2026, 12, 31))
    with pytest.raises(NotAllowedError):
        services.end_year(supervisor, village, 2026)
    services.end_year(bookkeeper, village, 2026)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_year_end_on_the_screen_step_by_step(
    app: Flask, township: Township, sign_in: Callable[..., FlaskClient], clock: SettableClock
) -> None:
    village, bookkeeper = township.village, township.actor(Office.BOOKKEEPER)
    clock.set_day(date(2026, 12, 30))
    services.state_openings(bookkeeper, village, DECEMBER, amounts={"102": 100_000, "151": 500_000, "301": 600_000})
    services.record_voucher(bookkeeper, village, RENT)
    client = sign_in(app.test_client(), township.login(Office.BOOKKEEPER))
    address = "/qingshan/books/2026-12/"
    assert "12月31日起才能结转" in client.get(f"{address}year-end").text
    assert client.post(f"{address}year-end").status_code == HTTPStatus.CONFLICT
    assert client.get("/qingshan/books/2026-09/year-end").status_code == HTTPStatus.NOT_FOUND
    clock.set_day(date(2026, 12, 31))
    sign_in(client, township.login(Office.BOOKKEEPER))
    assert "第4行" in client.post(f"{address}depreciation", data={"rows": "3", "add": "1"}).text
    assert client.post(f"{address}depreciation", data={"rows": "1"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    wear = {"rows": "1", "thing_1_name": "水泵房", "thing_1_monthly": "10.50", "thing_1_months": "12"}
    preview = client.post(f"{address}depreciation", data={**wear, "thing_1_account": "513"})
    assert "管理费用增加 126.00 元" in preview.text
    assert "累计折旧增加 126.00 元" in preview.text
    answer = client.post("/qingshan/books/record/lines/confirm", data=hidden(preview.text))
    assert answer.status_code == HTTPStatus.FOUND, answer.text
    page = client.get(f"{address}year-end").text
    for text in ("经营收入减少 900.00 元", "管理费用减少 126.00 元", "本年收益减少 774.00 元"):
        assert text in page
    assert client.post(f"{address}year-end").status_code == HTTPStatus.FOUND
    page = client.get(f"{address}year-end").text
    assert "已经结转" in page
    assert client.post(f"{address}year-end").status_code == HTTPStatus.CONFLICT
    assert "去做年末结转" in client.get(f"{address}close").text

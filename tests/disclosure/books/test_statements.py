"""The statements of booked months: from the books to the screen, the file and the bulletin, in few queries."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from disclosure.books import bulletins, queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import MonthsSideBySideError
from disclosure.books.public.files import tables_of
from disclosure.books.public.statements import statements_page
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.stated import StatedBalance
from disclosure.books.rules.vouchers import VoucherKind
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.org.offices import Office
from tests.disclosure.books.published_months import month_document, published_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]
    Book = Callable[..., Any]

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
TODAY = date(2026, 12, 3)
BOOKS = "/qingshan/books/"


@pytest.fixture
def booked(
    book: Book, journal_rows: Rows, item_rows: Rows, next_month: Callable[..., Rows], clock: SettableClock
) -> None:
    """Two months, opened with 1,000 in cash and 9,000 in the bank and nothing else."""
    clock.set_day(TODAY)
    book(journal_rows, item_rows)
    book(next_month(journal_rows), month=NOVEMBER)


def test_a_month_is_stated_as_it_was_booked(booked: None, village: Place) -> None:
    page = queries.statements_page(village, NOVEMBER, today=TODAY)
    assert page.sheet.fen_of("money") == 1_000_000 + 2 * (250_425 - 86_025)
    assert page.sheet.fen_of("not_carried") == 2 * (250_425 - 86_025)
    assert page.income[0].month_fen == 250_050
    assert page.income[0].year_fen == 500_100
    assert page.trial.total.moved[0] == page.trial.total.moved[1] == 250_050 + 200_000 + 86_025 + 375
    assert (page.before, page.after) == (OCTOBER, Month(2026, 12))


def test_what_was_never_stated_is_named_with_its_amount(booked: None, village: Place) -> None:
    page = queries.statements_page(village, OCTOBER, today=TODAY)
    assert page.openings_differ
    assert page.broken[0] == "期初余额的借方合计 10,000.00 元与贷方合计 0.00 元不相等，相差 10,000.00 元"
    assert len(page.broken) == 3  # openings, closings, and so the sheet


def test_the_statements_take_no_more_queries_for_more_months(
    booked: None, village: Place, count_queries: Callable[[], Any]
) -> None:
    with count_queries() as two:
        queries.comparison(village, OCTOBER, NOVEMBER)
    with count_queries() as twelve:
        page = queries.comparison(village, Month(2026, 1), Month(2026, 12))
    assert 0 < twelve.count <= two.count < 10
    assert [row.figures[9:] for row in page.income if row.line.key == "operating_income"] == [(250_050, 250_050, 0)]
    months = [queries.stated_of(village, month) for month in page.months]
    assert page.sheet[0].figures[9:] == tuple(
        sum(one.closing_fen for one in of.balances if one.account in {"101", "102"}) for of in months[9:]
    )


def test_only_months_with_books_are_stated(booked: None, village: Place) -> None:
    for month in (Month(2026, 8), Month(2027, 1)):
        with pytest.raises(NotFoundError):
            queries.statements_page(village, month, today=TODAY)
        with pytest.raises(NotFoundError):
            queries.cash_journal(village, month, MoneyAccount.CASH, today=TODAY)
    with pytest.raises(MonthsSideBySideError):
        queries.comparison(village, NOVEMBER, OCTOBER)


def test_the_cash_journal_runs_from_opening_to_closing(booked: None, village: Place) -> None:
    page = queries.cash_journal(village, OCTOBER, MoneyAccount.CASH, today=TODAY)
    assert [(one.voucher.number, one.in_fen, one.out_fen, one.balance_fen) for one in page.lines] == [
        (1, 250_050, 0, 350_050),
        (2, 0, 200_000, 150_050),
        (3, 0, 80_000, 70_050),
        (4, 0, 6_025, 64_025),
    ]
    assert (page.opening_fen, page.in_fen, page.out_fen, page.closing_fen) == (100_000, 250_050, 286_025, 64_025)


def test_the_bulletin_says_what_every_account_stands_at(
    booked: None, village: Place, bookkeeper: Actor, supervisor: Actor
) -> None:
    services.close_month(bookkeeper, village, OCTOBER)
    services.sign_off_month(supervisor, village, OCTOBER)
    content = json.loads(Bulletin.get(Bulletin.kind == "month").envelope)["content"]
    rows = {(one["code"], one["detail"]): one for one in content["balances"]}
    assert rows["101", ""]["closing_fen"] == 64_025
    assert rows["513", "办公费"] == {
        "code": "513",
        "detail": "办公费",
        "opening_fen": 0,
        "debit_fen": 6_025,
        "credit_fen": 0,
        "year_debit_fen": 6_025,
        "year_credit_fen": 0,
        "closing_fen": 6_025,
    }


@pytest.mark.parametrize(
    ("code", "detail", "published"),
    [("112", "张三", "张*"), ("112", "青山合作社", "青山合作社"), ("513", "施工费", "施工费"), ("113", "", "")],
)
def test_what_stands_below_an_account_is_masked_where_it_may_be_a_person(
    code: str, detail: str, published: str
) -> None:
    one = StatedBalance(
        account=code, detail=detail, opening_fen=1, debit_fen=2, credit_fen=3, year_debit_fen=2, year_credit_fen=3
    )
    assert bulletins._balance(one, str)["detail"] == published


def test_ending_the_year_moves_the_result_and_leaves_what_was_earned(
    bookkeeper: Actor, supervisor: Actor, village: Place, clock: SettableClock
) -> None:
    clock.set_day(date(2026, 12, 31))
    december = Month(2026, 12)
    amounts = {"102": 100_000, "151": 500_000, "211": 50_000, "301": 550_000}
    services.state_openings(bookkeeper, village, december, amounts=amounts)
    for kind, code, fen in ((VoucherKind.RECEIPT, "501", 90_000), (VoucherKind.PAYMENT, "513", 30_000)):
        entry = Entry(
            kind=kind,
            happened_on=date(2026, 12, 2),
            amount_fen=fen,
            money=MoneyAccount.BANK,
            category=Category(account=code),
            summary="十二月的账",
            party="清河水产合作社",
        )
        services.record_voucher(bookkeeper, village, entry)
    before = queries.statements_page(village, december, today=date(2026, 12, 31))
    services.end_year(bookkeeper, village, 2026)
    after = queries.statements_page(village, december, today=date(2026, 12, 31))
    assert before.broken == after.broken == ()
    assert before.income == after.income
    assert (before.sheet.fen_of("not_carried"), after.sheet.fen_of("not_carried")) == (60_000, 0)
    assert before.sheet.fen_of("undistributed") == after.sheet.fen_of("undistributed") == 60_000
    january = queries.stated_of(village, Month(2027, 1))
    assert {one.account: one.opening_fen for one in january.balances if one.account > "300"} == {
        "301": -550_000,
        "322": -60_000,
    }
    clock.set_day(date(2027, 1, 3))
    services.close_month(bookkeeper, village, december)
    services.sign_off_month(supervisor, village, december)
    content = json.loads(Bulletin.get(Bulletin.kind == "month").envelope)["content"]
    for one in content["vouchers"]:
        del one["recorded_by"]
    published = published_of(month_document("2026-12", content))
    assert tables_of(published, "liuxi", "2026-12")["balances"]  # its vouchers bear the balances out
    page = statements_page(published, "liuxi", "2026-12")
    assert page.sheet == after.sheet
    assert page.income == after.income


@pytest.fixture
def reader(app: Flask, township: Township, sign_in: Callable[..., FlaskClient], booked: None) -> FlaskClient:
    return sign_in(app.test_client(), township.login(Office.SUPERVISOR))


def test_every_statement_has_its_page_and_leads_to_the_ledger(reader: FlaskClient) -> None:
    for name, shown in (
        ("balance-sheet", "货币资金"),
        ("income", "一、经营收入"),
        ("trial-balance", "501 经营收入"),
        ("cash-journal", "收鱼塘租金"),
    ):
        page = reader.get(f"{BOOKS}2026-10/{name}/").text
        assert shown in page, name
    assert 'href="/qingshan/books/ledger/?account=501&amp;year=2026"' in reader.get(f"{BOOKS}2026-10/income/").text
    assert "待核" in reader.get(f"{BOOKS}2026-10/balance-sheet/").text
    assert "相差 10,000.00 元" in reader.get(f"{BOOKS}2026-10/trial-balance/").text
    assert reader.get(f"{BOOKS}2026-10/cash-journal/?account=501").status_code == 404
    assert "收利息" in reader.get(f"{BOOKS}2026-10/cash-journal/?account=102").text


def test_months_are_put_side_by_side_or_it_is_said_how_many_may_be(reader: FlaskClient) -> None:
    assert 'value="2026-11"' in reader.get(f"{BOOKS}reports/").text
    page = reader.get(f"{BOOKS}reports/compare/?first=2026-10&last=2026-11").text
    assert page.count("2,500.50</a>") == 2
    assert "5,001.00" in page
    assert "2 到 12 个" in reader.get(f"{BOOKS}reports/compare/?first=2026-11&last=2026-10").text
    assert reader.get(f"{BOOKS}reports/compare/table.xlsx?first=2026-11&last=2026-10").status_code == 422
    assert reader.get(f"{BOOKS}reports/compare/table.xlsx").mimetype.endswith("spreadsheetml.sheet")


@pytest.mark.parametrize(
    ("address", "sheets"),
    [
        ("2026-10/statements.xlsx", ["资产负债表", "收益及收益分配表", "科目余额表", "明细余额", "收支分类"]),
        ("2026-10/cash-journal.xlsx?account=102", ["银行存款日记账"]),
        ("reports/compare/table.xlsx?first=2026-10&last=2026-11", ["收益及收益分配表", "资产负债表"]),
    ],
)
def test_every_statement_is_handed_out_as_a_workbook(reader: FlaskClient, address: str, sheets: list[str]) -> None:
    made = reader.get(BOOKS + address)
    assert CalamineWorkbook.from_filelike(io.BytesIO(made.data)).sheet_names == sheets

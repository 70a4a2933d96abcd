"""Funds on both databases: opened with an account of their own, moved by vouchers, never below nothing, closed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from peewee import PeeweeException

from deliberation import queries as deliberation
from deliberation.queries import SpendableMatter
from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import (
    FundAssignedError,
    FundBeginningError,
    FundClosedError,
    FundDayError,
    FundDocumentMissingError,
    FundKnownError,
    FundNameError,
    FundNotAssignedError,
    FundNotMovedError,
    FundOverdrawnError,
    FundPurposeMissingError,
    FundReasonError,
    FundSpentError,
    FutureDayError,
    MonthClosedError,
    OtherFundAccountError,
    OutsidePurposeError,
    UnknownFundError,
    WrongCategoryError,
)
from disclosure.books.models import Fund, FundClosing, Voucher, VoucherFund
from disclosure.books.queries.approval_screens import request_page
from disclosure.books.queries.funds import fund_balances, unnamed_vouchers
from disclosure.books.rules.entries import Category, written_entry
from disclosure.books.rules.funds import FundKind
from disclosure.books.rules.vouchers import Line, VoucherKind, VoucherOrigin
from disclosure.books.services.payments import Paying
from portal.kernel import clock
from portal.kernel.bulletins import Bulletin
from portal.kernel.journal import JournalEntry
from portal.kernel.months import Month
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.offices import Office
from portal.terminal import packages
from tests.disclosure.books.asking import LAMPS, approve_all, ask
from tests.disclosure.books.funded import CEMENT, GRANTED, ROAD, TODAY, booked, left, opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from disclosure.books.models import BooksImport
    from portal.config import Config
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture(autouse=True)
def in_november(clock: SettableClock) -> None:
    clock.set_day(TODAY)


# --- the register


def test_a_fund_is_opened_with_its_account_in_one_act(township: Township, village: Place, config: Config) -> None:
    before = JournalEntry.select().count()
    made = opened(township, limited=True)
    assert (made.number, made.name, made.is_open, made.allowed) == (1, ROAD.name, True, "在建工程、公益支出")
    assert [one.title for one in queries.sub_accounts(village)] == [f"231-01 一事一议资金/{ROAD.name}"]
    assert JournalEntry.select().count() == before + 1
    (paper,) = queries.fund_page(village, 1, page=1, today=TODAY, may_record=True).papers
    assert paper.title == "文件.png"
    assert verify_all(packages(config)) == []


def test_a_fund_begins_with_no_more_than_its_account_shows_or_says_why(
    township: Township, bookkeeper: Actor, village: Place
) -> None:
    services.state_openings(
        bookkeeper, village, OCTOBER, amounts={"102": 4_000_000, "231": 1_200_000, "301": 2_800_000}
    )
    with pytest.raises(FundBeginningError, match=r"一事一议资金科目上有 12,000\.00 元.*最多 12,000\.00 元"):
        opened(township, beginning_fen=3_000_000, beginning_reason="")
    opened(township, beginning_fen=1_000_000, beginning_reason="")
    opened(township, name="道路二期", beginning_fen=200_001, beginning_reason="十月一日以前收到，记在其他应付款")
    found = [queries.fund_page(village, number, page=1, today=TODAY, may_record=True).beyond for number in (1, 2)]
    assert found == [None, (200_000, "十月一日以前收到，记在其他应付款")]


def test_own_money_needs_no_account_and_a_known_account_is_used(township: Township, village: Place) -> None:
    opened(township, name="机井维修资金", kind=FundKind.OWN)
    services.open_sub_account(township.actor(Office.BOOKKEEPER), village, code="231", name=ROAD.name)
    assert opened(township).number == 2
    assert len(queries.sub_accounts(village)) == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, FundNameError),
        ({"name": "修路/修桥"}, FundNameError),
        ({"name": "字" * 41}, FundNameError),
        ({"purpose": "付 13812345678"}, PrivateNumberError),
        ({"begins_on": date(2026, 11, 6)}, FutureDayError),
        ({"spend_by": date(2026, 9, 30)}, FundDayError),
        ({"categories": ("501",)}, WrongCategoryError),
        ({"limited": True, "categories": ()}, FundPurposeMissingError),
    ],
)
def test_what_is_no_fund_is_refused(township: Township, changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        opened(township, **changes)
    assert Fund.select().count() == 0


def test_a_limit_needs_its_document_and_a_name_is_taken_once(
    township: Township, bookkeeper: Actor, village: Place
) -> None:
    with pytest.raises(FundDocumentMissingError):
        services.open_fund(bookkeeper, village, replace(ROAD, limited=True))
    opened(township)
    with pytest.raises(FundKnownError, match=ROAD.name):
        opened(township, name=f"{ROAD.name} ")


def test_a_closed_fund_moves_no_more_and_stays(township: Township, bookkeeper: Actor, village: Place) -> None:
    opened(township)
    booked(township, GRANTED)
    with pytest.raises(FundReasonError):
        services.close_fund(bookkeeper, village, 1, reason="  ")
    assert services.close_fund(bookkeeper, village, 1, reason="项目不做了").closed_on == TODAY
    for again in (
        lambda: services.close_fund(bookkeeper, village, 1, reason="再停一次"),
        lambda: booked(township),
        lambda: booked(township, GRANTED, summary="又收到奖补"),
    ):
        with pytest.raises(FundClosedError, match="2026年11月5日停用"):
            again()
    assert left(village) == 100_000
    assert queries.fund_choices(village) == ()
    for model in (Fund, FundClosing, VoucherFund):
        with pytest.raises(PeeweeException):
            model.delete().execute()


# --- money in and out


def test_spent_to_the_last_fen_and_one_payment_too_many(township: Township, village: Place, config: Config) -> None:
    opened(township)
    booked(township, GRANTED)
    assert booked(township).fund_number == 1
    booked(township, amount_fen=40_000, summary="买砂石")
    assert left(village) == 0
    with pytest.raises(FundOverdrawnError, match=r"最多还能付 0\.00 元，这一笔要付 0\.01 元"):
        booked(township, amount_fen=1, summary="买钉子")
    (one,) = fund_balances(village)
    assert (one.in_fen, one.out_fen, one.percent, one.over_budget_fen) == (100_000, 100_000, 100, 0)
    assert Voucher.select().count() == 3
    assert verify_all(packages(config)) == []


def test_a_payment_entered_late_takes_nothing_that_had_not_come(township: Township) -> None:
    opened(township)
    booked(township, GRANTED)
    with pytest.raises(FundOverdrawnError, match=r"最多还能付 0\.00 元"):
        booked(township, happened_on=date(2026, 10, 7))


def test_what_is_taken_back_counts_in_red(township: Township, bookkeeper: Actor, village: Place) -> None:
    opened(township)
    came, paid = booked(township, GRANTED), booked(township)
    with pytest.raises(FundSpentError, match=r"只剩 400\.00 元"):
        services.reverse_voucher(bookkeeper, village, OCTOBER, came.number, reason="不是给本村的")
    services.reverse_voucher(bookkeeper, village, NOVEMBER, paid.number, reason="退货")
    assert left(village) == 100_000
    taking = services.reverse_voucher(bookkeeper, village, OCTOBER, came.number, reason="不是给本村的")
    assert (left(village), taking.fund) == (0, ROAD.name)
    (one,) = fund_balances(village)
    assert (one.in_fen, one.out_fen) == (0, 0)


def test_what_is_carried_over_moves_no_money(township: Township, village: Place) -> None:
    opened(township, beginning_fen=500)
    lines = (
        Line(account="231", detail=ROAD.name, printed_name="一事一议资金", debit_fen=500, credit_fen=0),
        Line(account="311", detail="", printed_name="公积公益金", debit_fen=0, credit_fen=500),
    )
    row = booked(township, written_entry(lines, happened_on=TODAY, summary="项目完工结转"))
    assert (row.fund, left(village)) == (ROAD.name, 500)


def test_paying_what_the_document_does_not_allow_is_refused(township: Township) -> None:
    opened(township, limited=True)
    booked(township, GRANTED)
    with pytest.raises(OutsidePurposeError, match="只能用于在建工程、公益支出，不能支付管理费用"):
        booked(township, category=Category(account="513"))
    assert booked(township, category=Category(account="514", detail="道路维护")).number == 1


def test_where_nothing_limits_it_the_check_says_so(township: Township, village: Place) -> None:
    opened(township)
    booked(township, GRANTED)
    office = replace(CEMENT, category=Category(account="513"))
    (told,) = services.require_enterable(village, office, today=TODAY)
    assert ROAD.name in told
    booked(township, office)
    (alert,) = [one for one in queries.alerts_of(village, today=TODAY) if one.check.id == "wrong_fund"]
    assert f"用的是“{ROAD.name}”，它的用途里没有管理费用" in alert.text


def test_an_unknown_fund_and_anothers_account_are_refused(township: Township) -> None:
    opened(township)
    opened(township, name="水渠补助", kind=FundKind.SPECIAL, beginning_fen=500)
    with pytest.raises(UnknownFundError, match="桥梁"):
        booked(township, fund="桥梁专款")
    on_road = Category(account="231", detail=ROAD.name)
    for fund in ("水渠补助", "桥梁专款"):
        with pytest.raises(OtherFundAccountError, match=f"一事一议资金/{ROAD.name}"):
            booked(township, fund=fund, category=on_road)


def test_the_fund_a_resolution_names_is_the_one_that_pays(
    township: Township, village: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolution = SpendableMatter(
        number=3,
        title="硬化道路",
        budget_fen=500_000,
        fund=ROAD.name,
        resolved_on=date(2026, 10, 1),
        publicity_ended_on=date(2026, 10, 20),
    )
    monkeypatch.setattr(deliberation, "spendable_matters", lambda _village, **_: [resolution])
    monkeypatch.setattr(deliberation, "spendable_matter", lambda _village, _number, **_: resolution)
    opened(township, beginning_fen=70_000)
    row = booked(township, fund="", matter_number=3)
    assert (row.fund, row.fund_number, left(village)) == (ROAD.name, 1, 10_000)
    with pytest.raises(FundOverdrawnError):
        booked(township, fund="", matter_number=3, summary="再买水泥")
    page = queries.fund_page(village, 1, page=1, today=TODAY, may_record=True)
    assert [one.number for one in page.matters] == [3]
    assert [one.summary for one in page.vouchers.rows] == ["买水泥"]


def test_a_request_is_refused_and_paid_by_its_fund(township: Township, bookkeeper: Actor, village: Place) -> None:
    opened(township, limited=True, beginning_fen=80_000)
    asked = replace(LAMPS, category="514", fund=ROAD.name)
    with pytest.raises(FundOverdrawnError):
        ask(township, asked, amount_fen=80_001)
    with pytest.raises(OutsidePurposeError):
        ask(township, asked, category="513")
    row = approve_all(township, ask(township, asked))
    paying = Paying(paid_on=TODAY, money=MoneyAccount.BANK)
    assert services.pay_request(bookkeeper, village, row.named, paying).fund_number == 1
    assert left(village) == 0


def test_a_request_beside_its_funds_purpose_says_so_before_it_is_paid(township: Township, village: Place) -> None:
    opened(township, beginning_fen=80_000)
    ask(township, replace(LAMPS, fund=ROAD.name))  # pays 513, where nothing limits the fund
    director = township.actor(Office.DIRECTOR)
    page = request_page(village, director, 2026, 1, today=TODAY)
    assert page.cautions == (f"“{ROAD.name}”登记的用途是在建工程、公益支出，这一笔付的是管理费用",)


def test_imported_history_names_no_fund_and_is_listed(
    township: Township, village: Place, book: Callable[..., BooksImport], journal_rows: Rows
) -> None:
    road, own = opened(township), opened(township, name="机井维修资金", kind=FundKind.OWN)
    booked(township, GRANTED, happened_on=date(2026, 11, 2))
    for row in journal_rows:
        row[6] = "一事一议资金" if row[5] == "付保洁工资" else row[6]
    book(journal_rows)
    assert unnamed_vouchers(village, road) == ((OCTOBER, 3),)
    assert unnamed_vouchers(village, own) == ()
    services.reverse_voucher(township.actor(Office.BOOKKEEPER), village, OCTOBER, 3, reason="重复入账")
    assert unnamed_vouchers(village, road) == ()
    assert left(village) == 100_000


def test_an_imported_voucher_that_moves_no_money_is_given_no_fund(
    township: Township, bookkeeper: Actor, village: Place
) -> None:
    opened(township)
    carried = Voucher.create(
        village=village, month=Month(2026, 11), number=90, word="记", happened_on=TODAY, summary="转作收入",
        kind=VoucherKind.OTHER, origin=VoucherOrigin.IMPORTED, recorded_at=clock.now(), recorded_by=1, late_days=0,
    )  # fmt: skip
    with pytest.raises(FundNotMovedError):
        services.assign_fund(bookkeeper, village, carried.month, carried.number, fund_number=1)
    assert VoucherFund.select().count() == 0


def test_an_imported_voucher_is_given_its_fund_once_while_its_month_is_open(
    township: Township, bookkeeper: Actor, village: Place, book: Callable[..., BooksImport], journal_rows: Rows,
    config: Config,
) -> None:  # fmt: skip
    opened(township, limited=True)  # pays what is booked on 153 or 514 alone
    opened(township, name="机井维修资金", kind=FundKind.OWN)
    book(journal_rows)
    typed = booked(township, fund="", category=Category(account="514"))

    def assign(number: int, *, month: Month = OCTOBER, fund: int = 1) -> str:
        return services.assign_fund(bookkeeper, village, month, number, fund_number=fund).fund

    with pytest.raises(FundOverdrawnError):
        assign(3)  # nothing came in yet
    assert assign(1) == ROAD.name
    assert assign(3) == ROAD.name
    assert left(village) == 250_050 - 80_000
    (alert,) = [one for one in queries.alerts_of(village, today=TODAY) if one.check.id == "wrong_fund"]
    assert f"用的是“{ROAD.name}”，它的用途里没有管理费用" in alert.text
    entries = JournalEntry.select().count()
    assert assign(3) == ROAD.name  # sent twice
    assert (VoucherFund.select().count(), JournalEntry.select().count()) == (2, entries)
    with pytest.raises(FundAssignedError, match=ROAD.name):
        assign(3, fund=2)
    with pytest.raises(FundNotMovedError):
        assign(2)  # from cash to the bank
    with pytest.raises(FundNotAssignedError):
        assign(typed.number, month=typed.month)
    taking = services.reverse_voucher(bookkeeper, village, OCTOBER, 4, reason="重复入账")
    for month, number in ((OCTOBER, 4), (taking.month, taking.number)):
        with pytest.raises(FundNotAssignedError):
            assign(number, month=month)
    page = queries.voucher_page(village, OCTOBER, 5, today=TODAY, may_record=True)
    assert page.may_assign_fund
    services.close_month(bookkeeper, village, OCTOBER, explanation="已逐笔核对")
    assert not queries.voucher_page(village, OCTOBER, 5, today=TODAY, may_record=True).may_assign_fund
    with pytest.raises(MonthClosedError):
        assign(5)
    assert verify_all(packages(config)) == []


# --- what it leaves to be done, and what is published


def test_a_fund_to_be_spent_soon_waits_for_the_bookkeeper(
    township: Township, bookkeeper: Actor, village: Place
) -> None:
    opened(township, beginning_fen=5, spend_by=date(2026, 12, 5))
    opened(township, name="还早的资金", beginning_fen=5, spend_by=date(2026, 12, 6))
    opened(township, name="用完的资金", spend_by=date(2026, 11, 30))
    (task,) = [one for one in queries.tasks(bookkeeper, village, TODAY) if one.endpoint == "books.fund"]
    assert (task.title, task.due, task.urgent) == (
        f"“{ROAD.name}”要在期限前用完，还剩 0.05 元",
        date(2026, 12, 5),
        False,
    )
    director = township.actor(Office.DIRECTOR)
    assert "books.fund" not in {one.endpoint for one in queries.tasks(director, village, TODAY)}


def test_the_months_document_has_the_funds_that_moved(
    township: Township, bookkeeper: Actor, village: Place, clock: SettableClock
) -> None:
    opened(township, beginning_fen=5)
    opened(township, name="没有动的资金", beginning_fen=7)
    for money in MoneyAccount:
        services.state_opening(bookkeeper, village, OCTOBER, money=money, amount_fen=5)
    booked(township, GRANTED)
    booked(township, happened_on=date(2026, 10, 9))
    services.close_month(bookkeeper, village, OCTOBER, explanation="没有要说明的。")
    services.sign_off_month(township.actor(Office.SUPERVISOR), village, OCTOBER)
    content = json.loads(Bulletin.get(Bulletin.kind == "month").envelope)["content"]
    assert content["funds"] == [
        {
            "name": ROAD.name,
            "kind": "一事一议资金",
            "opening_fen": 5,
            "in_fen": 100_000,
            "out_fen": 60_000,
            "closing_fen": 40_005,
        }
    ]
    assert {one["fund"] for one in content["vouchers"]} == {ROAD.name}

"""Entries by hand: two balanced lines, numbers without a gap, nothing twice, nothing closed, nothing to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from peewee import IntegrityError, PeeweeException

from deliberation import queries as deliberation
from deliberation.queries import SpendableMatter
from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import (
    AmountNotPositiveError,
    CategoryMissingError,
    DuplicateVoucherError,
    FormUsedError,
    FutureDayError,
    ImpossibleMonthError,
    LaterMonthClosedError,
    MonthBookedError,
    MonthClosedError,
    NoResolutionError,
    NoSubAccountError,
    OnlyPaymentsError,
    PublicityNotOverError,
    SubAccountKnownError,
    SubAccountNameError,
    TotalTooLargeError,
    WrongCategoryError,
)
from disclosure.books.models import HandEntry, MonthClose, SubAccount, Voucher, VoucherLine, VoucherMatter
from disclosure.books.queries import VoucherQuestion, resolutions
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.items import Item
from disclosure.books.rules.vouchers import VoucherKind, VoucherOrigin
from portal.kernel.db import database as db
from portal.kernel.db import is_sqlite
from portal.kernel.errors import NotAllowedError
from portal.kernel.journal import JournalEntry
from portal.kernel.months import Month
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.offices import Office
from portal.terminal import packages

if TYPE_CHECKING:
    from collections.abc import Callable

    from disclosure.books.models import BooksImport
    from portal.config import Config
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
RENT = Entry(
    kind=VoucherKind.RECEIPT,
    happened_on=date(2026, 11, 2),
    amount_fen=100_000,
    money=MoneyAccount.BANK,
    category=Category(account="501", detail="租金收入"),
    summary="收鱼塘租金",
    party="清河水产合作社",
)
PAPER = Entry(
    kind=VoucherKind.PAYMENT,
    happened_on=date(2026, 11, 3),
    amount_fen=6_025,
    money=MoneyAccount.CASH,
    category=Category(account="513"),
    summary="买办公用品",
    party="镇上文具店",
)
BANKED = Entry(
    kind=VoucherKind.TRANSFER,
    happened_on=date(2026, 11, 3),
    amount_fen=50_000,
    money=MoneyAccount.CASH,
    category=None,
    summary="存款",
)


@pytest.fixture(autouse=True)
def in_november(clock: SettableClock) -> None:
    clock.set_day(date(2026, 11, 5))


def _lines(entry: Entry, township: Township) -> list[tuple[str, str, int, int]]:
    row = services.record_voucher(township.actor(Office.BOOKKEEPER), township.village, entry)
    return [(line.account, line.printed_name, line.debit_fen, line.credit_fen) for line in row.lines]


def test_receipt_is_a_debit_of_the_money_and_a_credit_of_its_category(township: Township) -> None:
    assert _lines(RENT, township) == [("102", "银行存款", 100_000, 0), ("501", "经营收入/租金收入", 0, 100_000)]


def test_payment_is_a_debit_of_its_category_and_a_credit_of_the_money(township: Township) -> None:
    assert _lines(PAPER, township) == [("513", "管理费用", 6_025, 0), ("101", "现金", 0, 6_025)]


def test_transfer_is_neither_income_nor_expense(township: Township) -> None:
    assert _lines(BANKED, township) == [("102", "银行存款", 50_000, 0), ("101", "现金", 0, 50_000)]
    figures = queries.statement_of(township.village, NOVEMBER)
    assert (figures.income_fen, figures.expense_fen, figures.closing_fen) == (0, 0, 0)
    assert [(one.in_fen, one.out_fen) for one in figures.money] == [(0, 50_000), (50_000, 0)]


def test_numbers_of_a_month_have_no_gap(bookkeeper: Actor, village: Place, clock: SettableClock) -> None:
    for entry in (RENT, PAPER, BANKED):
        services.record_voucher(bookkeeper, village, entry)
    with pytest.raises(AmountNotPositiveError):
        services.record_voucher(bookkeeper, village, replace(RENT, amount_fen=0))
    services.record_voucher(bookkeeper, village, replace(RENT, summary="收鱼塘租金尾款"))
    services.record_voucher(bookkeeper, village, replace(RENT, happened_on=date(2026, 10, 31)))
    assert [row.number for row in queries.vouchers(village, OCTOBER)] == [1]
    assert sorted(row.number for row in queries.vouchers(village, NOVEMBER)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"amount_fen": 0}, AmountNotPositiveError),
        ({"amount_fen": -1}, AmountNotPositiveError),
        ({"amount_fen": 10**13 + 1}, TotalTooLargeError),
        ({"happened_on": date(2026, 11, 6)}, FutureDayError),
        ({"happened_on": date(1900, 1, 1)}, ImpossibleMonthError),
        ({"category": None}, CategoryMissingError),
        ({"category": Category(account="513")}, WrongCategoryError),
        ({"category": Category(account="101")}, WrongCategoryError),
        ({"kind": VoucherKind.PAYMENT}, WrongCategoryError),
        ({"matter_number": 1}, OnlyPaymentsError),
        ({"summary": "付 13812345678"}, PrivateNumberError),
        ({"party": "11010519491231002X"}, PrivateNumberError),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_what_no_voucher_says_is_refused(
    bookkeeper: Actor, village: Place, change: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        services.record_voucher(bookkeeper, village, replace(RENT, **change))  # type: ignore[arg-type]
    assert Voucher.select().count() == VoucherLine.select().count() == 0


def test_the_same_entry_twice_is_refused_unless_it_really_is_two(bookkeeper: Actor, village: Place) -> None:
    first = services.record_voucher(bookkeeper, village, RENT)
    with pytest.raises(DuplicateVoucherError, match=f"第{first.number}号"):
        services.record_voucher(bookkeeper, village, RENT)
    second = services.record_voucher(bookkeeper, village, replace(RENT, really_two=True))
    assert second.number == first.number + 1
    services.record_voucher(bookkeeper, village, replace(RENT, party="另一家"))


def test_an_imported_voucher_is_the_same_whoever_it_was_paid_to(
    book: Callable[..., BooksImport], bookkeeper: Actor, village: Place, journal_rows: Rows
) -> None:
    book(journal_rows)
    again = replace(PAPER, happened_on=date(2026, 10, 20))
    with pytest.raises(DuplicateVoucherError):
        services.record_voucher(bookkeeper, village, again)


def test_the_same_form_with_other_items_is_refused(bookkeeper: Actor, village: Place) -> None:
    item = Item(number=1, name="打印纸", unit="", quantity_x1000=None, price_x100=None, amount_fen=PAPER.amount_fen)
    sent = replace(PAPER, token="b" * 32, items=(item,))
    first = services.record_voucher(bookkeeper, village, sent)
    assert services.record_voucher(bookkeeper, village, sent) == first
    for items in ((), (replace(item, name="墨盒"),)):
        with pytest.raises(FormUsedError):
            services.record_voucher(bookkeeper, village, replace(sent, items=items))


def test_the_same_form_sent_twice_is_one_voucher(bookkeeper: Actor, village: Place) -> None:
    sent = replace(RENT, token="a" * 32)
    first = services.record_voucher(bookkeeper, village, sent)
    before = JournalEntry.select().count()
    assert services.record_voucher(bookkeeper, village, sent) == first
    assert (Voucher.select().count(), JournalEntry.select().count()) == (1, before)
    with pytest.raises(FormUsedError, match="第1号"):
        services.record_voucher(bookkeeper, village, replace(sent, amount_fen=1))


def test_one_token_makes_one_voucher_in_the_database_too(bookkeeper: Actor, village: Place) -> None:
    row = services.record_voucher(bookkeeper, village, replace(RENT, token="b" * 32))
    other = services.record_voucher(bookkeeper, village, PAPER)
    with pytest.raises(IntegrityError), db.atomic():
        HandEntry.insert(village=village, voucher=other.id, party="", token="b" * 32, really_two=False).execute()
    assert row.number == 1


def test_entry_of_a_closed_month_is_refused_by_rule_and_by_the_database(
    book: Callable[..., BooksImport], bookkeeper: Actor, village: Place, journal_rows: Rows
) -> None:
    book(journal_rows)
    services.close_month(bookkeeper, village, OCTOBER)
    with pytest.raises(MonthClosedError):
        services.record_voucher(bookkeeper, village, replace(RENT, happened_on=date(2026, 10, 31)))
    with pytest.raises(LaterMonthClosedError):
        services.record_voucher(bookkeeper, village, replace(RENT, happened_on=date(2026, 9, 30)))
    with pytest.raises(LaterMonthClosedError):
        services.record_voucher(bookkeeper, village, replace(RENT, happened_on=date(2026, 1, 31)))
    row = Voucher.get(Voucher.month == OCTOBER)
    with pytest.raises(PeeweeException, match="month_is_closed"), db.atomic():
        Voucher.create(**{**row.__data__, "id": None, "number": 99})
    services.record_voucher(bookkeeper, village, RENT)


def test_the_database_refuses_what_does_not_balance(bookkeeper: Actor, village: Place) -> None:
    row = services.record_voucher(bookkeeper, village, RENT)
    extra = {
        "voucher": row.id,
        "line_no": 3,
        "account": "501",
        "detail": "",
        "printed_name": "经营收入",
        "debit_fen": 0,
        "credit_fen": 5,
    }
    close = {"village": village, "month": NOVEMBER, "totals": {}, "totals_digest": "", "closed_by": 1}
    with pytest.raises(PeeweeException, match="unbalanced_voucher"), db.atomic():
        VoucherLine.insert(**extra).execute()
        if is_sqlite():
            MonthClose.create(**close, closed_at=Voucher.get().recorded_at)
    assert VoucherLine.select().count() == 2


def test_month_entered_by_hand_is_not_imported_too(
    book: Callable[..., BooksImport], bookkeeper: Actor, village: Place, journal_rows: Rows
) -> None:
    services.record_voucher(bookkeeper, village, replace(RENT, happened_on=date(2026, 10, 8)))
    with pytest.raises(MonthBookedError, match="逐笔"):
        book(journal_rows)


def test_late_entry_says_by_how_many_days(bookkeeper: Actor, village: Place, clock: SettableClock) -> None:
    clock.set_day(date(2026, 11, 20))
    row = services.record_voucher(bookkeeper, village, replace(RENT, happened_on=date(2026, 10, 8)))
    assert (row.late_days, row.recorded_on) == (5, date(2026, 11, 20))


def test_entry_is_sealed_whole_without_the_other_partys_name(bookkeeper: Actor, village: Place, config: Config) -> None:
    row = services.record_voucher(bookkeeper, village, RENT)
    assert (row.origin, row.party) == (VoucherOrigin.TYPED, RENT.party)
    content = JournalEntry.select().order_by(JournalEntry.id.desc()).get().content
    assert RENT.party not in str(content)
    assert verify_all(packages(config)) == []


def test_only_the_bookkeeper_enters(supervisor: Actor, village: Place, township: Township) -> None:
    with pytest.raises(NotAllowedError):
        services.record_voucher(supervisor, village, RENT)
    with pytest.raises(NotAllowedError):
        services.record_voucher(township.actor(Office.BOOKKEEPER), township.other_village, RENT)


# --- accounts of the village's own


def test_account_below_another_takes_the_next_number_and_a_name_of_its_own(bookkeeper: Actor, village: Place) -> None:
    for name in ("办公费", "水电费"):
        services.open_sub_account(bookkeeper, village, code="513", name=name)
    assert [(one.code, one.title) for one in queries.sub_accounts(village)] == [
        ("513-01", "513-01 管理费用/办公费"),
        ("513-02", "513-02 管理费用/水电费"),
    ]
    assert queries.category_of(village, "513-02") == Category(account="513", detail="水电费")
    with pytest.raises(SubAccountKnownError, match="513-01"):
        services.open_sub_account(bookkeeper, village, code="513", name=" 办公费 ")


@pytest.mark.parametrize(
    ("code", "name", "refusal"),
    [
        ("101", "保险柜", NoSubAccountError),
        ("513", "", SubAccountNameError),
        ("513", "办公/费", SubAccountNameError),
        ("513", "长" * 41, SubAccountNameError),
        ("513", "付13812345678", PrivateNumberError),
    ],
    ids=["money", "empty", "slash", "long", "number"],
)
def test_account_that_cannot_be_is_refused(
    bookkeeper: Actor, village: Place, code: str, name: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        services.open_sub_account(bookkeeper, village, code=code, name=name)
    assert SubAccount.select().count() == 0


def test_another_villages_account_is_none_of_ours(township: Township) -> None:
    services.open_sub_account(township.actor(Office.BOOKKEEPER), township.village, code="513", name="办公费")
    assert queries.sub_accounts(township.other_village) == ()


# --- payments that rest on a resolution


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two passed resolutions: the publicity of the second has not ended."""
    found = (
        SpendableMatter(
            number=3,
            title="修水渠",
            budget_fen=500_000,
            fund="村集体经营收入",
            resolved_on=date(2026, 10, 1),
            publicity_ended_on=date(2026, 10, 20),
        ),
        SpendableMatter(
            number=4,
            title="装路灯",
            budget_fen=None,
            fund="",
            resolved_on=date(2026, 11, 1),
            publicity_ended_on=None,
        ),
    )

    by_number = {one.number: one for one in found}
    monkeypatch.setattr(deliberation, "spendable_matters", lambda _village, **_: list(found))
    monkeypatch.setattr(deliberation, "spendable_matter", lambda _village, number, **_: by_number.get(number))


WORKS = replace(PAPER, amount_fen=300_000, matter_number=3, summary="付水渠工程款", money=MoneyAccount.BANK)


@pytest.mark.usefixtures("resolved")
def test_payment_under_a_resolution_counts_against_it(bookkeeper: Actor, village: Place) -> None:
    assert services.require_enterable(village, WORKS, today=date(2026, 11, 5)) == ()
    row = services.record_voucher(bookkeeper, village, WORKS)
    assert VoucherMatter.select().count() == 1
    allowance = resolutions.allowance_of(village, 3, today=date(2026, 11, 5))
    assert allowance is not None
    assert (allowance.paid_fen, allowance.left_fen) == (300_000, 200_000)
    (panel,) = resolutions.panels(village, "matter", 3)
    assert "3,000.00" in panel.lines[0]
    assert "还剩 2,000.00 元" in panel.lines[-1]
    services.reverse_voucher(bookkeeper, village, NOVEMBER, row.number, reason="付错了")
    allowance = resolutions.allowance_of(village, 3, today=date(2026, 11, 5))
    assert allowance is not None
    assert allowance.paid_fen == 0
    assert queries.voucher_list(village, VoucherQuestion(matter_number=3), page=1).total == 2


@pytest.mark.usefixtures("resolved")
def test_payment_over_the_amount_or_from_another_fund_is_shown_and_booked(bookkeeper: Actor, village: Place) -> None:
    services.record_voucher(bookkeeper, village, WORKS)
    more = replace(WORKS, amount_fen=200_001, fund="专项补助", summary="付水渠尾款")
    over, other_fund = services.require_enterable(village, more, today=date(2026, 11, 5))
    assert "超过了决议的金额" in over
    assert "专项补助" in other_fund
    services.record_voucher(bookkeeper, village, more)


@pytest.mark.usefixtures("resolved")
@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        pytest.param({"matter_number": 9}, NoResolutionError, id="村组法第28条: not decided"),
        pytest.param({"matter_number": 4}, PublicityNotOverError, id="村组法第35条第四款: still public"),
        pytest.param(
            {"happened_on": date(2026, 10, 20)}, PublicityNotOverError, id="村组法第35条第四款: paid on the last day"
        ),
    ],
)
def test_payment_too_early_is_refused(
    bookkeeper: Actor, village: Place, change: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal, match="村组法"):
        services.record_voucher(bookkeeper, village, replace(WORKS, **change))  # type: ignore[arg-type]
    assert Voucher.select().count() == 0
    services.record_voucher(bookkeeper, village, replace(WORKS, happened_on=date(2026, 10, 21)))

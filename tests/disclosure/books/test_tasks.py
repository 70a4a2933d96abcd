"""What waits for whom: a month to enter, to close, to sign off, and for the township those that are late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.vouchers import VoucherKind
from portal.kernel.months import Month
from portal.org.offices import Office

if TYPE_CHECKING:
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

SEPTEMBER = Month(2026, 9)
RENT = Entry(
    kind=VoucherKind.RECEIPT,
    happened_on=date(2026, 9, 8),
    amount_fen=100_000,
    money=MoneyAccount.BANK,
    category=Category(account="501"),
    summary="收鱼塘租金",
    party="清河水产合作社",
)


@pytest.fixture
def village(township: Township, clock: SettableClock) -> Place:
    clock.set_day(date(2026, 9, 20))
    bookkeeper, village = township.actor(Office.BOOKKEEPER), township.village
    for money in MoneyAccount:
        services.state_opening(bookkeeper, village, SEPTEMBER, money=money, amount_fen=0)
    services.record_voucher(bookkeeper, village, RENT)
    return village


def _waiting(township: Township, office: Office, day: date) -> list[tuple[str, str, bool]]:
    found = queries.tasks(township.actor(office), township.village, day)
    return [(one.title, one.endpoint, one.urgent) for one in found]


def test_month_that_is_over_waits_for_the_bookkeeper_until_its_day(township: Township, village: Place) -> None:
    assert _waiting(township, Office.BOOKKEEPER, date(2026, 9, 30)) == []
    assert _waiting(township, Office.BOOKKEEPER, date(2026, 10, 1)) == [("2026年9月的账：结账", "books.close", False)]
    assert _waiting(township, Office.BOOKKEEPER, date(2026, 10, 15)) == [("2026年9月的账：结账", "books.close", True)]
    (task,) = queries.tasks(township.actor(Office.BOOKKEEPER), village, date(2026, 10, 1))
    assert task.due == date(2026, 10, 15)


def test_month_nobody_entered_is_asked_for_too(township: Township, village: Place) -> None:
    titles = [title for title, _, _ in _waiting(township, Office.BOOKKEEPER, date(2026, 12, 1))]
    assert titles == ["2026年9月的账：结账", "2026年10月的账：还没有记", "2026年11月的账：还没有记"]
    services.record_voucher(
        township.actor(Office.BOOKKEEPER), village, replace(RENT, happened_on=date(2026, 9, 9), summary="补收")
    )
    assert queries.tasks(township.actor(Office.BOOKKEEPER), township.other_village, date(2026, 12, 1)) == []


@pytest.mark.parametrize("office", [Office.AUDITOR, Office.TOWNSHIP_ADMIN])
def test_township_sees_what_is_late_and_nothing_before(township: Township, village: Place, office: Office) -> None:
    assert _waiting(township, office, date(2026, 10, 15)) == []
    assert _waiting(township, office, date(2026, 10, 16)) == [
        ("2026年9月的账：过期没有公开，未结账", "books.show", True),
        ("2026年第三季度财务公开：过期没有公开，等各月签字公布", "books.period", True),
    ]


def test_representatives_are_not_asked_to_do_the_books(township: Township, village: Place) -> None:
    assert village
    assert _waiting(township, Office.REPRESENTATIVE, date(2026, 12, 1)) == []


def test_closed_month_waits_for_another_person(township: Township, village: Place, clock: SettableClock) -> None:
    clock.set_day(date(2026, 10, 3))
    services.close_month(township.actor(Office.BOOKKEEPER), village, SEPTEMBER)
    assert _waiting(township, Office.SUPERVISOR, date(2026, 10, 3)) == [
        ("2026年9月的账：签字公布", "books.sign_off", False)
    ]
    services.sign_off_month(township.actor(Office.SUPERVISOR), village, SEPTEMBER)
    assert _waiting(township, Office.SUPERVISOR, date(2026, 10, 3)) == []
    assert _waiting(township, Office.AUDITOR, date(2026, 10, 15)) == []
    assert _waiting(township, Office.AUDITOR, date(2026, 10, 20)) == [
        ("2026年第三季度财务公开：过期没有公开，可以编制", "books.period", True)
    ]

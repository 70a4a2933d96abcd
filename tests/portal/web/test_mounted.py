"""What an upper area shows on a lower screen is shown only to those who may open the upper one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from disclosure.books import services
from disclosure.books.chart import MoneyAccount
from disclosure.books.queries import resolutions
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.vouchers import VoucherKind
from portal.org.offices import Office
from portal.web import context
from portal.web.mounted import panels_about

if TYPE_CHECKING:
    from flask import Flask

    from disclosure.books.queries import VoucherRow
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

PAPER = Entry(
    kind=VoucherKind.PAYMENT,
    happened_on=date(2026, 11, 3),
    amount_fen=6_025,
    money=MoneyAccount.CASH,
    category=Category(account="513"),
    summary="付赵大山医药费补助",
    party="",
)


@pytest.fixture
def paid(monkeypatch: pytest.MonkeyPatch, township: Township, clock: SettableClock) -> None:
    """A voucher of an open month, its summary unmasked, stands under the resolution on matter 3."""
    clock.set_day(date(2026, 11, 5))
    row = services.record_voucher(township.actor(Office.BOOKKEEPER), township.village, PAPER)

    def payments_of(_village: Place, _number: int) -> tuple[VoucherRow, ...]:
        return (row,)

    monkeypatch.setattr(resolutions, "payments_of", payments_of)


def lines_shown(app: Flask, township: Township, office: Office) -> str:
    with app.test_request_context():
        context.standing().village = township.village
        context.standing().actor = township.actor(office, number=-1)
        return "".join(line for one in panels_about(township.village, "matter", 3) for line in one.lines)


@pytest.mark.usefixtures("paid")
@pytest.mark.parametrize("office", [Office.MEMBER, Office.PROBATIONARY, Office.FLOATING])
def test_payments_stay_with_those_who_may_see_the_books(app: Flask, township: Township, office: Office) -> None:
    assert lines_shown(app, township, office) == ""


@pytest.mark.usefixtures("paid")
@pytest.mark.parametrize("office", [Office.REPRESENTATIVE, Office.SUPERVISOR, Office.BOOKKEEPER])
def test_who_may_see_the_books_sees_them_beside_the_matter(app: Flask, township: Township, office: Office) -> None:
    assert PAPER.summary in lines_shown(app, township, office)

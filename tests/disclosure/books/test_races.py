"""Two clicks, two bookkeepers: one voucher for one form, one reversal for one voucher, numbers without a gap."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import AlreadyReversedError, DuplicateVoucherError
from disclosure.books.models import Voucher
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.vouchers import VoucherKind
from portal.kernel.db import connection
from portal.kernel.errors import DomainError
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.org.actors import Actor
    from portal.org.models import Place

pytestmark = pytest.mark.race

AT_ONCE = 8
OCTOBER = Month(2026, 10)
RENT = Entry(
    kind=VoucherKind.RECEIPT,
    happened_on=date(2026, 10, 8),
    amount_fen=100_000,
    money=MoneyAccount.BANK,
    category=Category(account="501"),
    summary="收鱼塘租金",
    party="清河水产合作社",
)


def together(act: Callable[[int], object]) -> Counter[str]:
    """Let eight do ``act`` at the same moment; return how often each answer was given."""
    barrier = Barrier(AT_ONCE)

    def one(number: int) -> str:
        with connection():
            barrier.wait(30)
            try:
                act(number)
            except DomainError as refusal:
                return type(refusal).__name__
            return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, range(AT_ONCE)))


def test_one_form_sent_by_eight_clicks_is_one_voucher(bookkeeper: Actor, village: Place) -> None:
    sent = replace(RENT, token="c" * 32)
    assert together(lambda _: services.record_voucher(bookkeeper, village, sent)) == {"done": AT_ONCE}
    assert Voucher.select().count() == 1


def test_one_entry_typed_eight_times_is_one_voucher(bookkeeper: Actor, village: Place) -> None:
    answers = together(lambda n: services.record_voucher(bookkeeper, village, replace(RENT, token=f"{n}" * 32)))
    assert answers == {"done": 1, DuplicateVoucherError.__name__: AT_ONCE - 1}
    assert Voucher.select().count() == 1


def test_eight_entries_at_once_are_numbered_without_a_gap(bookkeeper: Actor, village: Place) -> None:
    together(lambda n: services.record_voucher(bookkeeper, village, replace(RENT, summary=f"第{n}户租金")))
    assert sorted(row.number for row in queries.vouchers(village, OCTOBER)) == list(range(1, AT_ONCE + 1))


def test_one_voucher_is_taken_back_once_by_eight(bookkeeper: Actor, village: Place) -> None:
    services.record_voucher(bookkeeper, village, RENT)
    answers = together(lambda _: services.reverse_voucher(bookkeeper, village, OCTOBER, 1, reason="记错了"))
    assert answers == {"done": 1, AlreadyReversedError.__name__: AT_ONCE - 1}
    assert Voucher.select().count() == 2

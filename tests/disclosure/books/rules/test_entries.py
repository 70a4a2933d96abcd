"""The simple form by itself: sides, plain words, open months; any sequence keeps the balances."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.books.chart import MoneyAccount, accounts
from disclosure.books.errors import LaterMonthClosedError, MonthClosedError
from disclosure.books.rules.entries import (
    KINDS,
    Category,
    Entry,
    fits,
    lines_of_entry,
    plain_words,
    require_open,
    require_sensible,
    reversal_day,
)
from disclosure.books.rules.statement import broken_identities, statement, sums_by_account, sums_of
from disclosure.books.rules.vouchers import Line, Voucher, VoucherKind, require_balanced
from portal.kernel.months import Month

TODAY = date(2026, 11, 5)
NOVEMBER = Month(2026, 11)
CODES = [code for code in accounts() if MoneyAccount.of(code) is None]


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(KINDS))
    fitting = [code for code in CODES if fits(Category(account=code), kind)]
    category = None if kind is VoucherKind.TRANSFER else Category(account=draw(st.sampled_from(fitting)))
    return Entry(
        kind=kind,
        happened_on=draw(st.dates(date(2026, 1, 1), TODAY)),
        amount_fen=draw(st.integers(1, 10**12)),
        money=draw(st.sampled_from(list(MoneyAccount))),
        category=category,
        summary="随便一笔",
        party="某人",
    )


def _voucher(number: int, entry: Entry) -> Voucher:
    lines = lines_of_entry(entry)
    return Voucher(number=number, word="记", happened_on=entry.happened_on, summary=entry.summary, lines=lines)


def _in_red(voucher: Voucher, number: int) -> Voucher:
    stored = [line.exchanged for line in voucher.lines]
    assert all(line.debit_fen >= 0 and line.credit_fen >= 0 for line in stored)
    lines = tuple(line.in_red for line in stored)
    return Voucher(number=number, word="记", happened_on=TODAY, summary="冲销", lines=lines)


@given(entries())
def test_an_entry_makes_two_lines_that_balance_and_mean_what_was_said(entry: Entry) -> None:
    require_sensible(entry, today=TODAY)
    voucher = _voucher(1, entry)
    require_balanced(voucher)
    assert voucher.kind is entry.kind
    moved = {VoucherKind.RECEIPT: voucher.in_fen, VoucherKind.PAYMENT: voucher.out_fen}
    assert moved.get(entry.kind, voucher.moved_fen) == entry.amount_fen


@given(entries())
def test_taken_back_is_the_same_below_zero(entry: Entry) -> None:
    voucher = _voucher(1, entry)
    red = _in_red(voucher, 2)
    assert red.is_red
    assert red.kind is voucher.kind
    assert (red.in_fen, red.out_fen, red.moved_fen) == (-voucher.in_fen, -voucher.out_fen, -voucher.moved_fen)
    assert all("冲减" in plain_words(line) for line in red.lines)


@given(st.lists(entries(), max_size=12), st.data(), st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)))
def test_any_sequence_of_entries_and_reversals_keeps_the_balances(
    made: list[Entry], data: st.DataObject, opened: tuple[int, int]
) -> None:
    vouchers = [_voucher(number, entry) for number, entry in enumerate(made, start=1)]
    taken = data.draw(st.lists(st.sampled_from(vouchers), unique_by=id)) if vouchers else []
    vouchers += [_in_red(one, 100 + number) for number, one in enumerate(taken)]
    sums = sums_of(vouchers)
    openings = dict(zip(MoneyAccount, opened, strict=True))
    figures = statement(NOVEMBER, openings=openings, month_sums=sums, year_sums=sums)
    assert broken_identities(figures, sums_by_account(vouchers)) == ()
    received, paid = sum(one.in_fen for one in vouchers), sum(one.out_fen for one in vouchers)
    assert figures.opening_fen + received - paid == figures.closing_fen
    if len(taken) == len(made):
        assert (figures.income_fen, figures.expense_fen, figures.closing_fen) == (0, 0, sum(opened))


@pytest.mark.parametrize(
    ("account", "name", "debit_fen", "credit_fen", "words"),
    [
        ("101", "现金", 100, 0, "现金增加 1.00 元"),
        ("101", "现金", 0, 100, "现金减少 1.00 元"),
        ("501", "经营收入", 0, 100, "经营收入增加 1.00 元"),
        ("513", "管理费用", 100, 0, "管理费用增加 1.00 元"),
        ("211", "应付款", 100, 0, "应付款减少 1.00 元"),
        ("113", "内部往来", 100, 0, "内部往来借方记 1.00 元"),
        ("513", "管理费用", -100, 0, "冲减：管理费用增加 1.00 元"),
    ],
)
def test_plain_words_say_whether_there_is_more_or_less(
    account: str, name: str, debit_fen: int, credit_fen: int, words: str
) -> None:
    line = Line(account=account, detail="", printed_name=name, debit_fen=debit_fen, credit_fen=credit_fen)
    assert plain_words(line) == words


def test_no_income_is_paid_and_no_cost_received() -> None:
    assert not any(fits(Category(account=code), VoucherKind.PAYMENT) for code in ("501", "503", "101", "102"))
    assert not any(fits(Category(account=code), VoucherKind.RECEIPT) for code in ("513", "401", "101", "102"))
    assert all(fits(Category(account="211"), kind) for kind in (VoucherKind.RECEIPT, VoucherKind.PAYMENT))


def test_no_money_moves_with_what_wears_off_or_with_the_result_of_a_year() -> None:
    both = (VoucherKind.RECEIPT, VoucherKind.PAYMENT)
    assert not any(fits(Category(account=code), kind) for code in ("133", "152", "162", "321") for kind in both)
    assert all(fits(Category(account=code), kind) for code in ("151", "154", "322") for kind in both)


CLOSED = {Month(2025, 12), Month(2026, 1), Month(2026, 2)}


@pytest.mark.parametrize(
    ("month", "opened", "refusal"),
    [
        (Month(2026, 3), [Month(2025, 12)], None),
        (Month(2026, 2), [Month(2025, 12)], MonthClosedError),
        (Month(2025, 11), [Month(2025, 1)], LaterMonthClosedError),
        (Month(2024, 6), [Month(2024, 1)], LaterMonthClosedError),
        (Month(2024, 6), [Month(2024, 1), Month(2025, 12)], None),
    ],
    ids=["after", "closed", "same year", "carried on", "another stretch of books"],
)
def test_entry_goes_only_where_no_closed_figure_stands_on_it(
    month: Month, opened: list[Month], refusal: type[Exception] | None
) -> None:
    if refusal is None:
        require_open(month, closed=CLOSED, begun=opened)
    else:
        with pytest.raises(refusal):
            require_open(month, closed=CLOSED, begun=opened)


def test_taken_back_on_the_last_day_of_an_open_month_and_today_after_its_close() -> None:
    october = Month(2026, 10)
    assert reversal_day(october, closed=[], today=TODAY) == date(2026, 10, 31)
    assert reversal_day(NOVEMBER, closed=[october], today=TODAY) == TODAY
    assert reversal_day(october, closed=[october], today=TODAY) == TODAY

"""The month in figures: nothing is lost, whatever is booked and in whatever order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.books.chart import MoneyAccount, accounts
from disclosure.books.rules import statement as statements
from disclosure.books.rules.statement import AccountSum, statement
from disclosure.books.rules.vouchers import Line, Voucher
from portal.kernel.months import Month

MONTH = Month(2026, 10)
NO_OPENINGS: dict[MoneyAccount, int] = {}


def _voucher(debit: str, credit: str, amount: int, *, debit_name: str = "", credit_name: str = "") -> Voucher:
    return Voucher(
        number=1,
        word="记",
        happened_on=date(2026, 10, 8),
        summary="",
        lines=(
            Line(account=debit, detail="", printed_name=debit_name or debit, debit_fen=amount, credit_fen=0),
            Line(account=credit, detail="", printed_name=credit_name or credit, debit_fen=0, credit_fen=amount),
        ),
    )


def test_opening_in_out_and_closing_of_each_money_account() -> None:
    booked = [_voucher("101", "501", 500), _voucher("513", "101", 200), _voucher("101", "102", 1_000)]
    sums = statements.sums_of(booked)
    figures = statement(
        MONTH, openings={MoneyAccount.CASH: 50, MoneyAccount.BANK: 3_000}, month_sums=sums, year_sums=sums
    )
    cash, bank = figures.money
    assert (cash.opening_fen, cash.in_fen, cash.out_fen, cash.closing_fen) == (50, 1_500, 200, 1_350)
    assert (bank.opening_fen, bank.in_fen, bank.out_fen, bank.closing_fen) == (3_000, 0, 1_000, 2_000)
    assert (figures.opening_fen, figures.closing_fen) == (3_050, 3_350)


def test_transfer_between_cash_and_bank_is_neither_income_nor_expense() -> None:
    sums = statements.sums_of([_voucher("101", "102", 1_000)])
    figures = statement(MONTH, openings=NO_OPENINGS, month_sums=sums, year_sums=sums)
    assert (figures.income_fen, figures.expense_fen, figures.other_fen) == (0, 0, 0)
    assert (figures.income, figures.expense) == ((), ())


def test_opening_that_nobody_stated_is_marked() -> None:
    figures = statement(MONTH, openings={MoneyAccount.CASH: 0}, month_sums=(), year_sums=())
    assert [one.opening_known for one in figures.money] == [True, False]


def test_year_to_date_keeps_categories_that_rested_this_month() -> None:
    october = statements.sums_of([_voucher("101", "501", 500, credit_name="经营收入/租金")])
    earlier = statements.sums_of([_voucher("101", "504", 70, credit_name="其他收入/利息收入")])
    figures = statement(MONTH, openings=NO_OPENINGS, month_sums=october, year_sums=(*earlier, *october))
    assert [(one.name, one.month_fen, one.year_fen) for one in figures.income] == [
        ("经营收入/租金", 500, 500),
        ("其他收入/利息收入", 0, 70),
    ]
    assert (figures.income_fen, figures.year_income_fen) == (500, 570)


def test_same_printed_name_on_two_accounts_stays_two_categories() -> None:
    booked = [
        _voucher("513", "101", 5, debit_name="其他"),
        _voucher("515", "101", 7, debit_name="其他"),
    ]
    sums = statements.sums_of(booked)
    figures = statement(MONTH, openings=NO_OPENINGS, month_sums=sums, year_sums=sums)
    assert [(one.account, one.month_fen) for one in figures.expense] == [("513", 5), ("515", 7)]
    assert figures.year_expense_fen == 12


def test_refund_lessens_the_expense() -> None:
    sums = statements.sums_of([_voucher("513", "101", 50), _voucher("101", "513", 20)])
    figures = statement(MONTH, openings=NO_OPENINGS, month_sums=sums, year_sums=sums)
    assert figures.expense_fen == 30


def test_loan_taken_is_shown_apart_from_income() -> None:
    sums = statements.sums_of([_voucher("102", "201", 900)])
    figures = statement(MONTH, openings={MoneyAccount.BANK: 100}, month_sums=sums, year_sums=sums)
    assert (figures.income_fen, figures.other_fen, figures.closing_fen) == (0, 900, 1_000)


def test_income_that_paid_a_debt_moves_no_money() -> None:
    sums = statements.sums_of([_voucher("211", "503", 720_000)])
    figures = statement(MONTH, openings=NO_OPENINGS, month_sums=sums, year_sums=sums)
    assert (figures.income_fen, figures.closing_fen, figures.other_fen) == (720_000, 0, -720_000)


def test_debits_that_are_not_credits_are_named() -> None:
    sums = (AccountSum(account="101", printed_name="现金", debit_fen=5, credit_fen=0),)
    figures = statement(MONTH, openings=NO_OPENINGS, month_sums=sums, year_sums=sums)
    assert statements.broken_identities(figures, sums) == ("借方合计与贷方合计不相等",)


codes = st.sampled_from(list(accounts()))
bookings = st.lists(st.tuples(codes, codes, st.integers(min_value=1, max_value=10**12)), max_size=40)
money = st.integers(min_value=-(10**9), max_value=10**12)


@given(bookings=bookings, cash=money, bank=money)
def test_any_sequence_of_vouchers_keeps_the_balances(
    bookings: list[tuple[str, str, int]], cash: int, bank: int
) -> None:
    booked = [_voucher(debit, credit, amount) for debit, credit, amount in bookings]
    sums = statements.sums_of(booked)
    openings = {MoneyAccount.CASH: cash, MoneyAccount.BANK: bank}
    figures = statement(MONTH, openings=openings, month_sums=sums, year_sums=sums)
    assert statements.broken_identities(figures, sums) == ()
    assert figures.opening_fen + figures.income_fen - figures.expense_fen + figures.other_fen == figures.closing_fen


@given(bookings=bookings, cut=st.integers(min_value=0, max_value=40), cash=money)
def test_closing_of_one_month_is_the_opening_of_the_next(
    bookings: list[tuple[str, str, int]], cut: int, cash: int
) -> None:
    booked = [_voucher(debit, credit, amount) for debit, credit, amount in bookings]
    openings = {MoneyAccount.CASH: cash, MoneyAccount.BANK: 0}
    first_sums, second_sums = statements.sums_of(booked[:cut]), statements.sums_of(booked[cut:])
    first = statement(MONTH, openings=openings, month_sums=first_sums, year_sums=first_sums)
    second = statement(
        MONTH.plus(1),
        openings={one.account: one.closing_fen for one in first.money},
        month_sums=second_sums,
        year_sums=statements.sums_of(booked),
    )
    at_once_sums = statements.sums_of(booked)
    at_once = statement(MONTH, openings=openings, month_sums=at_once_sums, year_sums=at_once_sums)
    assert [one.closing_fen for one in second.money] == [one.closing_fen for one in at_once.money]
    assert second.year_income_fen == at_once.income_fen


@given(bookings=bookings, order=st.randoms(use_true_random=False))
def test_order_of_entries_never_matters(bookings: list[tuple[str, str, int]], order: object) -> None:
    shuffled = list(bookings)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (
        statements.sums_of([_voucher(debit, credit, amount) for debit, credit, amount in some])
        for some in (bookings, shuffled)
    )
    made = [statement(MONTH, openings=NO_OPENINGS, month_sums=sums, year_sums=sums) for sums in (one, other)]
    assert made[0] == made[1]


@pytest.mark.parametrize("kind", ["income", "expense"])
def test_month_without_entries_has_no_categories(kind: str) -> None:
    assert getattr(statement(MONTH, openings=NO_OPENINGS, month_sums=(), year_sums=()), kind) == ()

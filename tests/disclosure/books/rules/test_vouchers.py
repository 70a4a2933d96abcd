"""One balanced voucher per number, a transfer booked once, lateness counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.books.chart import MoneyAccount, accounts
from disclosure.books.errors import UnbalancedVoucherError, VoucherRowsError
from disclosure.books.rules import vouchers
from disclosure.books.rules.vouchers import Line, MoneyRow, Voucher, VoucherKind

BOTH = frozenset(MoneyAccount)
ROW = MoneyRow(
    row=2,
    money=MoneyAccount.CASH,
    happened_on=date(2026, 10, 8),
    word="记",
    number=1,
    summary="收鱼塘租金",
    counter="501",
    detail="租金",
    printed_name="经营收入/租金",
    in_fen=120_050,
    out_fen=0,
)
DRAWN = replace(ROW, summary="取款", counter="102", detail="", printed_name="银行存款", in_fen=50_000)
PAID_OUT = replace(DRAWN, row=9, money=MoneyAccount.BANK, counter="101", printed_name="现金", in_fen=0, out_fen=50_000)


def test_money_in_is_a_debit_of_the_money_account_and_a_credit_of_the_counter_account() -> None:
    money, counter = vouchers.lines_of(ROW)
    assert (money.account, money.debit_fen, money.credit_fen, money.printed_name) == ("101", 120_050, 0, "现金")
    assert (counter.account, counter.debit_fen, counter.credit_fen) == ("501", 0, 120_050)
    assert (counter.detail, counter.printed_name) == ("租金", "经营收入/租金")


def test_money_out_is_a_credit_of_the_money_account() -> None:
    money, counter = vouchers.lines_of(replace(ROW, counter="513", in_fen=0, out_fen=700))
    assert (money.credit_fen, counter.debit_fen) == (700, 700)


def test_transfer_printed_in_both_books_is_one_voucher() -> None:
    voucher = vouchers.voucher_of([DRAWN, PAID_OUT], books=BOTH)
    assert [(line.account, line.debit_fen, line.credit_fen) for line in voucher.lines] == [
        ("101", 50_000, 0),
        ("102", 0, 50_000),
    ]
    assert voucher.kind is VoucherKind.TRANSFER


def test_transfer_needs_one_row_where_only_one_book_is_at_hand() -> None:
    voucher = vouchers.voucher_of([PAID_OUT], books={MoneyAccount.BANK})
    assert [(line.account, line.debit_fen, line.credit_fen) for line in voucher.lines] == [
        ("102", 0, 50_000),
        ("101", 50_000, 0),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([DRAWN], id="missing in the bank book"),
        pytest.param([PAID_OUT], id="missing in the cash book"),
        pytest.param([DRAWN, replace(PAID_OUT, out_fen=50_001)], id="another amount"),
        pytest.param([DRAWN, replace(PAID_OUT, out_fen=0, in_fen=50_000)], id="the same direction"),
        pytest.param([DRAWN, PAID_OUT, replace(PAID_OUT, row=10)], id="twice in one book"),
    ],
)
def test_transfer_that_differs_between_the_books_is_refused(rows: list[MoneyRow]) -> None:
    with pytest.raises(VoucherRowsError, match="对不上"):
        vouchers.voucher_of(rows, books=BOTH)


def test_rows_under_one_number_are_one_voucher_with_all_their_lines() -> None:
    wages = replace(ROW, row=3, counter="513", in_fen=0, out_fen=400, summary="付工资")
    paper = replace(wages, row=4, counter="515", out_fen=100, summary="买纸")
    voucher = vouchers.voucher_of([wages, paper], books=BOTH)
    assert len(voucher.lines) == 4
    assert voucher.summary == "付工资；买纸"
    assert voucher.kind is VoucherKind.PAYMENT


def test_same_number_on_two_days_is_refused_with_row_and_column() -> None:
    with pytest.raises(VoucherRowsError) as refused:
        vouchers.voucher_of([ROW, replace(ROW, row=7, happened_on=date(2026, 10, 9))], books=BOTH)
    assert (refused.value.row, refused.value.column) == (7, "day")


def test_same_number_under_two_words_is_refused() -> None:
    with pytest.raises(VoucherRowsError) as refused:
        vouchers.voucher_of([ROW, replace(ROW, row=7, word="付")], books=BOTH)
    assert (refused.value.row, refused.value.column) == (7, "word")


def _voucher(*lines: tuple[str, int, int]) -> Voucher:
    made = tuple(
        Line(account=account, detail="", printed_name="", debit_fen=debit, credit_fen=credit)
        for account, debit, credit in lines
    )
    return Voucher(number=1, word="记", happened_on=date(2026, 10, 8), summary="", lines=made)


@pytest.mark.parametrize(
    "voucher",
    [
        pytest.param(_voucher(("101", 100, 0), ("501", 0, 99)), id="debits are not credits"),
        pytest.param(_voucher(("101", 100, 100)), id="a line on both sides"),
        pytest.param(_voucher(("101", 0, 0), ("501", 0, 0)), id="a line of nothing"),
        pytest.param(_voucher(("101", -5, 0), ("501", 0, -5)), id="negative"),
        pytest.param(_voucher(), id="no line"),
    ],
)
def test_voucher_that_is_not_balanced_is_refused(voucher: Voucher) -> None:
    with pytest.raises(UnbalancedVoucherError):
        vouchers.require_balanced(voucher)


@pytest.mark.parametrize(
    ("voucher", "kind"),
    [
        (_voucher(("101", 5, 0), ("501", 0, 5)), VoucherKind.RECEIPT),
        (_voucher(("101", 0, 5), ("513", 5, 0)), VoucherKind.PAYMENT),
        (_voucher(("101", 5, 0), ("102", 0, 5)), VoucherKind.TRANSFER),
        (_voucher(("211", 5, 0), ("503", 0, 5)), VoucherKind.OTHER),
    ],
)
def test_kind_says_what_happens_to_the_money(voucher: Voucher, kind: VoucherKind) -> None:
    assert voucher.kind is kind
    assert kind.title


def test_lowest_point_names_the_voucher_after_which_money_was_lowest() -> None:
    paid = [
        replace(_voucher(("101", 0, 300), ("513", 300, 0)), number=1),
        replace(_voucher(("101", 0, 100), ("513", 100, 0)), number=2),
        replace(_voucher(("101", 500, 0), ("501", 0, 500)), number=3),
    ]
    lowest = vouchers.lowest_points({MoneyAccount.CASH: 200, MoneyAccount.BANK: 0}, paid)
    assert list(lowest) == [MoneyAccount.CASH]
    balance, voucher = lowest[MoneyAccount.CASH]
    assert (balance, voucher.number) == (-200, 2)


def test_money_that_never_falls_below_zero_has_no_lowest_point() -> None:
    assert (
        vouchers.lowest_points({}, [_voucher(("101", 5, 0), ("501", 0, 5)), _voucher(("101", 0, 5), ("513", 5, 0))])
        == {}
    )


amounts = st.integers(min_value=1, max_value=10**13)
counters = st.sampled_from([code for code in accounts() if not MoneyAccount.of(code)])


@given(money=st.sampled_from(MoneyAccount), counter=counters, amount=amounts, comes_in=st.booleans())
def test_every_row_of_a_money_book_makes_a_balanced_voucher(
    *, money: MoneyAccount, counter: str, amount: int, comes_in: bool
) -> None:
    row = replace(
        ROW, money=money, counter=counter, in_fen=amount if comes_in else 0, out_fen=0 if comes_in else amount
    )
    voucher = vouchers.voucher_of([row], books=BOTH)
    assert sum(line.debit_fen for line in voucher.lines) == sum(line.credit_fen for line in voucher.lines) == amount

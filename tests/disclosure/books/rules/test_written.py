"""Vouchers line by line and lists of items: what makes none is said with its row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import (
    ItemAmountMissingError,
    ItemNameMissingError,
    ItemPriceMissingError,
    ItemProductError,
    ItemsDifferError,
    ItemsOnlyPaidError,
    NothingChangesError,
    RowAccountMissingError,
    RowAmountMissingError,
    RowBothSidesError,
    RowNotPositiveError,
    SidesDifferError,
    TooFewLinesError,
    TotalTooLargeError,
    WrongCategoryError,
)
from disclosure.books.rules.entries import Category, Entry, lines_of_entry, require_sensible, written_entry
from disclosure.books.rules.items import Item, comes_to, plain_decimal, require_items, shares
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.rules.written import WrittenRow, lines_of_rows

OFFICE, REPAIRS, CASH = Category(account="513", detail="办公费"), Category(account="514"), Category(account="101")
DAY = date(2026, 11, 3)


def _row(number: int, category: Category | None, debit: int | None = None, credit: int | None = None) -> WrittenRow:
    return WrittenRow(number=number, category=category, debit_fen=debit, credit_fen=credit)


def _item(number: int = 1, amount: int = 600, category: Category | None = None, **change: object) -> Item:
    item = Item(
        number=number,
        name="打印纸",
        unit="包",
        quantity_x1000=None,
        price_x100=None,
        amount_fen=amount,
        category=category,
    )
    return replace(item, **change)  # type: ignore[arg-type]


def test_rows_are_lines_and_empty_rows_are_none() -> None:
    lines = lines_of_rows(
        [_row(1, OFFICE, 600), _row(2, None), _row(3, Category(account="211"), None, 200), _row(4, CASH, None, 400)]
    )
    assert [(one.account, one.printed_name, one.debit_fen, one.credit_fen) for one in lines] == [
        ("513", "管理费用/办公费", 600, 0),
        ("211", "应付款", 0, 200),
        ("101", "现金", 0, 400),
    ]
    entry = written_entry(lines, happened_on=DAY, summary="买纸，欠一部分")
    assert (entry.kind, entry.amount_fen, entry.money) == (VoucherKind.PAYMENT, 600, MoneyAccount.CASH)
    require_sensible(entry, today=DAY)


@pytest.mark.parametrize(
    ("accounts", "kind"),
    [
        (("101", "501"), VoucherKind.RECEIPT),
        (("513", "102"), VoucherKind.PAYMENT),
        (("102", "101"), VoucherKind.TRANSFER),
        (("513", "152"), VoucherKind.OTHER),
    ],
)
def test_what_it_does_to_the_money_follows_from_the_lines(accounts: tuple[str, str], kind: VoucherKind) -> None:
    debit, credit = (Category(account=code) for code in accounts)
    lines = lines_of_rows([_row(1, debit, 5), _row(2, credit, None, 5)])
    assert written_entry(lines, happened_on=DAY, summary="一笔").kind is kind


@pytest.mark.parametrize(
    ("rows", "refusal", "told"),
    [
        ([_row(1, OFFICE, 5), _row(3, None, None, 5)], RowAccountMissingError, "第3行"),
        ([_row(1, OFFICE, 5), _row(2, CASH)], RowAmountMissingError, "第2行"),
        ([_row(1, OFFICE, 5, 5), _row(2, CASH, None, 5)], RowBothSidesError, "第1行"),
        ([_row(1, OFFICE, 0), _row(2, CASH, None, 5)], RowNotPositiveError, "第1行"),
        ([_row(1, OFFICE, 5), _row(2, CASH, None, -5)], RowNotPositiveError, "第2行"),
        ([_row(1, OFFICE, 5)], TooFewLinesError, "至少两行"),
        ([], TooFewLinesError, "至少两行"),
        ([_row(1, OFFICE, 605), _row(2, CASH, None, 500)], SidesDifferError, "相差 1.05 元"),
        ([_row(1, CASH, 500), _row(2, CASH, None, 500)], NothingChangesError, "什么也没有改变"),
        ([_row(1, OFFICE, 10**13 + 1), _row(2, CASH, None, 10**13 + 1)], TotalTooLargeError, "一千亿"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_makes_no_voucher_is_refused_by_its_row(
    rows: list[WrittenRow], refusal: type[Exception], told: str
) -> None:
    with pytest.raises(refusal, match=told):
        lines_of_rows(rows)


PAID = Entry(
    kind=VoucherKind.PAYMENT,
    happened_on=DAY,
    amount_fen=1_000,
    money=MoneyAccount.CASH,
    category=OFFICE,
    summary="买纸和灯泡",
)


def test_payment_is_split_over_the_categories_of_its_items() -> None:
    items = (_item(1, 600), _item(2, 300, REPAIRS), _item(3, 100))
    assert shares(items, category=OFFICE, amount_fen=1_000) == ((OFFICE, 700), (REPAIRS, 300))
    entry = replace(PAID, items=items)
    require_sensible(entry, today=DAY)
    assert [(one.account, one.debit_fen, one.credit_fen) for one in lines_of_entry(entry)] == [
        ("513", 700, 0),
        ("514", 300, 0),
        ("101", 0, 1_000),
    ]


@pytest.mark.parametrize(
    ("items", "refusal"),
    [
        ((_item(amount=999),), ItemsDifferError),
        ((_item(amount=1_000, name=""),), ItemNameMissingError),
        ((_item(amount=1_000), _item(2, 0)), ItemAmountMissingError),
        ((_item(amount=1_000, quantity_x1000=2_000),), ItemPriceMissingError),
        ((_item(amount=1_000, quantity_x1000=0, price_x100=5),), ItemPriceMissingError),
        ((_item(amount=1_000, quantity_x1000=2_000, price_x100=50_100),), ItemProductError),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_items_that_do_not_say_what_was_paid_are_refused(items: tuple[Item, ...], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        require_items(items, amount_fen=1_000)


def test_only_payments_have_items_and_no_income_is_among_them() -> None:
    receipt = replace(PAID, kind=VoucherKind.RECEIPT, category=Category(account="501"), items=(_item(1, 1_000),))
    with pytest.raises(ItemsOnlyPaidError):
        require_sensible(receipt, today=DAY)
    with pytest.raises(WrongCategoryError):
        require_sensible(replace(PAID, items=(_item(1, 1_000, Category(account="501")),)), today=DAY)


@pytest.mark.parametrize(
    ("quantity_x1000", "price_x100", "amount_fen", "same"),
    [
        pytest.param(1_234_500, 5_383, 66_453, True, id="1234.5 kWh at 0.5383"),
        pytest.param(3_000, 33_333, 1_000, True, id="10 yuan for 3: the price is rounded"),
        pytest.param(3_000, 33_333, 1_001, False, id="a fen more than rounding explains"),
        pytest.param(500, 10_000, 50, True, id="half a piece"),
    ],
)
def test_quantity_times_price_is_the_amount_but_for_rounding(
    quantity_x1000: int,
    price_x100: int,
    amount_fen: int,
    same: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert comes_to(amount_fen, quantity_x1000=quantity_x1000, price_x100=price_x100) is same


def test_decimals_read_as_they_were_written() -> None:
    assert [plain_decimal(value, decimals=3) for value in (12_500, 100_000, 5, -1_050)] == [
        "12.5",
        "100",
        "0.005",
        "-1.05",
    ]

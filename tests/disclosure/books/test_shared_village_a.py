"""Seven months of real books: what a correct import must give."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books.chart import MoneyAccount, chart
from disclosure.books.sheets.reading import read_and_check
from disclosure.books.sheets.table import NamedFile
from portal.kernel.money import parse_yuan
from portal.kernel.months import Month

if TYPE_CHECKING:
    from disclosure.books.sheets.reading import Reading

pytestmark = pytest.mark.shared

FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "village-a"
TODAY = date(2026, 11, 21)
MONTHS = sorted(path.name.removesuffix(".expected.json") for path in FOLDER.glob("*.expected.json"))


def _expected(month: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{month}.expected.json").read_text(encoding="utf-8"))
    return found


def _reading(month: str, *kinds: str) -> Reading:
    files = [
        NamedFile(name=f"{month}.{kind}.csv", data=(FOLDER / f"{month}.{kind}.csv").read_bytes()) for kind in kinds
    ]
    return read_and_check(files, month=Month.parse(month), chart=chart("2004"), today=TODAY, money=MoneyAccount.CASH)


def _fen(yuan: dict[str, str]) -> dict[str, int]:
    return {name: parse_yuan(text) for name, text in yuan.items()}


def test_seven_months_are_there() -> None:
    assert len(MONTHS) == 7


@pytest.mark.parametrize("month", MONTHS)
def test_itemised_list_gives_rows_income_expense_and_categories(month: str) -> None:
    expected = _expected(month)["income_expense"]
    reading = _reading(month, "pl")
    assert reading.errors == ()
    assert reading.rows == expected["rows"]
    assert reading.income_fen == parse_yuan(expected["income_total"])
    assert reading.expense_fen == parse_yuan(expected["expense_total"])
    assert reading.income == _fen(expected["income_by_category"])
    assert reading.expense == _fen(expected["expense_by_category"])
    assert reading.printed_totals_agree is True


@pytest.mark.parametrize("month", MONTHS)
def test_cash_journal_gives_rows_openings_closings_in_and_out(month: str) -> None:
    expected = _expected(month)
    reading = _reading(month, "cash")
    assert reading.errors == ()
    assert reading.rows == sum(one["rows"] for one in expected["money"].values())
    assert reading.printed_totals_agree is True
    for account, figures in expected["money"].items():
        found = reading.money[MoneyAccount(account)]
        assert found.rows == figures["rows"]
        assert found.opening_fen == parse_yuan(figures["opening"])
        assert found.in_fen == parse_yuan(figures["recomputed_in"])
        assert found.out_fen == parse_yuan(figures["recomputed_out"])
        assert found.closing_fen == parse_yuan(figures["recomputed_closing"])


@pytest.mark.parametrize("month", MONTHS)
def test_transfer_between_cash_and_bank_is_booked_once(month: str) -> None:
    expected = _expected(month)["internal_transfers"]
    transfers = [one for one in _reading(month, "cash").vouchers if one.kind == "transfer"]
    assert len(transfers) == expected["count"]
    assert sum(line.debit_fen for one in transfers for line in one.lines) == parse_yuan(expected["amount"])


@pytest.mark.parametrize("month", MONTHS)
def test_together_they_reconcile_or_the_vouchers_that_differ_are_listed(month: str) -> None:
    expected = _expected(month)
    reading = _reading(month, "cash", "pl")
    assert reading.errors == ()
    assert reading.rows == sum(one["rows"] for one in expected["money"].values())
    assert [one.number for one in reading.differences] == ([100003] if month == "2011-04" else [])
    unbooked = {"income_fen": 0, "expense_fen": 0}
    for one in reading.differences:
        unbooked = {name: unbooked[name] + getattr(one, name) for name in unbooked}
    listed = expected["income_expense"]
    assert reading.income_fen + unbooked["income_fen"] == parse_yuan(listed["income_total"])
    assert reading.expense_fen + unbooked["expense_fen"] == parse_yuan(listed["expense_total"])
    assert reading.expense == _fen(listed["expense_by_category"])
    change = sum(one.in_fen - one.out_fen for one in reading.money.values())
    assert change == parse_yuan(expected["bridge"]["money_change"]) == reading.income_fen - reading.expense_fen


@pytest.mark.parametrize("month", MONTHS)
def test_every_voucher_is_balanced(month: str) -> None:
    for voucher in _reading(month, "cash", "pl").vouchers:
        assert sum(line.debit_fen for line in voucher.lines) == sum(line.credit_fen for line in voucher.lines)


def test_income_that_never_touched_money_is_listed_and_not_booked() -> None:
    reading = _reading("2011-04", "cash", "pl")
    (difference,) = reading.differences
    assert (difference.booked, difference.income_fen) == (False, 720_000)
    assert 100003 not in {voucher.number for voucher in reading.vouchers}


def test_cash_that_fell_below_zero_is_warned_about_and_not_refused() -> None:
    reading = _reading("2011-04", "cash")
    assert reading.warnings == ("第100006号凭证之后现金余额为 -195.18 元，低于零",)


def test_six_months_open_with_what_the_month_before_left() -> None:
    months = [month for month in MONTHS if month.startswith("2010")]
    readings = [_reading(month, "cash") for month in months]
    for before, after in pairwise(readings):
        for account, figures in after.money.items():
            assert figures.opening_fen == before.money[account].closing_fen

"""The books as Beancount reads them: it finds no error, and every account stands at the fen at which we have it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from beancount import loader
from beancount.core import account as names
from beancount.core import data, realization
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.books.chart import accounts
from disclosure.books.queries import VoucherRef
from disclosure.books.rules.balances import Opening
from disclosure.books.rules.vouchers import Line, VoucherOrigin
from disclosure.books.sheets.beancount import NOT_STATED, account_name, beancount_text
from portal.kernel.money import parse_yuan
from portal.kernel.months import Month

MAY, JUNE = Month(2026, 5), Month(2026, 6)


def voucher(number: int, *lines: tuple[str, str, int], month: Month = MAY, **more: Any) -> Any:
    made = tuple(
        Line(account=code, detail=detail, printed_name=code, debit_fen=max(0, fen), credit_fen=max(0, -fen))
        for code, detail, fen in lines
    )
    said = {
        "happened_on": month.first_day,
        "recorded_on": date(2026, 7, 1),
        "summary": "收租金",
        "party": "",
        "word": "记",
        "origin": VoucherOrigin.TYPED,
        "matter_number": None,
        "reverses": None,
        "receipts": (),
    }
    return SimpleNamespace(number=number, month=month, lines=made, **{**said, **more})


def opened(month: Month, **amounts: int) -> list[Opening]:
    return [Opening(month=month, account=code[1:], amount_fen=fen) for code, fen in amounts.items()]


def standing(text: str) -> dict[str, int]:
    """Return what Beancount makes of a text, in fen, having found nothing to object to."""
    entries, errors, _ = loader.load_string(text)
    assert [(one.message, one.entry) for one in errors] == []
    real = realization.realize(entries)
    found = {}
    for one in realization.iter_children(real):
        amount = one.balance.get_currency_units("CNY").number
        if one.txn_postings:
            found[one.account] = parse_yuan(f"{amount or 0:f}")
    return found


def test_every_account_has_a_name_beancount_takes_and_no_other_has() -> None:
    details = ["", "张三", "张三 李四", "张三-李四", "张三_李四", "①组", "（公）", "a", "2026年", "B·C", "D-张三"]
    made = [account_name(code, detail) for code in accounts() for detail in details]
    assert [name for name in made if not names.is_valid(name)] == []
    assert len(set(made)) == len(made)
    assert account_name("401", "") == "Assets:401-生产-劳务-成本"
    assert account_name("513", "办公费") == "Expenses:513-管理费用:D-办公费"


def test_openings_vouchers_and_a_reversal_stand_to_the_fen() -> None:
    back = voucher(3, ("513", "办公费", 0), month=JUNE, origin=VoucherOrigin.REVERSAL, recorded_on=date(2026, 6, 9))
    back.lines = tuple(line.exchanged.in_red for line in (_line("101", -6_001), _line("513", 6_001, "办公费")))
    back.reverses = VoucherRef(month=MAY, number=2, reason='写成"六十"\\元')
    text = beancount_text(
        '青山村"甲"',
        [
            back,
            voucher(2, ("513", "办公费", 6_001), ("101", "", -6_001), party="某\n店", matter_number=7, receipts=(1, 2)),
            voucher(1, ("102", "", 250_050), ("501", "", -250_050)),
        ],
        opened(MAY, a101=100_000, a102=900_000, a301=-1_000_000),
    )
    assert standing(text) == {
        "Assets:101-库存现金": 100_000,
        "Assets:102-银行存款": 1_150_050,
        "Equity:301-资本": -1_000_000,
        "Income:501-经营收入": -250_050,
        "Expenses:513-管理费用:D-办公费": 0,
    }
    assert '2026-05-01 * "某 店" "收租金" ^2026-05-2\n  number: 2\n' in text
    assert '"收租金" ^2026-06-3 ^2026-05-2' in text
    assert "2026-06-01 balance Assets:101-库存现金  939.99 ~ 0.00 CNY" in text


def _line(code: str, fen: int, detail: str = "") -> Line:
    return Line(account=code, detail=detail, printed_name=code, debit_fen=max(0, fen), credit_fen=max(0, -fen))


def test_a_fen_amiss_is_an_error() -> None:
    text = beancount_text("村", [voucher(1, ("102", "", 5), ("501", "", -5))], opened(MAY, a101=1, a102=2, a301=-3))
    _, errors, _ = loader.load_string(text.replace("102-银行存款  0.07 ~", "102-银行存款  0.08 ~"))
    assert len(errors) == 1


def test_what_was_not_stated_stands_on_an_account_of_its_own() -> None:
    text = beancount_text("村", [voucher(1, ("102", "", 5), ("501", "", -5))], opened(MAY, a101=100, a102=200))
    assert standing(text)[NOT_STATED] == -300


def test_books_that_begin_anew_stand_where_they_were_stated() -> None:
    text = beancount_text(
        "村",
        [
            voucher(1, ("102", "", 5), ("501", "", -5)),
            voucher(1, ("102", "", 7), ("503", "", -7), month=Month(2026, 9)),
        ],
        [*opened(MAY, a101=0, a102=10, a301=-10), *opened(Month(2026, 9), a101=1, a102=99, a301=-100)],
    )
    found = standing(text)
    assert (found["Assets:102-银行存款"], found["Assets:101-库存现金"], found["Equity:301-资本"]) == (106, 1, -100)
    assert found["Income:501-经营收入"] == 0  # what came before counts no more
    assert NOT_STATED not in found
    assert text.count("balance Assets:102-银行存款") == 5  # July and August too, in which nothing was booked


def test_a_village_without_books_has_no_entries() -> None:
    assert standing(beancount_text("村", [], [])) == {}


_PLAIN = [code for code in accounts() if code not in {"101", "102"}]
_AMOUNT = st.integers(-(10**9), 10**9).filter(bool)


@settings(max_examples=25)
@given(
    rows=st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from(_PLAIN), st.sampled_from(["", "张三", "a b", "甲(乙)"]), _AMOUNT),
        max_size=8,
    ),
    cash=_AMOUNT,
)
def test_whatever_was_booked_beancount_has_every_balance(rows: list[tuple[int, str, str, int]], cash: int) -> None:
    vouchers = [
        voucher(number, (code, detail, fen), ("101", "", -fen), month=Month(2026, month))
        for number, (month, code, detail, fen) in enumerate(rows, start=1)
    ]
    text = beancount_text("村", vouchers, opened(Month(2026, 1), a101=cash, a102=0, a301=-cash))
    assert text == beancount_text("村", reversed(vouchers), opened(Month(2026, 1), a101=cash, a102=0, a301=-cash))
    found = standing(text)
    assert found["Assets:101-库存现金"] == cash - sum(fen for *_, fen in rows)
    for code, detail in {(code, detail) for _, code, detail, _ in rows}:
        own = sum(fen for _, one, below, fen in rows if (one, below) == (code, detail))
        assert found[account_name(code, detail)] == own - (cash if (code, detail) == ("301", "") else 0)


@pytest.mark.parametrize("kind", [data.Open, data.Balance, data.Transaction])
def test_all_kinds_of_entries_are_there(kind: type) -> None:
    text = beancount_text("村", [voucher(1, ("102", "", 5), ("501", "", -5))], opened(MAY, a101=1, a102=2, a301=-3))
    entries: Iterable[Any] = loader.load_string(text)[0]
    assert any(isinstance(one, kind) for one in entries)

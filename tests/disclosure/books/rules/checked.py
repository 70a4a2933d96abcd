"""Vouchers of an October as checks look at them, and what a check finds of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from disclosure.books.checks import check_named
from disclosure.books.rules.checks import CHECKS, CheckedBooks, CheckedVoucher, Receipt
from disclosure.books.rules.vouchers import Line, VoucherKind, VoucherOrigin
from portal.kernel.months import Month

if TYPE_CHECKING:
    from disclosure.books.rules.checks import Finding

OCTOBER, SEPTEMBER, AUGUST = Month(2026, 10), Month(2026, 9), Month(2026, 8)
TODAY = date(2026, 11, 10)
CASH, BANK = "101", "102"
ANY_RECEIPT = (Receipt(title="小票.jpg", digest="a" * 64),)


def line(account: str, name: str, *, debit: int = 0, credit: int = 0) -> Line:
    return Line(account=account, detail="", printed_name=name, debit_fen=debit, credit_fen=credit)


def voucher(number: int, day: int, *lines: Line, month: Month = OCTOBER, **said: Any) -> CheckedVoucher:
    happened = month.first_day.replace(day=day)
    given_ = {
        "summary": "付电费",
        "kind": VoucherKind.PAYMENT,
        "origin": VoucherOrigin.TYPED,
        "recorded_on": happened,
        "recorded_by": 1,
        "late_days": 0,
        "receipts": ANY_RECEIPT,
        "party": "镇供电所",
        **said,
    }
    return CheckedVoucher(
        id=month.number * 1000 + number, month=month, number=number, happened_on=happened, lines=lines, **given_
    )


def paid(number: int, day: int, fen: int, *, money: str = BANK, account: str = "513", **said: Any) -> CheckedVoucher:
    name = said.pop("name", "管理费用/水电费")
    return voucher(number, day, line(account, name, debit=fen), line(money, "钱", credit=fen), **said)


def received(number: int, day: int, fen: int, *, money: str = CASH, **said: Any) -> CheckedVoucher:
    asked = {"kind": VoucherKind.RECEIPT, "summary": "收租金", "party": "农户", **said}
    return voucher(number, day, line(money, "钱", debit=fen), line("501", "经营收入", credit=fen), **asked)


def moved(number: int, day: int, fen: int, *, to: str = BANK, **said: Any) -> CheckedVoucher:
    origin = CASH if to == BANK else BANK
    asked = {"kind": VoucherKind.TRANSFER, "summary": "存取款", "party": "", **said}
    return voucher(number, day, line(to, "钱", debit=fen), line(origin, "钱", credit=fen), **asked)


def found(check: str, *vouchers: CheckedVoucher, month: Month = OCTOBER, **books: Any) -> list[Finding]:
    ordered = tuple(sorted(vouchers, key=lambda one: (one.happened_on, one.place)))
    rule = check_named(check)
    assert rule is not None
    return list(CHECKS[check](CheckedBooks(**{"vouchers": ordered, "today": TODAY, **books}), month, rule))


def fired(check: str, *vouchers: CheckedVoucher, **books: Any) -> bool:
    return bool(found(check, *vouchers, **books))

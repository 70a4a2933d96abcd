"""What the books name in addresses, in a village of its own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount
from disclosure.books.disclosure_items import disclosure_form
from disclosure.books.queries import alerts_of
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.funds import FundKind
from disclosure.books.rules.periodic import Answer, AnswerState
from disclosure.books.rules.periods import Period
from disclosure.books.rules.special import Topic
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.services import (
    Preparing,
    close_month,
    import_books,
    import_statement,
    open_fund,
    prepare_period,
    prepare_special,
    read_bank_statement,
    read_books,
    record_voucher,
    return_request,
    sign_off_month,
    state_opening,
)
from disclosure.books.services.funds import Opening
from disclosure.books.sheets.bank import Asked
from disclosure.books.sheets.table import NamedFile
from portal.kernel import clock as kernel_clock
from portal.kernel.months import Month
from portal.org.offices import Office
from tests.disclosure.books.asking import approve_all, ask, seen
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from disclosure.books.queries.approvals import RequestRow
    from tests.factories import Township


_SECRET = "不外传"  # as tests.portal.web.things says it


def month(township: Township) -> str:
    village = township.other_village
    item = f"日期,凭证号,摘要,类别,收入,支出\n2026-09-08,1,{_SECRET}的租金,经营收入/{_SECRET},12.00,\n"
    file = NamedFile(name="九月.csv", data=item.encode())
    reading = read_books([file], month=Month(2026, 9), money=MoneyAccount.CASH)
    import_books(township.actor(Office.BOOKKEEPER, village=village), village, reading)
    return str(reading.month)


def alert(township: Township) -> str:
    """One that is found in a month of its own: cash that was not brought to the bank."""
    village = township.other_village
    item = f"日期,凭证号,摘要,类别,收入,支出\n2026-08-08,1,{_SECRET}的现金,经营收入/{_SECRET},12.00,\n"
    file = NamedFile(name="八月.csv", data=item.encode())
    reading = read_books([file], month=Month(2026, 8), money=MoneyAccount.CASH)
    import_books(township.actor(Office.BOOKKEEPER, village=village), village, reading)
    return alerts_of(village, today=kernel_clock.today())[-1].key


def statement(township: Township) -> int:
    """A bank statement of September: one line matched with a voucher, one that stands open."""
    village = township.other_village
    bookkeeper, paid_on = township.actor(Office.BOOKKEEPER, village=village), date(2026, 9, 20)
    entry = Entry(
        kind=VoucherKind.PAYMENT,
        happened_on=paid_on,
        amount_fen=500,
        money=MoneyAccount.BANK,
        category=Category(account="513"),
        summary=f"{_SECRET}的开支",
        party=f"{_SECRET}的对方",
    )
    record_voucher(bookkeeper, village, entry)
    rows = f"日期,金额,余额,摘要\n2026-09-20,-5.00,95.00,{_SECRET}的流水\n2026-09-21,1.00,96.00,{_SECRET}的利息\n"
    asked = Asked(first_on=date(2026, 9, 1), last_on=date(2026, 9, 30), ending="6789")
    file = NamedFile(name="对账单.csv", data=rows.encode())
    return import_statement(bookkeeper, village, read_bank_statement(village, file, asked=asked)).number


def fund(township: Township) -> int:
    village = township.other_village
    opening = Opening(
        name=f"{_SECRET}的资金",
        kind=FundKind.SPECIAL,
        source=f"{_SECRET}的财政局",
        document=f"{_SECRET}的文件",
        purpose=f"{_SECRET}的用途",
        begins_on=kernel_clock.today(),
    )
    return open_fund(township.actor(Office.BOOKKEEPER, village=village), village, opening).number


def payment(township: Township) -> int:
    return _asked_for(township).number


def payment_to_answer(township: Township) -> dict[str, int | str]:
    village, row = township.other_village, _asked_for(township, purpose=f"{_SECRET}的退回支出")
    witness = township.actor(Office.COMMITTEE, village=village)
    return_request(witness, village, seen(row), reason=f"{_SECRET}的理由")
    return {"year": row.year, "payment": row.number}


def payment_to_pay(township: Township) -> dict[str, int | str]:
    row = _asked_for(township, purpose=f"{_SECRET}的批完支出")
    approve_all(township, row, village=township.other_village)
    return {"year": row.year, "payment": row.number}


def quarter_prepared(township: Township) -> dict[str, int | str]:
    """A quarter long before all other books, its one month public, waiting for the signature."""
    village, month = township.other_village, Month(2025, 12)
    bookkeeper = township.actor(Office.BOOKKEEPER, village=village)
    entry = Entry(
        kind=VoucherKind.RECEIPT,
        happened_on=month.first_day,
        amount_fen=500,
        money=MoneyAccount.BANK,
        category=Category(account="501"),
        summary=f"{_SECRET}的收入",
        party=f"{_SECRET}的对方",
    )
    record_voucher(bookkeeper, village, entry)
    for money in MoneyAccount:
        state_opening(bookkeeper, village, month, money=money, amount_fen=0)
    close_month(bookkeeper, village, month)
    sign_off_month(township.actor(Office.SUPERVISOR, village=village), village, month)
    answers = {item.key: Answer(state=AnswerState.SAID, text=f"{_SECRET}的内容") for item in disclosure_form().worded}
    prepare_period(bookkeeper, village, Period(2025, 4), Preparing(answers=answers))
    return {"period": "2025-Q4"}


def special(township: Township) -> int:
    village = township.other_village
    topic = Topic(
        kind="land", title=f"{_SECRET}的专项", happened_on=NOW.date(), text=f"{_SECRET}的内容", token=f"{_SECRET}的表"
    )
    return prepare_special(township.actor(Office.BOOKKEEPER, village=village), village, topic).number


def _asked_for(township: Township, *, purpose: str = f"{_SECRET}的支出") -> RequestRow:
    return ask(township, village=township.other_village, purpose=purpose, payee=f"{_SECRET}商店")


MAKERS: dict[str, Callable[[Township], int | str]] = {
    "alert": alert,  # of the first month that is booked
    "month": month,
    "statement": statement,
    "match": lambda _township: 1,
    "bank_line": lambda _township: 2,  # of the statement, in no match
    "fund": fund,
    "special": special,
    "payment": payment,
}

OPENED_BY: dict[str, Callable[[Township], dict[str, int | str]]] = {
    "books.answer_request": payment_to_answer,
    "books.pay_request": payment_to_pay,
    "books.period": quarter_prepared,
    "books.prepare_period": quarter_prepared,
    "books.sign_period": quarter_prepared,
}

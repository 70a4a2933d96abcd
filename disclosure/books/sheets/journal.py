"""The cash journal: the cash book and the bank book, row by row, with what is printed about them.

Printed totals, carried-forward balances and running balances are compared with the recomputed figures and
never booked. Balances are signed: 贷 means below zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import UndatedJournalError
from disclosure.books.rules.vouchers import DEFAULT_WORD, WORDS, MoneyRow
from disclosure.books.sheets.table import (
    PARTY,
    Column,
    Complaints,
    Layout,
    Record,
    Table,
    day_or_none,
    plain,
    read_amount,
    read_day,
    read_number,
    read_party,
    read_small,
    read_text,
)
from portal.kernel.money import MoneyError, format_yuan, parse_yuan

if TYPE_CHECKING:
    from datetime import date

    from disclosure.books.chart import Account, Chart
    from portal.kernel.months import Month

LAYOUT = Layout(
    title="现金日记账",
    marks=("账户", "对方科目"),
    columns=(
        Column(key="account", headings=("账户",)),
        Column(key="month", headings=("月",), required=False),
        Column(key="day", headings=("日",), required=False),
        Column(key="date", headings=("日期",), required=False),
        Column(key="word", headings=("字",), required=False),
        Column(key="number", headings=("号", "凭证号")),
        Column(key="summary", headings=("摘要",)),
        Column(key="counter", headings=("对方科目",)),
        Column(key="debit", headings=("借方(收入)", "借方", "收入")),
        Column(key="credit", headings=("贷方(支出)", "贷方", "支出")),
        Column(key="direction", headings=("方向",), required=False),
        Column(key="balance", headings=("余额",), required=False),
        PARTY,
    ),
)

_OPENINGS = {"上期结转", "上月结转", "上年结转", "期初余额", "上月结余"}
_MONTH_TOTALS = {"本月合计", "合计", "本月发生额"}
#: Totals over a time the file does not show: known for what they are, not booked, not compared.
_OTHER_TOTALS = {"本年累计", "累计", "本季合计"}
_SIGNS = {"借": 1, "贷": -1, "平": 1, "": 1}
_LONGEST_SUMMARY = 200


@dataclass(slots=True, kw_only=True)
class Book:
    """One money account's book, as far as it was read."""

    opening_fen: int | None = None
    balance_fen: int | None = None  # running; None until an opening or a printed balance says where it stands
    in_fen: int = 0
    out_fen: int = 0
    rows: int = 0


@dataclass(slots=True, kw_only=True)
class Journal:
    """What one file of this layout says."""

    complaints: Complaints
    chart: Chart
    month: Month
    today: date
    rows: list[MoneyRow] = field(default_factory=list)
    row_count: int = 0
    books: dict[MoneyAccount, Book] = field(default_factory=dict)
    compared: int = 0
    disagreed: int = 0

    def compare(self, record: Record, key: str, *, printed_fen: int, computed_fen: int, what: str) -> None:
        """Note where a printed figure is not the recomputed one."""
        self.compared += 1
        if printed_fen != computed_fen:
            self.disagreed += 1
            printed, computed = format_yuan(printed_fen), format_yuan(computed_fen)
            self.complaints.add(record.row, key, f"{what}印的是 {printed}，逐笔计算是 {computed}，请核对")


def read_journal(table: Table, *, chart: Chart, month: Month, today: date) -> Journal:
    """Read ``table`` as the cash journal of ``month``; complaints are in the result.

    :raise UndatedJournalError: the table has no column that dates its rows.
    """
    if "date" not in table.headings and not {"month", "day"} <= table.headings.keys():
        raise UndatedJournalError
    journal = Journal(complaints=Complaints(table=table), chart=chart, month=month, today=today)
    for record in table.records:
        label = record.plain("summary")
        if label in _OPENINGS:
            _read_opening(record, journal)
        elif label in _MONTH_TOTALS or record.plain("account") in _MONTH_TOTALS:
            _read_total(record, journal)
        elif label not in _OTHER_TOTALS:
            _read_entry(record, journal)
    return journal


def _book(record: Record, journal: Journal) -> tuple[MoneyAccount, Book] | None:
    """Return the book a row stands in; an account that holds no money is noted."""
    account = journal.chart.account_named(record["account"])
    money = None if account is None else MoneyAccount.of(account.code)
    if money is None:
        problem = f"“{record['account']}”不是资金账户，请填写现金或银行存款"
        journal.complaints.add(record.row, "account", problem)
        return None
    return money, journal.books.setdefault(money, Book())


def _read_opening(record: Record, journal: Journal) -> None:
    found = _book(record, journal)
    if found is None:
        return
    money, book = found
    if book.opening_fen is not None or book.rows:
        journal.complaints.add(record.row, "summary", f"{money.value}的上期结转只能有一行，并且在第一行")
        return
    balance_fen = _printed_balance(record, journal)
    if balance_fen is None:
        balance_fen = read_amount(record, "debit", journal.complaints) - read_amount(
            record, "credit", journal.complaints
        )
    book.opening_fen = book.balance_fen = balance_fen


def _read_total(record: Record, journal: Journal) -> None:
    if record.plain("account") in _MONTH_TOTALS:
        in_fen = sum(book.in_fen for book in journal.books.values())
        out_fen = sum(book.out_fen for book in journal.books.values())
    else:
        found = _book(record, journal)
        if found is None:
            return
        in_fen, out_fen = found[1].in_fen, found[1].out_fen
        _compare_balance(record, journal, found[1])
    for key, computed_fen in (("debit", in_fen), ("credit", out_fen)):
        printed_fen = read_amount(record, key, journal.complaints)
        journal.compare(record, key, printed_fen=printed_fen, computed_fen=computed_fen, what="合计")


def _read_entry(record: Record, journal: Journal) -> None:
    journal.row_count += 1
    found = _book(record, journal)
    in_fen, out_fen = _sides(record, journal)
    day = _day(record, journal)
    word, number = _word_and_number(record, journal)
    summary = read_text(record, "summary", journal.complaints, longest=_LONGEST_SUMMARY)
    counter, party = _counter(record, journal), read_party(record, journal.complaints)
    if found is None:
        return
    money, book = found
    book.rows += 1
    book.in_fen += in_fen
    book.out_fen += out_fen
    if book.balance_fen is not None:
        book.balance_fen += in_fen - out_fen
    _compare_balance(record, journal, book)
    if counter is not None and counter.code == money.code:
        journal.complaints.add(record.row, "counter", f"对方科目不能还是{money.value}自己")
    elif counter is not None and day is not None and number and in_fen + out_fen:
        journal.rows.append(
            MoneyRow(
                row=record.row,
                money=money,
                happened_on=day,
                word=word,
                number=number,
                summary=summary,
                counter=counter.code,
                detail="",
                printed_name="".join(record["counter"].split()),
                in_fen=in_fen,
                out_fen=out_fen,
                party=party,
            )
        )


def _sides(record: Record, journal: Journal) -> tuple[int, int]:
    complaints = journal.complaints
    before = len(complaints.errors)
    in_fen = read_amount(record, "debit", complaints)
    out_fen = read_amount(record, "credit", complaints)
    if len(complaints.errors) > before:
        return 0, 0
    if in_fen and out_fen:
        complaints.add(record.row, "credit", "收入和支出同时填了金额，一行只能填一边")
        return 0, 0
    if not in_fen and not out_fen:
        complaints.add(record.row, "debit", "没有金额，收入和支出必须填一边")
    return in_fen, out_fen


def _day(record: Record, journal: Journal) -> date | None:
    """Return the row's day; one outside the month or in the future is noted."""
    month = journal.month
    key = "date" if "date" in journal.complaints.table.headings else "day"
    if key == "date":
        text = record["date"]
        day = read_day(text)
    else:
        text = f"{record['month']}月{record['day']}日"
        numbers = (read_small(record["month"]), read_small(record["day"]))
        if numbers[0] is not None and numbers[0] != month.number:
            journal.complaints.add(record.row, "month", f"不是{month.chinese}的账，请只留当月的")
            return None
        day = None if None in numbers else day_or_none(month.year, *(number or 0 for number in numbers))
    return checked_day(day, text, record.row, key, month=month, today=journal.today, complaints=journal.complaints)


def checked_day(
    day: date | None, text: str, row: int, key: str, *, month: Month, today: date, complaints: Complaints
) -> date | None:
    """Return ``day`` if it lies in ``month`` and not after ``today``, else note why not."""
    if day is None:
        complaints.add(row, key, f"“{text}”不是日期，请写成 {month.first_day.isoformat()} 的样子")
    elif not month.contains(day):
        complaints.add(row, key, f"{day.isoformat()} 不是{month.chinese}的日期，请只留当月的账")
    elif day > today:
        complaints.add(row, key, f"{day.isoformat()} 还没有到，不能记以后的账")
    else:
        return day
    return None


def _word_and_number(record: Record, journal: Journal) -> tuple[str, int]:
    word, number = read_number(record, "number", journal.complaints)
    printed = plain(record["word"]) or word or DEFAULT_WORD
    if printed not in WORDS:
        journal.complaints.add(record.row, "word", f"不认识凭证字“{printed}”，请用{'、'.join(WORDS)}")
    return printed, number


def _counter(record: Record, journal: Journal) -> Account | None:
    printed = record["counter"]
    account = journal.chart.account_named(printed)
    if account is None:
        problem = f"{journal.chart.title}里没有“{printed}”这个科目" if printed else "没有填写对方科目"
        journal.complaints.add(record.row, "counter", problem)
    return account


def _compare_balance(record: Record, journal: Journal, book: Book) -> None:
    printed_fen = _printed_balance(record, journal)
    if printed_fen is None:
        return
    if book.balance_fen is None:
        book.balance_fen = printed_fen
    else:
        journal.compare(record, "balance", printed_fen=printed_fen, computed_fen=book.balance_fen, what="余额")


def _printed_balance(record: Record, journal: Journal) -> int | None:
    """Return the balance printed in a row, below zero where 方向 is 贷, or nothing where none is printed."""
    text, direction = record["balance"], record.plain("direction")
    if not text:
        return 0 if direction == "平" else None
    if direction not in _SIGNS:
        journal.complaints.add(record.row, "direction", f"方向“{direction}”应为借、贷或平")
        return None
    try:
        return parse_yuan(text) * _SIGNS[direction]
    except MoneyError as error:
        journal.complaints.add(record.row, "balance", error.sentence.rstrip("。"))
        return None

"""What the bank says of the invented villages' accounts, and their cash as two people counted it.

The statements follow from the books but for two things: a fee the books have a month later, and a payment the bank has.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.demo.items import FEE_BOOKED, FEE_FEN, csv_file
from disclosure.books.queries.bank import bank_state, book_balance
from disclosure.books.rules.reconciliation import Side
from disclosure.books.sheets.bank import Asked
from portal.demo import Event, at
from portal.kernel.money import plain_yuan
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disclosure.books.queries import VoucherRow
    from portal.demo import Scene
    from portal.kernel.months import Month
    from portal.org.models import Place

_HEADER = ("交易日期", "摘要", "对方户名", "贷方发生额", "借方发生额", "账户余额")
#: How many days after the month's end the statement is fetched.
_FETCHED = timedelta(days=2)
_WHY = {
    Side.BANK: "银行月底扣的账户管理费，回单下月才到，下月入账",
    Side.BOOKS: "月底开出的转账，银行下月初才付",
}
_SHORT_FEN, _WHY_SHORT = 50, "找零差五角，报账员已补足"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Movement:
    """One line of a statement, above zero where money came in."""

    day: date
    fen: int
    summary: str
    party: str


@dataclass(slots=True)
class Bank:
    """One village's account at the bank; ``ending`` are its last four digits."""

    scene: Scene
    village: Place
    ending: str
    balance_fen: int | None = None
    late: list[_Movement] = field(default_factory=list)  # what the bank pays a month after the books
    counting_id: int = 0

    def month(self, month: Month, *, delay: timedelta, outstanding: bool) -> Iterator[Event]:
        """Yield how a month is reconciled and its cash counted; ``outstanding``: one thing is open on either side."""
        day = month.plus(1).first_day + _FETCHED + delay
        yield Event(at=at(day, 10), act=partial(self._fetch, month, outstanding=outstanding))
        yield Event(at=at(day, 10, 20), act=partial(self._explain, month))
        yield Event(at=at(day, 10, 30), act=partial(self._count, month, short_fen=_SHORT_FEN if outstanding else 0))
        yield Event(at=at(day, 10, 40), act=partial(self._confirm, month))

    def _fetch(self, month: Month, *, outstanding: bool) -> None:
        if self.balance_fen is None:
            self.balance_fen = book_balance(self.village, MoneyAccount.BANK, on=month.first_day, before=True)
        moved = [*self.late, *_moved(queries.vouchers(self.village, month))]
        self.late = []
        if outstanding:
            last = max((one for one in moved if one.fen < 0), key=lambda one: one.day)
            moved.remove(last)
            self.late.append(replace(last, day=month.plus(1).first_day.replace(day=2)))
            moved.append(_Movement(day=month.last_day, fen=-FEE_FEN, summary="账户管理费", party=FEE_BOOKED.party))
        rows = [_HEADER, *self._lines(sorted(moved, key=lambda one: one.day))]
        asked = Asked(first_on=month.first_day, last_on=month.last_day, ending=self.ending)
        reading = services.read_bank_statement(self.village, csv_file(f"{month}银行对账单.csv", rows), asked=asked)
        services.import_statement(self.scene.actor(self.village, Office.BOOKKEEPER), self.village, reading)

    def _lines(self, moved: list[_Movement]) -> Iterator[tuple[str, ...]]:
        for one in moved:
            self.balance_fen = (self.balance_fen or 0) + one.fen
            came = plain_yuan(one.fen) if one.fen > 0 else ""
            went = plain_yuan(-one.fen) if one.fen < 0 else ""
            yield (one.day.isoformat(), one.summary, one.party, came, went, plain_yuan(self.balance_fen))

    def _explain(self, month: Month) -> None:
        found = bank_state(self.village, month, moved=True).reconciliation
        texts = {one.key: _WHY[one.side] for one in found.unexplained} if found else {}
        if texts:
            services.explain(self.scene.actor(self.village, Office.BOOKKEEPER), self.village, month, texts)

    def _count(self, month: Month, *, short_fen: int) -> None:
        booked = book_balance(self.village, MoneyAccount.CASH, on=month.last_day)
        bookkeeper = self.scene.actor(self.village, Office.BOOKKEEPER)
        counting = services.count_cash(
            bookkeeper,
            self.village,
            month,
            counted_on=month.last_day,
            counted_fen=max(0, booked - short_fen),
            text=_WHY_SHORT if short_fen else "",
        )
        self.counting_id = counting.id

    def _confirm(self, month: Month) -> None:
        supervisor = self.scene.actor(self.village, Office.SUPERVISOR)
        services.confirm_cash_count(supervisor, self.village, month, counting_id=self.counting_id)


def _moved(vouchers: tuple[VoucherRow, ...]) -> Iterator[_Movement]:
    """Yield what the books moved on the bank account and the bank did not have before."""
    for row in vouchers:
        fen = sum(line.debit_fen - line.credit_fen for line in row.lines if line.account == MoneyAccount.BANK.code)
        known = row.summary == FEE_BOOKED.summary or row.reverses or row.reversed_by
        if fen and not known:
            yield _Movement(day=row.happened_on, fen=fen, summary=row.summary, party=row.party)

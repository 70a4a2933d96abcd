"""Whatever is entered, taken back and closed, in whatever order, the books stay whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.rules.entries import KINDS, Category, Entry, written_entry
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.rules.written import WrittenRow, lines_of_rows
from portal.kernel.db import database as db
from portal.kernel.errors import DomainError
from portal.kernel.months import Month

if TYPE_CHECKING:
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock

FIRST = Month(2026, 9)
_CATEGORY = {VoucherKind.RECEIPT: "501", VoucherKind.PAYMENT: "513"}

#: Days pass; something is entered by the simple form or line by line; the n-th voucher so far is taken back; the oldest
#: open month is closed; the accounts are opened; the year is ended.
STEPS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 40)),
    st.tuples(st.just("enter"), st.tuples(st.sampled_from(KINDS), st.integers(1, 10**9), st.integers(0, 45))),
    st.tuples(st.just("write"), st.tuples(st.sampled_from(["101", "152", "211", "503"]), st.integers(1, 10**9))),
    st.tuples(st.just("open"), st.integers(1, 10**6)),
    st.tuples(st.just("end year"), st.none()),
    st.tuples(st.just("reverse"), st.integers(0, 8)),
    st.tuples(st.just("close"), st.none()),
)


@contextmanager
def _undone() -> Iterator[None]:
    with db.atomic() as transaction:
        yield
        transaction.rollback()


@given(steps=st.lists(STEPS, min_size=4, max_size=14))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_vouchers_reversals_and_closes_keeps_the_balances(
    steps: list[tuple[str, object]], bookkeeper: Actor, village: Place, clock: SettableClock
) -> None:
    with _undone():
        clock.set_day(date(2026, 9, 20))
        for money in MoneyAccount:
            services.state_opening(bookkeeper, village, FIRST, money=money, amount_fen=100_000)
        closings: dict[Month, int] = {}
        for number, (verb, value) in enumerate(steps):
            try:
                _step(verb, value, number, bookkeeper, village, clock)
            except DomainError:
                continue
            _require_whole(village, closings)


def _step(verb: str, value: object, number: int, bookkeeper: Actor, village: Place, clock: SettableClock) -> None:
    match verb, value:
        case "wait", int(days):
            clock.set(clock.moment + timedelta(days=days))
        case "enter", (kind, amount_fen, back):
            entry = Entry(
                kind=kind,
                happened_on=clock.moment.date() - timedelta(days=back),
                amount_fen=amount_fen,
                money=MoneyAccount.CASH if amount_fen % 2 else MoneyAccount.BANK,
                category=Category(account=_CATEGORY[kind]) if kind in _CATEGORY else None,
                summary=f"第{number}步",
                party="某人",
            )
            services.record_voucher(bookkeeper, village, entry)
        case "write", (account, amount_fen):
            _write(account, amount_fen, number, bookkeeper, village, clock)
        case "open", int(amount_fen):
            amounts = {"151": amount_fen, "301": amount_fen + 200_000}
            services.state_openings(bookkeeper, village, FIRST, amounts=amounts)
        case "end year", None:
            services.end_year(bookkeeper, village, FIRST.year)
        case "reverse", int(which):
            rows = [row for month in queries.booked_months(village) for row in queries.vouchers(village, month)]
            if which < len(rows):
                services.reverse_voucher(bookkeeper, village, rows[which].month, rows[which].number, reason="记错了")
        case _:
            _close_oldest(bookkeeper, village)


def _close_oldest(bookkeeper: Actor, village: Place) -> None:
    closed = {row.month for row in queries.months(village) if row.state != "open"}
    waiting = [month for month in queries.booked_months(village) if month not in closed]
    if waiting:
        services.close_month(bookkeeper, village, min(waiting))


def _write(account: str, amount_fen: int, number: int, bookkeeper: Actor, village: Place, clock: SettableClock) -> None:
    rows = (
        WrittenRow(number=1, category=Category(account="513"), debit_fen=amount_fen, credit_fen=None),
        WrittenRow(number=2, category=Category(account=account), debit_fen=None, credit_fen=amount_fen),
    )
    day = clock.moment.date()
    written = written_entry(lines_of_rows(rows), happened_on=day, summary=f"第{number}步")
    services.record_voucher(bookkeeper, village, written)


def _require_whole(village: Place, closings: dict[Month, int]) -> None:
    """Balanced vouchers, whole statements, openings that follow on, closed months as they were closed."""
    carried: dict[MoneyAccount, int] | None = None
    booked = queries.booked_months(village)
    for month in booked:
        figures = queries.statement_of(village, month)
        rows = queries.vouchers(village, month)
        for row in rows:
            assert sum(line.debit_fen for line in row.lines) == sum(line.credit_fen for line in row.lines)
        assert sorted(row.number for row in rows) == list(range(1, len(rows) + 1))
        known = all(one.opening_known for one in figures.money)
        moved = sum(row.in_fen for row in rows) - sum(row.out_fen for row in rows)
        assert figures.opening_fen + moved == figures.closing_fen
        money = {one.account: one.opening_fen for one in queries.balances(village, month)}
        assert [money.get(one.account.code, 0) for one in figures.money] == [one.opening_fen for one in figures.money]
        if carried is not None and known and month > FIRST:
            assert {one.account: one.opening_fen for one in figures.money} == carried
        carried = {one.account: one.closing_fen for one in figures.money} if month >= FIRST else None
    _require_balances_follow_on(village)
    for row in queries.months(village):
        if row.state != "open":
            closing_fen = queries.statement_of(village, row.month).closing_fen
            assert closings.setdefault(row.month, closing_fen) == closing_fen


def _require_balances_follow_on(village: Place) -> None:
    """Debits equal credits on all accounts, and every month opens with what the one before closed with."""
    last = max([FIRST, *queries.booked_months(village)])
    stated = sum(one.opening_fen for one in queries.balances(village, FIRST))
    before: dict[str, int] | None = None
    month = FIRST
    while month <= last:
        found = queries.balances(village, month)
        assert sum(one.debit_fen for one in found) == sum(one.credit_fen for one in found)
        assert sum(one.closing_fen for one in found) == stated
        if before is not None:
            assert {one.name: one.opening_fen for one in found if one.opening_fen} == before
        before = {one.name: one.closing_fen for one in found if one.closing_fen}
        month = month.plus(1)

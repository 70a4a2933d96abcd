"""How far a year's end is: what wears, what is to be carried over, and what was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN

from disclosure.books.chart import account
from disclosure.books.models import MonthClose, Voucher
from disclosure.books.queries.accounts import own_codes
from disclosure.books.queries.months import close_of, follows_on
from disclosure.books.queries.standing import balances
from disclosure.books.reminders import yearly_reminder
from disclosure.books.rules.deadlines import books_due
from disclosure.books.rules.entries import plain_words
from disclosure.books.rules.vouchers import VoucherOrigin
from disclosure.books.rules.year_end import last_month, year_end_vouchers
from portal.areas import Task
from portal.kernel.db import tuples_of
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from disclosure.books.rules.vouchers import Line
    from portal.org.actors import Actor
    from portal.org.models import Place

_OWNED, _WORN = "151", "152"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One voucher that would be booked, its lines beside what they mean."""

    summary: str
    lines: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndPage:
    """The steps at the end of a year."""

    month: Month  # the year's last
    over: bool
    closed: bool
    open_earlier: tuple[Month, ...]  # months of the year that have entries and are not closed
    owned_fen: int  # what is owned, and how much of it is worn
    worn_fen: int
    income_fen: int  # what stands on the accounts of income and expense
    expense_fen: int
    steps: tuple[Step, ...]
    done: tuple[int, ...]  # the numbers of what was booked to end the year
    own_codes: Mapping[tuple[str, str], str]  # of the village's own accounts, by account and name

    @property
    def ready(self) -> bool:
        """Whether it can be booked now."""
        return self.over and not self.closed and bool(self.steps)

    @property
    def result_fen(self) -> int:
        """What the year has left over."""
        return self.income_fen - self.expense_fen


def year_end_page(village: Place, month: Month, *, today: date) -> YearEndPage:
    """Return the steps at the end of the year of ``month``.

    :raise NotFoundError: the village has no books of the month, or it has not begun.
    """
    if month > Month.of(today) or not follows_on(village, month):
        raise NotFoundError
    last = last_month(month.year)
    standing, closed = balances(village, last), close_of(village, last) is not None
    by_account = {code: sum(one.closing_fen for one in standing if one.account == code) for code in (_OWNED, _WORN)}
    return YearEndPage(
        month=last,
        over=today >= last.last_day,
        closed=closed,
        open_earlier=_open_before(village, last),
        owned_fen=by_account[_OWNED],
        worn_fen=-by_account[_WORN],
        income_fen=-sum(one.closing_fen for one in standing if account(one.account).is_income),
        expense_fen=sum(one.closing_fen for one in standing if account(one.account).is_expense),
        steps=tuple(
            Step(summary=one.summary, lines=tuple((plain_words(line), line) for line in one.lines))
            for one in year_end_vouchers(month.year, standing)
        ),
        done=_done(village, last),
        own_codes=own_codes(village),
    )


def year_end_tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return that last year is still to be ended, for whoever keeps the books; nothing once its December is closed."""
    last = last_month(yearly_reminder("year_end").year_asked_for(today))
    if not actor.may(Permission.BOOKS_RECORD, village, on=today) or close_of(village, last) is not None:
        return []
    if not follows_on(village, last) or not year_end_vouchers(last.year, balances(village, last)):
        return []
    due = books_due(last)
    return [
        Task(
            title=f"{last.year}年的账：年末结转还没有做",
            endpoint="books.end_year",
            values={"month": str(last)},
            due=due,
            urgent=due <= today,
        )
    ]


def _open_before(village: Place, last: Month) -> tuple[Month, ...]:
    """Return the earlier months of the year that have entries and are not closed."""
    query = (
        Voucher.select(Voucher.month)
        .join(
            MonthClose,
            JOIN.LEFT_OUTER,
            on=((MonthClose.village == Voucher.village) & (MonthClose.month == Voucher.month)),
        )
        .where((Voucher.village == village.id) & (Voucher.month >= Month(last.year, 1)) & (Voucher.month < last))
        .where(MonthClose.id.is_null())
        .distinct()
        .order_by(Voucher.month)
    )
    return tuple(month for (month,) in tuples_of(query))


def _done(village: Place, month: Month) -> tuple[int, ...]:
    taking = Voucher.alias("taking")
    query = (
        Voucher.select(Voucher.number)
        .join(taking, JOIN.LEFT_OUTER, on=(taking.reverses == Voucher.id))
        .where((Voucher.village == village.id) & (Voucher.month == month) & (Voucher.origin == VoucherOrigin.YEAR_END))
        .where(Voucher.reverses.is_null() & taking.id.is_null())
        .order_by(Voucher.number)
    )
    return tuple(number for (number,) in tuples_of(query))

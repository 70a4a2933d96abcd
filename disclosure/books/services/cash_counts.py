"""Counting the cash of a month's end: one counts, another confirms from their own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.bank import terms_on
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import MonthClosedError
from disclosure.books.errors.bank import CountBelowZeroError, CountConfirmedError
from disclosure.books.models import CashConfirmation, CashCounting
from disclosure.books.queries.bank import book_balance
from disclosure.books.queries.months import closed_months
from disclosure.books.rules.reconciliation import require_countable, require_second_counter
from portal.kernel.errors import NotFoundError
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place


def count_cash(
    actor: Actor, village: Place, month: Month, *, counted_on: date, counted_fen: int, text: str = ""
) -> CashCounting:
    """Enter what was counted; a count that was wrong is followed by another.

    :raise MonthClosedError: the month's result is fixed.
    :raise CountDayError: it is not the end of the month.
    :raise CountBelowZeroError: nobody counts less than nothing.
    """
    with unit_of_work(actor, Permission.BOOKS_COUNT, village) as work:
        refuse_private_numbers(text)
        if month in closed_months(village):
            raise MonthClosedError(month)
        require_countable(counted_on, month, today=work.today, most_days=terms_on(counted_on).count_days)
        if counted_fen < 0:
            raise CountBelowZeroError
        counting = CashCounting.create(
            village=village,
            month=month,
            counted_on=counted_on,
            counted_fen=counted_fen,
            book_fen=book_balance(village, MoneyAccount.CASH, on=counted_on),
            text=text,
            recorded_at=work.now,
            recorded_by=actor.account_id,
        )
        work.seal(
            "books.cash.counted",
            about=("month", str(month)),
            facts={"counted_fen": counted_fen, "book_fen": counting.book_fen},
            rows=[counting],
            happened_on=counted_on,
        )
        return counting


def confirm_cash_count(actor: Actor, village: Place, month: Month, *, counting_id: int) -> None:
    """Confirm the count that was shown, the month's newest, as the second person.

    :raise NotFoundError: nobody has counted.
    :raise MonthClosedError: the month's result is fixed.
    :raise CountConfirmedError: it was confirmed before, or another was made since.
    :raise SameCounterError: the same person entered it.
    """
    with unit_of_work(actor, Permission.BOOKS_COUNT, village) as work:
        if month in closed_months(village):
            raise MonthClosedError(month)
        here = (CashCounting.village == village.id) & (CashCounting.month == month)
        counting = CashCounting.select().where(here).order_by(CashCounting.id.desc()).first()
        if counting is None:
            raise NotFoundError
        known = CashConfirmation.get_or_none(CashConfirmation.counting == counting.id)
        if known is not None or counting.id != counting_id:
            raise CountConfirmedError
        require_second_counter(counted_by=counting.recorded_by, confirming=actor.account_id)
        row = CashConfirmation.create(
            village=village, counting=counting, recorded_at=work.now, recorded_by=actor.account_id
        )
        work.seal("books.cash.confirmed", about=("month", str(month)), facts={"counting": counting.id}, rows=[row])

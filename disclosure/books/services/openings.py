"""What the money accounts held when the village's books began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.errors import OpeningKnownError
from disclosure.books.models import OpeningBalance
from disclosure.books.queries import booked_months, openings
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from disclosure.books.chart import MoneyAccount
    from portal.kernel.months import Month
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


def state_opening(
    actor: Actor, village: Place, month: Month, *, money: MoneyAccount, amount_fen: int
) -> OpeningBalance:
    """Say what a money account held when the books up to ``month`` began, where no file brought it forward.

    :raise OpeningKnownError: it is known already.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        if money in openings(village, month):
            raise OpeningKnownError(money.value)
        first = min([month, *booked_months(village)])
        opening = open_account(work, actor, village, first, money=money, amount_fen=amount_fen)
        work.seal(
            "books.opening.stated",
            about=("month", str(first)),
            facts={"account": money.code, "amount_fen": amount_fen},
            rows=[opening],
        )
        return opening


def open_account(
    work: Work, actor: Actor, village: Place, month: Month, *, money: MoneyAccount, amount_fen: int
) -> OpeningBalance:
    """Write an opening inside a unit of work that seals it."""
    return OpeningBalance.create(
        village=village,
        month=month,
        account=money.code,
        amount_fen=amount_fen,
        recorded_at=work.now,
        recorded_by=actor.account_id,
    )

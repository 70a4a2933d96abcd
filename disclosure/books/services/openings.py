"""What the accounts stood at when the village's books began: one that holds money alone, or all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import NoOpeningsError, OpeningKnownError, OpeningsKnownError
from disclosure.books.models import AccountOpening, OpeningBalance
from disclosure.books.queries import booked_months, category_of, openings
from disclosure.books.queries.opened import stated_at_beginning
from disclosure.books.rules.balances import Opening, signed_fen
from disclosure.books.rules.openings import require_both_sides_equal
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from disclosure.books.rules.balances import Key
    from portal.kernel.db import SealedModel
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


def state_openings(actor: Actor, village: Place, month: Month, *, amounts: Mapping[str, int]) -> None:
    """Say what every account stood at when the stretch of the books began that ``month`` belongs to.

    ``amounts`` are by code of the chart or of the village's own, each on the side of its account. What a file brought
    or was stated of money accounts counts as it is; a money account of which nothing was said yet held nothing.

    :raise OpeningsKnownError: the accounts that hold no money were stated before.
    :raise OpeningKnownError: a money account is known already.
    :raise UnknownCategoryError: neither the chart nor the village has such an account.
    :raise OpeningsUnbalancedError: one side is more than the other.
    :raise NoOpeningsError: there is nothing to state.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        begun, stated = stated_at_beginning(village, month)
        if any(MoneyAccount.of(one.account) is None for one in stated):
            raise OpeningsKnownError(begun)
        opened = _opened(village, begun, amounts, known={one.account for one in stated})
        require_both_sides_equal([one.amount_fen for one in (*stated, *opened)])
        rows = [_open(work, actor, village, one) for one in opened]
        if not rows:
            raise NoOpeningsError
        work.seal(
            "books.openings.stated",
            about=("month", str(begun)),
            facts={"accounts": len(rows), "debit_fen": sum(max(0, one.amount_fen) for one in opened)},
            rows=rows,
        )


def _opened(village: Place, month: Month, amounts: Mapping[str, int], *, known: Collection[str]) -> list[Opening]:
    """Return what is to be written; an account that stands at nothing is not, unless it holds money."""
    found: dict[Key, int] = {(money.code, ""): 0 for money in MoneyAccount if money.code not in known}
    for code, amount_fen in amounts.items():
        category = category_of(village, code)
        if category.account in known:
            raise OpeningKnownError(category.name)
        if amount_fen:
            found[category.account, category.detail] = signed_fen(category.account, amount_fen)
    return [Opening(month=month, account=code, detail=detail, amount_fen=fen) for (code, detail), fen in found.items()]


def _open(work: Work, actor: Actor, village: Place, opening: Opening) -> SealedModel:
    money = MoneyAccount.of(opening.account)
    if money:
        return open_account(work, actor, village, opening.month, money=money, amount_fen=opening.amount_fen)
    return AccountOpening.create(
        village=village,
        month=opening.month,
        account=opening.account,
        detail=opening.detail,
        amount_fen=opening.amount_fen,
        recorded_at=work.now,
        recorded_by=actor.account_id,
    )


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

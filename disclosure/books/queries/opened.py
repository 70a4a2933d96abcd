"""What the accounts stood at when the books began, and where that can still be stated."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount, account, accounts
from disclosure.books.queries.accounts import sub_accounts
from disclosure.books.queries.months import booked_months, closed_months, follows_on
from disclosure.books.queries.standing import account_openings, stated_money
from disclosure.books.rules.balances import signed_fen
from disclosure.books.rules.openings import Sides, sides_of
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from disclosure.books.rules.balances import Key, Opening
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRow:
    """One account and what it stood at on its own side, where that was stated."""

    code: str
    title: str
    kind: str  # the class it belongs to
    side: str
    amount_fen: int | None

    @property
    def holds_money(self) -> bool:
        """Whether it must be stated, even where it held nothing."""
        return MoneyAccount.of(self.code) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningsPage:
    """All accounts at the beginning of a stretch of the books."""

    month: Month  # the first of the stretch
    rows: tuple[OpeningRow, ...]
    stated: bool  # the accounts that hold no money are stated
    sides: Sides
    may_state: bool

    @property
    def known(self) -> tuple[OpeningRow, ...]:
        """The accounts that are stated."""
        return tuple(one for one in self.rows if one.amount_fen is not None)

    @property
    def missing(self) -> tuple[OpeningRow, ...]:
        """The accounts that can still be stated."""
        return () if self.stated else tuple(one for one in self.rows if one.amount_fen is None)

    @property
    def groups(self) -> tuple[tuple[str, tuple[OpeningRow, ...]], ...]:
        """Those that can still be stated, by the class they belong to."""
        return tuple((kind, tuple(rows)) for kind, rows in groupby(self.missing, key=lambda one: one.kind))


def openings_page(village: Place, month: Month, *, today: date, may_state: bool) -> OpeningsPage:
    """Return what the accounts stood at when the stretch of the books began that ``month`` belongs to.

    :raise NotFoundError: the village has no books of the month; one without any books begins this month.
    """
    none_yet = month == Month.of(today) and not booked_months(village) and not closed_months(village)
    if month > Month.of(today) or not (none_yet or follows_on(village, month)):
        raise NotFoundError
    begun, stated = stated_at_beginning(village, month)
    amounts = {one.key: signed_fen(one.account, one.amount_fen) for one in stated}
    return OpeningsPage(
        month=begun,
        rows=tuple(_rows(village, amounts)),
        stated=any(MoneyAccount.of(one.account) is None for one in stated),
        sides=sides_of(one.amount_fen for one in stated),
        may_state=may_state,
    )


def stated_at_beginning(village: Place, month: Month) -> tuple[Month, tuple[Opening, ...]]:
    """Return when the stretch began that ``month`` belongs to, and what was stated for it so far."""
    money = stated_money(village, month)
    begun = min((one.month for one in money.values()), default=None) or min([month, *booked_months(village)])
    others = [one for one in account_openings(village, begun) if one.month == begun]
    return begun, (*money.values(), *others)


def _rows(village: Place, amounts: dict[Key, int]) -> Iterator[OpeningRow]:
    below: dict[str, list[tuple[str, str]]] = {}
    for row in sub_accounts(village):
        below.setdefault(row.account, []).append((row.code, row.name))
    for code, one in accounts().items():
        for own, detail in [(code, ""), *below.get(code, [])]:
            yield OpeningRow(
                code=own,
                title=f"{own} {one.name}/{detail}" if detail else f"{own} {one.name}",
                kind=one.kind,
                side=account(code).side,
                amount_fen=amounts.get((code, detail)),
            )

"""What every account stands at: what the books began with, and what was booked since.

Balances are signed: debit above zero, credit below, whatever the side of the account. A stretch of the books begins
where the money accounts were last stated; what was booked before it counts no more, so that history may be entered
behind it. An account nobody opened began with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount, Side, account, accounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portal.kernel.months import Month

    #: An account of the chart, and the village's own under it or nothing.
    Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What an account was stated to stand at when ``month`` began."""

    month: Month
    account: str
    detail: str = ""
    amount_fen: int

    @property
    def key(self) -> Key:
        """The account and what is below it."""
        return (self.account, self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSum:
    """What was booked on one account in one month."""

    month: Month
    account: str
    detail: str
    debit_fen: int
    credit_fen: int

    @property
    def key(self) -> Key:
        """The account and what is below it."""
        return (self.account, self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBalance:
    """One account in one month; both balances are debit less credit."""

    account: str
    detail: str
    opening_fen: int
    debit_fen: int
    credit_fen: int

    @property
    def closing_fen(self) -> int:
        """What it stands at when the month ends."""
        return self.opening_fen + self.debit_fen - self.credit_fen

    @property
    def name(self) -> str:
        """The name as it is printed: ``管理费用/办公费``."""
        top = account(self.account).name
        return f"{top}/{self.detail}" if self.detail else top


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """All that the balances of ``month`` follow from."""

    month: Month
    openings: Sequence[Opening]  # stated for the month or before
    carried: Mapping[Key, int]  # what was booked up to the last close of the stretch
    sums: Sequence[MonthSum]  # what was booked after that, up to the end of the month


def signed_fen(code: str, amount_fen: int) -> int:
    """Return an amount on the side of the account ``code`` as debit less credit; it turns one back as well.

    Where the account has two sides, above zero is debit.
    """
    return -amount_fen if account(code).side is Side.CREDIT else amount_fen


def money_openings(openings: Iterable[Opening], month: Month) -> dict[MoneyAccount, Opening]:
    """Return for each money account what was stated last for ``month`` or before."""
    found: dict[MoneyAccount, Opening] = {}
    for one in openings:
        money = MoneyAccount.of(one.account)
        if money and one.month <= month and (money not in found or one.month >= found[money].month):
            found[money] = one
    return found


def beginning(openings: Iterable[Opening], month: Month) -> Month | None:
    """Return when the stretch of the books began that ``month`` belongs to, or nothing where nobody stated it."""
    return min((one.month for one in money_openings(openings, month).values()), default=None)


def changes(booked: Booked, *, before: Month) -> dict[Key, int]:
    """Return by account what was booked since the stretch began, without the month ``before`` and what follows."""
    begun = beginning(booked.openings, booked.month)
    since = {one.key: one.month for one in money_openings(booked.openings, booked.month).values()}
    found = dict(booked.carried)
    for one in booked.sums:
        start = since.get(one.key, begun)
        if one.month < before and (start is None or one.month >= start):
            found[one.key] = found.get(one.key, 0) + one.debit_fen - one.credit_fen
    return found


def opening_balances(booked: Booked) -> dict[Key, int]:
    """Return by account what it stood at when the month began."""
    begun = beginning(booked.openings, booked.month)
    stated = list(money_openings(booked.openings, booked.month).values())
    stated += [one for one in booked.openings if one.month == begun and MoneyAccount.of(one.account) is None]
    found = changes(booked, before=booked.month)
    for one in stated:
        found[one.key] = found.get(one.key, 0) + one.amount_fen
    return found


def known_money(booked: Booked) -> dict[MoneyAccount, int]:
    """Return what each money account held when the month began; an account nobody opened is left out."""
    found = opening_balances(booked)
    return {money: found[(money.code, "")] for money in money_openings(booked.openings, booked.month)}


def balances_of(booked: Booked) -> tuple[AccountBalance, ...]:
    """Return what every account stood at, what was booked on it in the month, in the order of the chart.

    Accounts on which nothing stands and nothing was booked are left out.
    """
    in_month = [one for one in booked.sums if one.month == booked.month]
    stood = opening_balances(booked)
    debits = _by_key((one.key, one.debit_fen) for one in in_month)
    credits_ = _by_key((one.key, one.credit_fen) for one in in_month)
    place = {code: number for number, code in enumerate(accounts())}
    found = (
        AccountBalance(
            account=key[0],
            detail=key[1],
            opening_fen=stood.get(key, 0),
            debit_fen=debits.get(key, 0),
            credit_fen=credits_.get(key, 0),
        )
        for key in sorted({*stood, *debits, *credits_}, key=lambda key: (place[key[0]], key[1]))
    )
    return tuple(one for one in found if one.opening_fen or one.debit_fen or one.credit_fen)


def _by_key(amounts: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for key, fen in amounts:
        found[key] = found.get(key, 0) + fen
    return found

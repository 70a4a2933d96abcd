"""What statements are made of: every account with its year, and what income and expense came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.chart import AccountClass, account, accounts
from disclosure.books.rules.balances import AccountBalance, balances_of, beginning, money_openings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from disclosure.books.rules.balances import Booked, Key, MonthSum
    from portal.kernel.months import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedBalance(AccountBalance):
    """One account in one month, and what was booked on it since 1 January, the month included."""

    year_debit_fen: int
    year_credit_fen: int

    @property
    def year_opening_fen(self) -> int:
        """What it stood at when the year began, or the books if that was later."""
        return self.closing_fen - self.year_debit_fen + self.year_credit_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSum:
    """What an account of income or expense brought or cost, without what was carried to 321 at the end of the year."""

    account: str
    name: str  # as printed: 管理费用/办公费
    month_fen: int
    year_fen: int

    @property
    def detail(self) -> str:
        """What stands below the account."""
        return self.name.partition("/")[2]


def stated_balances(booked: Booked, year_sums: Iterable[MonthSum]) -> tuple[StatedBalance, ...]:
    """Return every account in the month of ``booked`` with what was booked on it since January, in order.

    ``year_sums`` may hold other months as well; what was booked before the books began counts no more.
    """
    month = booked.month
    begun = beginning(booked.openings, month)
    since = {one.key: one.month for one in money_openings(booked.openings, month).values()}
    year: dict[Key, tuple[int, int]] = {}
    for one in year_sums:
        start = since.get(one.key, begun)
        if one.month.year == month.year and one.month <= month and (start is None or one.month >= start):
            debit_fen, credit_fen = year.get(one.key, (0, 0))
            year[one.key] = (debit_fen + one.debit_fen, credit_fen + one.credit_fen)
    standing = {(one.account, one.detail): one for one in balances_of(booked)}
    place = {code: number for number, code in enumerate(accounts())}
    return tuple(
        StatedBalance(
            account=key[0],
            detail=key[1],
            opening_fen=standing[key].opening_fen if key in standing else 0,
            debit_fen=standing[key].debit_fen if key in standing else 0,
            credit_fen=standing[key].credit_fen if key in standing else 0,
            year_debit_fen=year.get(key, (0, 0))[0],
            year_credit_fen=year.get(key, (0, 0))[1],
        )
        for key in sorted({*standing, *year}, key=lambda key: (place[key[0]], key[1]))
    )


def result_sums(sums: Iterable[MonthSum], month: Month) -> tuple[ResultSum, ...]:
    """Return what every account of income and expense came to in ``month`` and since January, in order.

    ``sums`` hold nothing that only carried the result to 321.
    """
    found: dict[Key, list[int]] = {}
    for one in sums:
        booked = account(one.account)
        if booked.kind is AccountClass.PROFIT_LOSS and one.month.year == month.year and one.month <= month:
            fen = (one.credit_fen - one.debit_fen) * (1 if booked.is_income else -1)
            total = found.setdefault(one.key, [0, 0])
            total[0] += fen if one.month == month else 0
            total[1] += fen
    return tuple(
        ResultSum(
            account=code,
            name=f"{account(code).name}/{detail}" if detail else account(code).name,
            month_fen=month_fen,
            year_fen=year_fen,
        )
        for (code, detail), (month_fen, year_fen) in sorted(found.items())
    )


def opening_difference(balances: Iterable[AccountBalance]) -> int:
    """Return by how much what the accounts began with stands in debit more than in credit; whole books: nothing."""
    return sum(one.opening_fen for one in balances)

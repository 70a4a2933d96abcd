"""The statements of a published month, from what its document says every account stands at.

A document of before balances were published says nothing of it, and has no statements. Where what the books began with
was never stated for every account, there is no balance sheet: half of one would be taken for the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount
from disclosure.books.kinds import MONTH
from disclosure.books.public.balances import results_of
from disclosure.books.public.reading import read_month
from disclosure.books.rules.stated import opening_difference
from disclosure.books.rules.statements import balance_sheet, income_statement, trial_balance
from disclosure.books.statement_lines import statement_forms
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.published import once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disclosure.books.public.reading import PublicMonth
    from disclosure.books.rules.statements import BalanceSheet, IncomeRow, TrialBalance
    from disclosure.books.statement_lines import StatementForms
    from portal.kernel.published import Published, PublishedBulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicStatements:
    """The statements of a month as the public reads them."""

    of: PublicMonth
    forms: StatementForms
    sheet: BalanceSheet | None
    income: tuple[IncomeRow, ...]
    trial: TrialBalance
    difference_fen: int  # by which what the books began with stands in debit more than in credit
    listed: frozenset[str]  # codes of the accounts whose lines have a page in the year
    before: Month | None  # the month before, where its statements are public
    money: frozenset[str] = frozenset(money.code for money in MoneyAccount)  # their lines are those of the month


@once
def has_statements(bulletin: PublishedBulletin) -> bool:
    """Tell whether a month's document says what every account stands at."""
    return "balances" in bulletin.content


def statements_page(published: Published, village: str, month: str) -> PublicStatements:
    """Return the statements of one month in its latest revision; it asks for no month after it.

    :raise NotFoundError: the village has not published that month, or without balances.
    :raise UnreadableMonthError: its document cannot be read.
    """
    place = published.village(village)
    of = read_month(published.latest(place.slug, MONTH, month), village=place.name)
    if of.balances is None:
        raise NotFoundError
    forms = statement_forms()
    difference_fen = opening_difference(of.balances)
    before = published.find(place.slug, MONTH, str(of.month.plus(-1)))
    return PublicStatements(
        of=of,
        forms=forms,
        sheet=None if difference_fen else balance_sheet(of.balances, forms),
        income=income_statement(results_of(of), of.balances, forms),
        trial=trial_balance(of.balances),
        difference_fen=difference_fen,
        listed=frozenset(codes_until(published, place.slug, of.month, name=place.name)),
        before=of.month.plus(-1) if before and has_statements(before) else None,
    )


def codes_until(published: Published, slug: str, month: Month, *, name: str) -> Iterator[str]:
    """Yield the accounts on which anything was booked in the public months of the year up to this one."""
    for number in range(1, month.number + 1):
        bulletin = published.find(slug, MONTH, str(Month(month.year, number)))
        if bulletin:
            found = read_month(bulletin, village=name)
            yield from (line.code for voucher in found.vouchers for line in voucher.lines if not line.ends_result)

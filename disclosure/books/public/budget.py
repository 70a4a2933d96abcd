"""A year's plan beside what came of it up to the end of a published month: both from that month's document alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.kinds import MONTH
from disclosure.books.public.balances import results_of
from disclosure.books.public.reading import read_month
from disclosure.books.public.statements import codes_until
from disclosure.books.rules.budgets import beside_actual
from portal.kernel.errors import NotFoundError
from portal.kernel.published import once

if TYPE_CHECKING:
    from collections.abc import Iterable

    from disclosure.books.public.planned import Plan
    from disclosure.books.public.reading import PublicMonth
    from disclosure.books.rules.budgets import BudgetSide
    from portal.kernel.months import Month
    from portal.kernel.published import Published, PublishedBulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicBudget:
    """The page of a year's plan."""

    of: PublicMonth
    plan: Plan
    income: BudgetSide
    expense: BudgetSide
    listed: frozenset[str]  # codes of the accounts whose lines have a page in the year


@once
def has_budget(bulletin: PublishedBulletin) -> bool:
    """Tell whether a month's document says what was planned for its year."""
    return "budget" in bulletin.content


def budget_sides(month: PublicMonth, plan: Plan) -> tuple[BudgetSide, BudgetSide]:
    """Return income and expense: what was planned for the year beside what came of it up to the month's end."""
    return beside_actual(plan.planned, results_of(month))


def budget_page(published: Published, village: str, month: str) -> PublicBudget:
    """Return the plan of a month's year beside what came of it; it asks for no month after it.

    :raise NotFoundError: the village has not published that month, or no plan with it.
    :raise UnreadableMonthError: its document cannot be read.
    """
    place = published.village(village)
    of = read_month(published.latest(place.slug, MONTH, month), village=place.name)
    if of.plan is None:
        raise NotFoundError
    income, expense = budget_sides(of, of.plan)
    listed = frozenset(codes_until(published, place.slug, of.month, name=place.name))
    return PublicBudget(of=of, plan=of.plan, income=income, expense=expense, listed=listed)


def last_budget(published: Published, slug: str, months: Iterable[Month]) -> Month | None:
    """Return the last of ``months`` that states a plan, or nothing where none does."""
    for month in sorted(months, reverse=True):
        bulletin = published.find(slug, MONTH, str(month))
        if bulletin is not None and has_budget(bulletin):
            return month
    return None

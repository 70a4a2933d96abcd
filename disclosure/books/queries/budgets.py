"""A year's budget beside what was booked so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.chart import account, accounts
from disclosure.books.models import Budget, BudgetLine, MonthClose, MonthSignOff
from disclosure.books.queries.accounts import own_codes, sub_accounts
from disclosure.books.queries.statements import results_until
from disclosure.books.rules.budgets import beside_actual
from disclosure.books.rules.deadlines import is_possible
from portal.kernel.attachments import attachments_of
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from disclosure.books.rules.balances import Key
    from disclosure.books.rules.budgets import BudgetSide
    from portal.kernel.attachments import AttachmentRow
    from portal.org.models import Place

#: The kind under which the paper lies that a budget is written in.
BUDGET = "budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetVersion:
    """One version of a year's budget."""

    id: int
    version: int
    source: str
    recorded_on: date
    papers: tuple[AttachmentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPage:
    """A year's budget as its screen shows it."""

    year: int
    until: Month  # up to which month something may be booked
    income: BudgetSide
    expense: BudgetSide
    versions: tuple[BudgetVersion, ...]  # the latest first
    own_codes: Mapping[Key, str]
    may_set: bool

    def code_of(self, code: str, detail: str) -> str:
        """Return the code under which the ledger knows an account, or the one above it."""
        return self.own_codes.get((code, detail), code)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetChoice:
    """An account that may have a plan, and the plan it has."""

    code: str
    title: str
    group: str
    planned_fen: int | None


def budget_page(village: Place, year: int, *, today: date, may_set: bool) -> BudgetPage:
    """Return a year's budget beside what was booked; a year without one shows what was booked alone.

    :raise NotFoundError: no village has books of that year.
    """
    if not is_possible(Month(year, 1)) or year > today.year + 1:
        raise NotFoundError
    versions = budget_versions(village, year)
    until = min(Month(year, 12), Month.of(today))
    sums = results_until(village, until) if until.year == year else ()
    income, expense = beside_actual(_planned(versions[0].id) if versions else {}, sums)
    return BudgetPage(
        year=year,
        until=until,
        income=income,
        expense=expense,
        versions=versions,
        own_codes=own_codes(village),
        may_set=may_set and abs(year - today.year) <= 1,
    )


def budget_versions(village: Place, year: int, *, until: datetime | None = None) -> tuple[BudgetVersion, ...]:
    """Return the versions of a year's budget, the latest first; of those recorded ``until`` a moment, where given."""
    here = (Budget.village == village.id) & (Budget.year == year)
    if until is not None:
        here &= Budget.recorded_at <= until
    rows = list(dicts_of(Budget.select().where(here).order_by(Budget.version.desc())))
    papers = attachments_of(village.log_id, BUDGET, [row["id"] for row in rows])
    return tuple(
        BudgetVersion(
            id=row["id"],
            version=row["version"],
            source=row["source"],
            recorded_on=local_day(row["recorded_at"]),
            papers=tuple(papers.get(str(row["id"]), ())),
        )
        for row in rows
    )


def standing_budget(village: Place, month: Month) -> tuple[BudgetVersion, dict[Key, int]] | None:
    """Return the plan of the year of ``month`` in the version that stood when the month was signed, with its lines.

    Nothing where there was none yet, so that a later revision of the month's document shows what the first did.
    """
    signed = (
        MonthSignOff.select(MonthSignOff.signed_at)
        .join(MonthClose)
        .where((MonthClose.village == village.id) & (MonthClose.month == month))
    )
    until = next((at for (at,) in tuples_of(signed)), None)
    versions = budget_versions(village, month.year, until=until)
    return (versions[0], _planned(versions[0].id)) if versions else None


def budget_choices(village: Place, year: int) -> tuple[BudgetChoice, ...]:
    """Return every account that may have a plan, with what stands in the latest version."""
    versions = budget_versions(village, year)
    planned = _planned(versions[0].id) if versions else {}
    return tuple(_choices(village, planned))


def _choices(village: Place, planned: Mapping[Key, int]) -> Iterator[BudgetChoice]:
    below: dict[str, list[tuple[str, str]]] = {}
    for row in sub_accounts(village):
        below.setdefault(row.account, []).append((row.code, row.name))
    for code, one in accounts().items():
        if one.is_income or one.is_expense:
            group = "收入" if one.is_income else "支出"
            for own, detail in [(code, ""), *below.get(code, [])]:
                title = f"{own} {account(code).name}/{detail}" if detail else f"{own} {one.name}"
                yield BudgetChoice(code=own, title=title, group=group, planned_fen=planned.get((code, detail)))


def _planned(budget_id: int) -> dict[Key, int]:
    query = BudgetLine.select(BudgetLine.account, BudgetLine.detail, BudgetLine.amount_fen).where(
        BudgetLine.budget == budget_id
    )
    return {(code, detail): fen for code, detail, fen in tuples_of(query)}

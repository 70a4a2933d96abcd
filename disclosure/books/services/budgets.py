"""Writing down what a village means to take in and spend in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.models import Budget, BudgetLine
from disclosure.books.queries.accounts import category_of
from disclosure.books.queries.budgets import BUDGET, budget_versions
from disclosure.books.rules.budgets import require_budget
from portal.kernel.attachments import attach
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.kernel.attachments import Upload
    from portal.org.actors import Actor
    from portal.org.models import Place


def set_budget(
    actor: Actor,
    village: Place,
    year: int,
    *,
    amounts: Mapping[str, int],
    source: str,
    uploads: Sequence[Upload] = (),
) -> Budget:
    """Write down a year's budget, or its next version; ``amounts`` are by code of the chart or of the village's own.

    :raise UnknownCategoryError: neither the chart nor the village has such an account.
    :raise DomainError: what ``require_budget`` refuses.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        planned = [(category_of(village, code), fen) for code, fen in amounts.items()]
        require_budget(year, planned, source=source, this_year=work.today.year)
        refuse_private_numbers(source)
        version = 1 + max((one.version for one in budget_versions(village, year)), default=0)
        made = Budget.create(
            village=village,
            year=year,
            version=version,
            source=source.strip(),
            recorded_at=work.now,
            recorded_by=actor.account_id,
        )
        lines = [
            BudgetLine.create(budget=made, account=category.account, detail=category.detail, amount_fen=fen)
            for category, fen in planned
        ]
        papers = attach(work, about=(BUDGET, made.id), uploads=uploads)
        work.seal(
            "books.budget.set",
            about=("budget", f"{year}-{version}"),
            facts={"year": year, "version": version, "papers": [one.digest for one in papers]},
            rows=[made, *lines],
        )
        return made

"""A year's budget: beside what came of it, as a file, and written down anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from disclosure.books import queries, services
from disclosure.books.forms import BudgetYearForm, budget_form
from disclosure.books.sheets.reports import budget_sheets
from disclosure.books.views.root import blueprint, may
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.downloads import workbook_response
from portal.web.guards import require

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from disclosure.books.queries import BudgetPage


@blueprint.get("/budget/")
@require(Permission.BOOKS_VIEW)
def budget() -> str:
    """Show a year's budget beside what was booked."""
    filters = BudgetYearForm()
    return render_template("disclosure/books/budget.html", page=_page(filters), filters=filters)


@blueprint.get("/budget/table.xlsx")
@require(Permission.BOOKS_VIEW)
def budget_table() -> Response:
    """Give a year's budget beside what was booked as a workbook."""
    filters = BudgetYearForm()
    filters.require_readable()
    page = _page(filters)
    return workbook_response(f"{current_village().name}{page.year}年收支预算", budget_sheets(page.income, page.expense))


@blueprint.route("/budget/set", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def set_budget() -> ResponseReturnValue:
    """Write down a year's budget, or its next version."""
    page = _page(BudgetYearForm())
    choices = queries.budget_choices(current_village(), page.year)
    form = budget_form((one.code, one.title, one.planned_fen) for one in choices)
    if form.validate_on_submit():
        with form.refusals():
            services.set_budget(
                current_actor(),
                current_village(),
                page.year,
                amounts=form.amounts,
                source=form.source.data,
                uploads=form.papers.data,
            )
            flash(f"{page.year}年的收支预算已登记。", "good")
            return redirect(url_for(".budget", year=page.year))
    return render_template("disclosure/books/budget_form.html", page=page, choices=choices, form=form), form.status


def _page(filters: BudgetYearForm) -> BudgetPage:
    today = clock.today()
    filters.year.data = filters.year.data or today.year
    year = filters.value("year") or today.year
    return queries.budget_page(current_village(), year, today=today, may_set=may(Permission.BOOKS_RECORD))

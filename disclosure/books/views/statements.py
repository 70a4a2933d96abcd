"""The statements of a month, the cash journal, months side by side; each as a page and as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from disclosure.books import queries
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import MonthsSideBySideError
from disclosure.books.forms import ComparisonForm
from disclosure.books.sheets.reports import comparison_sheets, journal_sheets
from disclosure.books.sheets.statements import statement_sheets
from disclosure.books.views.root import blueprint, month_named
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.org.permissions import Permission
from portal.web.context import current_village
from portal.web.downloads import workbook_response
from portal.web.guards import require

if TYPE_CHECKING:
    from flask import Response

    from disclosure.books.queries import CashJournal, Comparison, StatementsPage


@blueprint.get("/reports/")
@require(Permission.BOOKS_VIEW)
def reports() -> str:
    """List the months with their statements, and offer to put some side by side."""
    page = queries.reports_page(current_village())
    filters = ComparisonForm()
    filters.first.data = filters.first.data or page.first
    filters.last.data = filters.last.data or page.last
    return render_template("disclosure/books/reports.html", page=page, filters=filters)


@blueprint.get("/reports/compare/")
@require(Permission.BOOKS_VIEW)
def comparison() -> str:
    """Show several months side by side."""
    filters = ComparisonForm()
    page, problem = None, ""
    try:
        page = _compared(filters)
    except MonthsSideBySideError as refusal:
        problem = refusal.sentence
    return render_template("disclosure/books/comparison.html", page=page, problem=problem, filters=filters)


@blueprint.get("/reports/compare/table.xlsx")
@require(Permission.BOOKS_VIEW)
def comparison_table() -> Response:
    """Give several months side by side as a workbook: those asked for, or all that fit."""
    filters = ComparisonForm()
    filters.require_readable()
    all_of_them = queries.reports_page(current_village())
    first, last = filters.value("first") or all_of_them.first, filters.value("last") or all_of_them.last
    if first is None or last is None:
        raise NotFoundError
    page = queries.comparison(current_village(), first, last)
    title = f"{current_village().name}{page.months[0]}至{page.months[-1]}对比"
    return workbook_response(title, comparison_sheets(page))


@blueprint.get("/<month>/balance-sheet/")
@require(Permission.BOOKS_VIEW)
def balance_sheet(month: str) -> str:
    """Show what there is and whose it is."""
    return render_template("disclosure/books/balance_sheet.html", page=_page(month))


@blueprint.get("/<month>/income/")
@require(Permission.BOOKS_VIEW)
def income(month: str) -> str:
    """Show income and its distribution."""
    return render_template("disclosure/books/income.html", page=_page(month))


@blueprint.get("/<month>/trial-balance/")
@require(Permission.BOOKS_VIEW)
def trial_balance(month: str) -> str:
    """Show what every account stands at."""
    return render_template("disclosure/books/trial_balance.html", page=_page(month))


@blueprint.get("/<month>/statements.xlsx")
@require(Permission.BOOKS_VIEW)
def statements_table(month: str) -> Response:
    """Give the statements of a month as a workbook that adds up anew."""
    page = _page(month)
    title = f"{current_village().name}{page.month}报表"
    return workbook_response(title, statement_sheets(page.stated.balances, page.stated.results, page.forms))


@blueprint.get("/<month>/cash-journal/")
@require(Permission.BOOKS_VIEW)
def cash_journal(month: str) -> str:
    """Show what moved in a money account, with what it held after each movement."""
    return render_template("disclosure/books/cash_journal.html", page=_journal(month))


@blueprint.get("/<month>/cash-journal.xlsx")
@require(Permission.BOOKS_VIEW)
def cash_journal_table(month: str) -> Response:
    """Give what moved in a money account as a file."""
    page = _journal(month)
    title = f"{current_village().name}{page.month}{page.money}日记账"
    return workbook_response(title, journal_sheets(page))


def _page(month: str) -> StatementsPage:
    return queries.statements_page(current_village(), month_named(month), today=clock.today())


def _journal(month: str) -> CashJournal:
    money = MoneyAccount.of(request.args.get("account", MoneyAccount.CASH.code))
    if money is None:
        raise NotFoundError
    return queries.cash_journal(current_village(), month_named(month), money, today=clock.today())


def _compared(filters: ComparisonForm) -> Comparison | None:
    """Return the months asked for side by side, or nothing where none are.

    :raise MonthsSideBySideError: they are fewer than two or more than twelve.
    """
    first, last = filters.value("first"), filters.value("last")
    return queries.comparison(current_village(), first, last) if first and last else None

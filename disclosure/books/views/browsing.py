"""Looking through the books: vouchers by what is asked, one account's ledger, both as Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from disclosure.books import queries
from disclosure.books.chart import MoneyAccount
from disclosure.books.forms import LedgerFilterForm, VoucherFilterForm
from disclosure.books.queries import VoucherQuestion
from disclosure.books.sheets.output import LEDGER_COLUMNS, VOUCHER_COLUMNS, ledger_rows, voucher_rows
from disclosure.books.views.root import blueprint
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_village
from portal.web.downloads import table_response
from portal.web.fields import options
from portal.web.guards import require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from flask import Response

_RECEIPT = {"yes": True, "no": False}


@blueprint.get("/vouchers/")
@require(Permission.BOOKS_VIEW)
def vouchers() -> str:
    """List the vouchers asked for."""
    filters, question = _asked_vouchers()
    page = queries.voucher_list(current_village(), question, page=asked_page())
    return render_template("disclosure/books/vouchers.html", page=page, filters=filters)


@blueprint.get("/vouchers/table.xlsx")
@require(Permission.BOOKS_VIEW)
def vouchers_table() -> Response:
    """Give the vouchers asked for as a file."""
    filters, question = _asked_vouchers()
    filters.require_readable()
    village = current_village()
    rows = voucher_rows(queries.found_vouchers(village, question))
    return table_response(f"{village.name}凭证", VOUCHER_COLUMNS, rows)


@blueprint.get("/ledger/")
@require(Permission.BOOKS_VIEW)
def ledger() -> str:
    """Show one account's ledger of a year."""
    filters, code, year = _asked_ledger()
    page = queries.ledger_page(current_village(), code, year=year, page=asked_page())
    return render_template("disclosure/books/ledger.html", page=page, filters=filters)


@blueprint.get("/ledger/table.xlsx")
@require(Permission.BOOKS_VIEW)
def ledger_table() -> Response:
    """Give one account's ledger of a year as a file."""
    filters, code, year = _asked_ledger()
    filters.require_readable()
    village = current_village()
    opening_fen, lines = queries.ledger_lines(village, code, year=year)
    return table_response(f"{village.name}{year}年{code}明细账", LEDGER_COLUMNS, ledger_rows(opening_fen, lines))


def _asked_vouchers() -> tuple[VoucherFilterForm, VoucherQuestion]:
    filters = VoucherFilterForm()
    filters.account.choices = options([("", "全部"), *queries.every_choice(current_village())])
    question = VoucherQuestion(
        text=filters.value("q") or "",
        month=filters.value("month"),
        account=filters.value("account") or "",
        with_receipt=_RECEIPT.get(filters.value("receipt") or ""),
        matter_number=filters.value("matter"),
    )
    return filters, question


def _asked_ledger() -> tuple[LedgerFilterForm, str, int]:
    """Return what was asked, cash of this year where nothing was."""
    filters = LedgerFilterForm()
    filters.account.choices = options(queries.every_choice(current_village()))
    filters.account.data = filters.account.data or MoneyAccount.CASH.code
    filters.year.data = filters.year.data or clock.today().year
    code, year = filters.value("account"), filters.value("year")
    return filters, code or MoneyAccount.CASH.code, year or clock.today().year

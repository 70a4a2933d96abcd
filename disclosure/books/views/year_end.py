"""The end of a year, step by step: what wears, then carrying over."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from disclosure.books import queries, services
from disclosure.books.forms import (
    FIRST_THINGS,
    MOST_THINGS,
    BookWrittenForm,
    EndYearForm,
    depreciation_form,
    written_form,
)
from disclosure.books.rules.depreciation import BEARERS, Wear, depreciation_lines, depreciation_summary
from disclosure.books.rules.entries import plain_words, written_entry
from disclosure.books.views.root import asked_rows, blueprint, month_named
from disclosure.books.views.written import WrittenPage
from portal.kernel import clock
from portal.kernel.money import plain_yuan
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from disclosure.books.forms.year_end import DepreciationForm
    from disclosure.books.rules.entries import Entry
    from portal.kernel.months import Month

_TOKEN_BYTES = 16
_WHOLE_YEAR = 12


@blueprint.route("/<month>/year-end", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def end_year(month: str) -> ResponseReturnValue:
    """Show what ends the year of a month, and book it."""
    village = current_village()
    page = queries.year_end_page(village, month_named(month), today=clock.today())
    form = EndYearForm()
    if form.validate_on_submit():
        with form.refusals():
            booked = services.end_year(current_actor(), village, page.month.year)
            flash(f"{page.month.year}年已结转，记了 {len(booked)} 张凭证；下一步给{page.month.chinese}结账。", "good")
            return redirect(url_for(".show", month=str(page.month)))
    return render_template("disclosure/books/year_end.html", page=page, form=form), form.status


@blueprint.route("/<month>/depreciation", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def depreciate(month: str) -> ResponseReturnValue:
    """Say what wore in a month or a year; a good list is shown as the voucher it makes, to be booked like any other."""
    of_month = month_named(month)
    page = queries.year_end_page(current_village(), of_month, today=clock.today())
    known = queries.every_choice(current_village())
    bearers = [(code, title) for top in BEARERS for code, title in known if code.partition("-")[0] == top]
    form = depreciation_form(
        options(bearers),
        rows=asked_rows(request.form, first=FIRST_THINGS, most=MOST_THINGS),
        months=_WHOLE_YEAR if of_month == page.month else 1,
    )
    if "add" not in request.form and form.validate_on_submit():
        with form.refusals():
            return _shown(form, of_month)
    return render_template("disclosure/books/depreciation.html", page=page, of_month=of_month, form=form), form.status


def _shown(form: DepreciationForm, month: Month) -> str:
    """Show the voucher, in the form that books whatever is written line by line."""
    village, today = current_village(), clock.today()
    things = [
        Wear(
            number=row.number,
            name=" ".join((row.name.data or "").split()),
            monthly_fen=row.monthly.data or 0,
            months=row.months.data or 0,
            borne_by=queries.category_of(village, row.account.data),
        )
        for row in form.things
        if not row.empty
    ]
    entry = written_entry(
        depreciation_lines(things),
        happened_on=min(today, month.last_day),
        summary=depreciation_summary(month.year, things),
    )
    services.require_enterable(village, entry, today=today)
    carried = _carried(entry)
    accounts = options([("", "请选择"), *queries.every_choice(village)])
    book = written_form(BookWrittenForm, accounts, rows=len(entry.lines), formdata=MultiDict(carried))
    page = WrittenPage(
        may_add_rows=True,
        entry=entry,
        lines=tuple((plain_words(line), line) for line in entry.lines),
        carried=carried,
        own_codes=queries.own_codes(village),
    )
    return render_template("disclosure/books/written_preview.html", page=page, form=book)


def _carried(entry: Entry) -> dict[str, str]:
    """Return what the form of a voucher written line by line would send of ``entry``."""
    village = current_village()
    found = {
        "happened_on": entry.happened_on.isoformat(),
        "summary": entry.summary,
        "party": "",
        "matter_number": "",
        "fund": "",
        "rows": str(len(entry.lines)),
        "token": secrets.token_hex(_TOKEN_BYTES),
    }
    for number, line in enumerate(entry.lines, start=1):
        found[f"account_{number}"] = queries.code_of(village, line.account, line.detail)
        found[f"debit_{number}"] = plain_yuan(line.debit_fen) if line.debit_fen else ""
        found[f"credit_{number}"] = plain_yuan(line.credit_fen) if line.credit_fen else ""
    return found

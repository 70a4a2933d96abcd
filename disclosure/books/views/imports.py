"""Importing a month: look first, then book all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from disclosure.books import services
from disclosure.books.chart import MoneyAccount
from disclosure.books.forms import ConfirmForm, ImportForm, packed
from disclosure.books.views.root import blueprint
from portal.kernel.errors import BadValueError
from portal.kernel.months import Month
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from disclosure.books.sheets.reading import Reading
    from disclosure.books.sheets.table import NamedFile, RowError

#: As many complaints as a page bears; the rest is said by their number.
_SHOWN_ERRORS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPage:
    """What is wrong with the files that were sent, if any were."""

    errors: tuple[RowError, ...] = ()
    more_errors: int = 0


@blueprint.route("/import", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def upload() -> ResponseReturnValue:
    """Choose a month's files; good ones are shown, bad ones answered row by row. Nothing is written."""
    form = ImportForm()
    page = UploadPage()
    if form.validate_on_submit():
        with form.refusals():
            files = form.named_files()
            reading = _read(files, form.month.data, form)
            page = _complaints(reading)
            services.require_bookable(current_village(), reading)
            confirm = ConfirmForm(
                formdata=None,
                month=str(reading.month),
                money=form.money.data,
                chart_key=form.chart_key.data,
                content=packed(files),
            )
            return render_template("disclosure/books/preview.html", page=reading, form=confirm)
    return render_template("disclosure/books/upload.html", page=page, form=form), form.status


@blueprint.post("/import/confirm")
@require(Permission.BOOKS_RECORD)
def confirm() -> ResponseReturnValue:
    """Book the files that were shown: they are read and checked once more, then all of it or nothing."""
    form = ConfirmForm()
    page = UploadPage()
    if form.validate_on_submit():
        with form.refusals():
            reading = _read(form.named_files(), Month.parse(form.month.data), form)
            page = _complaints(reading)
            services.import_books(current_actor(), current_village(), reading)
            flash(f"{reading.month.chinese}的 {len(reading.vouchers)} 张凭证已记账。", "good")
            return redirect(url_for(".show", month=str(reading.month)))
    again = ImportForm(formdata=None)
    for problem in form.problems:
        again.refuse(BadValueError(problem.sentence))
    return render_template("disclosure/books/upload.html", page=page, form=again), form.status


def _read(files: Sequence[NamedFile], month: Month, form: ImportForm | ConfirmForm) -> Reading:
    money = MoneyAccount(form.money.data) if form.money.data else None
    return services.read_books(files, month=month, chart_key=form.chart_key.data or "", money=money)


def _complaints(reading: Reading) -> UploadPage:
    shown = reading.errors[:_SHOWN_ERRORS]
    return UploadPage(errors=shown, more_errors=len(reading.errors) - len(shown))

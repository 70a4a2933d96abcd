"""The screens of the books: the months, one month, import, openings, close, sign-off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.forms import CloseForm, ConfirmForm, ImportForm, OpeningForm, SignOffForm, packed
from portal.kernel import clock
from portal.kernel.errors import BadValueError, NotFoundError
from portal.kernel.months import Month, MonthError
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from disclosure.books.sheets.reading import Reading
    from disclosure.books.sheets.table import NamedFile, RowError

blueprint = Blueprint("books", __name__, url_prefix="/<village>/books")

#: As many complaints as a page bears; the rest is said by their number.
_SHOWN_ERRORS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPage:
    """What is wrong with the files that were sent, if any were."""

    errors: tuple[RowError, ...] = ()
    more_errors: int = 0


@blueprint.get("/")
@require(Permission.BOOKS_VIEW)
def index() -> str:
    """List the village's months."""
    page = queries.month_list(current_village(), may_import=_may(Permission.BOOKS_RECORD))
    return render_template("disclosure/books/index.html", page=page)


@blueprint.get("/<month>/")
@require(Permission.BOOKS_VIEW)
def show(month: str) -> str:
    """Show one month: the plain statement first, then every voucher."""
    page = queries.month_page(
        current_village(),
        _month(month),
        today=clock.today(),
        may_close=_may(Permission.BOOKS_CLOSE),
        may_sign_off=_may(Permission.BOOKS_SIGN_OFF),
    )
    return render_template("disclosure/books/month.html", page=page)


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


@blueprint.route("/<month>/opening", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def state_opening(month: str) -> ResponseReturnValue:
    """State what an account held when the books began."""
    village = current_village()
    page = queries.close_page(village, _month(month), today=clock.today())
    form = OpeningForm()
    if form.validate_on_submit():
        with form.refusals():
            services.state_opening(
                current_actor(),
                village,
                page.page.month,
                money=MoneyAccount(form.money.data),
                amount_fen=form.amount_fen.data,
            )
            flash(f"{form.money.data}的期初余额已登记。", "good")
            return redirect(url_for(".close", month=month))
    return render_template("disclosure/books/opening.html", page=page, form=form), form.status


@blueprint.route("/<month>/close", methods=["GET", "POST"])
@require(Permission.BOOKS_CLOSE)
def close(month: str) -> ResponseReturnValue:
    """Show the checklist, and close the month."""
    village = current_village()
    page = queries.close_page(village, _month(month), today=clock.today())
    form = CloseForm()
    if form.validate_on_submit():
        with form.refusals():
            services.close_month(current_actor(), village, page.page.month)
            flash(f"{page.page.month.chinese}已结账，请村务监督委员会成员签字公布。", "good")
            return redirect(url_for(".show", month=month))
    return render_template("disclosure/books/close.html", page=page, form=form), form.status


@blueprint.route("/<month>/sign-off", methods=["GET", "POST"])
@require(Permission.BOOKS_SIGN_OFF)
def sign_off(month: str) -> ResponseReturnValue:
    """Show the closed month to the supervision committee, and take a member's signature."""
    village = current_village()
    page = queries.month_page(village, _month(month), today=clock.today(), may_sign_off=True)
    form = SignOffForm()
    if form.validate_on_submit():
        with form.refusals():
            services.sign_off_month(current_actor(), village, page.month)
            flash(f"{page.month.chinese}已签字公布，会在下一次生成公开网站时公开。", "good")
            return redirect(url_for(".show", month=month))
    return render_template("disclosure/books/sign_off.html", page=page, form=form), form.status


def _may(permission: Permission) -> bool:
    return current_actor().may(permission, current_village(), on=clock.today())


def _month(text: str) -> Month:
    """Return the month of an address; anything else is no page."""
    try:
        return Month.parse(text)
    except MonthError as error:
        raise NotFoundError from error


def _read(files: Sequence[NamedFile], month: Month, form: ImportForm | ConfirmForm) -> Reading:
    money = MoneyAccount(form.money.data) if form.money.data else None
    return services.read_books(files, month=month, chart_key=form.chart_key.data or "", money=money)


def _complaints(reading: Reading) -> UploadPage:
    shown = reading.errors[:_SHOWN_ERRORS]
    return UploadPage(errors=shown, more_errors=len(reading.errors) - len(shown))

"""Counting cash at the end of a month: one enters, another confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from disclosure.books import queries, services
from disclosure.books.forms.bank import CashConfirmForm, CashCountForm
from disclosure.books.views.root import blueprint, may, month_named
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from disclosure.books.queries import BankMonthPage


@blueprint.route("/<month>/cash-count", methods=["GET", "POST"])
@require(Permission.BOOKS_COUNT)
def count_cash(month: str) -> ResponseReturnValue:
    """Enter what was counted, beside what was counted before."""
    page = _page(month)
    form = CashCountForm()
    if form.validate_on_submit():
        with form.refusals():
            services.count_cash(
                current_actor(),
                current_village(),
                page.month,
                counted_on=form.counted_on.data,
                counted_fen=form.counted_fen.data,
                text=form.text.data or "",
            )
            flash("盘点已录入，请一起盘点的另一位用自己的账号复核。", "good")
            return redirect(url_for(".count_cash", month=month))
    return _screen(page, form, _confirming(page))


@blueprint.post("/<month>/cash-count/confirm")
@require(Permission.BOOKS_COUNT)
def confirm_cash_count(month: str) -> ResponseReturnValue:
    """Confirm the count that was shown as the second person."""
    page = _page(month)
    form = CashConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            services.confirm_cash_count(
                current_actor(), current_village(), page.month, counting_id=int(form.counting.data)
            )
            flash("盘点已复核，随本月的账公布。", "good")
            return redirect(url_for(".count_cash", month=month))
    return _screen(page, CashCountForm(formdata=None), form)


def _page(month: str) -> BankMonthPage:
    return queries.bank_month_page(
        current_village(), month_named(month), today=clock.today(), may_count=may(Permission.BOOKS_COUNT)
    )


def _confirming(page: BankMonthPage) -> CashConfirmForm:
    return CashConfirmForm(formdata=None, counting=str(page.count.id) if page.count else "")


def _screen(page: BankMonthPage, form: CashCountForm, confirm: CashConfirmForm) -> ResponseReturnValue:
    status = confirm.status if confirm.problems else form.status
    return render_template("disclosure/books/cash_count.html", page=page, form=form, confirm=confirm), status

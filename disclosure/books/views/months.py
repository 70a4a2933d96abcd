"""The months: their list, one month, opening, close and sign-off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.forms import CloseForm, OpeningForm, RefuseMonthForm, SignOffForm
from disclosure.books.views.root import blueprint, may, month_named
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/")
@require(Permission.BOOKS_VIEW)
def index() -> str:
    """List the village's months."""
    page = queries.month_list(
        current_village(), may_import=may(Permission.BOOKS_RECORD), may_follow=may(Permission.BOOKS_FOLLOW)
    )
    return render_template("disclosure/books/index.html", page=page)


@blueprint.get("/<month>/")
@require(Permission.BOOKS_VIEW)
def show(month: str) -> str:
    """Show one month: the plain statement first, then every voucher."""
    page = queries.month_page(
        current_village(),
        month_named(month),
        today=clock.today(),
        may_close=may(Permission.BOOKS_CLOSE),
        may_sign_off=may(Permission.BOOKS_SIGN_OFF),
        may_follow=may(Permission.BOOKS_FOLLOW),
    )
    return render_template("disclosure/books/month.html", page=page)


@blueprint.route("/<month>/opening", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def state_opening(month: str) -> ResponseReturnValue:
    """State what an account held when the books began."""
    village = current_village()
    page = queries.close_page(village, month_named(month), today=clock.today())
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
    page = queries.close_page(village, month_named(month), today=clock.today())
    form = CloseForm()
    if form.validate_on_submit():
        with form.refusals():
            services.close_month(current_actor(), village, page.page.month, explanation=form.explanation.data or "")
            flash(f"{page.page.month.chinese}已结账，请村务监督委员会成员签字公布。", "good")
            return redirect(url_for(".show", month=month))
    return render_template("disclosure/books/close.html", page=page, form=form), form.status


@blueprint.route("/<month>/sign-off", methods=["GET", "POST"])
@require(Permission.BOOKS_SIGN_OFF)
def sign_off(month: str) -> ResponseReturnValue:
    """Show the closed month to the supervision committee, and take a member's signature."""
    village = current_village()
    page = queries.month_page(
        village,
        month_named(month),
        today=clock.today(),
        may_sign_off=True,
        may_follow=may(Permission.BOOKS_FOLLOW),
    )
    form = SignOffForm()
    if form.validate_on_submit():
        with form.refusals():
            services.sign_off_month(current_actor(), village, page.month, opinion=form.opinion.data or "")
            flash(f"{page.month.chinese}已签字公布，会在下一次生成公开网站时公开。", "good")
            return redirect(url_for(".show", month=month))
    return render_template("disclosure/books/sign_off.html", page=page, form=form), form.status


@blueprint.route("/<month>/refuse", methods=["GET", "POST"])
@require(Permission.BOOKS_SIGN_OFF)
def refuse(month: str) -> ResponseReturnValue:
    """Take a member's refusal to sign the closed month."""
    village = current_village()
    page = queries.month_page(
        village,
        month_named(month),
        today=clock.today(),
        may_sign_off=True,
        may_follow=may(Permission.BOOKS_FOLLOW),
    )
    form = RefuseMonthForm()
    if form.validate_on_submit():
        with form.refusals():
            services.refuse_month(current_actor(), village, page.month, reason=form.reason.data)
            flash(f"{page.month.chinese}的账已退回，理由已告诉报账员；这个月还没有签字公布。", "good")
            return redirect(url_for(".show", month=month))
    return render_template("disclosure/books/refuse.html", page=page, form=form), form.status

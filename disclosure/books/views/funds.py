"""Funds: the register, one fund, opened and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from disclosure.books import queries, services
from disclosure.books.forms import AssignFundForm, CloseFundForm, FundForm
from disclosure.books.rules.funds import FundKind
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.services.funds import Opening
from disclosure.books.views.root import blueprint, may, month_named
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from disclosure.books.queries import FundPage


@blueprint.get("/funds/")
@require(Permission.BOOKS_VIEW)
def funds() -> str:
    """List the village's funds with what is left of each."""
    page = queries.fund_list(current_village(), may_record=may(Permission.BOOKS_RECORD))
    return render_template("disclosure/books/funds.html", page=page)


@blueprint.route("/funds/new", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def open_fund() -> ResponseReturnValue:
    """Register a fund."""
    village = current_village()
    form = FundForm(begins_on=clock.today())
    offered = queries.category_choices(village, VoucherKind.PAYMENT)
    form.categories.choices = options((code, title) for code, title, _ in offered)
    if form.validate_on_submit():
        with form.refusals():
            opened = services.open_fund(current_actor(), village, _opening(form), uploads=form.papers.data)
            flash(f"“{opened.name}”已登记，记账时可以选。", "good")
            return redirect(url_for(".fund", fund=opened.number))
    standing = queries.fund_standing(village, form.begins_on.data or clock.today())
    return render_template("disclosure/books/fund_form.html", form=form, standing=standing), form.status


@blueprint.get("/funds/<int:fund>/")
@require(Permission.BOOKS_VIEW)
def fund(fund: int) -> str:
    """Show one fund."""
    return render_template("disclosure/books/fund.html", page=_page(fund))


@blueprint.route("/funds/<int:fund>/close", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def close_fund(fund: int) -> ResponseReturnValue:
    """Let a fund move no more."""
    page, form = _page(fund), CloseFundForm()
    if form.validate_on_submit():
        with form.refusals():
            closed = services.close_fund(current_actor(), current_village(), fund, reason=form.reason.data)
            flash(f"“{closed.name}”已停用，记录都保留。", "good")
            return redirect(url_for(".fund", fund=fund))
    return render_template("disclosure/books/fund_close.html", page=page, form=form), form.status


@blueprint.route("/<month>/v/<int:number>/fund", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def assign_fund(month: str, number: int) -> ResponseReturnValue:
    """Say which fund an imported voucher moved."""
    village, of_month = current_village(), month_named(month)
    row = queries.voucher(village, of_month, number)
    form = AssignFundForm()
    form.fund.choices = options((str(one), title) for one, title in queries.assignable_funds(village, row.happened_on))
    if form.validate_on_submit():
        with form.refusals():
            named = services.assign_fund(current_actor(), village, of_month, number, fund_number=int(form.fund.data))
            flash(f"已写明这一笔动的是“{named.fund}”，算进它的余额；用途不符的会列为疑点。", "good")
            return redirect(url_for(".voucher", month=month, number=number))
    codes = queries.own_codes(village)
    return render_template("disclosure/books/fund_assign.html", page=row, codes=codes, form=form), form.status


def _page(number: int) -> FundPage:
    return queries.fund_page(
        current_village(), number, page=asked_page(), today=clock.today(), may_record=may(Permission.BOOKS_RECORD)
    )


def _opening(form: FundForm) -> Opening:
    return Opening(
        name=form.name.data,
        kind=FundKind(form.kind.data),
        source=_line(form.source.data),
        document=_line(form.document.data),
        purpose=_line(form.purpose.data),
        begins_on=form.begins_on.data,
        given_on=form.given_on.data,
        limited=bool(form.limited.data),
        categories=tuple(form.categories.data or ()),
        budget_fen=form.budget_fen.data or 0,
        beginning_fen=form.beginning_fen.data or 0,
        beginning_reason=_line(form.beginning_reason.data or ""),
        spend_by=form.spend_by.data,
    )


def _line(text: str) -> str:
    return " ".join(text.split())

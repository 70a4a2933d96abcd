"""Requests for payment: asked for, looked at, approved one by one or many at once, returned, paid."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.checks import checks_on
from disclosure.books.errors import DuplicateVoucherError, StepTakenError
from disclosure.books.forms import MOST_ITEMS, ApproveForm, PayForm, RequestForm, ReturnForm
from disclosure.books.forms.approvals import seen_in, shown_before
from disclosure.books.ladders import Spending
from disclosure.books.queries import approval_screens as screens
from disclosure.books.rules.approvals import RequestNumber
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.services.approvals import Asking, Seen
from disclosure.books.services.payments import Paying
from disclosure.books.views.root import asked_rows, blueprint
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.forms import BaseForm
from portal.web.guards import require
from portal.web.lists import FilterForm, asked_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from disclosure.books.checks import Check
    from disclosure.books.queries.approval_screens import RequestPage

_TOKEN_BYTES = 16
_LARGE_CASH = "large_cash"
_OPEN = "open"
#: As many requests, with their papers, as one screen bears.
_AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """What waits for whoever looks and needs no more than a yes."""

    requests: tuple[RequestPage, ...]
    more: int  # that wait behind these


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPage:
    """An approved request about to be paid."""

    page: RequestPage
    cash: Check | None  # what cash rules say of so large a payment
    duplicate: bool = False


class RequestFilter(FilterForm):
    """Which requests are asked for."""

    shown = SelectField("进度", choices=options((key, title) for key, (title, _) in screens.SHOWN.items()))


@blueprint.get("/requests/")
@require(Permission.BOOKS_FOLLOW)
def requests() -> str:
    """List the village's requests, those that wait for whoever looks first."""
    filters = RequestFilter()
    shown = filters.value("shown") or _OPEN
    page = screens.request_list(current_village(), current_actor(), shown=shown, page=asked_page(), today=clock.today())
    return render_template("disclosure/books/requests.html", page=page, filters=filters)


@blueprint.route("/requests/new", methods=["GET", "POST"])
@require(Permission.BOOKS_REQUEST)
def new_request() -> ResponseReturnValue:
    """Ask for a payment."""
    form = _prepared(_new_form())
    if form.validate_on_submit():
        with form.refusals():
            row = services.file_request(current_actor(), current_village(), _asking(form), uploads=form.receipts.data)
            flash(f"{row.title}付款申请已报出。", "good")
            return redirect(url_for(".payment_request", year=row.year, payment=row.number))
    return render_template("disclosure/books/request_form.html", form=form, page=None), form.status


@blueprint.get("/requests/<int:year>/<int:payment>/")
@require(Permission.BOOKS_FOLLOW)
def payment_request(year: int, payment: int) -> str:
    """Show a request with its course, and to whoever is due the button."""
    page = _page(year, payment)
    return render_template("disclosure/books/request.html", page=page, form=_approve_form(page))


@blueprint.post("/requests/<int:year>/<int:payment>/approve")
@require(Permission.BOOKS_APPROVE)
def approve_request(year: int, payment: int) -> ResponseReturnValue:
    """Agree to the step that waits."""
    page = _page(year, payment)
    form = _approve_form(page)
    if form.validate_on_submit():
        with form.refusals():
            meeting_id = form.meeting.data if "meeting" in form else None
            services.approve_steps(
                current_actor(), current_village(), [_seen(form.seen.data, year, payment)], meeting_id=meeting_id
            )
            flash("已同意，轮到下一步。", "good")
            return redirect(url_for(".payment_request", year=year, payment=payment))
    return render_template("disclosure/books/request.html", page=page, form=form), form.status


@blueprint.route("/requests/<int:year>/<int:payment>/return", methods=["GET", "POST"])
@require(Permission.BOOKS_APPROVE)
def return_request(year: int, payment: int) -> ResponseReturnValue:
    """Send a request back with what is to be mended."""
    page = _page(year, payment)
    form = ReturnForm(seen=page.row.seen)
    if form.validate_on_submit():
        with form.refusals():
            services.return_request(
                current_actor(), current_village(), _seen(form.seen.data, year, payment), reason=form.reason.data
            )
            flash("已退回给经手人。", "good")
            return redirect(url_for(".payment_request", year=year, payment=payment))
    return render_template("disclosure/books/request_return.html", page=page, form=form), form.status


@blueprint.route("/requests/<int:year>/<int:payment>/answer", methods=["GET", "POST"])
@require(Permission.BOOKS_REQUEST)
def answer_request(year: int, payment: int) -> ResponseReturnValue:
    """Mend what was returned, and ask again."""
    page = _page(year, payment)
    before = {name: getattr(page.row, name) for name in ("amount_fen", "purpose", "payee", "category", "fund")}
    before |= {"spending": page.row.spending.value, "matter_number": page.row.matter_number}
    form = _prepared(shown_before(RequestForm(token=secrets.token_hex(_TOKEN_BYTES)), before))
    if form.validate_on_submit():
        with form.refusals():
            services.answer_return(
                current_actor(),
                current_village(),
                RequestNumber(year, payment),
                _asking(form),
                uploads=form.receipts.data,
            )
            flash("已改好重报，从第一步重新审批。", "good")
            return redirect(url_for(".payment_request", year=year, payment=payment))
    return render_template("disclosure/books/request_form.html", form=form, page=page), form.status


@blueprint.post("/requests/<int:year>/<int:payment>/withdraw")
@require(Permission.BOOKS_REQUEST)
def withdraw_request(year: int, payment: int) -> ResponseReturnValue:
    """Take a request back."""
    page = _page(year, payment)
    form = BaseForm()
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw_request(current_actor(), current_village(), RequestNumber(year, payment))
            flash("已收回。", "good")
            return redirect(url_for(".payment_request", year=year, payment=payment))
    return render_template("disclosure/books/request.html", page=page, form=form), form.status


@blueprint.route("/requests/<int:year>/<int:payment>/pay", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def pay_request(year: int, payment: int) -> ResponseReturnValue:
    """Record that a request was paid, and book it."""
    page = _page(year, payment)
    form = PayForm.of(rows=asked_rows(request.form, first=0, most=MOST_ITEMS), paid_on=clock.today())
    duplicate = False
    if "add" not in request.form and form.validate_on_submit():
        with form.refusals():
            try:
                row = services.pay_request(
                    current_actor(),
                    current_village(),
                    RequestNumber(year, payment),
                    _paying(form),
                    uploads=form.receipts.data,
                )
            except DuplicateVoucherError:
                duplicate = True
                raise
            flash(f"已付款，记成{row.month.chinese}第{row.number}号凭证。", "good")
            return redirect(url_for(".voucher", month=str(row.month), number=row.number))
    shown = PayPage(page=page, cash=_large_cash(page.row.amount_fen), duplicate=duplicate)
    return render_template("disclosure/books/request_pay.html", page=shown, form=form), form.status


@blueprint.route("/requests/review", methods=["GET", "POST"])
@require(Permission.BOOKS_APPROVE)
def review_requests() -> ResponseReturnValue:
    """Show every request that waits for whoever looks; ticked ones are approved in one act."""
    village, actor = current_village(), current_actor()
    form = BaseForm()
    if form.validate_on_submit():
        with form.refusals():
            ticked = [found for text in request.form.getlist("requests") if (found := seen_in(text))]
            made = services.approve_steps(
                actor,
                village,
                [
                    Seen(year=named.year, number=named.number, revision=revision, position=position)
                    for named, revision, position in ticked
                ],
            )
            flash(f"已同意 {len(made)} 笔。", "good")
            return redirect(url_for(".review_requests"))
    waiting = screens.to_review(village, actor, today=clock.today())
    page = ReviewPage(requests=waiting[:_AT_ONCE], more=max(0, len(waiting) - _AT_ONCE))
    return render_template("disclosure/books/requests_review.html", page=page, form=form), form.status


def _page(year: int, payment: int) -> RequestPage:
    return screens.request_page(current_village(), current_actor(), year, payment, today=clock.today())


def _approve_form(page: RequestPage) -> ApproveForm:
    form = ApproveForm(seen=page.row.seen)
    due = page.row.course.due
    if due is None or due[1].body is None:
        del form.meeting
    else:
        form.meeting.offer(page.meetings)
    return form


def _large_cash(amount_fen: int) -> Check | None:
    """Return the row of the checks that looks at a payment as large as this in cash."""
    rule = next((one for one in checks_on(clock.today()) if one.id == _LARGE_CASH), None)
    return rule if rule is not None and amount_fen > rule.limits["more_than_fen"] else None


def _seen(text: str, year: int, payment: int) -> Seen:
    """Return what the form had shown; a form of another request is none of this one's."""
    found = seen_in(text)
    if found is None or found[0] != (year, payment):
        raise StepTakenError(due="别的申请")
    return Seen(year=year, number=payment, revision=found[1], position=found[2])


def _new_form() -> RequestForm:
    """Return the form that asks for a payment; what the address names is filled in before it is sent."""
    token = secrets.token_hex(_TOKEN_BYTES)
    if request.method == "POST":
        return RequestForm(token=token)
    return RequestForm(formdata=MultiDict({**request.args, "token": token}))


def _prepared(form: RequestForm) -> RequestForm:
    """Let ``form`` offer the village's categories and resolutions."""
    village = current_village()
    found = queries.category_choices(village, VoucherKind.PAYMENT)
    form.category.choices = [
        SelectChoice("", "请选择"),
        *(SelectChoice(code, title, optgroup=group) for code, title, group in found),
    ]
    passed = queries.spending_allowances(village, today=clock.today())
    form.matter_number.offer((one.number, f"第{one.number}号　{one.title}") for one in passed)
    form.fund.offer(queries.fund_choices(village))
    return form


def _asking(form: RequestForm) -> Asking:
    return Asking(
        spending=Spending(form.spending.data),
        amount_fen=form.amount_fen.data,
        payee=form.line("payee"),
        purpose=form.line("purpose"),
        category=form.category.data,
        matter_number=form.matter_number.data or None,
        fund=form.line("fund"),
        token=form.token.data,
    )


def _paying(form: PayForm) -> Paying:
    return Paying(
        paid_on=form.paid_on.data,
        money=MoneyAccount(form.money.data),
        paper=form.paper(),
        really_two=bool(form.really_two.data),
        items=form.items,
    )

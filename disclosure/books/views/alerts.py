"""Alerts: the list, one of them, its answer and verdict, all villages side by side; and the paper of a voucher."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from disclosure.books import queries, services
from disclosure.books.forms.alerts import ACCEPTED, AlertFilterForm, AnswerAlertForm, JudgeAlertForm, PaperForm
from disclosure.books.queries import AlertQuestion
from disclosure.books.sheets.alerts import ALERT_COLUMNS, alert_rows
from disclosure.books.views.root import blueprint, may, month_named
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.fields import options
from portal.web.guards import require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from disclosure.books.queries import AlertPage


@blueprint.get("/alerts/")
@require(Permission.BOOKS_FOLLOW)
def alerts() -> str:
    """List the village's alerts."""
    filters, question = _asked()
    page = queries.alert_list(current_actor(), current_village(), question, number=asked_page(), today=clock.today())
    return render_template("disclosure/books/alerts.html", page=page, filters=filters)


@blueprint.get("/alerts/table.xlsx")
@require(Permission.BOOKS_FOLLOW)
def alerts_table() -> Response:
    """Give the alerts asked for as a file."""
    filters, question = _asked()
    filters.require_readable()
    village = current_village()
    rows = queries.listed_alerts(village, question, today=clock.today())
    return table_response(f"{village.name}疑点", ALERT_COLUMNS, alert_rows(rows))


@blueprint.get("/alerts/villages")
@require(Permission.BOOKS_FOLLOW)
def alerts_everywhere() -> str:
    """Show how the villages stand that the reader may enter, those with most to answer first."""
    page = queries.township_alerts(current_actor(), number=asked_page(), today=clock.today())
    return render_template("disclosure/books/alerts_villages.html", page=page)


@blueprint.get("/alerts/<alert>/")
@require(Permission.BOOKS_FOLLOW)
def alert(alert: str) -> str:
    """Show one alert."""
    return render_template("disclosure/books/alert.html", page=_page(alert))


@blueprint.route("/alerts/<alert>/answer", methods=["GET", "POST"])
@require(Permission.ALERT_ANSWER)
def answer_alert(alert: str) -> ResponseReturnValue:
    """Answer an alert."""
    page, form = _page(alert), AnswerAlertForm()
    if form.validate_on_submit():
        with form.refusals():
            text = " ".join(form.text.data.split())
            services.answer_alert(current_actor(), current_village(), alert, text=text, uploads=form.papers.data)
            flash("已答复，等监督委员会或乡镇审核员核实。", "good")
            return redirect(url_for(".alert", alert=alert))
    return render_template("disclosure/books/alert_answer.html", page=page, form=form), form.status


@blueprint.route("/alerts/<alert>/judge", methods=["GET", "POST"])
@require(Permission.ALERT_CLOSE)
def judge_alert(alert: str) -> ResponseReturnValue:
    """Accept an answer or send it back."""
    page, form = _page(alert), JudgeAlertForm()
    if form.validate_on_submit():
        accepted = form.verdict.data == ACCEPTED
        with form.refusals():
            text = " ".join((form.text.data or "").split())
            services.judge_alert(current_actor(), current_village(), alert, accepted=accepted, text=text)
            flash("已核销。" if accepted else "已退回，请村里再答复。", "good")
            return redirect(url_for(".alert", alert=alert))
    return render_template("disclosure/books/alert_judge.html", page=page, form=form), form.status


@blueprint.route("/<month>/v/<int:number>/paper", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def state_paper(month: str, number: int) -> ResponseReturnValue:
    """Say what paper stands behind a voucher."""
    village, of_month = current_village(), month_named(month)
    row = queries.voucher(village, of_month, number)
    form = PaperForm()
    if form.validate_on_submit():
        with form.refusals():
            services.state_paper(current_actor(), village, of_month, number, paper=form.paper())
            flash("票据种类已登记。", "good")
            return redirect(url_for(".voucher", month=month, number=number))
    return render_template("disclosure/books/paper.html", page=row, form=form), form.status


def _page(key: str) -> AlertPage:
    return queries.alert_page(
        current_village(),
        key,
        account_id=current_actor().account_id,
        may_answer=may(Permission.ALERT_ANSWER),
        may_judge=may(Permission.ALERT_CLOSE),
        today=clock.today(),
    )


def _asked() -> tuple[AlertFilterForm, AlertQuestion]:
    filters = AlertFilterForm()
    filters.check.choices = options([("", "全部"), *queries.check_choices()])
    question = AlertQuestion(
        state=filters.value("state") or "", check=filters.value("check") or "", month=filters.value("month")
    )
    return filters, question

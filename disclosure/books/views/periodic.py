"""What is due when, and the disclosures of quarters and years: shown, prepared, signed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, url_for
from icalendar import Alarm, Calendar, Event

from disclosure.books import queries, services
from disclosure.books.disclosure_items import disclosure_form
from disclosure.books.forms import SignPeriodForm, prepare_form
from disclosure.books.rules.periods import Period
from disclosure.books.views.root import blueprint, may
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.kernel.months import MonthError
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from disclosure.books.queries import DueRow, PeriodPage

_MEDIA_TYPE = "text/calendar; charset=utf-8"
_REMINDED = timedelta(days=5)


@blueprint.get("/calendar/")
@require(Permission.BOOKS_VIEW)
def calendar() -> str:
    """Show what is due when, and how far it is."""
    page = queries.due_page(current_village(), today=clock.today())
    return render_template("disclosure/books/calendar.html", page=page)


@blueprint.get("/calendar/due.ics")
@require(Permission.BOOKS_VIEW)
def calendar_file() -> Response:
    """Hand out what is still due as a calendar file, each with a reminder some days before."""
    village, now = current_village(), clock.now()
    made = Calendar()
    made.add("prodid", "-//Cunshi//ZH")
    made.add("version", "2.0")
    for row in queries.due_page(village, today=clock.today()).coming:
        event = Event()
        event.add("uid", f"due-{row.key}@{village.log.origin}")
        event.add("dtstamp", now)
        event.add("dtstart", row.deadline.on)
        event.add("summary", f"{village.name}：{row.what}公开的最后一天")
        event.add_component(_reminder(row))
        made.add_component(event)
    headers = {"Content-Disposition": 'attachment; filename="due.ics"'}
    return Response(made.to_ical(), content_type=_MEDIA_TYPE, headers=headers)


@blueprint.get("/periods/<period>/")
@require(Permission.BOOKS_VIEW)
def period(period: str) -> str:
    """Show a quarter or year: what was prepared, or what the books say so far."""
    return render_template("disclosure/books/period.html", page=_page(period))


@blueprint.route("/periods/<period>/prepare", methods=["GET", "POST"])
@require(Permission.BOOKS_CLOSE)
def prepare_period(period: str) -> ResponseReturnValue:
    """Show the figures beside what the bookkeeper is to say, and take it."""
    page, items = _page(period), disclosure_form().worded
    version = page.newest.revision if page.newest else 0
    form = prepare_form(items, before=page.before, version=version, may_correct=page.was_public)
    if form.validate_on_submit():
        preparing = services.Preparing(
            answers=form.answers,
            explanation=form.explanation.data or "",
            reason=(form.reason.data or "").strip() if page.was_public else "",
            after=form.version,
        )
        with form.refusals():
            services.prepare_period(current_actor(), current_village(), page.period, preparing)
            flash(f"{page.period.chinese}的公开表已编制，请村务监督委员会成员签字公布。", "good")
            return redirect(url_for(".period", period=period))
    return render_template("disclosure/books/period_prepare.html", page=page, form=form, items=items), form.status


@blueprint.route("/periods/<period>/sign-off", methods=["GET", "POST"])
@require(Permission.BOOKS_SIGN_OFF)
def sign_period(period: str) -> ResponseReturnValue:
    """Show what was prepared, and take the signature."""
    page = _page(period)
    form = SignPeriodForm(data={"revision": str(page.newest.revision if page.newest else 0)})
    if form.validate_on_submit():
        with form.refusals():
            services.sign_period(current_actor(), current_village(), page.period, revision=form.version)
            flash(f"{page.period.chinese}的公开表已签字公布，会在下一次生成公开网站时公开。", "good")
            return redirect(url_for(".period", period=period))
    return render_template("disclosure/books/period_sign.html", page=page, form=form), form.status


def _page(text: str) -> PeriodPage:
    try:
        wanted = Period.parse(text)
    except MonthError as error:
        raise NotFoundError from error
    return queries.period_page(
        current_village(),
        wanted,
        today=clock.today(),
        may_prepare=may(Permission.BOOKS_CLOSE),
        may_sign=may(Permission.BOOKS_SIGN_OFF),
    )


def _reminder(row: DueRow) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", row.what)
    alarm.add("trigger", -_REMINDED)
    return alarm

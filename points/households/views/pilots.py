"""Pilots: begun, what people said, decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from points.households import services
from points.households.forms import DecideForm, FeedbackForm, PilotForm
from points.households.queries import pilots as queries
from points.households.services import Beginning, Concluding, Saying
from points.households.values import FeedbackKind, PilotOutcome
from points.households.views.root import FormPage, blueprint, form_screen, may
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.households.queries.pilots import PilotRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotPage:
    """One pilot, counted by what was said."""

    pilot: PilotRow
    counts: tuple[tuple[str, int], ...]
    may_record: bool
    may_decide: bool


@blueprint.get("/pilots/")
@require(Permission.HOUSEHOLDS_VIEW)
def pilots() -> str:
    """List the pilots."""
    rows = queries.pilots(current_village())
    return render_template("points/households/pilots.html", rows=rows, may_begin=may(Permission.HOUSEHOLDS_MANAGE))


@blueprint.get("/pilots/<int:pilot>/")
@require(Permission.HOUSEHOLDS_VIEW)
def pilot(pilot: int) -> str:
    """Show one pilot."""
    row = queries.pilot(current_village(), pilot)
    page = PilotPage(
        pilot=row,
        counts=tuple((kind.chinese, sum(one.kind == kind for one in row.feedback)) for kind in FeedbackKind),
        may_record=may(Permission.HOUSEHOLDS_RECORD) and row.outcome is None,
        may_decide=may(Permission.HOUSEHOLDS_MANAGE) and row.outcome is None and bool(row.feedback),
    )
    return render_template("points/households/pilot.html", page=page)


@blueprint.route("/pilots/new", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_MANAGE)
def begin_pilot() -> ResponseReturnValue:
    """Begin a pilot."""
    form = PilotForm(since=clock.today())
    if form.validate_on_submit():
        with form.refusals():
            beginning = Beginning(
                title=form.title.data,
                scope=form.scope.data,
                goal=form.goal.data or "",
                since=form.since.data,
                resolution=form.resolution.data,
            )
            made = services.begin_pilot(current_actor(), current_village(), beginning)
            flash("试点已登记。", "good")
            return redirect(url_for(".pilot", pilot=made.number))
    page = FormPage(
        title="开始一次试点",
        lead="先在少数地方试，听群众怎么说，再决定全村推不推开。",
        submit="登记试点",
        back=url_for(".pilots"),
        back_title="试点",
    )
    return form_screen(page, form)


@blueprint.route("/pilots/<int:pilot>/feedback", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_RECORD)
def add_feedback(pilot: int) -> ResponseReturnValue:
    """Write down what somebody said."""
    village, form = current_village(), FeedbackForm(given_on=clock.today())
    row = queries.pilot(village, pilot)
    if form.validate_on_submit():
        with form.refusals():
            saying = Saying(
                kind=FeedbackKind(form.kind.data),
                said_by=form.said_by.data,
                text=form.text.data,
                given_on=form.given_on.data,
            )
            services.record_feedback(current_actor(), village, pilot, saying)
            flash("已记下。", "good")
            return redirect(url_for(".pilot", pilot=pilot))
    return form_screen(_page(row, "记一条反馈", "记下"), form)


@blueprint.route("/pilots/<int:pilot>/decide", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_MANAGE)
def decide_pilot(pilot: int) -> ResponseReturnValue:
    """Decide after a pilot."""
    village, form = current_village(), DecideForm(decided_on=clock.today())
    row = queries.pilot(village, pilot)
    if form.validate_on_submit():
        with form.refusals():
            concluding = Concluding(
                outcome=PilotOutcome(form.outcome.data),
                reason=form.reason.data,
                document=form.document.data,
                decided_on=form.decided_on.data,
            )
            services.decide_pilot(current_actor(), village, pilot, concluding)
            flash("结论已登记。", "good")
            return redirect(url_for(".pilot", pilot=pilot))
    return form_screen(_page(row, "试点结论", "登记结论"), form)


def _page(row: PilotRow, title: str, submit: str) -> FormPage:
    return FormPage(
        title=title,
        lead=f"{row.title}，{row.scope}",
        submit=submit,
        back=url_for(".pilot", pilot=row.number),
        back_title=row.title,
    )

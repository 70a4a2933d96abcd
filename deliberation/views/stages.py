"""The screens of a stage: hold it in a meeting, enter and confirm a show of hands, record a failed quorum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from deliberation import queries, services
from deliberation.errors import MeetingMissingError
from deliberation.forms.decisions import FiguresForm, TakeBackForm
from deliberation.rules import CountManner
from deliberation.views.root import blueprint, may
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.route("/<int:number>/hold/<stage>", methods=["GET", "POST"])
@require(Permission.MATTER_RECORD_VOTE)
def hold(number: int, stage: str) -> ResponseReturnValue:
    """Hold a stage: choose its meeting, see who is there, enter the show of hands."""
    village = current_village()
    asked = request.args.get("meeting", type=int)
    page = queries.stage_page(village, number, stage, meeting_id=asked, today=clock.today())
    form = FiguresForm()
    if form.validate_on_submit():
        with form.refusals():
            if page.meeting is None:
                raise MeetingMissingError(page.bodies)
            services.record_hand_count(
                current_actor(), village, number, stage=stage, meeting_id=page.meeting.id, figures=_figures(form)
            )
            flash("现场表决结果已录入，请另一名工作人员用自己的账号复核。", "good")
            return redirect(url_for(".show", number=number))
    may_open = may(Permission.BALLOT_OPEN)
    return render_template("deliberation/hold.html", page=page, form=form, may_open=may_open), form.status


@blueprint.post("/<int:number>/hold/<stage>/adjourn")
@require(Permission.MATTER_RECORD_VOTE)
def adjourn(number: int, stage: str) -> ResponseReturnValue:
    """Record that too few came to the meeting."""
    village = current_village()
    asked = request.args.get("meeting", type=int)
    page = queries.stage_page(village, number, stage, meeting_id=asked, today=clock.today())
    if page.meeting is None:
        raise MeetingMissingError(page.bodies)
    services.record_adjournment(current_actor(), village, number, stage=stage, meeting_id=page.meeting.id)
    flash("流会已记录，会照实公布。请另行召集会议。", "warn")
    return redirect(url_for(".show", number=number))


@blueprint.route("/<int:number>/hold/<stage>/confirm", methods=["GET", "POST"])
@require(Permission.MATTER_RECORD_VOTE)
def confirm_count(number: int, stage: str) -> ResponseReturnValue:
    """Enter the figures again as a second officer."""
    village = current_village()
    page = queries.confirm_page(village, number, stage, account_id=current_actor().account_id)
    form = FiguresForm()
    if form.validate_on_submit():
        with form.refusals():
            services.confirm_hand_count(current_actor(), village, number, stage=stage, figures=_figures(form))
            flash("两次录入一致，结果已生效并公布。", "good")
            return redirect(url_for(".show", number=number))
    return render_template("deliberation/confirm_count.html", page=page, form=form), form.status


@blueprint.route("/<int:number>/hold/<stage>/take-back", methods=["GET", "POST"])
@require(Permission.MATTER_RECORD_VOTE)
def take_back_count(number: int, stage: str) -> ResponseReturnValue:
    """Take back figures nobody has confirmed, saying why."""
    village = current_village()
    page = queries.confirm_page(village, number, stage, account_id=current_actor().account_id)
    form = TakeBackForm()
    if form.validate_on_submit():
        with form.refusals():
            services.take_back_hand_count(current_actor(), village, number, stage=stage, reason=form.reason.data)
            flash("录入的数字已收回，这个环节可以重新办理。", "good")
            return redirect(url_for(".show", number=number))
    return render_template("deliberation/take_back_count.html", page=page, form=form), form.status


def _figures(form: FiguresForm) -> services.Figures:
    return services.Figures(
        approve=form.approve.data,
        against=form.against.data,
        abstain=form.abstain.data,
        manner=CountManner(form.manner.data),
    )

"""The screens of standing back from a matter: enter it for somebody, say it of oneself, take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from deliberation import queries, services
from deliberation.forms.recusals import OwnRecusalForm, RecusalForm, RecusalTakenBackForm
from deliberation.procedures import recusal_rule_on
from deliberation.views.root import blueprint
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.route("/<int:number>/recusals/new", methods=["GET", "POST"])
@require(Permission.MATTER_RECORD_VOTE)
def record_recusal(number: int) -> ResponseReturnValue:
    """Enter that somebody stands back."""
    village = current_village()
    row, rule = queries.matter(village, number), recusal_rule_on(clock.today())
    form = RecusalForm()
    form.offer((one.id, one.name) for one in rule.kinds)
    if form.validate_on_submit():
        with form.refusals():
            services.record_recusal(current_actor(), village, number, _said(form), person=form.person.data)
            flash("回避已登记，这个人不能对这个议题投票。", "good")
            return redirect(url_for(".show", number=number))
    return render_template("deliberation/recusals/record.html", matter=row, rule=rule, form=form), form.status


@blueprint.route("/<int:number>/recusals/own", methods=["GET", "POST"])
@require(SIGNED_IN)
def own_recusal(number: int) -> ResponseReturnValue:
    """Say of oneself that one stands back; whoever does already is shown how to take it back."""
    village = current_village()
    page = queries.own_recusal_page(village, number, person_id=current_actor().person_id)
    if page.recusal is not None and request.method == "GET":
        return redirect(url_for(".take_back_own_recusal", number=number))
    rule, form = recusal_rule_on(clock.today()), OwnRecusalForm()
    form.offer((one.id, one.name) for one in rule.kinds)
    if form.validate_on_submit():
        with form.refusals():
            services.declare_recusal(current_actor(), village, number, _said(form))
            flash("您已回避，不参加这个议题的表决。", "good")
            return redirect(url_for(".take_back_own_recusal", number=number))
    return render_template("deliberation/recusals/own.html", page=page, rule=rule, form=form), form.status


@blueprint.route("/<int:number>/recusals/own/take-back", methods=["GET", "POST"])
@require(SIGNED_IN)
def take_back_own_recusal(number: int) -> ResponseReturnValue:
    """Take back that oneself stands back, whoever entered it."""
    village = current_village()
    page = queries.own_recusal_page(village, number, person_id=current_actor().person_id)
    if page.recusal is None and request.method == "GET":
        return redirect(url_for(".own_recusal", number=number))
    form = RecusalTakenBackForm()
    if form.validate_on_submit():
        with form.refusals():
            services.take_back_own_recusal(current_actor(), village, number, reason=form.reason.data)
            flash("回避已收回，您可以投票。", "good")
            return redirect(url_for(".own_recusal", number=number))
    return render_template("deliberation/recusals/take_back.html", page=page, form=form, own=True), form.status


@blueprint.route("/<int:number>/recusals/<int:recusal>/take-back", methods=["GET", "POST"])
@require(Permission.MATTER_RECORD_VOTE)
def take_back_recusal(number: int, recusal: int) -> ResponseReturnValue:
    """Take back, as an officer, what an officer entered."""
    village = current_village()
    page = queries.recusal_page(village, number, recusal)
    form = RecusalTakenBackForm()
    if form.validate_on_submit():
        with form.refusals():
            services.take_back_recusal(current_actor(), village, number, recusal=recusal, reason=form.reason.data)
            flash("回避已收回，这个人可以投票。", "good")
            return redirect(url_for(".show", number=number))
    return render_template("deliberation/recusals/take_back.html", page=page, form=form, own=False), form.status


def _said(form: OwnRecusalForm | RecusalForm) -> services.Recusing:
    return services.Recusing(kind=form.kind.data, reason=form.reason.data)

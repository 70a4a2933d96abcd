"""The screens of a ballot: open, vote, close, declare void."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from deliberation import queries, services
from deliberation.errors import (
    BoxUncountableError,
    MalformedChoiceError,
    PapersWaitingError,
    TooFewVotedError,
    VotedSecretlyError,
    VotersMissingError,
)
from deliberation.forms.decisions import BallotForm, VoidForm
from deliberation.procedures import option_rule_on
from deliberation.queries.early_close import early_close_page
from deliberation.rules import BallotManner
from deliberation.views.root import blueprint
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_USUAL_DURATION = timedelta(minutes=30)
#: While people are still signing in, the count comes up to date by itself.
_REFRESH = timedelta(seconds=10)


@blueprint.route("/<int:number>/ballot", methods=["GET", "POST"])
@require(Permission.BALLOT_OPEN)
def open_ballot(number: int) -> ResponseReturnValue:
    """Put the matter to the vote, once enough are signed in as present."""
    village = current_village()
    asked = request.args.get("meeting", type=int)
    page = queries.stage_page(village, number, None, meeting_id=asked, today=clock.today(), today_only=True)
    form = _ballot_form(page)
    if form.validate_on_submit():
        with form.refusals():
            opening = services.Opening(
                meeting_id=form.meeting.data,
                question=form.question.data,
                closes_at=form.closes_at.data,
                stage=page.step.gate.id,
                manner=BallotManner(form.manner.data),
                options=form.option_lines,
            )
            services.open_ballot(current_actor(), village, number, opening)
            flash("表决已经开始，到会的人可以投票了。", "good")
            return redirect(url_for(".show", number=number))
    waiting = {"Refresh": str(_REFRESH.seconds)} if page.waiting and request.method == "GET" else {}
    return render_template("deliberation/open.html", page=page, form=form), form.status, waiting


def _ballot_form(page: queries.StagePage) -> BallotForm:
    """Return the form as it is offered; after a ballot in which no option was resolved, with the strongest."""
    title, before = page.matter.title, page.matter.split
    form = BallotForm(
        meeting=page.meeting.id if page.meeting else None,
        question=f"“{title}”选哪一个方案？" if before else f"是否同意“{title}”的方案？",
        closes_at=(clock.now() + _USUAL_DURATION).replace(second=0, microsecond=0),
        options="\n".join(one.title for one in before.runoff) if before else "",
    )
    form.meeting.offer((one.id, one.title) for one in page.meetings)
    form.offer_manners(secret=page.secret_offered)
    if page.decides:
        form.offer_options(option_rule_on(clock.today()), before=before)
    else:
        del form.options
    return form


@blueprint.get("/<int:number>/vote")
@require(SIGNED_IN)
def vote(number: int) -> str:
    """Show the ballot paper, or the receipt once it is cast."""
    page = queries.vote_page(current_village(), number, person_id=current_actor().person_id, today=clock.today())
    return render_template("deliberation/vote.html", page=page)


@blueprint.post("/<int:number>/vote")
@require(SIGNED_IN)
def cast_vote(number: int) -> ResponseReturnValue:
    """Cast the vote of whoever is signed in; the same again shows the same receipt.

    Of a secret ballot every repetition shows the receipt as well, and that nothing was changed (409).
    """
    choice = _sent_choice()
    try:
        services.cast_vote(current_actor(), current_village(), number, choice=choice)
    except VotedSecretlyError as refusal:
        flash(refusal.sentence, "warn")
        return vote(number), refusal.status
    return vote(number)


@blueprint.get("/<int:number>/vote/<int:line>")
@require(SIGNED_IN)
def vote_by_proxy(number: int, line: int) -> str:
    """Show the ballot paper of somebody who gave a written proxy to whoever is signed in, or the receipt."""
    page = queries.proxy_vote_page(current_village(), number, line=line, person_id=current_actor().person_id)
    return render_template("deliberation/vote_by_proxy.html", page=page)


@blueprint.post("/<int:number>/vote/<int:line>")
@require(SIGNED_IN)
def cast_vote_by_proxy(number: int, line: int) -> ResponseReturnValue:
    """Cast the vote of that person; the same again shows the same receipt."""
    choice = _sent_choice()
    services.cast_vote_by_proxy(current_actor(), current_village(), number, line=line, choice=choice)
    return vote_by_proxy(number, line)


@blueprint.post("/<int:number>/close")
@require(Permission.BALLOT_CLOSE)
def close_ballot(number: int) -> ResponseReturnValue:
    """Count a ballot past its deadline and publish the resolution, or that it is void by rule.

    One that cannot be counted leads on to where it is declared void (409).
    """
    try:
        services.close_ballot(current_actor(), current_village(), number)
        flash("结果已公布，会在下一次生成公开网站时公开。", "good")
    except TooFewVotedError as ended:
        flash(ended.sentence, "warn")
    except BoxUncountableError as refusal:
        flash(refusal.sentence, "stop")
        row = queries.uncounted_matter(current_village(), number)
        form = VoidForm(formdata=None)
        return render_template("deliberation/void.html", matter=row, form=form), refusal.status
    return redirect(url_for(".show", number=number))


@blueprint.route("/<int:number>/close-early", methods=["GET", "POST"])
@require(Permission.BALLOT_CLOSE)
def close_early(number: int) -> ResponseReturnValue:
    """Show what ending a ballot before its deadline means, and whether it may be; then end, count and publish it.

    A refusal stands on the same page (409).
    """
    village, status = current_village(), HTTPStatus.OK
    if request.method == "POST":
        try:
            services.close_early(current_actor(), village, number)
        except (VotersMissingError, PapersWaitingError) as refusal:
            flash(refusal.sentence, "stop")
            status = refusal.status
        else:
            flash("表决已提前结束，结果已公布，会在下一次生成公开网站时公开。", "good")
            return redirect(url_for(".show", number=number))
    page = early_close_page(village, number)
    return render_template("deliberation/close_early.html", page=page), status


@blueprint.route("/<int:number>/void", methods=["GET", "POST"])
@require(Permission.BALLOT_CLOSE)
def void_ballot(number: int) -> ResponseReturnValue:
    """Declare a secret ballot void whose box cannot be counted."""
    village = current_village()
    row = queries.uncounted_matter(village, number)
    form = VoidForm()
    if form.validate_on_submit():
        with form.refusals():
            services.void_ballot(current_actor(), village, number, reason=form.reason.data)
            flash("这次表决已作废，原因会公布。请另行召集会议重新表决。", "warn")
            return redirect(url_for(".show", number=number))
    return render_template("deliberation/void.html", matter=row, form=form), form.status


def _sent_choice() -> str:
    sent = request.form.getlist("choice")
    if len(sent) != 1:
        raise MalformedChoiceError
    return sent[0]

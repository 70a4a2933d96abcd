"""The screens of votes on paper: enter, confirm as a second officer, object as the voter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from deliberation import queries, services
from deliberation.forms.decisions import PaperChoiceForm, PaperForm, PaperObjectionForm
from deliberation.views.root import blueprint
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.route("/<int:number>/papers/", methods=["GET", "POST"])
@require(Permission.BALLOT_ENTER_PAPER)
def papers(number: int) -> ResponseReturnValue:
    """Enter what one officer reads from a paper; list what waits for a second."""
    village = current_village()
    page = queries.papers_page(village, number, account_id=current_actor().account_id)
    form = PaperForm()
    form.offer(page.ballot.picks)
    form.line.offer((one.number, f"{one.number}. {one.name}（{one.capacity}）") for one in page.lines)
    if form.validate_on_submit():
        with form.refusals():
            services.record_paper_vote(current_actor(), village, number, line=form.line.data, choice=form.choice.data)
            flash("纸质票已录入，请另一名工作人员看着原票复核。", "good")
            return redirect(url_for(".papers", number=number))
    return render_template("deliberation/papers.html", page=page, form=form), form.status


@blueprint.route("/<int:number>/papers/<int:line>", methods=["GET", "POST"])
@require(Permission.BALLOT_ENTER_PAPER)
def confirm_paper(number: int, line: int) -> ResponseReturnValue:
    """Read the same paper as a second officer."""
    village = current_village()
    page = queries.papers_page(village, number, account_id=current_actor().account_id)
    paper = page.waiting(line)
    form = PaperChoiceForm()
    form.offer(page.ballot.picks)
    if form.validate_on_submit():
        with form.refusals():
            counted = services.confirm_paper_vote(current_actor(), village, number, line=line, choice=form.choice.data)
            if counted:
                flash("两次录入一致，这张纸质票已经生效。", "good")
            else:
                flash("本人已经在网上投票，这张纸质票作废，会同结果一起公布。", "warn")
            return redirect(url_for(".papers", number=number))
    return render_template("deliberation/confirm_paper.html", page=page, paper=paper, form=form), form.status


@blueprint.route("/<int:number>/papers/object", methods=["GET", "POST"])
@require(SIGNED_IN)
def object_paper(number: int) -> ResponseReturnValue:
    """Object to the paper entered for oneself."""
    village = current_village()
    page = queries.own_paper_page(village, number, person_id=current_actor().person_id)
    form = PaperObjectionForm()
    if form.validate_on_submit():
        with form.refusals():
            services.object_to_paper(current_actor(), village, number, text=form.text.data)
            flash("异议已记录，会同结果一起公布。", "good")
            return redirect(url_for(".vote", number=number))
    return render_template("deliberation/object_paper.html", page=page, form=form), form.status

"""The screens of votes on paper: print the slips, enter, confirm as a second officer, look and object as the voter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from deliberation import queries, services
from deliberation.forms.decisions import PaperChoiceForm, PaperForm, PaperObjectionForm
from deliberation.queries.papers import paper_photo
from deliberation.views.root import blueprint, may
from portal.kernel.errors import NotFoundError
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.web.addresses import printed_address, reached_by_phones
from portal.web.context import current_actor, current_village
from portal.web.downloads import file_response
from portal.web.guards import SIGNED_IN, require
from portal.web.lists import asked_page
from portal.web.public_sheets import qr_svg

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue
    from markupsafe import Markup

    from deliberation.queries import PapersPage
    from deliberation.rules import Pick
    from portal.kernel.paging import Page
    from portal.meetings.queries import LineRow

#: As many slips as are drawn at once: twenty sheets of three.
_TOGETHER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipsPage:
    """The voting papers to be printed, by pages: each line with the code that leads officers to its entry."""

    village: str
    papers: PapersPage
    choices: tuple[Pick, ...]
    part: Page[LineRow]
    slips: tuple[tuple[LineRow, Markup], ...]
    reached: bool


@blueprint.route("/<int:number>/papers/", methods=["GET", "POST"])
@require(Permission.BALLOT_ENTER_PAPER)
def papers(number: int) -> ResponseReturnValue:
    """Enter what one officer reads from a paper; list what waits for a second."""
    village = current_village()
    page = queries.papers_page(village, number, account_id=current_actor().account_id)
    form = PaperForm()
    form.offer(page.ballot.picks)
    form.line.offer((one.number, f"{one.number}. {one.name}（{one.capacity}）") for one in page.lines)
    if request.method == "GET":
        form.line.data = request.args.get("line", type=int)
    if form.validate_on_submit():
        with form.refusals():
            services.record_paper_vote(
                current_actor(),
                village,
                number,
                line=form.line.data,
                choice=form.choice.data,
                photo=form.photo.data[0],
            )
            flash("纸质票已录入，请另一名工作人员看着原票复核。", "good")
            return redirect(url_for(".papers", number=number))
    return render_template("deliberation/papers.html", page=page, form=form), form.status


@blueprint.get("/<int:number>/papers/slips")
@require(Permission.BALLOT_ENTER_PAPER)
def paper_slips(number: int) -> str:
    """Show the voting papers to be printed, one for each person of the roster who has none confirmed."""
    village = current_village()
    found = queries.papers_page(village, number, account_id=current_actor().account_id)
    part = page_of(found.without, number=asked_page(), size=_TOGETHER)
    page = SlipsPage(
        village=village.name,
        papers=found,
        choices=found.ballot.picks,
        part=part,
        slips=tuple((one, _code(number, one)) for one in part.rows),
        reached=reached_by_phones(),
    )
    return render_template("deliberation/paper_slips.html", page=page)


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


@blueprint.get("/<int:number>/papers/<int:line>/photo")
@require(SIGNED_IN)
def photo_of_paper(number: int, line: int) -> Response:
    """Hand out the photo of a paper: to its voter, and to officers once the ballot is counted."""
    ballot = queries.ballot_of(current_village(), number)
    may_enter = may(Permission.BALLOT_ENTER_PAPER)
    photo = ballot and paper_photo(ballot, line, person_id=current_actor().person_id, may_enter=may_enter)
    if not photo:
        raise NotFoundError
    return file_response(photo)


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


def _code(number: int, line: LineRow) -> Markup:
    address = printed_address("deliberation.papers", number=number, line=line.number)
    return qr_svg(address, title=f"{line.name}这张票的录入码")

"""The screens of what is said to a plan before the vote: read, say, enter, answer, and all of a village."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from deliberation.forms.opinions import (
    AmendmentForm,
    BroughtOpinionForm,
    OpinionAnswerForm,
    OpinionFilter,
    OpinionForm,
    QuestionAnswerForm,
)
from deliberation.queries import opinion_screens as screens
from deliberation.rules.opinions import OpinionKind, OpinionReply
from deliberation.services import opinions as services
from deliberation.sheets.opinions import OPINIONS, opinion_rows
from deliberation.views.follow_up import viewer
from deliberation.views.root import blueprint
from deliberation.views.suggestions import brought
from portal.kernel import clock
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.guards import SIGNED_IN, require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from deliberation.queries.opinion_screens import ListedOpinion
    from portal.kernel.paging import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionListPage:
    """What was said to plans in the village, as far as it is asked for, by pages."""

    opinions: Page[ListedOpinion]
    filters: OpinionFilter


@blueprint.get("/opinions/")
@require(Permission.MATTER_VIEW)
def opinions_list() -> str:
    """List what was said to the village's plans; what waits stands first."""
    filters = OpinionFilter()
    found = [one for one in screens.opinion_list(current_village(), viewer()) if filters.keeps(one)]
    page = OpinionListPage(opinions=page_of(found, number=asked_page()), filters=filters)
    return render_template("deliberation/opinions/list.html", page=page)


@blueprint.get("/opinions/table.xlsx")
@require(Permission.MATTER_VIEW)
def opinions_list_table() -> Response:
    """Hand out what is asked for as a table."""
    filters = OpinionFilter()
    filters.require_readable()
    found = [one for one in screens.opinion_list(current_village(), viewer()) if filters.keeps(one)]
    return table_response(f"{current_village().name}意见和提问", OPINIONS, opinion_rows(found))


@blueprint.get("/<int:number>/opinions/")
@require(SIGNED_IN)
def opinions(number: int) -> str:
    """Show a matter's plan by its paragraphs, and what was said to it."""
    page = screens.opinions_page(current_village(), number, viewer(), today=clock.today())
    return render_template("deliberation/opinions/index.html", page=page)


@blueprint.route("/<int:number>/opinions/new/opinion", methods=["GET", "POST"])
@require(SIGNED_IN)
def file_opinion(number: int) -> ResponseReturnValue:
    """Say what one thinks of a plan."""
    return _say(number, OpinionKind.OPINION)


@blueprint.route("/<int:number>/opinions/new/question", methods=["GET", "POST"])
@require(SIGNED_IN)
def file_question(number: int) -> ResponseReturnValue:
    """Ask about a plan."""
    return _say(number, OpinionKind.QUESTION)


@blueprint.route("/<int:number>/opinions/new/amendment", methods=["GET", "POST"])
@require(SIGNED_IN)
def file_amendment(number: int) -> ResponseReturnValue:
    """Say how a paragraph of a plan should read."""
    page = screens.own_opining_page(current_village(), number, viewer(), today=clock.today())
    asked = request.args.get("paragraph", type=int)
    form = AmendmentForm(revision=page.matter.revision, paragraph=asked, wording=page.wording(asked))
    form.offer(page.paragraphs)
    if form.validate_on_submit():
        with form.refusals():
            opining = services.Opining(
                kind=OpinionKind.AMENDMENT,
                text=form.text.data.strip(),
                paragraph=form.paragraph.data,
                wording=form.wording.data.strip(),
                revision=form.revision.data,
            )
            return _filed(number, opining)
    kind = OpinionKind.AMENDMENT
    return render_template("deliberation/opinions/file.html", page=page, form=form, kind=kind), form.status


@blueprint.route("/<int:number>/opinions/record", methods=["GET", "POST"])
@require(Permission.OPINION_RECORD)
def record_opinion(number: int) -> ResponseReturnValue:
    """Enter what a villager brought on paper, by phone or spoken."""
    page = screens.opining_page(current_village(), number, today=clock.today())
    form = BroughtOpinionForm(filed_on=clock.today(), revision=page.matter.revision)
    form.offer(page.paragraphs)
    if form.validate_on_submit():
        with form.refusals():
            opining = services.Opining(
                kind=OpinionKind(form.kind.data),
                text=form.text.data.strip(),
                paragraph=form.paragraph.data,
                wording=(form.wording.data or "").strip(),
                revision=form.revision.data,
            )
            made = services.record_opinion(current_actor(), current_village(), number, opining, brought=brought(form))
            flash(f"已登记为第 {made.number} 号。", "good")
            return _to(number)
    return render_template("deliberation/opinions/record.html", page=page, form=form), form.status


@blueprint.route("/<int:number>/opinions/<int:opinion>/answer", methods=["GET", "POST"])
@require(Permission.OPINION_ANSWER)
def answer_opinion(number: int, opinion: int) -> ResponseReturnValue:
    """Answer one in public."""
    page = screens.answering_page(current_village(), number, opinion, viewer())
    form = _answer_form(page)
    if form.validate_on_submit():
        with form.refusals():
            services.answer_opinion(current_actor(), current_village(), number, _answering(form), opinion=opinion)
            flash("已答复，会在下一次生成公开网站时公开。", "good")
            return _to(number)
    return render_template("deliberation/opinions/answer.html", page=page, form=form), form.status


def _say(number: int, kind: OpinionKind) -> ResponseReturnValue:
    page = screens.own_opining_page(current_village(), number, viewer(), today=clock.today())
    form = OpinionForm()
    if form.validate_on_submit():
        with form.refusals():
            return _filed(number, services.Opining(kind=kind, text=form.text.data.strip()))
    return render_template("deliberation/opinions/file.html", page=page, form=form, kind=kind), form.status


def _answer_form(page: screens.AnsweringPage) -> OpinionAnswerForm | QuestionAnswerForm:
    """Return the form for what was said; where the plan was changed since, its newest version is picked."""
    if page.shown.row.kind is OpinionKind.QUESTION:
        return QuestionAnswerForm()
    form = OpinionAnswerForm(taken_up_in=page.versions[0][0] if page.versions else None)
    form.taken_up_in.offer(page.versions)
    return form


def _answering(form: OpinionAnswerForm | QuestionAnswerForm) -> services.AnsweringOpinion:
    if isinstance(form, QuestionAnswerForm):
        return services.AnsweringOpinion(
            reply=OpinionReply.ANSWERED, text=form.text.data.strip(), withheld=form.withheld.data
        )
    return services.AnsweringOpinion(
        reply=OpinionReply(form.reply.data),
        text=form.text.data.strip(),
        taken_up_in=form.taken_up_in.data,
        withheld=form.withheld.data,
    )


def _filed(number: int, opining: services.Opining) -> ResponseReturnValue:
    made = services.file_opinion(current_actor(), current_village(), number, opining)
    flash(f"已收到，是第 {made.number} 号。答复出来以后，在这里和公开网站都能看到。", "good")
    return _to(number)


def _to(number: int) -> ResponseReturnValue:
    return redirect(url_for(".opinions", number=number))

"""The screens of what follows a decision: objections, the work, its acceptance, the result, the notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from wtforms import SelectField

from deliberation.forms.follow_up import (
    AcceptanceForm,
    AnswerForm,
    InterruptionForm,
    ObjectionForm,
    PaperObjectionForm,
    PlanForm,
    RemarkForm,
    ReportForm,
    ResultForm,
    TakingDownForm,
)
from deliberation.queries import follow_up_screens as screens
from deliberation.rules.follow_up import Inspection, Target, Verdict
from deliberation.services import implementation, objections, publicity, remarks
from deliberation.sheets.follow_up import OBJECTIONS, PROGRESS, objection_rows, progress_rows
from deliberation.views.root import blueprint, may
from portal.kernel import clock
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.fields import options
from portal.web.guards import SIGNED_IN, require
from portal.web.lists import FilterForm, asked_page

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from deliberation.queries.follow_up_screens import ShownObjection, Viewer

_WAITING, _ANSWERED = "waiting", "answered"


class ObjectionFilter(FilterForm):
    """Which objections are asked for."""

    state = SelectField("答复情况", choices=options([("", "全部"), (_WAITING, "待答复"), (_ANSWERED, "已答复")]))


def viewer() -> Viewer:
    """Return who looks at the village shown."""
    actor = current_actor()
    return screens.Viewer(person_id=actor.person_id, home_id=actor.home_id, may=may)


@blueprint.get("/objections/")
@require(Permission.MATTER_VIEW)
def objections_list() -> str:
    """List the village's objections with their clock."""
    filters = ObjectionFilter()
    page = page_of(_objections(filters), number=asked_page())
    return render_template("deliberation/follow_up/objections.html", page=page, filters=filters)


@blueprint.get("/objections/table.xlsx")
@require(Permission.MATTER_VIEW)
def objections_list_table() -> Response:
    """Hand out the objections as a table."""
    filters = ObjectionFilter()
    filters.require_readable()
    return table_response("异议", OBJECTIONS, objection_rows(_objections(filters)))


@blueprint.get("/progress/")
@require(Permission.MATTER_VIEW)
def progress_list() -> str:
    """List every milestone of the village's matters."""
    page = page_of(screens.progress_list(current_village(), today=clock.today()), number=asked_page())
    return render_template("deliberation/follow_up/progress.html", page=page)


@blueprint.get("/progress/table.xlsx")
@require(Permission.MATTER_VIEW)
def progress_list_table() -> Response:
    """Hand out the milestones as a table."""
    found = screens.progress_list(current_village(), today=clock.today())
    return table_response("实施进度", PROGRESS, progress_rows(found))


@blueprint.route("/<int:number>/objections/new", methods=["GET", "POST"])
@require(SIGNED_IN)
def file_objection(number: int) -> ResponseReturnValue:
    """File an objection of one's own."""
    form = ObjectionForm()
    page = screens.objecting_page(current_village(), number, today=clock.today())
    if form.validate_on_submit():
        with form.refusals():
            filed = objections.file_objection(current_actor(), current_village(), number, text=form.text.data)
            return redirect(url_for(".filed_objection", number=number, objection=filed.number))
    return render_template("deliberation/follow_up/object.html", page=page, form=form), form.status


@blueprint.get("/<int:number>/objections/<int:objection>/")
@require(SIGNED_IN)
def filed_objection(number: int, objection: int) -> str:
    """Show one objection to whoever filed it and to whoever may see matters."""
    page = screens.objection_page(current_village(), number, objection, viewer(), today=clock.today())
    return render_template("deliberation/follow_up/objection.html", page=page)


@blueprint.route("/<int:number>/objections/paper", methods=["GET", "POST"])
@require(Permission.OBJECTION_RECORD)
def record_objection(number: int) -> ResponseReturnValue:
    """Enter an objection handed in on paper."""
    form = PaperObjectionForm(filed_on=clock.today())
    page = screens.notice_page(current_village(), number)
    if form.validate_on_submit():
        with form.refusals():
            filing = objections.PaperFiling(filer=form.filer.data, filed_on=form.filed_on.data, text=form.text.data)
            objections.record_objection(current_actor(), current_village(), number, filing)
            flash("异议已登记，答复期限开始计算。", "good")
            return _to_matter(number)
    return render_template("deliberation/follow_up/record_objection.html", page=page, form=form), form.status


@blueprint.route("/<int:number>/objections/<int:objection>/answer", methods=["GET", "POST"])
@require(Permission.OBJECTION_ANSWER)
def answer_objection(number: int, objection: int) -> ResponseReturnValue:
    """Answer an objection."""
    form = AnswerForm()
    page = screens.answer_page(current_village(), number, objection)
    if form.validate_on_submit():
        with form.refusals():
            answering = objections.Answering(
                objection=objection, verdict=Verdict(form.verdict.data), text=form.text.data
            )
            objections.answer_objection(current_actor(), current_village(), number, answering)
            flash("已答复，答复和异议会在下一次生成公开网站时公开。", "good")
            return _to_matter(number)
    return render_template("deliberation/follow_up/answer.html", page=page, form=form), form.status


@blueprint.route("/<int:number>/work", methods=["GET", "POST"])
@require(Permission.MATTER_IMPLEMENT)
def plan_work(number: int) -> ResponseReturnValue:
    """Plan the steps of the work."""
    form = PlanForm()
    page = screens.work_page(current_village(), number)
    if form.validate_on_submit():
        with form.refusals():
            steps = [implementation.Step(title=title, due_on=due_on) for title, due_on in form.steps]
            implementation.plan_milestones(current_actor(), current_village(), number, steps)
            flash("实施进度已安排并公布。", "good")
            return _to_matter(number)
    return render_template("deliberation/follow_up/plan.html", page=page, form=form), form.status


@blueprint.route("/<int:number>/work/<int:milestone>", methods=["GET", "POST"])
@require(Permission.MATTER_IMPLEMENT)
def report_milestone(number: int, milestone: int) -> ResponseReturnValue:
    """Report that a step is done, with photos."""
    form = ReportForm(done_on=clock.today())
    page = screens.work_page(current_village(), number, milestone=milestone)
    if form.validate_on_submit():
        with form.refusals():
            reporting = implementation.Reporting(
                milestone=milestone,
                done_on=form.done_on.data,
                text=form.text.data or "",
                uploads=form.photos.data,
                photos_public=form.photos_public.data,
            )
            implementation.report_milestone(current_actor(), current_village(), number, reporting)
            flash("已报告并公布。", "good")
            return _to_matter(number)
    return render_template("deliberation/follow_up/report.html", page=page, form=form), form.status


@blueprint.route("/<int:number>/acceptance", methods=["GET", "POST"])
@require(Permission.MATTER_ACCEPT)
def accept_work(number: int) -> ResponseReturnValue:
    """Accept the work or send it back."""
    form = AcceptanceForm(inspected_on=clock.today())
    page = screens.work_page(current_village(), number)
    if form.validate_on_submit():
        with form.refusals():
            inspecting = implementation.Inspecting(
                verdict=Inspection(form.verdict.data),
                inspected_on=form.inspected_on.data,
                text=form.text.data,
            )
            implementation.accept_work(current_actor(), current_village(), number, inspecting)
            flash("验收结论已保存并公布。", "good")
            return _to_matter(number)
    return render_template("deliberation/follow_up/accept.html", page=page, form=form), form.status


@blueprint.route("/<int:number>/result", methods=["GET", "POST"])
@require(Permission.MATTER_PUBLISH)
def publish_result(number: int) -> ResponseReturnValue:
    """Publish what came of the matter."""
    form = ResultForm()
    page = screens.work_page(current_village(), number)
    if form.validate_on_submit():
        with form.refusals():
            publicity.publish_result(current_actor(), current_village(), number, text=form.text.data)
            flash("实施结果已公布，公示期从今天开始。", "good")
            return _to_matter(number)
    return render_template("deliberation/follow_up/result.html", page=page, form=form), form.status


@blueprint.route("/<int:number>/interruption", methods=["GET", "POST"])
@require(Permission.MATTER_PUBLISH)
def record_interruption(number: int) -> ResponseReturnValue:
    """Put a notice up again that was down."""
    form = InterruptionForm()
    page = screens.notice_page(current_village(), number)
    if form.validate_on_submit():
        with form.refusals():
            interruption = publicity.Interruption(
                target=page.target or Target.RESOLUTION,
                happened_on=form.happened_on.data,
                reason=form.reason.data,
            )
            publicity.record_interruption(current_actor(), current_village(), number, interruption)
            flash("已登记中断并重新公示，公示期从今天重新计算。", "warn")
            return _to_matter(number)
    return render_template("deliberation/follow_up/interrupt.html", page=page, form=form), form.status


@blueprint.route("/<int:number>/taking-down", methods=["GET", "POST"])
@require(Permission.MATTER_PUBLISH)
def end_publicity(number: int) -> ResponseReturnValue:
    """Record that a notice was taken down after its days."""
    form = TakingDownForm(ended_on=clock.today())
    page = screens.notice_page(current_village(), number)
    if form.validate_on_submit():
        with form.refusals():
            taking = publicity.TakingDown(target=page.target or Target.RESOLUTION, ended_on=form.ended_on.data)
            publicity.end_publicity(current_actor(), current_village(), number, taking)
            flash("已登记撤下。", "good")
            return _to_matter(number)
    return render_template("deliberation/follow_up/take_down.html", page=page, form=form), form.status


@blueprint.route("/<int:number>/remarks/new", methods=["GET", "POST"])
@require(Permission.MATTER_ACCEPT)
def write_remark(number: int) -> ResponseReturnValue:
    """Let the supervision committee remark on what was put up last."""
    form = RemarkForm()
    page = screens.notice_page(current_village(), number)
    if form.validate_on_submit():
        with form.refusals():
            target = page.target or Target.RESOLUTION
            remarks.write_remark(current_actor(), current_village(), number, target=target, text=form.text.data)
            flash("监督意见已保存并公布。", "good")
            return _to_matter(number)
    return render_template("deliberation/follow_up/remark.html", page=page, form=form), form.status


def _objections(filters: ObjectionFilter) -> list[ShownObjection]:
    asked = filters.value("state")
    waiting = None if not asked else asked == _WAITING
    return screens.objection_list(current_village(), viewer(), today=clock.today(), waiting=waiting)


def _to_matter(number: int) -> ResponseReturnValue:
    """Go back to the matter; whoever may not see matters goes home."""
    if not may(Permission.MATTER_VIEW):
        return redirect(url_for("home.village"))
    return redirect(url_for(".show", number=number))

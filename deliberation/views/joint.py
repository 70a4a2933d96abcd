"""The screens of joint proposals: list, start, support, sheets of signatures, and what comes of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from deliberation.errors import NotEntitledToJoinError
from deliberation.forms.origins import (
    JointAnswerForm,
    JointMatterForm,
    SheetCheckForm,
    SheetForm,
    StartJointForm,
    WithdrawJointForm,
)
from deliberation.procedures import matter_types_on
from deliberation.queries import joint_screens as screens
from deliberation.rules.joint import Signatories
from deliberation.services import joint as acts
from deliberation.services import joint_sheets
from deliberation.views.follow_up import viewer
from deliberation.views.matters import propose_from
from deliberation.views.root import blueprint, may
from portal.kernel import clock
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.web.charts import share_bar
from portal.web.context import current_actor, current_village
from portal.web.guards import SIGNED_IN, require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from deliberation.queries.joint_screens import ShownJoint
    from portal.kernel.paging import Page
    from portal.web.forms import BaseForm


@dataclass(frozen=True, slots=True, kw_only=True)
class JointListPage:
    """The village's joint proposals by pages."""

    proposals: Page[ShownJoint]
    may_start: bool
    may_check: bool


@blueprint.get("/joint/")
@require(SIGNED_IN)
def joint_list() -> str:
    """List what is proposed together, and how far each has come."""
    found = screens.joint_list(current_village(), viewer(), today=clock.today())
    page = JointListPage(
        proposals=page_of(found, number=asked_page()),
        may_start=current_actor().home_id == current_village().id,
        may_check=may(Permission.SUGGESTION_RECORD),
    )
    return render_template("deliberation/joint/index.html", page=page)


@blueprint.route("/joint/new", methods=["GET", "POST"])
@require(SIGNED_IN)
def start_joint() -> ResponseReturnValue:
    """Start a joint proposal."""
    page = screens.start_page(current_village(), person_id=current_actor().person_id, today=clock.today())
    if not page.sides:
        raise NotEntitledToJoinError(Signatories.VILLAGERS.base)
    form = StartJointForm(side=page.sides[0].value)
    form.offer(page.sides, page.kinds)
    if form.validate_on_submit():
        with form.refusals():
            starting = acts.Starting(
                side=Signatories(form.side.data),
                matter_type=form.matter_type.data,
                title=form.title.data.strip(),
                plan=form.plan.data.strip(),
            )
            made = acts.start_joint(current_actor(), current_village(), starting)
            flash("联名提议已经发起，您是第一个支持的人。请告诉乡亲们来支持。", "good")
            return _to(made.number)
    return render_template("deliberation/joint/start.html", form=form), form.status


@blueprint.get("/joint/<int:joint>/")
@require(SIGNED_IN)
def joint(joint: int) -> str:
    """Show one joint proposal and how many are still missing."""
    page = screens.joint_page(current_village(), joint, viewer(), today=clock.today())
    count = page.shown.row.gathered
    bar = share_bar(count.supporters, of=count.needed)
    return render_template("deliberation/joint/show.html", page=page, bar=bar)


@blueprint.post("/joint/<int:joint>/support")
@require(SIGNED_IN)
def support_joint(joint: int) -> ResponseReturnValue:
    """Support a proposal as the person signed in."""
    acts.support_joint(current_actor(), current_village(), joint)
    flash("已记下您的支持。人数够以前，您可以收回。", "good")
    return _to(joint)


@blueprint.post("/joint/<int:joint>/support/back")
@require(SIGNED_IN)
def take_back_support(joint: int) -> ResponseReturnValue:
    """Take one's support back."""
    acts.take_back_support(current_actor(), current_village(), joint)
    flash("已收回您的支持。", "good")
    return _to(joint)


@blueprint.route("/joint/<int:joint>/withdraw", methods=["GET", "POST"])
@require(SIGNED_IN)
def withdraw_joint(joint: int) -> ResponseReturnValue:
    """Take a proposal of one's own back."""
    page = screens.joint_withdrawing_page(current_village(), joint, viewer(), today=clock.today())
    form = WithdrawJointForm()
    if form.validate_on_submit():
        with form.refusals():
            acts.withdraw_joint(current_actor(), current_village(), joint, reason=form.reason.data)
            flash("联名提议已撤回。", "good")
            return _to(joint)
    return _handled("withdraw", page, form)


@blueprint.route("/joint/<int:joint>/sheets/new", methods=["GET", "POST"])
@require(Permission.SUGGESTION_RECORD)
def enter_sheet(joint: int) -> ResponseReturnValue:
    """Enter a signed sheet."""
    page = screens.joint_handling_page(current_village(), joint, viewer(), today=clock.today())
    form = SheetForm()
    if form.validate_on_submit():
        with form.refusals():
            joint_sheets.enter_sheet(
                current_actor(), current_village(), joint, names=form.lines, uploads=form.uploads.data
            )
            flash("签名表已录入，请另一名工作人员用自己的账号对着照片核对，核对以后计入。", "good")
            return _to(joint)
    return _handled("sheet", page, form)


@blueprint.route("/joint/<int:joint>/sheets/<int:sheet>", methods=["GET", "POST"])
@require(Permission.SUGGESTION_RECORD)
def check_sheet(joint: int, sheet: int) -> ResponseReturnValue:
    """Hold a sheet against its photo as a second officer."""
    page, shown = screens.sheet_page(current_village(), joint, sheet, viewer(), today=clock.today())
    form = SheetCheckForm()
    if form.validate_on_submit():
        with form.refusals():
            accepted = form.verdict.data == "alike"
            joint_sheets.check_sheet(
                current_actor(), current_village(), joint, sheet, accepted=accepted, reason=form.reason.data or ""
            )
            flash("签名表已计入。" if accepted else "签名表已退回，请重新录入。", "good")
            return _to(joint)
    return render_template("deliberation/joint/check.html", page=page, sheet=shown, form=form), form.status


@blueprint.route("/joint/<int:joint>/propose", methods=["GET", "POST"])
@require(Permission.MATTER_EDIT)
def propose_joint(joint: int) -> ResponseReturnValue:
    """Turn a joint proposal into a matter."""
    page = screens.joint_proposing_page(current_village(), joint, viewer(), today=clock.today())
    row = page.shown.row
    form = JointMatterForm(matter_type=row.matter_type, title=row.title, plan=row.plan)
    form.offer((kind.id, kind.name) for kind in matter_types_on(clock.today()))
    if form.validate_on_submit():
        with form.refusals():
            origin = acts.JointOrigin(proposal=joint, withheld=form.withheld.data)
            number = propose_from(form, joint=origin)
            flash(f"已列为第 {number} 号议题，接下来按“{page.procedure}”办理。", "good")
            return redirect(url_for(".show", number=number))
    return _handled("propose", page, form)


@blueprint.route("/joint/<int:joint>/answer", methods=["GET", "POST"])
@require(Permission.SUGGESTION_ANSWER)
def answer_joint(joint: int) -> ResponseReturnValue:
    """Answer a joint proposal that does not become a matter."""
    page = screens.joint_answering_page(current_village(), joint, viewer(), today=clock.today())
    form = JointAnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            acts.answer_joint(
                current_actor(), current_village(), joint, text=form.text.data, withheld=form.withheld.data
            )
            flash("已答复，会在下一次生成公开网站时公开。", "good")
            return _to(joint)
    return _handled("answer", page, form)


def _handled(name: str, page: screens.JointHandlingPage, form: BaseForm) -> ResponseReturnValue:
    return render_template(f"deliberation/joint/{name}.html", page=page, form=form), form.status


def _to(number: int) -> ResponseReturnValue:
    return redirect(url_for(".joint", joint=number))

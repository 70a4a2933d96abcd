"""The screens of the list of those entitled before sign-in: object, enter an objection, answer, put the list up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.kernel import clock
from portal.kernel.names import mask_name
from portal.meetings import queries
from portal.meetings.models import QuestionChannel, RosterQuestion
from portal.meetings.queries.notices import invited
from portal.meetings.queries.rosters import require_shown, roster_objection, roster_objections
from portal.meetings.services.rosters import (
    Brought,
    Objecting,
    RosterVerdict,
    answer_roster_objection,
    file_roster_objection,
    record_roster_objection,
)
from portal.org.permissions import Permission
from portal.pages.meetings import blueprint
from portal.pages.notice_forms import UPHELD, BroughtRosterObjectionForm, RosterAnswerForm, RosterObjectionForm
from portal.web.context import current_actor, current_village, may
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.meetings.queries import MeetingRow
    from portal.meetings.queries.rosters import RosterObjectionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterObjectionsPage:
    """What was said against a meeting's list."""

    meeting: MeetingRow
    objections: tuple[RosterObjectionRow, ...]
    person_id: int  # whoever looks answers nothing of their own
    may_answer: bool
    may_record: bool
    may_print: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """One objection to be answered."""

    meeting: MeetingRow
    objection: RosterObjectionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSheet:
    """The list for the notice board: masked names."""

    village: str
    meeting: MeetingRow
    lines: tuple[tuple[int, str, str], ...]  # number, masked name, capacity


@blueprint.route("/<int:meeting_id>/list/object", methods=["GET", "POST"])
@require(SIGNED_IN)
def object_to_list(meeting_id: int) -> ResponseReturnValue:
    """Say that the list is wrong."""
    village, actor = current_village(), current_actor()
    meeting = queries.meeting(village, meeting_id)
    require_shown(village, meeting, person_id=actor.person_id, at_home=actor.home_id == village.id)
    form = RosterObjectionForm()
    if form.validate_on_submit():
        with form.refusals():
            file_roster_objection(actor, village, meeting_id, _said(form))
            flash("已提交，工作人员会在开会以前核对、答复。", "good")
            return redirect(url_for("meetings.notice", meeting_id=meeting_id))
    return render_template("portal/meetings/object_to_list.html", page=meeting, form=form), form.status


@blueprint.get("/<int:meeting_id>/list/objections/")
@require(Permission.OBJECTION_RECORD)
def list_objections(meeting_id: int) -> str:
    """List what was said against the list, and what was answered."""
    village = current_village()
    meeting = queries.meeting(village, meeting_id)
    page = RosterObjectionsPage(
        meeting=meeting,
        objections=tuple(roster_objections(meeting.id)),
        person_id=current_actor().person_id,
        may_answer=may(Permission.OBJECTION_ANSWER),
        may_print=may(Permission.MEETING_RECORD),
        may_record=meeting.roster_id is None and clock.now() < meeting.starts_at,
    )
    return render_template("portal/meetings/list_objections.html", page=page)


@blueprint.route("/<int:meeting_id>/list/objections/new", methods=["GET", "POST"])
@require(Permission.OBJECTION_RECORD)
def record_list_objection(meeting_id: int) -> ResponseReturnValue:
    """Enter what somebody brought on paper, by telephone or spoken."""
    village = current_village()
    meeting = queries.meeting(village, meeting_id)
    form = BroughtRosterObjectionForm()
    if form.validate_on_submit():
        with form.refusals():
            brought = Brought(channel=QuestionChannel(form.channel.data), filer_name=form.filer.data)
            record_roster_objection(current_actor(), village, meeting_id, _said(form), brought=brought)
            flash("异议已登记，等待答复。", "good")
            return redirect(url_for("meetings.list_objections", meeting_id=meeting_id))
    return render_template("portal/meetings/record_list_objection.html", page=meeting, form=form), form.status


@blueprint.route("/<int:meeting_id>/list/objections/<int:objection>/answer", methods=["GET", "POST"])
@require(Permission.OBJECTION_ANSWER)
def answer_list_objection(meeting_id: int, objection: int) -> ResponseReturnValue:
    """Answer one objection."""
    village = current_village()
    meeting = queries.meeting(village, meeting_id)
    filed = roster_objection(meeting.id, objection)
    form = RosterAnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            verdict = RosterVerdict(upheld=form.verdict.data == UPHELD, reason=form.reason.data)
            answer_roster_objection(current_actor(), village, meeting_id, verdict, number=objection)
            flash("已答复。", "good")
            return redirect(url_for("meetings.list_objections", meeting_id=meeting_id))
    page = AnswerPage(meeting=meeting, objection=filed)
    return render_template("portal/meetings/answer_list_objection.html", page=page, form=form), form.status


@blueprint.get("/<int:meeting_id>/list/sheet")
@require(Permission.MEETING_RECORD)
def list_sheet(meeting_id: int) -> str:
    """Show the list for the notice board."""
    village = current_village()
    meeting = queries.meeting(village, meeting_id)
    lines = tuple((one.number, mask_name(one.name), one.capacity) for one in invited(village, meeting))
    return render_template(
        "portal/meetings/list_sheet.html", page=ListSheet(village=village.name, meeting=meeting, lines=lines)
    )


def _said(form: RosterObjectionForm) -> Objecting:
    return Objecting(question=RosterQuestion(form.question.data), about=form.about.data, text=form.text.data)

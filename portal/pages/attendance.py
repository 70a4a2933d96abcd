"""The screens on a meeting's day: who is there, who asked for leave, and the slip shown at the door."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, request, url_for

from portal.kernel import clock
from portal.kernel.errors import DomainError, NotFoundError
from portal.kernel.paging import page_of
from portal.meetings import queries, services
from portal.meetings.errors import ForeignSlipError
from portal.org.permissions import Permission
from portal.pages.filters import RosterFilter
from portal.pages.forms import AttendanceForm, LeaveForm
from portal.pages.meetings import ShownLine, blueprint, shown_line
from portal.pages.sheets import REASON_COLUMNS, ROSTER_COLUMNS, reason_rows, roster_rows
from portal.pages.tickets import Ticket, ticket_of
from portal.web.context import current_actor, current_village, may
from portal.web.downloads import table_response
from portal.web.fields import options
from portal.web.guards import SIGNED_IN, require
from portal.web.lists import asked_page
from portal.web.mounted import ShownPanel, panels_about

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.kernel.paging import Page
    from portal.meetings.queries import LineRow, MeetingRow

#: As many people as are ticked on one screen.
_TICKED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPage:
    """The frozen roster, by pages."""

    meeting: MeetingRow
    lines: Page[ShownLine]
    filters: RosterFilter
    may_record: bool  # who does also sees why somebody asked for leave


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """The frozen roster, to be ticked; those present stand in their places, so that pages do not move."""

    meeting: MeetingRow
    lines: Page[LineRow]
    filters: RosterFilter
    waiting: int
    all_ticked: bool
    panels: tuple[ShownPanel, ...]  # what areas say of who is still needed


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInPage:
    """The slip shown at the door: whose it is, or why it opens nothing."""

    meeting: MeetingRow
    slip: str
    line: LineRow | None
    refusal: str


@blueprint.get("/<int:meeting_id>/people/")
@require(Permission.MEETING_VIEW)
def roster(meeting_id: int) -> str:
    """Show who was entitled and who came."""
    village, filters = current_village(), RosterFilter()
    meeting = queries.meeting(village, meeting_id)
    lines = [shown_line(line, meeting) for line in _lines(meeting) if filters.keeps(line)]
    page = RosterPage(
        meeting=meeting,
        lines=page_of(lines, number=asked_page()),
        filters=filters,
        may_record=may(Permission.MEETING_RECORD),
    )
    return render_template("portal/meetings/roster.html", page=page)


@blueprint.get("/<int:meeting_id>/people/table.xlsx")
@require(Permission.MEETING_VIEW)
def roster_table(meeting_id: int) -> Response:
    """Hand out the lines asked for as a table."""
    meeting, filters = queries.meeting(current_village(), meeting_id), RosterFilter()
    filters.require_readable()
    rows = [line for line in _lines(meeting) if filters.keeps(line)]
    title = f"{meeting.title}应到名单"
    if may(Permission.MEETING_RECORD):
        return table_response(title, REASON_COLUMNS, reason_rows(rows))
    return table_response(title, ROSTER_COLUMNS, roster_rows(rows))


@blueprint.route("/<int:meeting_id>/attendance", methods=["GET", "POST"])
@require(Permission.MEETING_RECORD)
def sign_in(meeting_id: int) -> ResponseReturnValue:
    """Tick who is present; ``?all=1`` begins with everybody ticked, so that only the absent are unticked."""
    village, filters = current_village(), RosterFilter()
    meeting = queries.meeting(village, meeting_id)
    lines = _lines(meeting)
    form = AttendanceForm()
    form.lines.choices = options((line.id, line.name) for line in lines)  # who was ticked twice is present once
    asked = page_of([line for line in lines if filters.keeps(line)], number=asked_page(), size=_TICKED)
    if form.validate_on_submit():
        with form.refusals():
            added = services.record_attendance(current_actor(), village, meeting_id, form.lines.data)
            flash(f"已签到 {added} 人。", "good")
            if asked.later is None:
                return redirect(url_for("meetings.show", meeting_id=meeting_id))
            return redirect(url_for("meetings.sign_in", meeting_id=meeting_id, page=asked.later, **filters.asked))
    page = SignInPage(
        meeting=meeting,
        lines=asked,
        filters=filters,
        waiting=sum(not line.in_person for line in lines),
        all_ticked="all" in request.args,
        panels=panels_about(village, "attendance", meeting.id),
    )
    return render_template("portal/meetings/sign_in.html", page=page, form=form), form.status


@blueprint.route("/<int:meeting_id>/leave", methods=["GET", "POST"])
@require(Permission.MEETING_RECORD)
def leave(meeting_id: int) -> ResponseReturnValue:
    """Record that somebody asked for leave."""
    village = current_village()
    meeting = queries.meeting(village, meeting_id)
    form = LeaveForm()
    asked = queries.leaves_of(meeting.id)
    present = {line.person_id for line in _lines(meeting) if line.present_at is not None}
    form.person.offer(
        (row.id, f"{row.name}（{row.code}）")
        for row in queries.entitled_people(village, meeting.body, on=meeting.meets_on, circle=meeting.circle)
        if row.id not in asked and row.id not in present
    )
    if form.validate_on_submit():
        with form.refusals():
            services.record_leave(current_actor(), village, meeting_id, form.person.data, reason=form.reason.data)
            flash("已登记请假。", "good")
            return redirect(url_for("meetings.show", meeting_id=meeting_id))
    return render_template("portal/meetings/leave.html", page=meeting, form=form), form.status


@blueprint.get("/check-in/<slip>")
@require(SIGNED_IN)
def check_in(slip: str) -> ResponseReturnValue:
    """Show whoever records attendance whose slip this is; anybody else is told to whom to hand it. Nothing happens."""
    ticket, meeting = _shown_at_the_door(slip)
    if not may(Permission.MEETING_RECORD):
        return render_template("portal/meetings/hand_over.html", page=meeting)
    line, refusal, status = None, "", HTTPStatus.OK
    try:
        line = queries.require_admissible(meeting, ticket.person_id, today=clock.today())
    except DomainError as error:
        refusal, status = error.sentence, error.status
    page = CheckInPage(meeting=meeting, slip=slip, line=line, refusal=refusal)
    return render_template("portal/meetings/check_in.html", page=page), status


@blueprint.post("/check-in/<slip>")
@require(Permission.MEETING_RECORD)
def admit(slip: str) -> ResponseReturnValue:
    """Sign in the person whose slip was shown."""
    ticket, meeting = _shown_at_the_door(slip)
    line = services.check_in(current_actor(), current_village(), meeting.id, ticket.person_id)
    flash(f"已签到：{line.name}。", "good")
    return redirect(url_for("meetings.check_in", slip=slip))


def _lines(meeting: MeetingRow) -> list[LineRow]:
    return queries.roster_lines(meeting.roster_id) if meeting.roster_id is not None else []


def _shown_at_the_door(slip: str) -> tuple[Ticket, MeetingRow]:
    ticket = ticket_of(slip, key=str(current_app.secret_key))
    try:
        return ticket, queries.meeting(current_village(), ticket.meeting_id)
    except NotFoundError as error:
        raise ForeignSlipError from error

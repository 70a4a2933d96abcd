"""The screens of taking part from afar: confirm that one does online, record a written proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.meetings import queries, services
from portal.meetings.models import AttendanceManner
from portal.meetings.presence import require_offered
from portal.org.permissions import Permission
from portal.pages.forms import ProxyForm
from portal.pages.meetings import blueprint
from portal.web.context import current_actor, current_village, may
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.post("/<int:meeting_id>/online")
@require(SIGNED_IN)
def join_online(meeting_id: int) -> ResponseReturnValue:
    """Confirm of oneself that one takes part online."""
    new = services.join_online(current_actor(), current_village(), meeting_id)
    flash("已确认您在线上参加，算到会，可以投票。" if new else "您已经算到会，不用再确认。", "good")
    if may(Permission.MEETING_VIEW):
        return redirect(url_for("meetings.show", meeting_id=meeting_id))
    return redirect(url_for("home.village"))


@blueprint.route("/<int:meeting_id>/proxies/new", methods=["GET", "POST"])
@require(Permission.MEETING_RECORD)
def record_proxy(meeting_id: int) -> ResponseReturnValue:
    """Record the written proxy a delegate brings."""
    village = current_village()
    meeting = queries.meeting(village, meeting_id)
    rule = require_offered(meeting.body, AttendanceManner.BY_PROXY, on=meeting.meets_on)
    lines = queries.roster_lines(meeting.roster_id) if meeting.roster_id is not None else []
    form = ProxyForm()
    form.line.offer(
        (line.id, f"{line.number}. {line.name}（{line.household or '没有户号'}）")
        for line in lines
        if line.present_at is None
    )
    if form.validate_on_submit():
        with form.refusals():
            proxying = services.Proxying(line_id=form.line.data, delegate=form.delegate.data, paper=form.paper.data)
            proxy = services.record_proxy(current_actor(), village, meeting_id, proxying)
            flash(f"已登记书面委托，{proxy.delegate_name}代为参加，委托人算到会。", "good")
            return redirect(url_for("meetings.show", meeting_id=meeting_id))
    return render_template("portal/meetings/proxy.html", page=meeting, rule=rule, form=form), form.status

"""The screens of meetings: convene, begin sign-in, minute. Nothing here knows how a body votes.

What happens on the day stands in ``attendance``, ``hall`` and ``presence``, what is printed in ``meeting_prints``, what
goes into calendars in ``meeting_calendar``, who was told in ``notices``, what is said against the list of those
entitled in ``roster_objections``; all share one blueprint.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.kernel import clock
from portal.kernel.attachments import attachments_of
from portal.kernel.clock import local_day
from portal.kernel.days import chinese_moment
from portal.kernel.paging import PAGE_SIZE, page_of
from portal.meetings import queries, services
from portal.meetings.bodies import COMPOSITIONS, Body
from portal.meetings.models import AttendanceManner
from portal.meetings.presence import offered
from portal.meetings.queries.notices import count_told, invited
from portal.meetings.queries.presence import proxies
from portal.meetings.queries.rosters import may_see_list, objection_counts
from portal.meetings.rules import late_days
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.org.queries import people_in_office
from portal.pages.filters import MeetingFilter
from portal.pages.forms import ConveneForm, MinutesForm
from portal.pages.sheets import MEETING_COLUMNS, meeting_rows
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.fields import options
from portal.web.guards import require
from portal.web.lists import asked_page
from portal.web.mounted import ShownPanel, panels_about

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.kernel.attachments import AttachmentRow
    from portal.kernel.paging import Page
    from portal.meetings.presence import OfferedManner
    from portal.meetings.queries import LineRow, MeetingRow, MinutesRow
    from portal.meetings.queries.notices import DeliveryCount
    from portal.meetings.queries.presence import ProxyRow
    from portal.meetings.queries.rosters import ObjectionCount
    from portal.org.models import Place
    from portal.org.queries import PersonRow

blueprint = Blueprint("meetings", __name__, url_prefix="/<village>/meetings")

#: Who may be named as chair or recorder.
_CADRES = (Office.SECRETARY, Office.BRANCH_COMMITTEE, Office.DIRECTOR, Office.COMMITTEE, Office.SUPERVISOR)


class Stage(StrEnum):
    """How far a meeting has come; computed, never stored."""

    UPCOMING = "upcoming"
    TO_BEGIN = "to_begin"
    SIGNING_IN = "signing_in"
    MINUTED = "minuted"


#: The mark of each stage: shape and words.
_MARKS = {
    Stage.UPCOMING: ("wait", "已通知"),
    Stage.TO_BEGIN: ("warn", "还没开始签到"),
    Stage.SIGNING_IN: ("wait", "签到中，待写记录"),
    Stage.MINUTED: ("done", "已有会议记录"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMeeting:
    """A meeting as the list shows it."""

    meeting: MeetingRow
    mark: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingList:
    """The meetings asked for, newest first, by pages."""

    meetings: Page[ListedMeeting]
    filters: MeetingFilter
    may_convene: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line of the roster, and how many days after the meeting its presence was entered."""

    line: LineRow
    late_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPresence:
    """How the person looking takes part in a meeting, and whether they may say now that they do online."""

    line: LineRow
    may_join: bool
    article: str
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProxy:
    """A written proxy with the photo of its paper."""

    row: ProxyRow
    files: tuple[AttachmentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """One meeting with everything recorded of it."""

    meeting: MeetingRow
    mark: tuple[str, str]
    article: str
    may_begin: bool
    may_record_proxy: bool
    proxies: tuple[ShownProxy, ...]  # for those who record, and each for who gave it
    own: OwnPresence | None  # of whoever looks, where one may take part from afar
    may_sign_in: bool
    may_minute: bool
    may_record: bool
    upcoming: bool
    absent: int
    counted: tuple[tuple[str, str], ...]
    lines: tuple[ShownLine, ...]  # empty where there are too many for this screen
    minutes: tuple[MinutesRow, ...]
    panels: tuple[ShownPanel, ...]
    delivery: DeliveryCount  # of the notice
    objections: ObjectionCount  # to the list of those entitled
    may_see_objections: bool
    readable: bool  # the notice and, until it begins, the list of those entitled, for whoever is looking
    group_text: str  # for the village's chat group; empty once the meeting has begun


@blueprint.get("/")
@require(Permission.MEETING_VIEW)
def index() -> str:
    """List the village's meetings."""
    village, today, filters = current_village(), clock.today(), MeetingFilter()
    listed = [
        ListedMeeting(meeting=one, mark=_MARKS[stage_of(one, today=today)])
        for one in queries.meetings(village)
        if filters.keeps(one)
    ]
    page = MeetingList(
        meetings=page_of(listed, number=asked_page()),
        filters=filters,
        may_convene=current_actor().may(Permission.MEETING_CONVENE, village, on=today),
    )
    return render_template("portal/meetings/index.html", page=page)


@blueprint.get("/table.xlsx")
@require(Permission.MEETING_VIEW)
def table() -> Response:
    """Hand out the meetings asked for as a table."""
    village, filters = current_village(), MeetingFilter()
    filters.require_readable()
    rows = [one for one in queries.meetings(village) if filters.keeps(one)]
    return table_response(f"{village.name}会议", MEETING_COLUMNS, meeting_rows(rows))


@blueprint.route("/new", methods=["GET", "POST"])
@require(Permission.MEETING_CONVENE)
def convene() -> ResponseReturnValue:
    """Convene a meeting: the notice goes out now."""
    village = current_village()
    form = ConveneForm()
    named = [(row.id, f"{row.name}（{row.offices_text}）") for row in cadres()]
    sizes = queries.body_sizes(village, on=clock.today())
    form.body.choices = options(
        (body.value, f"{COMPOSITIONS[body].name}（现有 {sizes[body]} 人）")
        for body in _convened(request.args.get("body"))
    )
    form.chair.offer(named)
    form.recorder.offer(named)
    if form.validate_on_submit():
        with form.refusals():
            convening = services.Convening(
                body=Body(form.body.data),
                title=form.title.data,
                place=form.place.data,
                starts_at=form.starts_at.data,
                notice=form.notice.data,
                chair_id=form.chair.data,
                recorder_id=form.recorder.data,
                urgency=form.urgency.data or "",
            )
            meeting = services.convene_meeting(current_actor(), village, convening)
            flash("会议已召集，通知已记录。", "good")
            return redirect(url_for("meetings.show", meeting_id=meeting.id))
    panels = panels_about(village, "convening", village.slug)
    return render_template("portal/meetings/convene.html", form=form, panels=panels), form.status


@blueprint.get("/<int:meeting_id>/")
@require(Permission.MEETING_VIEW)
def show(meeting_id: int) -> str:
    """Show one meeting."""
    village, actor, today = current_village(), current_actor(), clock.today()
    meeting = queries.meeting(village, meeting_id)
    stage = stage_of(meeting, today=today)
    records = actor.may(Permission.MEETING_RECORD, village, on=today)
    lines = tuple(queries.roster_lines(meeting.roster_id)) if meeting.roster_id is not None else ()
    absent = sum(line.present_at is None for line in lines)
    manners = offered(meeting.body, on=meeting.meets_on)
    told = stage in {Stage.UPCOMING, Stage.TO_BEGIN} and not meeting.entered_afterwards
    page = MeetingPage(
        meeting=meeting,
        mark=_MARKS[stage],
        article=COMPOSITIONS[meeting.body].article,
        may_begin=records and meeting.roster_id is None and stage is not Stage.UPCOMING,
        may_sign_in=records and not all(line.in_person for line in lines) and stage is Stage.SIGNING_IN,
        may_record_proxy=records and absent > 0 and AttendanceManner.BY_PROXY in manners,
        proxies=_proxies(village, meeting, records=records) if AttendanceManner.BY_PROXY in manners else (),
        own=_own_presence(meeting, lines, manners, today=today),
        may_minute=records and meeting.roster_id is not None,
        absent=absent,
        may_record=records,
        upcoming=stage is Stage.UPCOMING,
        counted=_counted(meeting, lines),
        lines=tuple(shown_line(line, meeting) for line in lines) if len(lines) <= PAGE_SIZE else (),
        minutes=tuple(reversed(queries.minutes_of(meeting.id))),
        panels=panels_about(village, "meeting", meeting.id),
        delivery=count_told(invited(village, meeting), meets_on=meeting.meets_on),
        objections=objection_counts([meeting.id])[meeting.id],
        may_see_objections=actor.may(Permission.OBJECTION_RECORD, village, on=today),
        readable=may_see_list(village, meeting, person_id=actor.person_id, at_home=actor.home_id == village.id),
        group_text=_group_text(village.name, meeting) if told else "",
    )
    return render_template("portal/meetings/show.html", page=page)


@blueprint.post("/<int:meeting_id>/roster")
@require(Permission.MEETING_RECORD)
def begin(meeting_id: int) -> ResponseReturnValue:
    """Begin sign-in: from now on who is entitled is fixed."""
    roster = services.freeze_roster(current_actor(), current_village(), meeting_id)
    flash(f"签到开始，应到 {roster.entitled} 人，名单已固定。", "good")
    return redirect(url_for("meetings.sign_in", meeting_id=meeting_id))


@blueprint.route("/<int:meeting_id>/minutes", methods=["GET", "POST"])
@require(Permission.MEETING_RECORD)
def minute(meeting_id: int) -> ResponseReturnValue:
    """Write the minutes, or a later version of them."""
    village = current_village()
    meeting = queries.meeting(village, meeting_id)
    written = queries.minutes_of(meeting_id)
    form = MinutesForm(text=written[-1].text if written else "")
    if not written:
        del form.reason
    if form.validate_on_submit():
        with form.refusals():
            reason = form.reason.data if written else ""
            services.write_minutes(current_actor(), village, meeting_id, form.text.data, reason=reason)
            flash("会议记录已封存。", "good")
            return redirect(url_for("meetings.show", meeting_id=meeting_id))
    return render_template("portal/meetings/minutes.html", page=meeting, form=form), form.status


def stage_of(meeting: MeetingRow, *, today: date) -> Stage:
    """Return how far a meeting has come on that day."""
    if meeting.minuted:
        return Stage.MINUTED
    if meeting.roster_id is not None:
        return Stage.SIGNING_IN
    return Stage.UPCOMING if clock.local_day(meeting.starts_at) > today else Stage.TO_BEGIN


def shown_line(line: LineRow, meeting: MeetingRow) -> ShownLine:
    """Return a line as screens show it."""
    if line.present_at is None:
        return ShownLine(line=line, late_days=0)
    days = late_days(happened_on=meeting.meets_on, recorded_on=local_day(line.present_at))
    return ShownLine(line=line, late_days=days)


def _own_presence(
    meeting: MeetingRow,
    lines: Sequence[LineRow],
    manners: Mapping[AttendanceManner, OfferedManner],
    *,
    today: date,
) -> OwnPresence | None:
    line = next((one for one in lines if one.person_id == current_actor().person_id), None)
    rule = manners.get(AttendanceManner.ONLINE)
    if line is None or rule is None:
        return None
    may_join = meeting.meets_on == today and not line.in_person
    return OwnPresence(line=line, may_join=may_join, article=rule.article, quoted=rule.quoted)


def _proxies(village: Place, meeting: MeetingRow, *, records: bool) -> tuple[ShownProxy, ...]:
    own = current_actor().person_id
    rows = [one for one in proxies(meeting.roster_id or 0) if records or one.person_id == own]
    papers = attachments_of(village.log_id, "proxy", [one.id for one in rows]) if rows else {}
    return tuple(ShownProxy(row=one, files=tuple(papers.get(str(one.id), ()))) for one in rows)


def _counted(meeting: MeetingRow, lines: Sequence[LineRow]) -> tuple[tuple[str, str], ...]:
    found = [("应到", f"{meeting.entitled} 人"), ("实到", meeting.attended)]
    late = sum(shown_line(line, meeting).late_days > 0 for line in lines)
    if late:
        found.append(("其中会后补录", f"{late} 人"))
    leaves = sum(bool(line.leave) and line.present_at is None for line in lines)
    if leaves:
        found.append(("请假", f"{leaves} 人"))
    if meeting.households_entitled is not None:
        found += [("应到户", f"{meeting.households_entitled} 户"), ("到会户", f"{meeting.households_present} 户")]
    return tuple(found)


def _convened(asked: str | None) -> list[Body]:
    """Return the bodies a notice may name; one that only some places have where it is asked for, and then first."""
    found = [
        body
        for body in Body
        if not COMPOSITIONS[body].of_branch and (not COMPOSITIONS[body].local or body.value == asked)
    ]
    return sorted(found, key=lambda body: body.value != asked)


def cadres() -> list[PersonRow]:
    """Return who may chair, record and carry notices."""
    return people_in_office(current_village(), *_CADRES, on=clock.today())


def _group_text(village: str, meeting: MeetingRow) -> str:
    """Return what is sent to the village's group: which meeting, when and where, about what."""
    lines = (
        f"【{village}会议通知】{_one_line(meeting.title)}",
        f"时间：{chinese_moment(meeting.starts_at.astimezone(clock.LOCAL))}",
        f"地点：{_one_line(meeting.place)}",
        f"事项：{_one_line(meeting.notice)}",
        "来不了的，请提前请假。",
    )
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())

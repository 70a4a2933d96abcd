"""A branch's meetings: convene one, write down what it was, correct it, add photos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from points.branch import queries, services
from points.branch.forms import AddendumForm, ConveneForm, PhotosForm, RecordForm
from points.branch.life import Form, kind_name, kinds_on, practice_name, tie_words
from points.branch.queries import BRANCH_MEETING
from points.branch.rules.attendance import Turnout, lines_of, turnout_of
from points.branch.services import BranchConvening, Recording
from points.branch.views.root import blueprint
from portal.kernel import clock
from portal.kernel.attachments import attachments_of
from portal.meetings.queries import minutes_of
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id, branches
from portal.web.context import current_actor, current_village, may
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.branch.queries import RecordRow
    from points.branch.rules.facts import LineFact, MeetingFact
    from portal.kernel.attachments import AttachmentRow
    from portal.meetings.queries import MinutesRow
    from portal.org.queries import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """One branch meeting with everything recorded of it."""

    fact: MeetingFact
    branch_id: int | None  # whose year the way back leads to
    kind: str
    practice: str
    tie: str
    turnout: Turnout
    lines: tuple[LineFact, ...]
    minutes: tuple[MinutesRow, ...]
    records: tuple[RecordRow, ...]
    photos: tuple[AttachmentRow, ...]
    unsigned: bool  # nobody had signed in when its record was sealed
    why_late: str
    entered_late: int
    may_record: bool
    may_see_reasons: bool
    may_sign_in: bool


@blueprint.route("/<int:branch_id>/convene", methods=["GET", "POST"])
@require(Permission.BRANCH_CONVENE)
def convene(branch_id: int) -> ResponseReturnValue:
    """Convene a meeting of a kind, or enter one that is over."""
    village = current_village()
    branch = branch_by_id(village, branch_id)
    form = _convene_form(branch_id)
    if form.validate_on_submit():
        with form.refusals():
            convening = BranchConvening(
                kind=form.kind.data,
                group=form.group.data or "",
                title=form.title.data,
                place=form.place.data,
                starts_at=form.starts_at.data,
                agenda=form.agenda.data,
                chair_id=form.chair.data,
                recorder_id=form.recorder.data,
                why_late=form.why_late.data or "",
            )
            made = services.convene(current_actor(), village, branch_id, convening)
            late = f"，标明补录 {made.late_days} 天" if made.late_days else "，通知已发出"
            flash(f"{kind_name(made.kind)}已登记{late}。", "good")
            return redirect(url_for(".meeting", meeting_id=made.meeting_id))
    expected = queries.expected(village, branch_id, on=clock.today())
    return render_template("points/branch/convene.html", branch=branch, form=form, expected=expected), form.status


@blueprint.get("/meetings/<int:meeting_id>/")
@require(Permission.POINTS_VIEW)
def meeting(meeting_id: int) -> str:
    """Show one branch meeting."""
    return render_template("points/branch/meeting.html", page=_page(meeting_id))


@blueprint.route("/meetings/<int:meeting_id>/record", methods=["GET", "POST"])
@require(Permission.BRANCH_CONVENE)
def record(meeting_id: int) -> ResponseReturnValue:
    """Write down what a meeting was."""
    village = current_village()
    fact = queries.meeting_fact(village, meeting_id)
    form = RecordForm()
    form.offer()
    if fact.minuted_at is not None:
        del form.text
    if fact.held:
        del form.unsigned
    if form.validate_on_submit():
        with form.refusals():
            recording = _recording(form, text=form.text.data or "" if "text" in form else "")
            unsigned = "unsigned" in form and form.unsigned.data
            services.record_meeting(
                current_actor(), village, meeting_id, recording, photos=form.photos.data, unsigned=unsigned
            )
            flash("会议记录已封存。", "good")
            return redirect(url_for(".meeting", meeting_id=meeting_id))
    return render_template("points/branch/record.html", fact=fact, form=form), form.status


@blueprint.route("/meetings/<int:meeting_id>/addendum", methods=["GET", "POST"])
@require(Permission.BRANCH_CONVENE)
def addendum(meeting_id: int) -> ResponseReturnValue:
    """Put something right beside the minutes."""
    village = current_village()
    fact = queries.meeting_fact(village, meeting_id)
    form = AddendumForm(
        form=fact.form.value if fact.form else None, practice=fact.practice, tie=fact.tie, tie_key=fact.tie_key
    )
    form.offer()
    form.text.label.text = "更正或者补充的内容"
    if form.validate_on_submit():
        with form.refusals():
            recording = _recording(form, text=form.text.data or "")
            services.add_addendum(current_actor(), village, meeting_id, recording, reason=form.reason.data)
            flash("已保存，和原来的记录放在一起。", "good")
            return redirect(url_for(".meeting", meeting_id=meeting_id))
    return render_template("points/branch/addendum.html", fact=fact, form=form), form.status


@blueprint.route("/meetings/<int:meeting_id>/photos", methods=["GET", "POST"])
@require(Permission.BRANCH_CONVENE)
def photos(meeting_id: int) -> ResponseReturnValue:
    """Add photos to a meeting."""
    village = current_village()
    fact = queries.meeting_fact(village, meeting_id)
    form = PhotosForm()
    if form.validate_on_submit():
        with form.refusals():
            added = services.add_photos(current_actor(), village, meeting_id, form.photos.data)
            flash(f"已加 {added} 张照片。" if added else "这些照片已经在了。", "good")
            return redirect(url_for(".meeting", meeting_id=meeting_id))
    return render_template("points/branch/photos.html", fact=fact, form=form), form.status


def _convene_form(branch_id: int) -> ConveneForm:
    village, today = current_village(), clock.today()
    form = ConveneForm(kind=request.args.get("kind"), group="")
    named = [(row.id, f"{row.name}（{row.offices_text}）") for row in _people(branch_id)]
    form.kind.choices = options((one.id, f"{one.name}（{one.every.title}）") for one in kinds_on(today))
    form.group.choices = options(
        [("", "不是党小组会"), *((one, one) for one in queries.party_groups(village, branch_id, on=today))]
    )
    form.chair.offer(named)
    form.recorder.offer(named)
    return form


def _people(branch_id: int) -> list[PersonRow]:
    rows = queries.branch_members(current_village(), branch_id, on=clock.today())
    return sorted(rows, key=lambda row: (len(row.offices) == 1, row.code))  # those with an office first


def _recording(form: RecordForm | AddendumForm, *, text: str) -> Recording:
    return Recording(
        text=text,
        form=Form(form.form.data),
        practice=form.practice.data or "",
        tie=form.tie.data or "",
        tie_key=(form.tie_key.data or "").strip(),
    )


def _page(meeting_id: int) -> MeetingPage:
    village = current_village()
    fact = queries.meeting_fact(village, meeting_id)
    own = fact.branch_id if fact.branch_id is not None else _first_branch()
    entered_late, why_late = queries.entry_of(meeting_id)
    lines = lines_of(fact, own) if own is not None else fact.lines
    records = tuple(queries.records_of(meeting_id))
    return MeetingPage(
        fact=fact,
        branch_id=own,
        kind=kind_name(fact.kind),
        practice=practice_name(fact.practice),
        tie=tie_words(fact.tie, fact.tie_key),
        turnout=turnout_of(fact, own) if own is not None else Turnout(),
        lines=lines,
        minutes=tuple(minutes_of(meeting_id)),
        records=records,
        photos=tuple(attachments_of(village.log_id, BRANCH_MEETING, [meeting_id]).get(str(meeting_id), ())),
        unsigned=bool(records) and not fact.signed_by(records[0].recorded_at),
        why_late=why_late,
        entered_late=entered_late,
        may_record=may(Permission.BRANCH_CONVENE),
        may_see_reasons=may(Permission.MEETING_RECORD),
        may_sign_in=may(Permission.MEETING_RECORD) and fact.day <= clock.today(),
    )


def _first_branch() -> int | None:
    """Return the village's first branch: whose year a meeting of all branches leads back to."""
    return next((one.id for one in branches(current_village())), None)

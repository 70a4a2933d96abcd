"""The three ways in: declare on a phone, record for one, tick for a whole meeting; and one claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from points import queries, services
from points.drafts import source_of
from points.forms import BatchForm, DeclareForm, RecordForm, ReviewForm
from points.practice import declaring
from points.values import Verdict
from points.views.root import asked_branch, blueprint, may, whose
from portal.kernel import clock
from portal.kernel.months import Month
from portal.meetings.bodies import Body
from portal.meetings.queries import meeting as meeting_row
from portal.meetings.queries import meetings, roster_lines
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id, person
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from flask.typing import ResponseReturnValue

    from points.models import PointsClaim
    from points.queries import ClaimRow, SchemeRow
    from points.rules import Item
    from portal.meetings.queries import MeetingRow
    from portal.org.models import Branch

#: Meetings whose members earn points for being there.
_PARTY_BODIES = frozenset(
    {Body.PARTY_MEMBERS_MEETING, Body.PARTY_BRANCH_COMMITTEE, Body.PARTY_BRANCH, Body.PARTY_GROUP}
)
_MEETINGS_OFFERED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """What the form to enter a claim is about."""

    branch_id: int
    branch: str
    has_scheme: bool
    until: date  # the day until which the month's things are entered
    is_over: bool  # that day is past


@dataclass(frozen=True, slots=True, kw_only=True)
class TickLine:
    """A member who can be ticked; ``there`` where the meeting saw them."""

    person_id: int
    name: str
    there: bool
    done: bool
    rejected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage:
    """Everybody who can be ticked, at a meeting or on a day."""

    branch_id: int
    branch: str
    has_scheme: bool
    meeting: MeetingRow | None
    meetings: tuple[MeetingRow, ...]
    lines: tuple[TickLine, ...]
    all_ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """One claim, and whether the person looking may review it."""

    claim: ClaimRow
    own: bool
    may_review: bool
    waits_until: date | None  # the last day of the party group's check, while it runs
    photo_uses: tuple[int, ...]  # other claims that came with one of its photos
    same_day: tuple[str, ...]  # what else the member has of the same item and day


@blueprint.route("/declare", methods=["GET", "POST"])
@require(Permission.POINTS_DECLARE)
def declare() -> ResponseReturnValue:
    """Declare something of one's own, with a photo, on a phone."""
    village, today = current_village(), clock.today()
    branch = branch_by_id(village, _own_branch())
    scheme = queries.scheme_on(village, branch.id, today)
    form = DeclareForm(happened_on=today, item=request.args.get("item"))
    form.offer_items((one.category, one.code, _label(one)) for one in declarable(scheme, today))
    if form.validate_on_submit():
        with form.refusals():
            declaration = services.Declaration(
                item_code=form.item.data,
                happened_on=form.happened_on.data,
                note=form.note.data or "",
                belated=form.belated.data,
            )
            claim = services.declare_points(current_actor(), village, declaration, uploads=form.photos.data)
            return _entered(claim, "已申报，等支委审核。")
    return _entry_form("points/declare.html", form, branch, scheme)


@blueprint.route("/new", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def record() -> ResponseReturnValue:
    """Enter a claim for a member; another person reviews it."""
    village, today, branch = current_village(), clock.today(), asked_branch()
    scheme = queries.scheme_on(village, branch.id, today)
    form = RecordForm(happened_on=today)
    form.offer_items((one.category, one.code, one.description) for one in (scheme.items if scheme else ()))
    others = (row for row in queries.members(village, branch.id, on=today) if row.id != current_actor().person_id)
    form.person.offer((row.id, row.name) for row in others)
    if form.validate_on_submit():
        with form.refusals():
            recording = services.Recording(
                person_id=form.person.data,
                item_code=form.item.data,
                happened_on=form.happened_on.data,
                times=form.times.data,
                value_x100=form.value.data,
                note=form.note.data or "",
                belated=form.belated.data,
            )
            claim = services.record_claim(current_actor(), village, recording, uploads=form.photos.data)
            return _entered(claim, "已登记，等另一名支委审核。")
    return _entry_form("points/record.html", form, branch, scheme)


@blueprint.route("/batch", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def record_batch() -> ResponseReturnValue:
    """Tick who took part in a meeting, or did something together, and enter it for all of them at once."""
    village, today, branch = current_village(), clock.today(), asked_branch()
    asked = request.args.get("meeting", type=int)
    chosen = None if asked is None else meeting_row(village, asked)
    day = today if chosen is None else chosen.meets_on
    scheme = queries.scheme_on(village, branch.id, day)
    form = BatchForm(happened_on=day, note=chosen.title if chosen else "", item=_item_of(scheme, chosen))
    form.offer_items((one.category, one.code, one.description) for one in _batchable(scheme))
    lines = _lines(branch.id, chosen, code=form.item.data, day=day)
    form.offer_people((one.person_id, one.name) for one in lines)
    if form.validate_on_submit():
        with form.refusals():
            batch = services.Batch(
                item_code=form.item.data,
                happened_on=form.happened_on.data,
                person_ids=tuple(form.people.data or ()),
                meeting_id=asked,
                note=form.note.data or "",
                belated=form.belated.data,
            )
            _tell_batch(services.record_batch(current_actor(), village, batch), lines)
            return redirect(url_for(".index", branch=branch.id))
    page = BatchPage(
        branch_id=branch.id,
        branch=branch.name,
        has_scheme=scheme is not None,
        meeting=chosen,
        meetings=_party_meetings(branch.id, today),
        lines=lines,
        all_ticked=bool(request.args.get("all")),
    )
    return render_template("points/batch.html", page=page, form=form), form.status


@blueprint.get("/claims/<int:claim_id>/")
@require(Permission.POINTS_VIEW)
def claim(claim_id: int) -> ResponseReturnValue:
    """Show one claim with its photos and its answer."""
    return claim_screen(claim_id, ReviewForm(formdata=None, verdict="accepted"))


def claim_screen(claim_id: int, form: ReviewForm) -> ResponseReturnValue:
    """Return one claim with the form to review it, for whoever may."""
    found = queries.claim(current_village(), claim_id, person_id=whose())
    if found.needs_value:
        form.ask_value(found.item.worth)
    village, person_id, today = current_village(), current_actor().person_id, clock.today()
    aside = {found.submitted_by_id, found.checked_by_id, found.person_id}
    apart = person_id not in aside and found.person_id not in queries.near_ones(village, person_id, on=today)
    ready = found.verdict is None and queries.is_reviewable(found, today=today)
    page = ClaimPage(
        claim=found,
        own=found.person_id == person_id,
        may_review=ready and apart and may(Permission.POINTS_REVIEW),
        waits_until=queries.check_until(found) if found.awaits_check else None,
        photo_uses=tuple(queries.photo_uses(village, found.id)) if found.files else (),
        same_day=queries.same_day(village, [found]).get(found.id, ()),
    )
    return render_template("points/claim.html", page=page, form=form), form.status


def _entry_form(
    template: str, form: DeclareForm | RecordForm, branch: Branch, scheme: SchemeRow | None
) -> ResponseReturnValue:
    today = clock.today()
    until = declaring(Month.of(today)).until
    page = RecordPage(
        branch_id=branch.id,
        branch=branch.name,
        has_scheme=scheme is not None,
        until=until,
        is_over=today > until,
    )
    return render_template(template, page=page, form=form), form.status


def _entered(claim: PointsClaim, told: str) -> ResponseReturnValue:
    flash(told, "good")
    used = queries.photo_uses(current_village(), claim.id)
    if used:
        numbers = "、".join(f"第 {number} 号" for number in used)
        flash(f"照片在{numbers}申报里用过，审核的人会看到；如果传错了，请告诉支委。", "warn")
    return redirect(url_for(".claim", claim_id=claim.id))


def _tell_batch(made: services.Batched, lines: Sequence[TickLine]) -> None:
    """Say how many were entered, and who was not because the same claim was rejected."""
    if made.claims:
        flash(f"已登记 {len(made.claims)} 人，等另一名支委审核。", "good")
    elif not made.rejected_ids and not made.had_ids:
        flash("这次会议的这一项登记过了，没有重复。", "good")
    if made.had_ids:
        names = "、".join(one.name for one in lines if one.person_id in made.had_ids)
        flash(f"{names} 当天这一项已经有了（本人申报或另行登记），没有重复登记。", "good")
    if made.rejected_ids:
        names = "、".join(one.name for one in lines if one.person_id in made.rejected_ids)
        flash(f"没有登记 {names}：这次会议的这一项审核没有通过。补上材料以后，用“记一笔”单独登记。", "warn")


def _own_branch() -> int:
    found = person(current_village(), current_actor().person_id, on=clock.today())
    return found.branch_id or 0


def declarable(scheme: SchemeRow | None, today: date) -> list[Item]:
    """Return the additions a member may declare: those meant for members like them."""
    village, person_id = current_village(), current_actor().person_id
    row = person(village, person_id, on=today)
    classes = queries.classes_on(village, [row], on=today)[person_id]
    items = scheme.items if scheme else ()
    return [one for one in items if not one.is_deduction and (not one.applies_to or classes & set(one.applies_to))]


def _item_of(scheme: SchemeRow | None, chosen: MeetingRow | None) -> str | None:
    """Return the code of the item that the scheme makes of signing in at such a meeting, if it says so."""
    source = None if chosen is None else source_of(current_village(), chosen)
    items = scheme.items if scheme is not None and source is not None else ()
    return next((one.code for one in items if one.source == source), None)


def _label(item: Item) -> str:
    return f"{item.name}（要附{item.evidence or '照片'}）" if item.evidence_required else item.name


def _batchable(scheme: SchemeRow | None) -> list[Item]:
    """Return the items that are the same for everybody: those without a range."""
    return [one for one in (scheme.items if scheme else ()) if one.highest_x100 is None]


def _party_meetings(branch_id: int, today: date) -> tuple[MeetingRow, ...]:
    """Return the last meetings of the village's party members and of the branch and its groups, newest first."""
    found = [
        one
        for one in meetings(current_village())
        if one.body in _PARTY_BODIES
        and one.meets_on <= today
        and (one.circle is None or one.circle.branch_id == branch_id)
    ]
    return tuple(found[:_MEETINGS_OFFERED])


def _lines(branch_id: int, chosen: MeetingRow | None, *, code: str | None, day: date) -> tuple[TickLine, ...]:
    village = current_village()
    there, done = set[int](), dict[int, Verdict | None]()
    if chosen is not None:
        lines = roster_lines(chosen.roster_id) if chosen.roster_id else []
        there = {one.person_id for one in lines if one.present_at is not None}
        done = queries.recorded_at_meeting(village, chosen.id, code) if code else {}
    return tuple(
        TickLine(
            person_id=row.id,
            name=row.name,
            there=row.id in there,
            done=row.id in done,
            rejected=done.get(row.id) == Verdict.REJECTED,
        )
        for row in queries.members(village, branch_id, on=day)
        if row.id != current_actor().person_id and (chosen is None or not there or row.id in there)
    )

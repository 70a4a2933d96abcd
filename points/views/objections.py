"""Objecting to a list on display, and examining what was objected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from points import queries, services
from points.errors import NoEntryError, NoObjectionError
from points.forms import ExamineForm, ObjectionForm, PaperObjectionForm
from points.practice import answer_on
from points.values import Finding
from points.views.lists import month_of
from points.views.root import blueprint, may
from portal.kernel import clock
from portal.kernel.names import masking
from portal.org.permissions import Permission
from portal.org.queries import registered_names
from portal.web.context import current_actor, current_village
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.practice import Span
    from points.queries import EntryRow, ObjectionRow
    from portal.kernel.months import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectPage:
    """What is objected to."""

    month: Month
    entry: EntryRow | None
    answer: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionsPage:
    """The objections a person may see."""

    objections: tuple[ObjectionRow, ...]
    all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionPage:
    """One objection, and whether the person looking may examine it."""

    objection: ObjectionRow
    names_objector: bool
    text: str  # who is in the register is masked in it for whoever may not know the objector
    may_examine: bool
    stands_aside: bool  # may examine others, not this one


@blueprint.route("/months/<period>/object", methods=["GET", "POST"])
@require(SIGNED_IN)
def object_to(period: str) -> ResponseReturnValue:
    """Object to an entry on display, or say what is missing."""
    village, month = current_village(), month_of(period)
    entry_id = request.args.get("entry", type=int)
    page = ObjectPage(month=month, entry=_contested(month, entry_id), answer=answer_on(clock.today()))
    form = PaperObjectionForm() if may(Permission.OBJECTION_RECORD) else ObjectionForm()
    if form.validate_on_submit():
        with form.refusals():
            objecting = services.Objecting(
                month=month,
                text=form.text.data,
                entry_id=entry_id,
                behalf=form.behalf.data or "" if isinstance(form, PaperObjectionForm) else "",
            )
            filed = services.file_objection(current_actor(), village, objecting)
            flash(f"已收到，编号 {filed.number}，{filed.due_on.isoformat()} 前答复。", "good")
            return redirect(url_for(".objection", objection_id=filed.id))
    return render_template("points/object.html", page=page, form=form), form.status


@blueprint.get("/objections/")
@require(SIGNED_IN)
def objections() -> str:
    """List the objections: all for those who examine, else one's own and those against one's entries."""
    village, everything = current_village(), may(Permission.POINTS_EXAMINE)
    person_id = current_actor().person_id
    found = queries.objections(village) if everything else queries.objections_of(village, person_id)
    return render_template("points/objections.html", page=ObjectionsPage(objections=tuple(found), all=everything))


@blueprint.get("/objections/<int:objection_id>/")
@require(SIGNED_IN)
def objection(objection_id: int) -> ResponseReturnValue:
    """Show one objection with its answer."""
    return _objection_screen(objection_id, ExamineForm(formdata=None))


@blueprint.post("/objections/<int:objection_id>/examine")
@require(Permission.POINTS_EXAMINE)
def examine(objection_id: int) -> ResponseReturnValue:
    """Answer an objection; what is upheld takes the entry back."""
    village, form = current_village(), ExamineForm()
    queries.objection(village, objection_id)
    if form.validate_on_submit():
        with form.refusals():
            services.examine_objection(
                current_actor(),
                village,
                objection_id,
                finding=Finding(form.finding.data),
                answer=form.answer.data,
            )
            flash("已答复，下一版公示里会写明。", "good")
            return redirect(url_for(".objection", objection_id=objection_id))
    return _objection_screen(objection_id, form)


def _objection_screen(objection_id: int, form: ExamineForm) -> ResponseReturnValue:
    village, actor = current_village(), current_actor()
    found = queries.objection(village, objection_id)
    examiner = may(Permission.POINTS_EXAMINE)
    if not examiner and actor.person_id not in found.objector_ids | {found.person_id}:
        raise NoObjectionError
    near = queries.near_ones(village, actor.person_id, on=clock.today())
    apart = queries.may_examine(found, actor.person_id, near=near)
    known = queries.may_know_objector(found, actor.person_id, examiner=examiner)
    page = ObjectionPage(
        objection=found,
        names_objector=known,
        text=found.text if known else masking(registered_names(village))(found.text),
        may_examine=examiner and apart and found.finding is None,
        stands_aside=examiner and not apart and found.finding is None,
    )
    return render_template("points/objection.html", page=page, form=form), form.status


def _contested(month: Month, entry_id: int | None) -> EntryRow | None:
    """Return the entry the address names: an addition on display, or one's own; officers see every entry anyway.

    :raise NoEntryError: it is none of these, or of another month.
    """
    if entry_id is None:
        return None
    village, today = current_village(), clock.today()
    found = queries.entry(village, entry_id, today=today)
    shown = found.awarded_x100 > 0 and queries.on_display(found, queries.month_displays(village, month), today=today)
    visible = shown or may(Permission.POINTS_RECORD) or found.person_id == current_actor().person_id
    if not visible or not month.contains(found.happened_on):
        raise NoEntryError
    return found

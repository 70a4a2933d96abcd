"""Objecting to a published month, and the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from points.households import services
from points.households.errors import NoHouseholdEntryError, NoHouseholdObjectionError
from points.households.forms import AnswerForm, ObjectionForm, PaperObjectionForm
from points.households.practice import answer_on
from points.households.queries import lists as queries
from points.households.queries.entries import entry as entry_row
from points.households.queries.register import own_household_id
from points.households.services import Objecting
from points.households.values import Finding
from points.households.views.root import FormPage, blueprint, form_screen, may, month_named
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.households.queries.entries import EntryRow
    from points.households.queries.lists import ObjectionRow
    from portal.kernel.months import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionsPage:
    """The objections a person may see."""

    rows: tuple[ObjectionRow, ...]
    all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionPage:
    """One objection, and whether the person looking may answer it."""

    objection: ObjectionRow
    names_objector: bool
    may_answer: bool
    stands_aside: bool


@blueprint.route("/months/<period>/object", methods=["GET", "POST"])
@require(SIGNED_IN)
def object_to(period: str) -> ResponseReturnValue:
    """Object to a published month, or to one entry of it."""
    village, asked = current_village(), month_named(period)
    if not queries.revisions(village, asked):
        raise NotFoundError
    entry_id = request.args.get("entry", type=int)
    contested = _contested(asked, entry_id)
    form = PaperObjectionForm() if may(Permission.OBJECTION_RECORD) else ObjectionForm()
    if form.validate_on_submit():
        with form.refusals():
            behalf = form.behalf.data or "" if isinstance(form, PaperObjectionForm) else ""
            objecting = Objecting(month=asked, text=form.text.data, entry_id=entry_id, behalf=behalf)
            filed = services.file_objection(current_actor(), village, objecting)
            flash(f"已收到，编号 {filed.number}，{filed.due_on.isoformat()} 前答复。", "good")
            return redirect(url_for(".objection", objection=filed.number))
    about = f"{contested.household.title}：{contested.rule.name}" if contested else "整份名单"
    page = FormPage(
        title="提出异议",
        lead=f"由没有经手的人答复，{answer_on(clock.today()).days} 天内答复。",
        submit="提出异议",
        back=url_for(".month", period=period),
        back_title=asked.chinese,
        facts=(("对什么", about),),
    )
    return form_screen(page, form)


@blueprint.get("/objections/")
@require(SIGNED_IN)
def objections() -> str:
    """List the objections: all to those who answer, one's own to everybody else."""
    village, everything = current_village(), may(Permission.OBJECTION_ANSWER)
    found = queries.objections(village) if everything else queries.objections_of(village, current_actor().person_id)
    return render_template("points/households/objections.html", page=ObjectionsPage(rows=tuple(found), all=everything))


@blueprint.get("/objections/<int:objection>/")
@require(SIGNED_IN)
def objection(objection: int) -> ResponseReturnValue:
    """Show one objection with its answer."""
    return _objection_screen(objection, AnswerForm(formdata=None))


@blueprint.post("/objections/<int:objection>/answer")
@require(Permission.OBJECTION_ANSWER)
def answer(objection: int) -> ResponseReturnValue:
    """Answer an objection; what is upheld takes the entry back."""
    village, form = current_village(), AnswerForm()
    queries.objection(village, objection)
    if form.validate_on_submit():
        with form.refusals():
            services.answer_objection(
                current_actor(),
                village,
                objection,
                finding=Finding(form.finding.data),
                answer=form.answer.data,
            )
            flash("已答复，下一版名单里会写明。", "good")
            return redirect(url_for(".objection", objection=objection))
    return _objection_screen(objection, form)


def _objection_screen(number: int, form: AnswerForm) -> ResponseReturnValue:
    row, person_id = queries.objection(current_village(), number), current_actor().person_id
    answers = may(Permission.OBJECTION_ANSWER)
    if not answers and person_id not in row.objector_ids:
        raise NoHouseholdObjectionError
    apart = row.is_apart(person_id, own_household_id(person_id))
    page = ObjectionPage(
        objection=row,
        names_objector=person_id in row.objector_ids or (answers and apart),
        may_answer=answers and apart and row.finding is None,
        stands_aside=answers and not apart and row.finding is None,
    )
    return render_template("points/households/objection.html", page=page, form=form), form.status


def _contested(month: Month, entry_id: int | None) -> EntryRow | None:
    """Return the entry the address names: of one's own household, or any for officers.

    :raise NoHouseholdEntryError: it is neither, or of another month.
    """
    if entry_id is None:
        return None
    row = entry_row(current_village(), entry_id)
    own = own_household_id(current_actor().person_id) == row.household.id
    if not month.contains(row.counted_on) or not (own or may(Permission.HOUSEHOLDS_VIEW)):
        raise NoHouseholdEntryError
    return row

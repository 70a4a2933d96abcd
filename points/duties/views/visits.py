"""Visits: a member's own in a few taps, those entered on behalf, the list, one visit and what came of its need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, url_for

from points.duties import queries, services
from points.duties.errors import NoDutyError
from points.duties.forms import EnterVisitForm, ReasonForm, SettleForm, VisitFilter, VisitForm
from points.duties.tables import VISIT_COLUMNS, Cell, visit_rows, visit_state
from points.duties.values import Outcome, Record
from points.duties.views.root import (
    Asked,
    FormPage,
    Link,
    blueprint,
    done,
    form_screen,
    is_officer,
    list_screen,
    quarters_back,
)
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.duties.queries import VisitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPage:
    """One visit and what may be done about it."""

    visit: VisitRow
    label: str
    state: Cell
    may_settle: bool
    may_withdraw: bool
    officer: bool


@blueprint.get("/visits/")
@require(Permission.POINTS_RECORD)
def visits() -> ResponseReturnValue:
    """List visits with what was needed and what came of it; for the branch only."""
    village, today, filters = current_village(), clock.today(), VisitFilter()
    offered = quarters_back()
    filters.quarter.choices = options([("", "不限"), *((str(one), one.chinese) for one in offered)])
    filters.state.choices = options([("", "不限"), ("open", "等结果"), ("settled", "有结果"), ("none", "没有需求")])
    name, state, asked_for = filters.value("q"), filters.value("state"), filters.value("quarter")
    quarter = next((one for one in offered if str(one) == asked_for), None)
    labels = queries.household_labels(village)
    rows = queries.visits(
        village, since=quarter.first_day if quarter else None, until=quarter.last_day if quarter else today
    )
    found = [
        one
        for one in rows
        if (not name or name in one.person or name in labels[one.household_id]) and (not state or state == _stands(one))
    ]
    asked = Asked(
        title="走访记录",
        lead="谁哪天走访了哪一户、有什么需求、结果怎样。只在支部内看，不公开。",
        columns=VISIT_COLUMNS,
        endpoint="duties.visit",
        argument="visit",
        actions=(Link(address=url_for(".enter_visit"), title="代党员登记走访"),),
        empty="还没有这样的走访。",
    )
    return list_screen(asked, visit_rows(found, labels), filters)


@blueprint.route("/visits/new", methods=["GET", "POST"])
@require(Permission.POINTS_DECLARE)
def record_visit() -> ResponseReturnValue:
    """Enter one's own visit: pick the household, save."""
    village, today, actor = current_village(), clock.today(), current_actor()
    form, labels = VisitForm(visited_on=today), queries.household_labels(village)
    done_already = queries.visited_households(village, queries.current_quarter(today))
    own = [one.household_id for one in queries.links(village, on=today, person_id=actor.person_id)]
    own.sort(key=lambda one: ((actor.person_id, one) in done_already, labels[one]))
    form.household.choices = options(
        (one, labels[one] + ("（本季走访过）" if (actor.person_id, one) in done_already else "")) for one in own
    )
    if form.validate_on_submit():
        with form.refusals():
            visiting = services.Visiting(
                household_id=form.household.data,
                visited_on=form.visited_on.data,
                note=form.note.data or "",
                need=form.need.data or "",
            )
            row = services.record_visit(actor, village, visiting, uploads=form.photos.data)
            return done("已登记走访。", ".visit", visit=row.id)
    page = FormPage(
        title="登记走访",
        lead="选一户，保存就行；有需求的写一句。内容只有您和支部看得到，不公开。"
        if own
        else "支部还没有给您分配联系户。",
        submit="保存",
        back=url_for(".me"),
        back_title="我的履职",
        later=("visited_on", "note"),
    )
    return form_screen(form, page)


@blueprint.route("/visits/enter", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def enter_visit() -> ResponseReturnValue:
    """Enter a visit for a member who has no phone."""
    village, today = current_village(), clock.today()
    form = EnterVisitForm(visited_on=today)
    form.person.offer((one.id, one.name) for one in queries.members_on(village, today))
    held = {one.household_id: one.person for one in queries.links(village, on=today)}
    form.household.offer(
        (one.id, one.label + (f"（{held[one.id]}联系）" if one.id in held else ""))
        for one in queries.household_names(village)
    )
    if form.validate_on_submit():
        with form.refusals():
            visiting = services.Visiting(
                household_id=form.household.data,
                visited_on=form.visited_on.data,
                note=form.note.data or "",
                need=form.need.data or "",
            )
            row = services.enter_visit(current_actor(), village, form.person.data, visiting, uploads=form.photos.data)
            return done("已登记，会写明由您代录。", ".visit", visit=row.id)
    page = FormPage(
        title="代党员登记走访",
        lead="没有手机的党员说了、您来录；记录会写明由谁代录。",
        submit="保存",
        back=url_for(".visits"),
        back_title="走访记录",
    )
    return form_screen(form, page)


@blueprint.get("/visits/<int:visit>/")
@require(Permission.POINTS_VIEW)
def visit(visit: int) -> str:
    """Show one visit to whoever made it, whose household it is now, and officers."""
    found = _visible(visit)
    officer = is_officer()
    page = VisitPage(
        visit=found,
        label=queries.household_labels(current_village())[found.household_id],
        state=visit_state(found),
        may_settle=found.is_open,
        may_withdraw=officer and not found.withdrawn and found.person_id != current_actor().person_id,
        officer=officer,
    )
    return render_template("points/duties/visit.html", page=page)


@blueprint.route("/visits/<int:visit>/outcome", methods=["GET", "POST"])
@require(Permission.POINTS_VIEW)
def settle_need(visit: int) -> ResponseReturnValue:
    """Say what came of a need."""
    found, form = _visible(visit), SettleForm(settled_on=clock.today())
    if form.validate_on_submit():
        with form.refusals():
            settling = services.Settling(
                outcome=Outcome(form.outcome.data), note=form.note.data, settled_on=form.settled_on.data
            )
            services.settle_need(current_actor(), current_village(), visit, settling)
            return done("结果已登记。", ".visit", visit=visit)
    page = FormPage(
        title="需求的结果",
        lead=f"{found.visited_on.isoformat()} 走访时的需求：{found.need or '没有登记需求'}",
        submit="登记结果",
        back=url_for(".visit", visit=visit),
        back_title="这次走访",
    )
    return form_screen(form, page)


@blueprint.route("/visits/<int:visit>/withdraw", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def withdraw_visit(visit: int) -> ResponseReturnValue:
    """Take a visit back that was entered wrongly."""
    village, form = current_village(), ReasonForm()
    found = queries.visit(village, visit)
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw(current_actor(), village, Record.VISIT, visit, reason=form.reason.data)
            return done("已撤销，记录和原因都看得到。", ".visit", visit=visit)
    page = FormPage(
        title="撤销一次走访记录",
        lead=f"{found.person}，{found.visited_on.isoformat()}。撤销以后不再计数，记录和原因都看得到。",
        submit="撤销",
        back=url_for(".visit", visit=visit),
        back_title="这次走访",
    )
    return form_screen(form, page)


def _visible(visit_id: int) -> VisitRow:
    village, actor, today = current_village(), current_actor(), clock.today()
    found = queries.visit(village, visit_id)
    if not is_officer() and not queries.may_see_visit(village, found, actor.person_id, today=today):
        raise NoDutyError
    return found


def _stands(one: VisitRow) -> str:
    if not one.need:
        return "none"
    return "open" if one.is_open else "settled"

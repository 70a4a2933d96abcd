"""The screens of councils: how each meets and met, why one was missed, its agenda's minutes, the fees collected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from deliberation.forms.councils import CollectionForm, ItemForm, MissForm, RhythmForm, SidesForm
from deliberation.procedures import council_rule_on
from deliberation.queries import council_screens as screens
from deliberation.queries.councils import council as council_of
from deliberation.queries.councils import council_settings
from deliberation.rules.councils import Hall, Outcome, Rhythm, Setting
from deliberation.services.collections import Collecting, record_collection
from deliberation.services.council_meetings import Minuting, Seated, record_item, record_sides
from deliberation.services.councils import Missing, missed, record_reason, set_rhythm
from deliberation.views.root import blueprint, may
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.paging import page_of
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.org.queries import township
from portal.web.context import current_actor, current_village
from portal.web.guards import require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from deliberation.queries.council_screens import CollectionPage
    from deliberation.queries.councils import CouncilMeeting, CouncilRow, PeriodRow
    from portal.kernel.paging import Page

#: Where the next act after an item is, by what came of it.
_NEXT = {
    Outcome.ANSWERED: "deliberation.answer_suggestion",
    Outcome.MATTER: "deliberation.propose_suggestion",
    Outcome.PUT_OFF: "deliberation.list_suggestion",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilPage:
    """One council: what is due and missed, by pages, and the meetings that belong to no period."""

    row: CouncilRow
    periods: Page[PeriodRow]
    outside: tuple[CouncilMeeting, ...]
    collection: CollectionPage | None
    others: tuple[tuple[str, str], ...]  # the other councils the village has, or may set up
    may_set: bool
    may_convene: bool
    may_record: bool
    may_minute: bool


@blueprint.get("/councils/<hall>/")
@require(Permission.MEETING_VIEW)
def council(hall: str) -> str:
    """Show one council."""
    village, today, asked = current_village(), clock.today(), _hall(hall)
    row, may_set = council_of(village, asked, today=today), may(Permission.PROCEDURE_ADOPT)
    fees = screens.collection_page(village, asked, today=today) if row.set_up and row.rule.sides else None
    page = CouncilPage(
        row=row,
        periods=page_of(row.periods, number=asked_page()),
        outside=tuple(one for one in row.meetings if one.period is None),
        collection=fees,
        others=tuple(
            (one.value, council_rule_on(one, today).name)
            for one in Hall
            if one is not asked and (may_set or council_settings(village, one))
        ),
        may_set=may_set,
        may_convene=may(Permission.MEETING_CONVENE),
        may_record=may(Permission.MEETING_RECORD),
        may_minute=may(Permission.SUGGESTION_ANSWER),
    )
    return render_template("deliberation/councils/show.html", page=page)


@blueprint.route("/councils/<hall>/rhythm", methods=["GET", "POST"])
@require(Permission.PROCEDURE_ADOPT)
def council_rhythm(hall: str) -> ResponseReturnValue:
    """Set how often a council meets, for the village or, by the township, for all its villages."""
    village, today, asked = current_village(), clock.today(), _hall(hall)
    whole = Office.TOWNSHIP_ADMIN in current_actor().offices(village, on=today)
    form = RhythmForm()
    if form.validate_on_submit():
        with form.refusals():
            setting = Setting(since=form.since.data, rhythm=Rhythm(form.rhythm.data), day=form.day.data or 0)
            set_rhythm(current_actor(), township() if whole else village, asked, setting)
            flash("会期已登记，到那天起执行。", "good")
            return redirect(url_for(".council", hall=hall))
    rule = council_rule_on(asked, today)
    return render_template("deliberation/councils/rhythm.html", rule=rule, form=form, whole=whole), form.status


@blueprint.route("/councils/<hall>/missed/<due_on>", methods=["GET", "POST"])
@require(Permission.MEETING_CONVENE)
def council_miss(hall: str, due_on: str) -> ResponseReturnValue:
    """Say why a council was not held."""
    village, asked, day = current_village(), _hall(hall), _day(due_on)
    row = council_of(village, asked, today=clock.today())
    found = missed(row.periods, day)
    form = MissForm(reason=found.miss.reason if found.miss else "")
    if form.validate_on_submit():
        with form.refusals():
            record_reason(current_actor(), village, Missing(hall=asked, due_on=day, reason=form.reason.data.strip()))
            flash("原因已登记，会公布。", "good")
            return redirect(url_for(".council", hall=hall))
    return render_template("deliberation/councils/miss.html", rule=row.rule, found=found, form=form), form.status


@blueprint.route("/councils/sides/<int:meeting_id>", methods=["GET", "POST"])
@require(Permission.MEETING_RECORD)
def council_sides(meeting_id: int) -> ResponseReturnValue:
    """Record how many of the other sides came to a meeting."""
    village = current_village()
    page = screens.sides_page(village, meeting_id)
    form = SidesForm(obj=page.sides)
    if page.sides is None:
        del form.reason
    if form.validate_on_submit():
        with form.refusals():
            reason = (form.reason.data or "").strip() if page.sides else ""
            seated = Seated(firm=form.firm.data, owners=form.owners.data, reason=reason)
            record_sides(current_actor(), village, meeting_id, seated)
            flash("三方到会已登记。", "good")
            return redirect(url_for("meetings.show", meeting_id=meeting_id))
    return render_template("deliberation/councils/sides.html", page=page, form=form), form.status


@blueprint.route("/suggestions/<int:suggestion>/agenda/<int:meeting_id>", methods=["GET", "POST"])
@require(Permission.SUGGESTION_ANSWER)
def minute_item(suggestion: int, meeting_id: int) -> ResponseReturnValue:
    """Write down what came of a suggestion at a meeting, and go on to what follows."""
    village = current_village()
    page = screens.item_page(village, suggestion, meeting_id)
    form = ItemForm(obj=page.item)
    if page.item is None:
        del form.reason
    if form.validate_on_submit():
        with form.refusals():
            minuting = Minuting(
                outcome=Outcome(form.outcome.data),
                said=form.said.data.strip(),
                handed_to=(form.handed_to.data or "").strip(),
                due_on=form.due_on.data,
                reason=(form.reason.data or "").strip() if page.item else "",
            )
            record_item(current_actor(), village, suggestion, meeting_id=meeting_id, minuting=minuting)
            flash("议事结果已保存，会和这件建议一起公布。", "good")
            follows = _NEXT.get(minuting.outcome) if not page.suggestion.standing.ended else None
            return redirect(url_for(follows or ".suggestion", suggestion=suggestion))
    return render_template("deliberation/councils/item.html", page=page, form=form), form.status


@blueprint.route("/councils/<hall>/collection", methods=["GET", "POST"])
@require(Permission.MEETING_RECORD)
def fee_collection(hall: str) -> ResponseReturnValue:
    """Enter the property fees collected for a month."""
    village, today, asked = current_village(), clock.today(), _hall(hall)
    page = screens.collection_page(village, asked, today=today)
    form = CollectionForm(month=Month.of(today).plus(-1))
    if form.validate_on_submit():
        with form.refusals():
            collecting = Collecting(
                month=form.month.data,
                households_due=form.households_due.data,
                households_paid=form.households_paid.data,
                due_fen=form.due_fen.data,
                collected_fen=form.collected_fen.data,
                reason=(form.reason.data or "").strip(),
            )
            record_collection(current_actor(), village, collecting)
            flash("收缴数已登记，会公布。", "good")
            return redirect(url_for(".council", hall=hall))
    rule = council_rule_on(asked, today)
    return render_template("deliberation/councils/collection.html", rule=rule, page=page, form=form), form.status


def _hall(text: str) -> Hall:
    try:
        return Hall(text)
    except ValueError as error:
        raise NotFoundError from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFoundError from error

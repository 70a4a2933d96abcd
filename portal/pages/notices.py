"""The screens of a meeting's notice: its own for whoever is told, and the list of who was told for officers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from wtforms import SelectField, StringField
from wtforms.validators import Length

from portal.kernel import clock
from portal.kernel.paging import page_of
from portal.meetings import queries
from portal.meetings.models import Telling
from portal.meetings.queries.notices import count_told, invited
from portal.meetings.queries.rosters import require_shown, roster_objections
from portal.meetings.services.notices import Delivering, acknowledge_notice, record_deliveries
from portal.org.permissions import Permission
from portal.pages.meetings import blueprint, cadres
from portal.pages.notice_forms import DeliveryForm
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import SIGNED_IN, require
from portal.web.lists import FilterForm, asked_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.kernel.paging import Page
    from portal.meetings.queries import MeetingRow
    from portal.meetings.queries.notices import DeliveryCount, Invited
    from portal.meetings.queries.rosters import RosterObjectionRow

#: As many people as are ticked on one screen.
_TICKED = 100


class NameFilter(FilterForm):
    """Which of those who are entitled."""

    q = StringField("在名单里找人", [Length(max=40)], render_kw={"placeholder": "姓名", "autocomplete": "off"})


class DeliveryFilter(FilterForm):
    """Which of those who are to be told."""

    q = StringField("找人", [Length(max=40)], render_kw={"placeholder": "姓名、序号或户号", "autocomplete": "off"})
    told = SelectField("告知", choices=options([("", "不限"), ("missing", "还没有告知的"), ("told", "告知过的")]))

    def keeps(self, one: Invited) -> bool:
        """Tell whether the person is asked for."""
        q = (self.value("q") or "").strip()
        found = q in one.name or q in {str(one.number), one.household}
        return found and self.value("told") in {None, "told" if one.told else "missing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveriesPage:
    """Those who are to be told, by pages, and how each was."""

    meeting: MeetingRow
    count: DeliveryCount
    people: Page[Invited]
    filters: DeliveryFilter
    all_ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySheet:
    """The list a messenger takes along."""

    village: str
    meeting: MeetingRow
    people: tuple[Invited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """A meeting's notice as whoever is told reads it, and the list of those entitled until the meeting begins.

    ``list`` is None once it is fixed. ``own`` is what the reader said against it.
    """

    meeting: MeetingRow
    me: Invited | None
    acknowledged: bool
    may_acknowledge: bool
    list: Page[Invited] | None
    filters: NameFilter
    own: tuple[RosterObjectionRow, ...]
    may_object: bool


@blueprint.get("/<int:meeting_id>/notice")
@require(SIGNED_IN)
def notice(meeting_id: int) -> str:
    """Show a meeting's notice and, until it begins, who will be entitled."""
    village, actor = current_village(), current_actor()
    meeting = queries.meeting(village, meeting_id)
    require_shown(village, meeting, person_id=actor.person_id, at_home=actor.home_id == village.id)
    people = invited(village, meeting)
    me = next((one for one in people if one.person_id == actor.person_id), None)
    before = meeting.roster_id is None and clock.now() < meeting.starts_at
    seen = me is not None and any(told.manner is Telling.PORTAL for told in me.told)
    filters = NameFilter()
    q = (filters.value("q") or "").strip()
    listed = [one for one in people if q in one.name]
    page = NoticePage(
        meeting=meeting,
        me=me,
        acknowledged=seen,
        may_acknowledge=me is not None and not seen and clock.today() <= meeting.meets_on,
        list=page_of(listed, number=asked_page(), size=_TICKED) if before else None,
        filters=filters,
        own=tuple(one for one in roster_objections(meeting.id) if one.filer_id == actor.person_id),
        may_object=before,
    )
    return render_template("portal/meetings/notice.html", page=page)


@blueprint.post("/<int:meeting_id>/notice")
@require(SIGNED_IN)
def acknowledge(meeting_id: int) -> ResponseReturnValue:
    """Take down that somebody has seen the notice."""
    acknowledge_notice(current_actor(), current_village(), meeting_id)
    flash("已记下：您看到了通知。", "good")
    return redirect(url_for("meetings.notice", meeting_id=meeting_id))


@blueprint.route("/<int:meeting_id>/deliveries", methods=["GET", "POST"])
@require(Permission.MEETING_RECORD)
def deliveries(meeting_id: int) -> ResponseReturnValue:
    """Tick who was told; ``?all=1`` begins with everybody ticked who was not."""
    village, filters = current_village(), DeliveryFilter()
    meeting = queries.meeting(village, meeting_id)
    people = invited(village, meeting)
    form = DeliveryForm(told_on=min(clock.today(), meeting.meets_on), messenger=current_actor().person_id)
    form.people.choices = options((one.person_id, one.name) for one in people)
    form.messenger.offer((row.id, f"{row.name}（{row.offices_text}）") for row in cadres())
    asked = page_of([one for one in people if filters.keeps(one)], number=asked_page(), size=_TICKED)
    if form.validate_on_submit():
        with form.refusals():
            delivering = Delivering(
                manner=Telling(form.manner.data), told_on=form.told_on.data, messenger_id=form.messenger.data
            )
            added = record_deliveries(current_actor(), village, meeting_id, delivering, to=form.people.data)
            flash(f"已登记告知 {added} 人。", "good")
            return redirect(url_for("meetings.deliveries", meeting_id=meeting_id, **filters.asked))
    page = DeliveriesPage(
        meeting=meeting,
        count=count_told(people, meets_on=meeting.meets_on),
        people=asked,
        filters=filters,
        all_ticked="all" in request.args,
    )
    return render_template("portal/meetings/deliveries.html", page=page, form=form), form.status


@blueprint.get("/<int:meeting_id>/deliveries/sheet")
@require(Permission.MEETING_RECORD)
def delivery_sheet(meeting_id: int) -> str:
    """Show the list a messenger takes along, with boxes to tick."""
    village = current_village()
    meeting = queries.meeting(village, meeting_id)
    page = DeliverySheet(village=village.name, meeting=meeting, people=tuple(invited(village, meeting)))
    return render_template("portal/meetings/delivery_sheet.html", page=page)

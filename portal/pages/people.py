"""The screens of people and offices: the register, terms of office, accounts on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for

from portal.kernel import clock
from portal.kernel.paging import page_of
from portal.org import accounts, queries, services
from portal.org.offices import TOWNSHIP_OFFICES, Office
from portal.org.permissions import Permission
from portal.pages.filters import HouseholdFilter, PeopleFilter
from portal.pages.forms import AppointForm, EndTermForm, SlipsForm
from portal.pages.sheets import HOUSEHOLD_COLUMNS, PEOPLE_COLUMNS, household_rows, people_rows
from portal.pages.slips import PrintedSlip, printed
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.fields import options
from portal.web.guards import require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.kernel.paging import Page
    from portal.org.queries import HouseholdRow, PersonRow, TermRow

blueprint = Blueprint("people", __name__, url_prefix="/<village>/people")

#: Offices a village gives; those of the township are given there.
_VILLAGE_OFFICES = tuple(office for office in Office if office not in TOWNSHIP_OFFICES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The people asked for, by pages."""

    people: Page[PersonRow]
    filters: PeopleFilter
    total: int
    may_edit: bool
    may_issue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Households:
    """The households asked for, by pages."""

    households: Page[HouseholdRow]
    filters: HouseholdFilter
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTerm:
    """An office with its term and whether it is held today."""

    term: TermRow
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """One person with every office they were given and what may be done."""

    person: PersonRow
    terms: tuple[ShownTerm, ...]
    may_edit: bool
    may_issue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipSheets:
    """Slips just issued; their codes are shown this once."""

    village: str
    slips: tuple[PrintedSlip, ...]


@blueprint.get("/")
@require(Permission.PEOPLE_VIEW)
def index() -> str:
    """List the register, or who of it is asked for."""
    village, actor, today = current_village(), current_actor(), clock.today()
    register, filters = queries.people(village, on=today), PeopleFilter(queries.groups(village))
    page = Register(
        people=page_of([row for row in register if filters.keeps(row)], number=asked_page()),
        filters=filters,
        total=len(register),
        may_edit=actor.may(Permission.PEOPLE_EDIT, village, on=today),
        may_issue=actor.may(Permission.ACCOUNTS_ISSUE, village, on=today),
    )
    return render_template("portal/people/index.html", page=page)


@blueprint.get("/table.xlsx")
@require(Permission.PEOPLE_VIEW)
def table() -> Response:
    """Hand out who is asked for as a table."""
    village = current_village()
    filters = PeopleFilter(queries.groups(village))
    filters.require_readable()
    rows = [row for row in queries.people(village, on=clock.today()) if filters.keeps(row)]
    return table_response(f"{village.name}人员", PEOPLE_COLUMNS, people_rows(rows))


@blueprint.get("/households/")
@require(Permission.PEOPLE_VIEW)
def households() -> str:
    """List the households."""
    village = current_village()
    register, filters = queries.households(village), HouseholdFilter(queries.groups(village))
    page = Households(
        households=page_of([row for row in register if filters.keeps(row)], number=asked_page()),
        filters=filters,
        total=len(register),
    )
    return render_template("portal/people/households.html", page=page)


@blueprint.get("/households/table.xlsx")
@require(Permission.PEOPLE_VIEW)
def households_table() -> Response:
    """Hand out the households asked for as a table."""
    village = current_village()
    filters = HouseholdFilter(queries.groups(village))
    filters.require_readable()
    rows = [row for row in queries.households(village) if filters.keeps(row)]
    return table_response(f"{village.name}户", HOUSEHOLD_COLUMNS, household_rows(rows))


@blueprint.get("/<int:person_id>/")
@require(Permission.PEOPLE_VIEW)
def show(person_id: int) -> str:
    """Show one person."""
    village, actor, today = current_village(), current_actor(), clock.today()
    terms = (
        ShownTerm(term=term, current=term.since <= today and (term.until is None or today <= term.until))
        for term in queries.terms_of(village, person_id)
    )
    page = PersonPage(
        person=queries.person(village, person_id, on=today),
        terms=tuple(terms),
        may_edit=actor.may(Permission.PEOPLE_EDIT, village, on=today),
        may_issue=actor.may(Permission.ACCOUNTS_ISSUE, village, on=today),
    )
    return render_template("portal/people/show.html", page=page)


@blueprint.route("/<int:person_id>/offices/new", methods=["GET", "POST"])
@require(Permission.PEOPLE_EDIT)
def appoint(person_id: int) -> ResponseReturnValue:
    """Give the person an office."""
    village = current_village()
    person = queries.person(village, person_id, on=clock.today())
    form = AppointForm()
    form.office.choices = options(
        (office.value, office.title) for office in _VILLAGE_OFFICES if office not in person.offices
    )
    if form.validate_on_submit():
        with form.refusals():
            office = Office(form.office.data)
            services.appoint(current_actor(), village, person_id, office=office, since=form.since.data)
            flash(f"已登记：{person.name}任{office.title}。", "good")
            return redirect(url_for("people.show", person_id=person_id))
    return render_template("portal/people/appoint.html", page=person, form=form), form.status


@blueprint.route("/<int:person_id>/offices/end", methods=["GET", "POST"])
@require(Permission.PEOPLE_EDIT)
def end_term(person_id: int) -> ResponseReturnValue:
    """Let an office of the person end."""
    village = current_village()
    person = queries.person(village, person_id, on=clock.today())
    form = EndTermForm()
    form.office.choices = options((office.value, office.title) for office in person.offices)
    if form.validate_on_submit():
        with form.refusals():
            office = Office(form.office.data)
            services.end_term(current_actor(), village, person_id, office=office, until=form.until.data)
            flash(f"已登记：{person.name}不再任{office.title}。", "good")
            return redirect(url_for("people.show", person_id=person_id))
    return render_template("portal/people/end_term.html", page=person, form=form), form.status


@blueprint.post("/<int:person_id>/slip")
@require(Permission.ACCOUNTS_ISSUE)
def issue_slip(person_id: int) -> str:
    """Issue one slip and show it for printing; it cannot be shown again."""
    return _sheets([person_id])


@blueprint.post("/<int:person_id>/deactivate")
@require(Permission.ACCOUNTS_ISSUE)
def deactivate(person_id: int) -> ResponseReturnValue:
    """Close the person's account."""
    accounts.deactivate(current_actor(), current_village(), person_id)
    flash("账号已停用，在各处的登录都已退出。", "good")
    return redirect(url_for("people.show", person_id=person_id))


@blueprint.route("/slips", methods=["GET", "POST"])
@require(Permission.ACCOUNTS_ISSUE)
def slips() -> ResponseReturnValue:
    """Choose for whom slips are printed: those in office who have not begun yet and were not shut out."""
    register = queries.people(current_village(), on=clock.today())
    waiting = [row for row in register if row.offices and not row.activated and not row.closed]
    form = SlipsForm()
    form.people.choices = options((row.id, row.name) for row in waiting)
    if form.validate_on_submit():
        with form.refusals():
            return _sheets(form.people.data)
    return render_template("portal/people/slips.html", page=waiting, form=form), form.status


def _sheets(person_ids: list[int]) -> str:
    actor, village = current_actor(), current_village()
    issued = tuple(printed(accounts.issue_slip(actor, village, person_id)) for person_id in person_ids)
    return render_template("portal/people/sheets.html", page=SlipSheets(village=village.name, slips=issued))

"""How often the members of a branch came, who came to nothing, and who got in touch with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from points.branch import queries, services
from points.branch.forms import ContactForm
from points.branch.rules.attendance import by_member
from points.branch.services import Contacting
from points.branch.sheets import ATTENDANCE_COLUMNS, attendance_rows
from points.branch.views.root import asked_year, blueprint
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id
from portal.web.context import current_actor, current_village, may
from portal.web.downloads import table_response
from portal.web.guards import require

if TYPE_CHECKING:
    from datetime import date

    from flask import Response
    from flask.typing import ResponseReturnValue

    from points.branch.queries import BranchAttendance, ContactRow
    from points.branch.rules.attendance import MemberTurnout
    from portal.org.models import Branch
    from portal.org.queries import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendancePage:
    """A year's attendance of a branch; members without office see the whole and themselves."""

    branch: Branch
    year: int
    attendance: BranchAttendance
    members: tuple[MemberTurnout, ...]
    paper: tuple[MemberTurnout, ...]
    contacts: dict[int, list[ContactRow]]
    sees_all: bool
    may_contact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage:
    """One member and every time somebody got in touch with them."""

    branch: Branch
    member: PersonRow
    contacts: tuple[ContactRow, ...]


@blueprint.get("/<int:branch_id>/attendance")
@require(Permission.POINTS_VIEW)
def attendance(branch_id: int) -> str:
    """Show a year's attendance of a branch."""
    village, today = current_village(), clock.today()
    branch = branch_by_id(village, branch_id)
    year = queries.branch_year(village, branch, asked_year(), today=today)
    found = queries.branch_attendance(village, branch_id, year.meetings, today=today)
    sees_all = may(Permission.BRANCH_JUDGE)
    own = current_actor().person_id
    page = AttendancePage(
        branch=branch,
        year=year.year,
        attendance=found,
        members=tuple(one for one in found.members if sees_all or one.person_id == own),
        paper=found.paper if sees_all else (),
        contacts=queries.contacts_of(village, branch_id) if sees_all else {},
        sees_all=sees_all,
        may_contact=may(Permission.BRANCH_CONVENE),
    )
    return render_template("points/branch/attendance.html", page=page)


@blueprint.get("/<int:branch_id>/attendance.xlsx")
@require(Permission.BRANCH_JUDGE)
def attendance_table(branch_id: int) -> Response:
    """Hand out a year's attendance as a table."""
    village, today = current_village(), clock.today()
    branch = branch_by_id(village, branch_id)
    year = queries.branch_year(village, branch, asked_year(), today=today)
    rows = attendance_rows(by_member(year.meetings, branch_id))
    return table_response(f"{branch.name}{year.year}年出勤", ATTENDANCE_COLUMNS, rows)


@blueprint.route("/<int:branch_id>/members/<int:person_id>/contact", methods=["GET", "POST"])
@require(Permission.BRANCH_CONVENE)
def contact(branch_id: int, person_id: int) -> ResponseReturnValue:
    """Record that a member was got in touch with."""
    village, today = current_village(), clock.today()
    branch = branch_by_id(village, branch_id)
    member = queries.branch_member(village, branch_id, person_id, on=today)
    form = ContactForm(contacted_on=today)
    if form.validate_on_submit():
        with form.refusals():
            contacting = Contacting(
                person_id=person_id,
                contacted_on=_day(form),
                manner=form.manner.data,
                said=form.said.data,
            )
            services.log_contact(current_actor(), village, branch_id, contacting)
            flash("已登记。", "good")
            return redirect(url_for(".attendance", branch_id=branch_id))
    contacts = tuple(queries.contacts_of(village, branch_id).get(person_id, ()))
    page = ContactPage(branch=branch, member=member, contacts=contacts)
    return render_template("points/branch/contact.html", page=page, form=form), form.status


def _day(form: ContactForm) -> date:
    day: date = form.contacted_on.data
    return day

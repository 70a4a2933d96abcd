"""Which class each member has, and who leads a party group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from points import queries, services
from points.forms.schemes import CheckerForm, ClassForm
from points.rules import MemberClass
from points.views.root import asked_branch, blueprint
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.queries import CheckerRow, ClassRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLine:
    """One member: the classes they have today, and what the branch decided, if it did."""

    person_id: int
    name: str
    classes: tuple[MemberClass, ...]
    given: ClassRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassesPage:
    """The members of a branch with their classes, and the leaders of its party groups."""

    branch_id: int
    branch: str
    lines: tuple[ClassLine, ...]
    checkers: tuple[CheckerRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFormPage:
    """A form about a member of a branch."""

    branch_id: int
    branch: str


@blueprint.get("/classes/")
@require(Permission.POINTS_PUBLISH)
def classes() -> str:
    """List the members with the class each has today."""
    village, today, branch = current_village(), clock.today(), asked_branch()
    rows = queries.members(village, branch.id, on=today)
    found, given = queries.classes_on(village, rows, on=today), queries.given_classes(village, on=today)
    page = ClassesPage(
        branch_id=branch.id,
        branch=branch.name,
        lines=tuple(
            ClassLine(
                person_id=row.id,
                name=row.name,
                classes=tuple(one for one in MemberClass if one in found[row.id]),
                given=given.get(row.id),
            )
            for row in rows
        ),
        checkers=tuple(queries.checkers(village, on=today, branch_id=branch.id)),
    )
    return render_template("points/classes.html", page=page)


@blueprint.route("/classes/new", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def class_member() -> ResponseReturnValue:
    """Say which class a member has for a time."""
    village, today, branch = current_village(), clock.today(), asked_branch()
    form = ClassForm(since=today, person=request.args.get("person", type=int))
    form.person.offer(_others(branch.id))
    form.offer_classes((one.code, f"{one.code} {one.value}") for one in MemberClass)
    if form.validate_on_submit():
        with form.refusals():
            classing = services.Classing(
                person_id=form.person.data,
                member_class=MemberClass.named(form.member_class.data) if form.member_class.data else None,
                since=form.since.data,
                until=form.until.data,
                reason=form.reason.data,
            )
            services.class_member(current_actor(), village, classing)
            flash("已登记，以前记过的分不变。", "good")
            return redirect(url_for(".classes", branch=branch.id))
    page = MemberFormPage(branch_id=branch.id, branch=branch.name)
    return render_template("points/class_member.html", page=page, form=form), form.status


@blueprint.route("/checkers/new", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def appoint_checker() -> ResponseReturnValue:
    """Say who leads a party group."""
    village, today, branch = current_village(), clock.today(), asked_branch()
    person_id = request.args.get("person", type=int)
    known = queries.checker(village, person_id, on=today) if person_id else None
    form = CheckerForm(since=today, person=person_id, group=known.group if known else "")
    form.offer_groups(queries.party_groups(village, branch.id, on=today))
    form.person.offer((row.id, row.name) for row in queries.members(village, branch.id, on=today))
    if form.validate_on_submit():
        with form.refusals():
            services.appoint_checker(
                current_actor(),
                village,
                form.person.data,
                since=form.since.data,
                until=form.until.data,
                group=form.group.data or "",
            )
            flash("已登记。", "good")
            return redirect(url_for(".classes", branch=branch.id))
    page = MemberFormPage(branch_id=branch.id, branch=branch.name)
    return render_template("points/appoint_checker.html", page=page, form=form), form.status


def _others(branch_id: int) -> list[tuple[int, str]]:
    rows = queries.members(current_village(), branch_id, on=clock.today())
    return [(row.id, row.name) for row in rows if row.id != current_actor().person_id]

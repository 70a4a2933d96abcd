"""The screens of a branch's scheme: in force, adopted, prepared for the year to come."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, send_file, url_for

from points import queries, services
from points.errors.schemes import NoDraftError
from points.forms.schemes import AdoptFileForm, AdoptForm, DraftForm
from points.lint import warnings_of
from points.schemes import OPTIONAL, REQUIRED, read_scheme, scheme_rows, shapes
from points.views.root import asked_branch, blueprint, may
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.kernel.sheets import BadCellsError
from portal.meetings.bodies import Body
from portal.meetings.queries import meetings
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.forms import uploaded
from portal.web.guards import require

if TYPE_CHECKING:
    from datetime import date

    from flask import Response
    from flask.typing import ResponseReturnValue
    from werkzeug.datastructures import FileStorage

    from points.lint import Warned
    from points.queries import DraftRow, SchemeRow
    from points.schemes import SchemeFile
    from portal.kernel.sheets import CellError
    from portal.org.models import Branch

_MEETINGS_OFFERED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemePage:
    """The scheme in force, its versions, and what is prepared for the year to come."""

    branch_id: int
    branch: str
    year: int
    scheme: SchemeRow | None
    versions: tuple[SchemeRow, ...]
    draft: DraftRow | None
    warnings: tuple[Warned, ...]
    may_adopt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """The draft of a year's scheme, what is worth a second look in it, and what is wrong with a file."""

    branch_id: int
    branch: str
    year: int
    draft: DraftRow | None
    warnings: tuple[Warned, ...]
    cells: tuple[CellError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptPage:
    """The form to adopt a scheme, and what is wrong with the file."""

    branch_id: int
    branch: str
    draft: DraftRow | None
    cells: tuple[CellError, ...]
    shapes: tuple[str, ...]
    warnings: tuple[Warned, ...]  # what contradicts itself in what would be adopted


@blueprint.get("/scheme/")
@require(Permission.POINTS_VIEW)
def scheme() -> str:
    """Show the scheme in force."""
    village, today, branch = current_village(), clock.today(), asked_branch()
    versions = queries.schemes_of(village, branch.id, today.year)
    found = next((one for one in versions if one.effective_from <= today), None)
    page = SchemePage(
        branch_id=branch.id,
        branch=branch.name,
        year=today.year,
        scheme=found,
        versions=tuple(versions),
        draft=queries.draft_of(village, branch.id, today.year + 1),
        warnings=tuple(warnings_of(found.content)) if found else (),
        may_adopt=may(Permission.POINTS_PUBLISH),
    )
    return render_template("points/scheme.html", page=page)


@blueprint.get("/scheme/table.xlsx")
@require(Permission.POINTS_VIEW)
def scheme_table() -> Response:
    """Hand out a scheme as a table that can be read in again: the one in force, or the draft of a year."""
    today, branch = clock.today(), asked_branch()
    year = request.args.get("draft", type=int)
    if year is not None:
        content, name = _draft(branch, year).content, f"{branch.name}{year}年积分办法（草案）"
    else:
        found = queries.scheme_on(current_village(), branch.id, today)
        if found is None:
            raise NotFoundError
        content, name = found.content, f"{branch.name}{found.year}年积分办法（第{found.version}版）"
    return table_response(name, (*REQUIRED, *OPTIONAL), scheme_rows(content))


@blueprint.post("/scheme/copy")
@require(Permission.POINTS_PUBLISH)
def copy_scheme() -> ResponseReturnValue:
    """Copy this year's scheme as the draft for the next."""
    branch, year = asked_branch(), clock.today().year + 1
    services.copy_scheme(current_actor(), current_village(), branch.id, year=year)
    flash(f"已复制成{year}年的草案。可以下载改好再传回来，党员大会通过以后再采用。", "good")
    return redirect(url_for(".draft", branch=branch.id))


@blueprint.route("/scheme/draft", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def draft() -> ResponseReturnValue:
    """Show the draft for the year to come; a changed table takes its place."""
    village, branch, year = current_village(), asked_branch(), clock.today().year + 1
    form = DraftForm()
    cells: tuple[CellError, ...] = ()
    if form.validate_on_submit():
        with form.refusals():
            try:
                read = _read(form.file.data)
            except BadCellsError as error:
                cells = error.cells
                raise
            services.draft_scheme(current_actor(), village, branch.id, read, year=year)
            flash("草案已换成新的一稿。", "good")
            return redirect(url_for(".draft", branch=branch.id))
    found = queries.draft_of(village, branch.id, year)
    page = DraftPage(
        branch_id=branch.id,
        branch=branch.name,
        year=year,
        draft=found,
        warnings=tuple(warnings_of(found.content)) if found else (),
        cells=cells,
    )
    return render_template("points/draft.html", page=page, form=form), form.status


@blueprint.route("/scheme/new", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def adopt() -> ResponseReturnValue:
    """Adopt a scheme from a file, or the draft of a year; a bad file is answered cell by cell."""
    today, branch = clock.today(), asked_branch()
    year = request.args.get("draft", type=int)
    prepared = None if year is None else _draft(branch, year)
    begins = today if prepared is None else today.replace(year=prepared.year, month=1, day=1)
    form = (AdoptFileForm if prepared is None else AdoptForm)(effective_from=begins)
    form.meeting.offer(_members_meetings(today))
    cells: tuple[CellError, ...] = ()
    warnings = [] if prepared is None else warnings_of(prepared.content)
    if form.validate_on_submit():
        with form.refusals():
            try:
                content = prepared.content if prepared is not None else _chosen(form)
            except BadCellsError as error:
                cells = error.cells
                raise
            warnings = warnings_of(content)
            if not warnings or form.was_compared:
                _adopt(branch, content, form)
                return redirect(url_for(".scheme", branch=branch.id))
    form.ask_to_compare(needed=bool(warnings))
    page = AdoptPage(
        branch_id=branch.id,
        branch=branch.name,
        draft=prepared,
        cells=cells,
        shapes=tuple(list(shapes())[1:]),
        warnings=tuple(warnings),
    )
    return render_template("points/adopt.html", page=page, form=form), form.status


@blueprint.get("/scheme/example.csv")
@require(Permission.POINTS_PUBLISH)
def example() -> Response:
    """Hand out the example scheme, or one of the local shapes, to be changed by the branch."""
    asked = request.args.get("shape", next(iter(shapes())))
    path = shapes().get(asked)
    if path is None:
        raise NotFoundError
    return send_file(
        io.BytesIO(path.read_bytes()),
        mimetype="text/csv",
        as_attachment=True,
        download_name=f"积分办法示例-{asked}.csv",
    )


def _adopt(branch: Branch, content: SchemeFile, form: AdoptForm) -> None:
    adopting = services.Adopting(
        resolution=form.resolution.data,
        meeting_id=form.meeting.data,
        filed_as=form.filed_as.data or "",
        group_check=form.group_check.data,
    )
    services.adopt_scheme(
        current_actor(),
        current_village(),
        branch.id,
        content,
        effective_from=form.effective_from.data,
        adopting=adopting,
    )
    flash("积分办法已登记。", "good")


def _draft(branch: Branch, year: int) -> DraftRow:
    found = queries.draft_of(current_village(), branch.id, year)
    if found is None:
        raise NoDraftError(year)
    return found


def _chosen(form: AdoptFileForm) -> SchemeFile:
    """Read the file of the form, and let it travel in the form in case it is shown again."""
    name, data = form.chosen()
    read = read_scheme(name, data)
    form.carry(name, data)
    return read


def _read(file: FileStorage) -> SchemeFile:
    return read_scheme(file.filename or "", uploaded(file))


def _members_meetings(today: date) -> list[tuple[int, str]]:
    held = [one for one in meetings(current_village()) if one.body == Body.PARTY_MEMBERS_MEETING]
    past = [one for one in held if one.meets_on <= today][:_MEETINGS_OFFERED]
    return [(one.id, f"{one.meets_on.isoformat()} {one.title}") for one in past]

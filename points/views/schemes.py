"""The screens of a branch's scheme."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, send_file, url_for

from points import queries, services
from points.forms import AdoptForm
from points.schemes import EXAMPLE, read_scheme
from points.views.root import asked_branch, blueprint, may
from portal.kernel import clock
from portal.kernel.sheets import BadCellsError
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from points.queries import SchemeRow
    from portal.kernel.sheets import CellError


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemePage:
    """The scheme in force."""

    branch_id: int
    branch: str
    year: int
    scheme: SchemeRow | None
    may_adopt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptPage:
    """The form to adopt a scheme, and what is wrong with the file."""

    branch_id: int
    branch: str
    cells: tuple[CellError, ...]


@blueprint.get("/scheme/")
@require(Permission.POINTS_VIEW)
def scheme() -> str:
    """Show the scheme in force."""
    today, branch = clock.today(), asked_branch()
    page = SchemePage(
        branch_id=branch.id,
        branch=branch.name,
        year=today.year,
        scheme=queries.scheme_on(current_village(), branch.id, today),
        may_adopt=may(Permission.POINTS_PUBLISH),
    )
    return render_template("points/scheme.html", page=page)


@blueprint.route("/scheme/new", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def adopt() -> ResponseReturnValue:
    """Adopt a scheme from a file; a bad file is answered cell by cell."""
    today, branch = clock.today(), asked_branch()
    form = AdoptForm(effective_from=today)
    cells: tuple[CellError, ...] = ()
    if form.validate_on_submit():
        with form.refusals():
            try:
                read = read_scheme(form.file.data.filename, form.file.data.read())
            except BadCellsError as error:
                cells = error.cells
                raise
            services.adopt_scheme(
                current_actor(), current_village(), branch.id, read, effective_from=form.effective_from.data
            )
            flash("积分办法已登记。", "good")
            return redirect(url_for(".scheme", branch=branch.id))
    page = AdoptPage(branch_id=branch.id, branch=branch.name, cells=cells)
    return render_template("points/adopt.html", page=page, form=form), form.status


@blueprint.get("/scheme/example.csv")
@require(Permission.POINTS_PUBLISH)
def example() -> Response:
    """Hand out the example scheme, to be changed by the branch."""
    file = io.BytesIO(EXAMPLE.read_bytes())
    return send_file(file, mimetype="text/csv", as_attachment=True, download_name="积分办法示例.csv")

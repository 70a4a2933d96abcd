"""The earning rules: shown to everybody, adopted from a file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, send_file, url_for

from points.households import services
from points.households.forms import AdoptForm
from points.households.practice import notice_on
from points.households.queries.schemes import scheme_on, schemes
from points.households.rules.earning import YearEnd
from points.households.schemes import EXAMPLE, read_rules
from points.households.services import Adopting
from points.households.values import YearMode
from points.households.views.root import blueprint, may
from portal.kernel import clock
from portal.kernel.sheets import BadCellsError
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.forms import uploaded
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.households.queries.schemes import SchemeRow
    from portal.kernel.sheets import CellError


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPage:
    """The rules in force, and every version there was."""

    scheme: SchemeRow | None
    versions: tuple[SchemeRow, ...]
    may_adopt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptPage:
    """What is wrong with the file that was sent."""

    cells: tuple[CellError, ...]


@blueprint.get("/rules/")
@require(SIGNED_IN)
def rules() -> str:
    """Show the rules in force."""
    village = current_village()
    page = RulesPage(
        scheme=scheme_on(village, clock.today()),
        versions=tuple(schemes(village)),
        may_adopt=may(Permission.HOUSEHOLDS_MANAGE),
    )
    return render_template("points/households/rules.html", page=page)


@blueprint.route("/rules/new", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_MANAGE)
def adopt() -> ResponseReturnValue:
    """Adopt rules from a file; a bad one is answered cell by cell."""
    today, cells = clock.today(), tuple["CellError", ...]()
    form = AdoptForm(effective_from=today, notice_days=notice_on(today).usual_notice_days)
    if form.validate_on_submit():
        with form.refusals():
            try:
                read = read_rules(form.file.data.filename, uploaded(form.file.data))
            except BadCellsError as error:
                cells = error.cells
                raise
            adopting = Adopting(
                rules=read.rules,
                year_end=YearEnd(
                    mode=YearMode(form.mode.data),
                    month=form.month.data,
                    day=form.day.data,
                    notice_days=form.notice_days.data,
                ),
                effective_from=form.effective_from.data,
                resolution=form.resolution.data,
            )
            services.adopt_scheme(current_actor(), current_village(), adopting)
            flash("家户积分办法已登记。", "good")
            return redirect(url_for(".rules"))
    return render_template("points/households/adopt.html", page=AdoptPage(cells=cells), form=form), form.status


@blueprint.get("/rules/example.csv")
@require(Permission.HOUSEHOLDS_MANAGE)
def example() -> Response:
    """Hand out the example, to be changed by the village."""
    file = io.BytesIO(EXAMPLE.read_bytes())
    return send_file(file, mimetype="text/csv", as_attachment=True, download_name="家户积分办法示例.csv")

"""A table of claims: look at it first, then enter all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from points import services
from points.errors import LostTableError
from points.forms import ConfirmForm, ImportForm
from points.sheets import OPTIONAL, REQUIRED, read_claims, template_rows
from points.views.root import blueprint
from portal.kernel import clock
from portal.kernel.errors import BadValueError
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.forms import carried, uncarried, uploaded
from portal.web.guards import require

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from points.sheets import ClaimTable
    from portal.kernel.sheets import CellError

#: As many complaints as a page bears.
_SHOWN_ERRORS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPage:
    """What is wrong with the table that was sent, if one was."""

    cells: tuple[CellError, ...] = ()


@blueprint.route("/import", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def upload() -> ResponseReturnValue:
    """Choose a table; a good one is shown, a bad one answered cell by cell. Nothing is written."""
    form, page = ImportForm(), UploadPage()
    if form.validate_on_submit():
        with form.refusals():
            name, data = form.file.data.filename, uploaded(form.file.data)
            table = _read(name, data)
            page = UploadPage(cells=tuple(table.errors[:_SHOWN_ERRORS]))
            if not table.errors:
                confirm = ConfirmForm(formdata=None, name=name, content=carried(data))
                return render_template("points/preview.html", page=table, form=confirm)
            form.refuse(BadValueError(f"表格有 {len(table.errors)} 处要改，没有记入任何一笔。"))
    return render_template("points/upload.html", page=page, form=form), form.status


@blueprint.post("/import/confirm")
@require(Permission.POINTS_RECORD)
def confirm() -> ResponseReturnValue:
    """Enter the table that was shown: it is read and checked once more, then all of it or nothing."""
    form, again = ConfirmForm(), ImportForm(formdata=None)
    if form.validate_on_submit():
        with form.refusals():
            table = _read(form.name.data, _data(form))
            made = services.import_claims(current_actor(), current_village(), table.recordings)
            flash(f"已登记 {len(made)} 笔，等另一名支委审核。", "good")
            return redirect(url_for(".index"))
    for problem in form.problems:
        again.refuse(BadValueError(problem.sentence))
    return render_template("points/upload.html", page=UploadPage(), form=again), form.status


@blueprint.get("/import/template.xlsx")
@require(Permission.POINTS_RECORD)
def template() -> Response:
    """Hand out the table to be filled in."""
    return table_response("积分登记表", (*REQUIRED, *OPTIONAL), template_rows())


def _read(name: str, data: bytes) -> ClaimTable:
    village, today = current_village(), clock.today()
    table = read_claims(village, name, data)
    table.refuse(services.refused_claims(current_actor(), village, table.recordings, today=today))
    return table


def _data(form: ConfirmForm) -> bytes:
    try:
        return uncarried(form.content.data)
    except ValueError as error:
        raise LostTableError from error

"""The screens that read a people's roster from a spreadsheet: choose, look, then all of it or nothing."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, send_file, url_for

from portal.kernel import clock
from portal.kernel.errors import BadValueError
from portal.kernel.sheet_errors import BadCellsError
from portal.org import roster, services
from portal.org.permissions import Permission
from portal.org.sheets import TEMPLATE_NAME, roster_template
from portal.pages.forms import RosterConfirmForm, RosterForm
from portal.web.context import current_actor, current_village
from portal.web.forms import carried, uncarried, uploaded
from portal.web.guards import require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.kernel.sheet_errors import CellError
    from portal.org.roster import RosterRow, RosterSummary

blueprint = Blueprint("roster", __name__, url_prefix="/<village>/people/roster")

#: As many people as somebody reads through before deciding.
_SHOWN = 100
#: As many cells to be mended as are shown at once.
_MENDED = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would bring, before anything is written: of many people the first are shown."""

    filename: str
    summary: RosterSummary
    rows: Sequence[RosterRow]
    more: int


class LostFileError(BadValueError):
    """What was to be confirmed did not arrive whole."""

    def __init__(self) -> None:
        super().__init__("要导入的文件没有完整送到，请重新选择文件。")


@blueprint.route("/", methods=["GET", "POST"])
@require(Permission.PEOPLE_EDIT)
def upload() -> ResponseReturnValue:
    """Choose a file; a good one is shown, a bad one is answered cell by cell. Nothing is written."""
    form = RosterForm()
    cells: tuple[CellError, ...] = ()
    if form.validate_on_submit():
        filename = form.file.data.filename
        with form.refusals():
            data = uploaded(form.file.data)
            try:
                rows = roster.read_roster(filename, data, today=clock.today())
            except BadCellsError as error:
                cells = error.cells[:_MENDED]
                raise
            services.require_new(current_village(), rows)
            confirm = RosterConfirmForm(formdata=None, filename=filename, content=carried(data))
            page = Preview(
                filename=filename,
                summary=roster.summary(rows),
                rows=rows[:_SHOWN],
                more=max(0, len(rows) - _SHOWN),
            )
            return render_template("portal/roster/preview.html", page=page, form=confirm)
    return render_template("portal/roster/upload.html", page=cells, form=form), form.status


@blueprint.post("/confirm")
@require(Permission.PEOPLE_EDIT)
def confirm() -> ResponseReturnValue:
    """Enter the roster that was shown: the file is read and checked once more, then all of it or nothing."""
    form = RosterConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            data = _decoded(form.content.data)
            rows = roster.read_roster(form.filename.data, data, today=clock.today())
            added = services.import_roster(current_actor(), current_village(), rows, file=data)
            flash(f"已导入 {added} 人。", "good")
            return redirect(url_for("people.index"))
    again = RosterForm(formdata=None)
    for problem in form.problems:
        again.refuse(BadValueError(problem.sentence))
    return render_template("portal/roster/upload.html", page=(), form=again), form.status


@blueprint.get("/template.xlsx")
@require(Permission.PEOPLE_EDIT)
def template() -> Response:
    """Hand out an empty roster with the columns we read."""
    file = io.BytesIO(roster_template())
    return send_file(file, mimetype=_XLSX, as_attachment=True, download_name=TEMPLATE_NAME)


def _decoded(content: str) -> bytes:
    try:
        return uncarried(content)
    except ValueError as error:
        raise LostFileError from error

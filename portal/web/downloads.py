"""Tables as files: what a list shows, with the filter of the screen, for Excel."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Literal

from flask import send_file

from portal.kernel.sheets import write_csv, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask import Response

    from portal.kernel.sheet_output import Cell

_MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
#: What a file name or the name of a sheet may not hold.
_NOT_IN_NAMES = re.compile(r"[\\/:*?\"<>|\[\]'\r\n\t]+")
_LONGEST_SHEET_NAME, _LONGEST_FILE_NAME = 31, 80


def table_response(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, kind: Literal["xlsx", "csv"] = "xlsx"
) -> Response:
    """Return a table as a file called ``title``; no cell of it starts a formula."""
    name = _NOT_IN_NAMES.sub(" ", title).strip() or "表"
    sheet = name[:_LONGEST_SHEET_NAME]
    data = write_xlsx(columns, rows, sheet=sheet) if kind == "xlsx" else write_csv(columns, rows)
    file_name = f"{name[:_LONGEST_FILE_NAME]}.{kind}"
    return send_file(io.BytesIO(data), mimetype=_MEDIA[kind], as_attachment=True, download_name=file_name)

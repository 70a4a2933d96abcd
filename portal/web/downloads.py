"""Files handed out: tables for Excel, with the filter of the screen, and what people handed in."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Literal

from flask import Response, send_file

from portal.kernel.attachments import stored_content
from portal.kernel.errors import UnavailableError
from portal.kernel.sheets import write_csv, write_xlsx
from portal.kernel.workbooks import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.kernel.attachments import AttachmentRow
    from portal.kernel.sheet_output import Cell
    from portal.kernel.workbooks import Sheet

_MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
#: What a file name or the name of a sheet may not hold.
_NOT_IN_NAMES = re.compile(r"[\\/:*?\"<>|\[\]'\r\n\t]+")
_LONGEST_SHEET_NAME, _LONGEST_FILE_NAME = 31, 80
_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


class DamagedFileError(UnavailableError):
    """A stored file is gone or changed; it is not handed out."""

    def __init__(self) -> None:
        super().__init__("这个附件的文件缺失或已损坏，请联系镇管理员从备份恢复。")


def table_response(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, kind: Literal["xlsx", "csv"] = "xlsx"
) -> Response:
    """Return a table as a file called ``title``; no cell of it starts a formula."""
    name = _plain_name(title)
    sheet = name[:_LONGEST_SHEET_NAME]
    data = write_xlsx(columns, rows, sheet=sheet) if kind == "xlsx" else write_csv(columns, rows)
    return _download(name, data, kind=kind)


def workbook_response(title: str, sheets: Sequence[Sheet]) -> Response:
    """Return sheets with working formulas as a file called ``title``; no text in it starts a formula."""
    return _download(_plain_name(title), write_workbook(sheets), kind="xlsx")


def file_response(row: AttachmentRow) -> Response:
    """Return a stored file: a picture to be shown in place, everything else as a download, neither able to do anything.

    :raise DamagedFileError: it is gone or changed.
    """
    content = stored_content(row.digest)
    if content is None:
        raise DamagedFileError
    answer = Response(content, mimetype=row.media_type)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    shown = "inline" if row.is_image else "attachment"
    answer.headers.set("Content-Disposition", shown, filename=f"{row.digest[:12]}{_ENDINGS.get(row.media_type, '')}")
    return answer


def _plain_name(title: str) -> str:
    return _NOT_IN_NAMES.sub(" ", title).strip() or "表"


def _download(name: str, data: bytes, *, kind: Literal["xlsx", "csv"]) -> Response:
    file_name = f"{name[:_LONGEST_FILE_NAME]}.{kind}"
    return send_file(io.BytesIO(data), mimetype=_MEDIA[kind], as_attachment=True, download_name=file_name)

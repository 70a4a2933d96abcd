"""Bytes with a name become rows of text: CSV in UTF-8 or GBK, and Excel; whatever is not what its name says is refused.

Sizes are bounded before anything is unpacked. Row numbers count from 1 as Excel shows them.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from disclosure.books.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A village's year has a few hundred rows; the rest is margin for titles, totals and blank rows.
MOST_ROWS = 50_000
_ROWS_WITH_MARGIN = MOST_ROWS + 1_000
_MOST_COLUMNS = 64
_LONGEST_CELL = 2_000
LARGEST_FILE_BYTES = 16 * 2**20
_LARGEST_UNPACKED_BYTES = 128 * 2**20
_MOST_ZIP_MEMBERS = 200
_UNPACK_SECONDS = 60

_ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ACCEPTED = "请用 Excel（.xlsx、.xls）或 CSV（.csv）文件"
_TOO_LARGE = "文件太大：最多 5 万行、16 兆字节，请按月份分开导入"

_REFUSED = {
    "password": "文件设了打开密码，请去掉密码后再导入",
    "format": f"文件已经损坏，或者内容不是它的扩展名所说的格式；{_ACCEPTED}",
    "sheets": "工作簿里有几张有内容的工作表，请每个文件只留一张",
    "empty": "文件是空的，没有可以导入的内容",
    "size": _TOO_LARGE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A file as it was handed in."""

    name: str
    data: bytes


def rows_of(file: NamedFile) -> list[list[str]]:
    """Return every row of ``file`` as texts; row 1 of the sheet is item 0.

    :raise UnreadableFileError: too large, empty, damaged, protected, or not what its name says.
    """
    if len(file.data) > LARGEST_FILE_BYTES:
        raise UnreadableFileError(_TOO_LARGE)
    if not file.data.strip():
        raise UnreadableFileError(_REFUSED["empty"])
    match PurePath(file.name).suffix.lower():
        case ".csv":
            rows = _csv_rows(file.data)
        case ".xlsx":
            _check_zip(file.data)
            rows = _excel_rows(file.data)
        case ".xls":
            if not file.data.startswith(_OLE_MAGIC):
                raise UnreadableFileError(f"这不是 .xls 格式的 Excel 文件，请用 Excel 打开后另存；{_ACCEPTED}")
            rows = _excel_rows(file.data)
        case _:
            raise UnreadableFileError(f"认不出这种文件；{_ACCEPTED}")
    return _bounded(rows)


def _csv_rows(data: bytes) -> list[list[str]]:
    if data.startswith((_ZIP_MAGIC, _OLE_MAGIC)):
        raise UnreadableFileError("文件名是 .csv，内容却是 Excel 文件，请改用正确的扩展名")
    text = _decoded(data)
    try:
        return _without_blank_end(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise UnreadableFileError(f"CSV 文件的引号或分隔不完整，请用 Excel 打开后另存为 CSV；{_ACCEPTED}") from error


def _decoded(data: bytes) -> str:
    """Read UTF-8 with or without byte order mark, else GB18030, which contains GBK."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFileError(f"文件里的文字无法识别，请用 Excel 打开后另存为“CSV UTF-8”；{_ACCEPTED}")


def _check_zip(data: bytes) -> None:
    """Refuse what is no workbook or unpacks to more than we take, by its table of contents alone."""
    if not data.startswith(_ZIP_MAGIC):
        raise UnreadableFileError(f"这不是 .xlsx 格式的 Excel 文件，请用 Excel 打开后另存；{_ACCEPTED}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
        raise UnreadableFileError(_REFUSED["format"]) from error
    if len(members) > _MOST_ZIP_MEMBERS or sum(member.file_size for member in members) > _LARGEST_UNPACKED_BYTES:
        raise UnreadableFileError(_TOO_LARGE)
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise UnreadableFileError(_REFUSED["format"])


def _excel_rows(data: bytes) -> list[list[str]]:
    """Have a child process with bounded memory and time read the workbook."""
    script = Path(__file__).with_name("unpack.py")
    command = [sys.executable, "-I", str(script), str(_ROWS_WITH_MARGIN), str(_MOST_COLUMNS)]
    try:
        child = subprocess.run(command, input=data, capture_output=True, env={}, timeout=_UNPACK_SECONDS, check=True)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFileError(_TOO_LARGE) from error
    except subprocess.CalledProcessError as error:
        raise UnreadableFileError(_REFUSED["format"]) from error
    answer = json.loads(child.stdout)
    if "refused" in answer:
        raise UnreadableFileError(_REFUSED[answer["refused"]])
    return _without_blank_end(answer["rows"])


def _without_blank_end(rows: Iterable[list[str]]) -> list[list[str]]:
    """Keep rows up to the last that is not blank; stop at the first that is too many."""
    kept: list[list[str]] = []
    blanks = 0
    for row in rows:
        if not any(cell.strip() for cell in row):
            blanks += 1
            continue
        if len(kept) + blanks >= _ROWS_WITH_MARGIN:
            raise UnreadableFileError(_TOO_LARGE)
        kept += [[]] * blanks
        kept.append(row)
        blanks = 0
    return kept


def _bounded(rows: list[list[str]]) -> list[list[str]]:
    if not rows:
        raise UnreadableFileError(_REFUSED["empty"])
    widest = max(len(row) for row in rows)
    longest = max(len(cell) for row in rows for cell in row)
    if widest > _MOST_COLUMNS or longest > _LONGEST_CELL:
        raise UnreadableFileError(_TOO_LARGE)
    return rows

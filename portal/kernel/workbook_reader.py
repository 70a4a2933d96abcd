"""The child program that opens an Excel workbook nobody has vouched for.

``portal.kernel.sheets`` starts this file in a process of its own, with the workbook on standard input.
A hostile workbook can make a reader loop for ever or ask for all memory; here that ends one child
with hard limits, not the portal. The answer is one JSON document: ``{"sheet", "rows"}`` or ``{"refused"}``.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from python_calamine import CalamineSheet

    Value = bool | int | float | str | date | datetime | time | timedelta

MEMORY_BYTES = 3 << 29
CPU_SECONDS = 60

_CHUNK = 1 << 20
_MANY_FILES = 2_000
_CONTENT_TYPES = "[Content_Types].xml"
_EXACT_NUMBER = 10**15
#: Excel's error cells come out of the reader as blanks; as text they are seen and refused.
_ERROR_CELL = re.compile(rb'(<c\s[^>]*?\bt=)"e"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a workbook may hold at most."""

    unzipped_bytes: int
    rows: int
    columns: int
    cells: int
    cell_length: int


class RefusedError(Exception):
    """The workbook is not read; the text is the fact's short name, then what helps to find it."""


def main() -> None:
    """Read standard input, answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bounds = Bounds(**json.loads(sys.argv[1]))
    try:
        sheet, rows = read_workbook(sys.stdin.buffer.read(), bounds)
        answer: dict[str, object] = {"sheet": sheet, "rows": rows}
    except RefusedError as refusal:
        answer = {"refused": list(refusal.args)}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def read_workbook(data: bytes, bounds: Bounds) -> tuple[str, list[list[str]]]:
    """Return the name and the cells, as text, of the first visible sheet that is not empty.

    :raise RefusedError: with ``unreadable``, ``password``, ``unzipped``, ``empty`` or what :func:`_texts` names.
    """
    if zipfile.is_zipfile(io.BytesIO(data)):
        data = _repacked(data, bounds)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in workbook.sheets_metadata:
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
                rows = _texts(workbook.get_sheet_by_name(about.name), bounds)
                if rows:
                    return about.name, rows
    except PasswordError as problem:
        raise RefusedError("password") from problem
    except (CalamineError, XmlError, ZipError, OSError, ValueError) as problem:
        raise RefusedError("unreadable") from problem
    raise RefusedError("empty")


def _repacked(data: bytes, bounds: Bounds) -> bytes:
    """Return the workbook's XML parts uncompressed, counted byte by byte: what the directory says may be a lie."""
    left = bounds.unzipped_bytes
    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
            parts = [part for part in source.infolist() if part.filename.endswith((".xml", ".rels"))]
            names = {part.filename for part in parts}
            if len(parts) > _MANY_FILES or len(names) != len(parts) or _CONTENT_TYPES not in names:
                raise RefusedError("unreadable")
            for part in parts:
                content = _unzipped(source, part, left)
                left -= len(content)
                if part.filename.startswith("xl/worksheets/"):
                    content = _ERROR_CELL.sub(rb'\1"str"', content)
                target.writestr(part.filename, content)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError) as problem:
        raise RefusedError("unreadable") from problem
    return packed.getvalue()


def _unzipped(source: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    pieces = []
    with source.open(part) as stream:
        while piece := stream.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                raise RefusedError("unzipped")
            pieces.append(piece)
    return b"".join(pieces)


def _texts(sheet: CalamineSheet, bounds: Bounds) -> list[list[str]]:
    """Return the sheet's cells as text without the blank rows and columns at its end.

    :raise RefusedError: with ``rows``, ``columns``, ``cells``, ``long`` or ``inexact`` and where.
    """
    if sheet.end is None:
        return []
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if height * width > bounds.cells * 8:
        raise RefusedError("cells")
    rows = [
        [_text(value, (number, column)) for column, value in enumerate(values, start=1)]
        for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1)
    ]
    return bounded(rows, bounds)


def bounded(rows: list[list[str]], bounds: Bounds) -> list[list[str]]:
    """Return ``rows``, rectangular, without the blank rows and columns at the end.

    :raise RefusedError: with ``rows``, ``columns``, ``cells`` or ``long`` and where.
    """
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    width = max(map(_used, rows), default=0)
    if len(rows) > bounds.rows:
        raise RefusedError("rows", len(rows))
    if width > bounds.columns:
        raise RefusedError("columns", width)
    if len(rows) * width > bounds.cells:
        raise RefusedError("cells")
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            if len(cell) > bounds.cell_length:
                raise RefusedError("long", number, column)
        row[:] = row[:width] + [""] * (width - len(row))
    return rows


def _used(row: Sequence[str]) -> int:
    return next((column for column in range(len(row), 0, -1) if row[column - 1].strip()), 0)


def _text(value: Value, where: tuple[int, int]) -> str:
    match value:
        case bool():
            text = "TRUE" if value else "FALSE"
        case int() | float():
            text = _number(value, where)
        case datetime():
            text = value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
        case timedelta():
            seconds = value // timedelta(seconds=1)
            text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        case time():
            text = value.isoformat("seconds")
        case date():
            text = value.isoformat()
        case _:
            text = value
    return text


def _number(value: float, where: tuple[int, int]) -> str:
    """Return the digits a person sees: ``42``, ``1234.5``. Excel keeps no more than fifteen of them."""
    number = Decimal(f"{value:.15g}")
    if not number.is_finite() or abs(number) >= _EXACT_NUMBER:
        raise RefusedError("inexact", *where)
    text = f"{number:f}"
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if plain == "-0" else plain


if __name__ == "__main__":
    main()

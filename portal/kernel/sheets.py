"""Tables from and for spreadsheets: .xlsx, .xls and .csv in, .xlsx and .csv out.

A table is text, row by row; row numbers are those the spreadsheet program shows, from 1. What a file is
decides its content, never its name, and a file that is not what its name says is refused. Excel files are
opened by :mod:`portal.kernel.workbook_reader` in a process of its own. No cell of ours starts a formula.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import subprocess
import sys
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING

from portal.kernel.sheet_errors import (
    BadCellsError,
    CellError,
    EmptySheetError,
    InexactNumberError,
    MissingColumnsError,
    NotWhatItSaysError,
    ProtectedSheetError,
    RepeatedColumnError,
    SheetError,
    TooLargeSheetError,
    UnknownKindError,
    UnreadableSheetError,
    WideTextError,
)
from portal.kernel.sheet_output import disarm, rearm, write_csv, write_xlsx, yuan_cell
from portal.kernel.workbook_reader import CPU_SECONDS, Bounds, RefusedError, bounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "BOUNDS",
    "BadCellsError",
    "Bounds",
    "CellError",
    "EmptySheetError",
    "InexactNumberError",
    "MissingColumnsError",
    "NotWhatItSaysError",
    "ProtectedSheetError",
    "Record",
    "Records",
    "RepeatedColumnError",
    "Row",
    "SheetError",
    "Table",
    "TooLargeSheetError",
    "UnknownKindError",
    "UnreadableSheetError",
    "WideTextError",
    "clean",
    "column_name",
    "disarm",
    "read_table",
    "write_csv",
    "write_xlsx",
    "yuan_cell",
]

LARGEST_FILE = 20 << 20
BOUNDS = Bounds(unzipped_bytes=160 << 20, rows=60_000, columns=200, cells=2_000_000, cell_length=2_000)

_READER = Path(__file__).with_name("workbook_reader.py")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEADER_WITHIN = 12

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its number in the file and its cells as text."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row below a header: its number in the file and its cells by column name."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The rows below a header. A wanted column the file does not have reads as blank."""

    columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    rows: tuple[Record, ...]

    def __iter__(self) -> Iterator[Record]:
        return iter(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What one sheet or CSV file holds; every row is as wide as the widest."""

    filename: str
    sheet: str
    rows: tuple[Row, ...]

    def records(self, *, required: Sequence[str], optional: Sequence[str] = ()) -> Records:
        """Return the rows below the header, which may follow title lines and have two merged lines.

        Blank rows are left out. In a two-line header ``任期`` over ``起`` is found as ``任期起`` or as ``起``.

        :raise MissingColumnsError: a required column is in no header line.
        :raise RepeatedColumnError: a wanted column stands there twice.
        """
        wanted = (*required, *optional)
        header = _find_header(self, required=required, wanted=wanted)
        index: dict[str, int] = {}
        for name in wanted:
            places = header.places(name)
            if len(places) > 1:
                raise RepeatedColumnError(self.filename, name)
            index.update((name, place) for place in places)
        rows = tuple(
            Record(
                number=row.number,
                values=MappingProxyType({name: row.cells[index[name]] if name in index else "" for name in wanted}),
            )
            for row in self.rows[header.body :]
            if not row.is_blank
        )
        unknown = (names[0] for place, names in enumerate(header.names) if place not in index.values())
        return Records(columns=tuple(index), unknown_columns=tuple(filter(None, unknown)), rows=rows)


def read_table(filename: str, data: bytes, *, bounds: Bounds = BOUNDS) -> Table:
    """Return the first visible sheet that is not empty, or the CSV file, as text.

    Numbers lose their spare zeros (``42``, ``1234.5``), dates are ISO (``2026-10-03``), booleans are
    ``TRUE``/``FALSE``, surrounding blanks and invisible characters go, blank rows at the end are dropped.
    CSV is UTF-8 with or without BOM, or GB18030.

    :raise SheetError: the file is not what it says, damaged, protected, empty or too large.
    """
    suffix = _suffix(filename)
    if suffix not in {".xlsx", ".xls", ".csv"}:
        raise UnknownKindError(filename)
    if len(data) > LARGEST_FILE:
        raise TooLargeSheetError(filename, f" {LARGEST_FILE >> 20} MB")
    if not data:
        raise EmptySheetError(filename)
    if suffix == ".csv":
        sheet, rows = "", _csv_rows(filename, data, bounds)
    else:
        sheet, rows = _workbook_rows(filename, data, bounds)
    return Table(
        filename=filename,
        sheet=sheet,
        rows=tuple(
            Row(number=number, cells=tuple(clean(cell) if cell else "" for cell in row))
            for number, row in enumerate(rows, start=1)
        ),
    )


def clean(text: str) -> str:
    """Return a cell's text without invisible characters, surrounding blanks and our own disarming."""
    visible = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return rearm(visible).strip()


def column_name(text: str) -> str:
    """Return a header's text as it is compared: no blanks, half-width brackets, no mark of a required column."""
    return re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", text))


def _csv_rows(filename: str, data: bytes, bounds: Bounds) -> list[list[str]]:
    text = _decoded(filename, data)
    first = text.lstrip().partition("\n")[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(row)
            if len(rows) > 2 * bounds.rows:
                raise _refusal(filename, bounds, ["rows"])
        rows = bounded(rows, bounds)
    except csv.Error as problem:
        raise UnreadableSheetError(filename) from problem
    except RefusedError as refusal:
        raise _refusal(filename, bounds, refusal.args) from refusal
    if not rows:
        raise EmptySheetError(filename)
    return rows


def _decoded(filename: str, data: bytes) -> str:
    if data.startswith(_WIDE) and not len(data) % 2:
        raise WideTextError(filename)
    if data.startswith((_ZIP, _OLE)) or b"\0" in data:
        raise NotWhatItSaysError(filename)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotWhatItSaysError(filename)


def _workbook_rows(filename: str, data: bytes, bounds: Bounds) -> tuple[str, list[list[str]]]:
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise ProtectedSheetError(filename)
    if not data.startswith(_ZIP if _suffix(filename) == ".xlsx" else _OLE):
        raise NotWhatItSaysError(filename)
    # The command is our own file; the upload reaches it as bytes.
    command = [sys.executable, "-I", str(_READER), json.dumps(asdict(bounds))]
    try:
        child = subprocess.run(command, input=data, capture_output=True, check=True, timeout=2 * CPU_SECONDS)  # noqa: S603 - see above
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        raise UnreadableSheetError(filename) from problem
    answer = json.loads(child.stdout)
    if "refused" in answer:
        raise _refusal(filename, bounds, answer["refused"])
    return answer["sheet"], answer["rows"]


def _find_header(table: Table, *, required: Sequence[str], wanted: Sequence[str]) -> _Header:
    """Return the header, of two lines where the second adds wanted columns to either line alone.

    :raise MissingColumnsError: no line, nor two, has every required column.
    """
    fewest = list(required)
    for at in range(min(_HEADER_WITHIN, len(table.rows))):
        alone, below, both = _one_line(table, at), _one_line(table, at + 1), _two_lines(table, at)
        missing = alone.missing(required)
        if not both.missing(required) and both.count(wanted) > max(alone.count(wanted), below.count(wanted)):
            return both
        if not missing:
            return alone
        fewest = min(fewest, missing, key=len)
    raise MissingColumnsError(table.filename, fewest)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """For each column the names it goes by, the fullest first; ``body`` indexes the first row below."""

    names: tuple[tuple[str, ...], ...]
    body: int

    def missing(self, columns: Sequence[str]) -> list[str]:
        return [column for column in columns if not self.places(column)]

    def count(self, columns: Sequence[str]) -> int:
        return len(columns) - len(self.missing(columns))

    def places(self, column: str) -> list[int]:
        name = column_name(column)
        return [place for place, names in enumerate(self.names) if name in names]


def _one_line(table: Table, at: int) -> _Header:
    cells = table.rows[at].cells if at < len(table.rows) else ()
    return _Header(names=tuple((column_name(cell),) for cell in cells), body=at + 1)


def _two_lines(table: Table, at: int) -> _Header:
    if at + 1 >= len(table.rows):
        return _Header(names=(), body=at + 1)
    names, merged = [], ""
    for upper, lower in zip(table.rows[at].cells, table.rows[at + 1].cells, strict=True):
        over, under = column_name(upper), column_name(lower)
        merged = over or (merged if under else "")
        names.append((merged + under, under) if under else (over,))
    return _Header(names=tuple(names), body=at + 2)


def _refusal(filename: str, bounds: Bounds, facts: Sequence[object]) -> SheetError:
    match facts:
        case ["inexact", int(row), int(column)]:
            refusal: SheetError = InexactNumberError(filename, row, column)
        case ["long", row, column]:
            most = f"每格 {bounds.cell_length} 字（第 {row} 行第 {column} 列超过）"
            refusal = TooLargeSheetError(filename, most)
        case ["rows" | "columns" | "cells" | "unzipped", *_]:
            refusal = TooLargeSheetError(filename, f" {bounds.rows} 行、{bounds.columns} 列、共 {bounds.cells} 格")
        case ["password"]:
            refusal = ProtectedSheetError(filename)
        case ["empty"]:
            refusal = EmptySheetError(filename)
        case _:
            refusal = UnreadableSheetError(filename)
    return refusal


def _suffix(filename: str) -> str:
    return PurePath(filename).suffix.lower()

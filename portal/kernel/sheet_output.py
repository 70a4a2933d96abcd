"""Spreadsheets we hand out: the same cells give the same bytes, and no cell starts a formula.

``portal.kernel.sheets`` offers the same names.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    #: What a cell may hold; an amount is a ``Decimal`` (see :func:`yuan_cell`), never a float.
    Cell = str | int | Decimal | date | None

_TRIGGER = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_DISARMED = re.compile(r"'+(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_PLAIN_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
_NARROWEST = 10


def write_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str = "Sheet1") -> bytes:
    """Return a workbook with a bold, frozen header; the same cells give the same bytes."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the format has no time zone
        worksheet = workbook.add_worksheet(sheet)
        bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        formats = {
            date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
            Decimal: workbook.add_format({"num_format": "#,##0.00"}),
        }
        for column, name in enumerate(columns):
            worksheet.write_string(0, column, disarm(name), bold)
            worksheet.set_column(column, column, max(_NARROWEST, 2 * len(name) + 4))
        worksheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    worksheet.write_string(number, column, disarm(cell))
                elif isinstance(cell, date):
                    worksheet.write_datetime(number, column, cell, formats[date])
                elif cell is not None:
                    worksheet.write_number(number, column, cell, formats.get(type(cell)))
    return stream.getvalue()


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file that opens in Chinese Excel: UTF-8 with BOM, CRLF."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([disarm(name) for name in columns])
    for row in rows:
        writer.writerow([_csv_text(cell) for cell in row])
    return codecs.BOM_UTF8 + stream.getvalue().encode()


def yuan_cell(fen: int) -> Decimal:
    """Return an amount as a cell that a spreadsheet can add up."""
    return Decimal(fen).scaleb(-2)


def disarm(text: str) -> str:
    """Return ``text`` so that no spreadsheet program takes it for a formula; :func:`clean` undoes it."""
    if _TRIGGER.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def rearm(text: str) -> str:
    """Return what :func:`disarm` was given."""
    return text[1:] if _DISARMED.match(text) else text


def _csv_text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return disarm(cell)
        case date():
            return cell.isoformat()
        case _:
            return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)

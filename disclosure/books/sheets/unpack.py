"""Reads one Excel file from standard input and prints its one filled sheet as JSON rows of text.

Run as a child process with bounded memory and time: a workbook of a few kilobytes may claim cells that
fill any memory, and what parses foreign bytes must not be able to take the portal down with it. It is run
by path and imports nothing of ours.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import sys
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

_MEMORY_BYTES = 2**30
_CPU_SECONDS = 30


def main(most_rows: int, most_columns: int) -> None:
    """Print ``{"rows": [[text, …], …]}`` or ``{"refused": why}`` with why = password, format, sheets, empty or size."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    try:
        answer = _unpacked(sys.stdin.buffer.read(), most_rows=most_rows, most_columns=most_columns)
    except PasswordError:
        answer = {"refused": "password"}
    except CalamineError:
        answer = {"refused": "format"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def _unpacked(data: bytes, *, most_rows: int, most_columns: int) -> dict[str, object]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    visible = (one.name for one in workbook.sheets_metadata if one.visible == SheetVisibleEnum.Visible)
    filled = [sheet for sheet in map(workbook.get_sheet_by_name, visible) if sheet.end is not None]
    if len(filled) != 1:
        return {"refused": "sheets" if filled else "empty"}
    sheet = filled[0]
    if sheet.total_height > most_rows or sheet.total_width > most_columns:
        return {"refused": "size"}
    return {"rows": [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]}


def _text(cell: object) -> str:
    """Return what Excel shows of ``cell``: it keeps numbers in binary and shows 15 significant digits.

    So 0.1 + 0.2 reads 0.3, as on the screen, while a third decimal that somebody typed stays one.
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return f"{Decimal(f'{cell:.15g}'):f}"
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

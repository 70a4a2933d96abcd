"""Workbooks with working sums, written as the few XML parts a spreadsheet program needs.

A county's site holds thousands of them: writing the parts directly takes a tenth of what a general library takes
(``tests/portal/kernel/test_workbooks.py`` reads them back with one). The same cells give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from portal.kernel.sheet_output import disarm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from portal.kernel.sheet_output import Cell


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed, with the value it has now: programs that do not compute show that."""

    text: str  # without the equals sign
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: bold headings, rows, and as many bold rows at the end as ``totals`` says."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell | Formula]]
    widths: Sequence[int] = ()  # in characters; a column without one takes its heading's
    totals: int = 0


_EPOCH = date(1899, 12, 30)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_STAMP = (2000, 1, 1, 0, 0, 0)
_NARROWEST = 8

_PLAIN, _BOLD, _AMOUNT, _BOLD_AMOUNT, _DAY = range(5)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_XF = '<xf numFmtId="{}" fontId="{}" fillId="0" borderId="{}" xfId="0" applyNumberFormat="1" applyFont="1"/>'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2">'
    '<font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top style="thin"/><bottom style="thin"/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">'
    + "".join(_XF.format(*one) for one in ((0, 0, 0), (0, 1, 1), (4, 0, 0), (4, 1, 1), (164, 0, 0)))
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return the workbook of ``sheets``; no text in it starts a formula."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in (*_frame(tuple(one.name for one in sheets)), *_parts(sheets)):
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return stream.getvalue()


def column_letter(number: int) -> str:
    """Return the letters of the column ``number``, counted from 0: A, B, … AA."""
    before, rest = divmod(number, len(_LETTERS))
    return (column_letter(before - 1) if before else "") + _LETTERS[rest]


@cache
def _frame(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the parts that depend on nothing but the names of the sheets."""
    numbered = list(enumerate(names, start=1))
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for at, _ in numbered
    )
    listed = "".join(f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>' for at, name in numbered)
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at, _ in numbered
    )
    related += f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    return (
        (
            "[Content_Types].xml",
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/styles.xml" '
            f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{kinds}</Types>',
        ),
        (
            "_rels/.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        ),
        (
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
        ),
        ("xl/styles.xml", _STYLES),
    )


def _parts(sheets: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    for at, sheet in enumerate(sheets, start=1):
        yield f"xl/worksheets/sheet{at}.xml", "".join(_sheet(sheet))


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    )
    for at, heading in enumerate(sheet.columns):
        width = sheet.widths[at] if at < len(sheet.widths) else max(_NARROWEST, 2 * len(heading) + 3)
        yield f'<col min="{at + 1}" max="{at + 1}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    yield _row(1, sheet.columns, bold=True)
    plain = len(sheet.rows) - sheet.totals
    for at, row in enumerate(sheet.rows):
        yield _row(at + 2, row, bold=at >= plain)
    yield "</sheetData></worksheet>"


def _row(number: int, cells: Iterable[Cell | Formula], *, bold: bool) -> str:
    made = "".join(
        _cell(f"{column_letter(at)}{number}", cell, bold=bold) for at, cell in enumerate(cells) if cell is not None
    )
    return f'<row r="{number}">{made}</row>'


def _cell(place: str, cell: Cell | Formula, *, bold: bool) -> str:
    match cell:
        case str():
            text = escape(disarm(cell).translate(_UNPRINTABLE))
            return f'<c r="{place}" s="{int(bold)}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case Formula():
            style = _BOLD_AMOUNT if bold else _AMOUNT
            return f'<c r="{place}" s="{style}"><f>{escape(cell.text)}</f><v>{cell.value:f}</v></c>'
        case Decimal():
            return f'<c r="{place}" s="{_BOLD_AMOUNT if bold else _AMOUNT}"><v>{cell:f}</v></c>'
        case date():
            return f'<c r="{place}" s="{_DAY}"><v>{(cell - _EPOCH).days}</v></c>'
        case _:
            return f'<c r="{place}" s="{_BOLD if bold else _PLAIN}"><v>{cell}</v></c>'


#: Characters XML cannot carry.
_UNPRINTABLE = {code: None for code in range(32) if code not in {9, 10, 13}} | {0xFFFE: None, 0xFFFF: None}

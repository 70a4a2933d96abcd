"""Rows of text become records: the header is found by its column names, in any order, below any title.

Complaints are collected, never raised one by one, so that a bookkeeper can mend a file in one go.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from disclosure.books.errors import UnreadableFileError
from disclosure.books.sheets.files import MOST_ROWS
from portal.kernel.money import MoneyError, parse_yuan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_HEADER_WITHIN_ROWS = 15
_LARGEST_NUMBER = 10**9
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EXCEL_SERIAL = re.compile(r"[2-7]\d{4}")
_EXCEL_EPOCH = date(1899, 12, 30)
_NUMBER = re.compile(r"(?P<word>[记收付转]?)字?第?-?(?P<number>\d{1,10})号?")
_SMALL = re.compile(r"(\d{1,2})[月日]?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """One complaint. ``row`` counts as Excel shows it; a complaint about the whole file has no row or column."""

    file: str
    row: int | None
    column: str | None
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a layout: what the program calls it, and the headings that mean it, the usual one first."""

    key: str
    headings: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A kind of table, recognised by its headings."""

    title: str
    columns: tuple[Column, ...]

    def located(self, row: Sequence[str]) -> dict[str, int] | None:
        """Return the place of each column if ``row`` is this layout's header, else nothing."""
        places = {plain(cell): place for place, cell in reversed(list(enumerate(row)))}
        found = {
            column.key: places[heading] for column in self.columns for heading in column.headings if heading in places
        }
        return found if all(column.key in found or not column.required for column in self.columns) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row under the header; a column that is not there reads as blank."""

    row: int
    cells: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")

    def plain(self, key: str) -> str:
        """Return the cell as names are compared: half-width, without spaces."""
        return plain(self[key])


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The records of one file under the layout that was recognised."""

    name: str
    layout: Layout
    headings: Mapping[str, str]  # key -> heading as printed
    records: tuple[Record, ...]


@dataclass(slots=True, kw_only=True)
class Complaints:
    """What is wrong with one table, in order of discovery."""

    table: Table
    errors: list[RowError] = field(default_factory=list)

    def add(self, row: int, key: str, problem: str) -> None:
        """Note ``problem`` in the column ``key`` of ``row``."""
        heading = self.table.headings.get(key, key)
        self.errors.append(RowError(file=self.table.name, row=row, column=heading, problem=problem))


def plain(text: str) -> str:
    """Return ``text`` half-width and without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def table_of(name: str, rows: Sequence[Sequence[str]], *, layouts: Sequence[Layout]) -> Table:
    """Return the records below the first row that is a header of one of ``layouts``.

    :raise UnreadableFileError: no header is found, or there are more rows than we take.
    """
    for place, row in enumerate(rows[:_HEADER_WITHIN_ROWS]):
        for layout in layouts:
            located = layout.located(row)
            if located is not None:
                records = tuple(_records(rows, after=place, located=located))
                if len(records) > MOST_ROWS:
                    raise UnreadableFileError(f"有 {len(records)} 行，超过 5 万行，请按月份分开导入")
                headings = {key: row[column].strip() for key, column in located.items()}
                return Table(name=name, layout=layout, headings=headings, records=records)
    accepted = "；".join(
        f"{layout.title}要有“{'、'.join(column.headings[0] for column in layout.columns if column.required)}”"
        for layout in layouts
    )
    raise UnreadableFileError(f"没有找到表头。{accepted}这些列，先后不限")


def read_amount(record: Record, key: str, complaints: Complaints) -> int:
    """Return the fen in a cell; a blank is 0. What is no amount, too exact or negative is noted and read as 0."""
    text = record[key].strip()
    if not text:
        return 0
    try:
        fen = parse_yuan(text)
    except MoneyError as error:
        complaints.add(record.row, key, error.sentence.rstrip("。"))
        return 0
    if fen < 0:
        complaints.add(record.row, key, f"金额“{text}”是负数；请填正数，退回或冲减的请填在另一栏")
        return 0
    return fen


def read_text(record: Record, key: str, complaints: Complaints, *, longest: int) -> str:
    """Return a cell without the blanks around it; blank, too long or unprintable texts are noted."""
    text = record[key].strip()
    if not text:
        complaints.add(record.row, key, "没有填写")
    elif len(text) > longest:
        complaints.add(record.row, key, f"超过 {longest} 个字，请写短一些")
    elif _CONTROL.search(text):
        complaints.add(record.row, key, "含有不能显示的字符，请重新输入")
    return text


def read_day(text: str) -> date | None:
    """Return the day ``text`` names, in the ways Excel and people write one, or nothing."""
    compact = plain(text)
    match = _DAY.fullmatch(compact) or _COMPACT_DAY.fullmatch(compact)
    if match is not None:
        return day_or_none(*(int(part) for part in match.groups()))
    if _EXCEL_SERIAL.fullmatch(compact):
        return _EXCEL_EPOCH + timedelta(days=int(compact))
    return None


def read_small(text: str) -> int | None:
    """Return the number of a month or day written ``3``, ``03`` or ``3月``, or nothing."""
    match = _SMALL.fullmatch(plain(text))
    return None if match is None else int(match[1])


def day_or_none(year: int, month: int, day: int) -> date | None:
    """Return the day, or nothing where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_number(record: Record, key: str, complaints: Complaints) -> tuple[str, int]:
    """Return the word and number of a voucher written ``12``, ``记-12`` or ``记字第12号``; ``("", 0)`` when noted."""
    match = _NUMBER.fullmatch(plain(record[key]))
    number = int(match["number"]) if match else 0
    if not 0 < number < _LARGEST_NUMBER:
        complaints.add(record.row, key, f"“{record[key].strip()}”不是凭证号，请填写数字，例如 12")
        return "", 0
    return (match["word"] if match else ""), number


def _records(rows: Sequence[Sequence[str]], *, after: int, located: Mapping[str, int]) -> Iterator[Record]:
    for place, row in enumerate(rows[after + 1 :], start=after + 2):
        cells = {key: row[column] for key, column in located.items() if column < len(row)}
        if any(cell.strip() for cell in cells.values()):
            yield Record(row=place, cells=cells)

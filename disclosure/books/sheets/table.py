"""A spreadsheet becomes records under keys of our own, recognised by its headings in any order.

Complaints are collected, never raised one by one, so that a bookkeeper can mend a file in one go.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from disclosure.books.errors import UnknownLayoutError
from disclosure.books.rules.vouchers import LONGEST_PARTY_IN_A_ROW
from portal.kernel import sheets
from portal.kernel.money import MoneyError, parse_yuan
from portal.kernel.privacy import holds_private_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_LARGEST_NUMBER = 10**9
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EXCEL_SERIAL = re.compile(r"[2-7]\d{4}")
_EXCEL_EPOCH = date(1899, 12, 30)
_NUMBER = re.compile(r"(?P<word>[记收付转]?)字?第?-?(?P<number>\d{1,10})号?")
_SMALL = re.compile(r"(\d{1,2})[月日]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A file as it was handed in."""

    name: str
    data: bytes


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


#: A column both layouts may have beside what they must have: who paid or was paid.
PARTY = Column(key="party", headings=("对方", "收款人", "付款人", "收付款人", "对方单位"), required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A kind of table. The headings that mark it tell it from every other."""

    title: str
    marks: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def described(self) -> str:
        """The headings a table of this kind must have."""
        return f"{self.title}要有“{'、'.join(column.headings[0] for column in self.columns if column.required)}”"


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
    headings: Mapping[str, str]  # key -> the heading that was found
    records: tuple[Record, ...]


@dataclass(slots=True, kw_only=True)
class Complaints:
    """What is wrong with one table, in order of discovery."""

    table: Table
    errors: list[RowError] = field(default_factory=list)

    def add(self, row: int, key: str, problem: str) -> None:
        """Note ``problem`` in the column ``key`` of ``row``."""
        heading = self._heading(key)
        self.errors.append(RowError(file=self.table.name, row=row, column=heading, problem=problem))

    def _heading(self, key: str) -> str:
        """Return what the file calls a column, or where it has none of its own, what such tables call it."""
        found = self.table.headings
        if key == "day" and "date" in found:
            return found["date"]
        usual = {column.key: column.headings[0] for column in self.table.layout.columns}
        return found.get(key) or usual.get(key, key)


def plain(text: str) -> str:
    """Return ``text`` half-width and without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_file(file: NamedFile, *, layouts: Sequence[Layout]) -> Table:
    """Return the records of ``file`` under the one of ``layouts`` whose headings it has.

    :raise SheetError: the file is not what its name says, damaged, protected, empty or too large.
    :raise UnknownLayoutError: its headings are none of the layouts'.
    """
    found = sheets.read_table(file.name, file.data)
    for layout in layouts:
        optional = [name for column in layout.columns for name in column.headings if name not in layout.marks]
        try:
            records = found.records(required=layout.marks, optional=optional)
        except sheets.MissingColumnsError:
            continue
        headings = dict(_headings(layout, records.columns))
        if any(column.required and column.key not in headings for column in layout.columns):
            raise UnknownLayoutError([layout.described])
        return Table(
            name=file.name,
            layout=layout,
            headings=headings,
            records=tuple(
                Record(row=record.number, cells={key: record[name] for key, name in headings.items()})
                for record in records
            ),
        )
    raise UnknownLayoutError([layout.described for layout in layouts])


def read_amount(record: Record, key: str, complaints: Complaints) -> int:
    """Return the fen in a cell; a blank is 0. What is no amount, too exact or negative is noted and read as 0."""
    text = record[key]
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
    """Return a cell's text; one that is blank, too long or gives away a private number is noted."""
    text = record[key]
    if not text:
        complaints.add(record.row, key, "没有填写")
    elif len(text) > longest:
        complaints.add(record.row, key, f"超过 {longest} 个字，请写短一些")
    elif holds_private_number(text):
        complaints.add(record.row, key, "含有身份证号、银行卡号或手机号一样的数字；账目要逐笔公开，请删去")
    return text


def read_party(record: Record, complaints: Complaints) -> str:
    """Return who paid or was paid as the row says it, or nothing: few lists have that column."""
    if not record["party"]:
        return ""
    return " ".join(read_text(record, "party", complaints, longest=LONGEST_PARTY_IN_A_ROW).split())


def read_day(text: str) -> date | None:
    """Return the day ``text`` names, in the ways Excel and people write one, or nothing."""
    compact = plain(text)
    match = _DAY.fullmatch(compact) or _COMPACT_DAY.fullmatch(compact)
    if match is not None:
        year, month, day = (int(part) for part in match.groups())
        return day_or_none(year, month, day)
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
    if match is None or not 0 < int(match["number"]) < _LARGEST_NUMBER:
        complaints.add(record.row, key, f"“{record[key]}”不是凭证号，请填写数字，例如 12")
        return "", 0
    return match["word"], int(match["number"])


def _headings(layout: Layout, found: Sequence[str]) -> Iterator[tuple[str, str]]:
    for column in layout.columns:
        for heading in column.headings:
            if heading in found:
                yield column.key, heading
                break

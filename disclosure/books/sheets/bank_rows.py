"""The rows below a statement's header: movements, printed totals and balances, and what is none of these."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from disclosure.books import bank
from disclosure.books.sheets.table import RowError, plain, read_day
from portal.kernel.money import MoneyError, format_yuan, parse_yuan
from portal.kernel.privacy import as_read, private_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from portal.kernel.sheets import Row

_LONGEST_SUMMARY, _LONGEST_PARTY, _LONGEST_SERIAL = 200, 80, 60
_SHOWN_DIGITS = 4
_WITH_TIME = re.compile(r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{8})(?:[T ]?\d{1,2}:?\d{2}(?::?\d{2})?(?:\.\d+)?)?")
#: Accounts have ten digits or more, days and times have fewer.
_LONG_NUMBER = re.compile(r"\d{10,}")
_SIGNS = str.maketrans({"\u2212": "-", "－": "-", "＋": "+"})


class Period(Protocol):
    """The days a statement is of, both included."""

    @property
    def first_on(self) -> date:
        """The first."""

    @property
    def last_on(self) -> date:
        """The last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One movement as the row says it; ``balance_fen`` is what is printed beside it."""

    row: int
    happened_on: date
    amount_fen: int
    balance_fen: int | None
    summary: str
    party: str
    serial: str


@dataclass(slots=True, kw_only=True)
class RowsFound:
    """What the rows say, the oldest first."""

    rows: list[RawRow] = field(default_factory=list)
    closing_fen: int | None = None
    compared: int = 0
    errors: list[RowError] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """One file while its rows are read."""

    file: str
    names: Sequence[str]
    columns: Mapping[str, int]
    period: Period
    found: RowsFound = field(default_factory=RowsFound)
    opening_fen: int | None = None
    printed_closing: tuple[int, int] | None = None  # row and fen

    def cell(self, row: Row, key: str) -> str:
        """Return what the row says under ``key``; a column that is not there reads as blank."""
        place = self.columns.get(key)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def complain(self, row: int, key: str, problem: str) -> None:
        """Note ``problem`` in the column that says ``key``."""
        place = self.columns.get(key)
        heading = self.names[place] if place is not None else key
        self.found.errors.append(RowError(file=self.file, row=row, column=heading, problem=problem))

    def amount(self, row: Row, key: str) -> int:
        """Return the fen in a cell, signed; a blank is 0, what is no amount is noted and read as 0."""
        text = self.cell(row, key).translate(_SIGNS).strip()
        if not text or not text.strip("-+ /"):
            return 0
        try:
            return parse_yuan(text)
        except MoneyError as error:
            self.complain(row.number, key, error.sentence.rstrip("。"))
            return 0


def read_rows(
    rows: Sequence[Row], *, names: Sequence[str], columns: Mapping[str, int], file: str, asked: Period
) -> RowsFound:
    """Read the rows below the header; complaints are in the result."""
    reader = _Reader(file=file, names=names, columns=columns, period=asked)
    totals: list[Row] = []
    for row in rows:
        if row.is_blank:
            continue
        label = _label(row)
        if label in bank.labels().openings:
            reader.opening_fen = _balance(reader, row)
        elif label in bank.labels().closings:
            closing_fen = _balance(reader, row)
            reader.printed_closing = (row.number, closing_fen) if closing_fen is not None else None
        elif label in bank.labels().totals:
            totals.append(row)
        elif _is_entry(reader, row):
            _read_entry(reader, row)
    _put_in_order(reader)
    for row in totals:
        _compare_totals(reader, row)
    return reader.found


def without_private_numbers(text: str) -> str:
    """Return ``text`` on one line, of numbers of people and accounts only the last four digits."""
    line = " ".join(text.split())
    plain_line = as_read(line)
    shown = _LONG_NUMBER.sub(lambda match: f"*{match[0][-_SHOWN_DIGITS:]}", plain_line)
    for one in private_numbers(shown):
        shown = shown.replace(one.number, f"*{one.number[-_SHOWN_DIGITS:]}")
    return line if shown == plain_line else shown


def day_of(text: str) -> date | None:
    """Return the day of a cell that may say the time too."""
    match = _WITH_TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return read_day(match[1] if match else text)


def _label(row: Row) -> str:
    """Return what the row is called where it is no movement: its first words, without what follows a colon."""
    first = next((cell for cell in row.cells if cell), "")
    for cell in row.cells:
        if plain(cell) in bank.labels().openings | bank.labels().closings:
            return plain(cell)
    return plain(first).rstrip(":").partition(":")[0]


def _is_entry(reader: _Reader, row: Row) -> bool:
    """Tell whether a row is a movement: it has a day, or an amount. Notes below the table have neither."""
    if day_of(reader.cell(row, bank.DAY)) is not None:
        return True
    return any(_is_amount(reader.cell(row, key)) for key in (bank.INCOME, bank.EXPENSE, bank.AMOUNT))


def _is_amount(text: str) -> bool:
    try:
        return bool(text) and parse_yuan(text.translate(_SIGNS)) != 0
    except MoneyError:
        return False


def _read_entry(reader: _Reader, row: Row) -> None:
    before = len(reader.found.errors)
    day = _day(reader, row)
    amount_fen = _moved(reader, row)
    balance_fen = _balance(reader, row)
    if day is None or len(reader.found.errors) > before:
        return
    reader.found.rows.append(
        RawRow(
            row=row.number,
            happened_on=day,
            amount_fen=amount_fen,
            balance_fen=balance_fen,
            summary=without_private_numbers(reader.cell(row, bank.SUMMARY))[:_LONGEST_SUMMARY],
            party=without_private_numbers(reader.cell(row, bank.PARTY))[:_LONGEST_PARTY],
            serial=plain(reader.cell(row, bank.SERIAL))[:_LONGEST_SERIAL],
        )
    )


def _day(reader: _Reader, row: Row) -> date | None:
    text = reader.cell(row, bank.DAY)
    day, period = day_of(text), reader.period
    if day is None:
        reader.complain(row.number, bank.DAY, f"“{text}”不是日期，请写成 {period.first_on.isoformat()} 的样子")
    elif not period.first_on <= day <= period.last_on:
        between = f"{period.first_on.isoformat()} 到 {period.last_on.isoformat()}"
        reader.complain(row.number, bank.DAY, f"{day.isoformat()} 不在填写的起止日期（{between}）之内")
        return None
    return day


def _moved(reader: _Reader, row: Row) -> int:
    """Return what the row moved, above zero where money came in; what cannot be told is noted."""
    before = len(reader.found.errors)
    if bank.AMOUNT in reader.columns:
        fen, key = _signed(reader, row), bank.AMOUNT
    else:
        in_fen, out_fen = reader.amount(row, bank.INCOME), reader.amount(row, bank.EXPENSE)
        fen, key = in_fen - out_fen, bank.INCOME
        if in_fen and out_fen:
            reader.complain(row.number, bank.EXPENSE, "收入和支出同时有金额，一行只能有一边")
    if not fen and len(reader.found.errors) == before:
        reader.complain(row.number, key, "没有金额；不是收支的行请删去")
    return fen


def _signed(reader: _Reader, row: Row) -> int:
    fen, said = reader.amount(row, bank.AMOUNT), plain(reader.cell(row, bank.DIRECTION))
    if bank.DIRECTION not in reader.columns:
        return fen
    known = bank.directions()
    if said not in known:
        words = f"“{said}”" if said else "空着"
        reader.complain(row.number, bank.DIRECTION, f"收支方向{words}，应为收或支（贷或借）")
        return fen
    return known[said] * abs(fen)


def _balance(reader: _Reader, row: Row) -> int | None:
    return reader.amount(row, bank.BALANCE) if reader.cell(row, bank.BALANCE).strip() else None


def _put_in_order(reader: _Reader) -> None:
    """Put the movements in the order of time in which the printed balances follow; note the balances that do not."""
    found = reader.found
    forward, backward = found.rows, found.rows[::-1]
    choices = [one for one in (forward, backward) if _is_sorted(one)] or [
        sorted(forward, key=lambda one: one.happened_on)
    ]
    wrong = [_mismatches(one, reader.opening_fen) for one in choices]
    at = min(range(len(choices)), key=lambda place: len(wrong[place]))
    found.rows = list(choices[at])
    for row, printed_fen, computed_fen in wrong[at]:
        problem = f"余额印的是 {format_yuan(printed_fen)}，逐笔计算是 {format_yuan(computed_fen)}，请核对"
        reader.complain(row, bank.BALANCE, problem)
    if wrong[at] and bank.INCOME in reader.columns and _fits_exchanged(reader):
        reader.complain(found.rows[0].row, bank.INCOME, "收入和支出两列像是反了：对调以后余额逐笔相符，请改正列")
    printed = [one.balance_fen for one in found.rows]
    found.compared += sum(one is not None for one in printed)
    found.closing_fen = _closing(reader)


def _closing(reader: _Reader) -> int | None:
    """Return what the account held at the end, as far as anything printed tells."""
    balance_fen = reader.opening_fen
    for one in reader.found.rows:
        if one.balance_fen is not None:
            balance_fen = one.balance_fen
        elif balance_fen is not None:
            balance_fen += one.amount_fen
    if reader.printed_closing is None:
        return balance_fen
    row, printed_fen = reader.printed_closing
    if balance_fen not in {None, printed_fen}:
        assert balance_fen is not None  # noqa: S101 - said by the condition
        computed = format_yuan(balance_fen)
        reader.complain(row, bank.BALANCE, f"期末余额印的是 {format_yuan(printed_fen)}，逐笔计算是 {computed}，请核对")
    return printed_fen


def _is_sorted(rows: Sequence[RawRow]) -> bool:
    days = [one.happened_on for one in rows]
    return days == sorted(days)


def _mismatches(rows: Sequence[RawRow], opening_fen: int | None, *, sign: int = 1) -> list[tuple[int, int, int]]:
    """Return row, printed and computed balance where the two differ; each is counted on from what was printed."""
    wrong = []
    balance_fen = opening_fen
    for one in rows:
        if balance_fen is not None:
            balance_fen += sign * one.amount_fen
        if one.balance_fen is None:
            continue
        if balance_fen not in {None, one.balance_fen}:
            assert balance_fen is not None  # noqa: S101 - said by the condition
            wrong.append((one.row, one.balance_fen, balance_fen))
        balance_fen = one.balance_fen
    return wrong


def _fits_exchanged(reader: _Reader) -> bool:
    rows = reader.found.rows
    return any(not _mismatches(one, reader.opening_fen, sign=-1) for one in (rows, rows[::-1]))


def _compare_totals(reader: _Reader, row: Row) -> None:
    """Compare a printed total of income or expense with the sum of the rows."""
    rows = reader.found.rows
    sums = {
        bank.INCOME: sum(one.amount_fen for one in rows if one.amount_fen > 0),
        bank.EXPENSE: -sum(one.amount_fen for one in rows if one.amount_fen < 0),
    }
    for key, computed_fen in sums.items():
        if key not in reader.columns or not _is_amount(reader.cell(row, key)):
            continue
        printed_fen = reader.amount(row, key)
        reader.found.compared += 1
        if printed_fen != computed_fen:
            printed, computed = format_yuan(printed_fen), format_yuan(computed_fen)
            reader.complain(row.number, key, f"合计印的是 {printed}，逐笔相加是 {computed}，请核对")

"""A bank's statement becomes movements, oldest first, or a list of complaints by row and column: all or nothing.

Banks agree on nothing but that a header stands above the rows: it is found, its columns are guessed or said by hand,
the order of the file is found out, and every printed balance is compared with the running one. The file's own numbers
of accounts are read for their last four digits and kept nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from disclosure.books import bank
from disclosure.books.errors import TooManyRowsError
from disclosure.books.errors.bank import (
    ClosingDiffersError,
    EndingDiffersError,
    NoBalanceError,
    NoEndingError,
    NoHeaderError,
    PeriodError,
    SameColumnTwiceError,
    StatementColumnsError,
)
from disclosure.books.sheets.bank_rows import RawRow, read_rows
from disclosure.books.sheets.table import RowError
from portal.kernel import sheets
from portal.kernel.canonical import canonical_json, sha256_hex
from portal.kernel.errors import BadValueError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from disclosure.books.sheets.table import NamedFile

MOST_ROWS = 50_000
_HEADER_WITHIN = 30
_FEWEST_NAMES = 3
_ENDING = 4
_ACCOUNT = re.compile(r"(?:账号|帐号|卡号|账户)[^0-9]{0,12}(\d[\d* -]{2,40})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the person says of a file; what is empty or nothing is read from it."""

    first_on: date
    last_on: date
    ending: str = ""
    closing_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankRow:
    """One movement; above zero where money came in. ``balance_fen`` is what the account held after it."""

    row: int
    happened_on: date
    amount_fen: int
    balance_fen: int
    summary: str
    party: str
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementReading:
    """All that a statement says. With errors nothing of it may be kept; without columns nothing was read."""

    name: str
    sha256: str
    asked: Asked
    headings: tuple[str, ...] = ()
    fingerprint: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)
    ending: str = ""
    rows: tuple[BankRow, ...] = ()
    opening_fen: int = 0
    closing_fen: int = 0
    compared: int = 0  # printed balances and totals that agree
    errors: tuple[RowError, ...] = ()

    @property
    def in_fen(self) -> int:
        """What came in."""
        return sum(one.amount_fen for one in self.rows if one.amount_fen > 0)

    @property
    def out_fen(self) -> int:
        """What went out."""
        return -sum(one.amount_fen for one in self.rows if one.amount_fen < 0)

    @property
    def needs_columns(self) -> bool:
        """Whether nobody knows yet which column says what."""
        return bool(self.headings) and not is_enough(self.columns)

    @property
    def named_columns(self) -> tuple[tuple[str, str], ...]:
        """What is read from which column, in the order of the file."""
        titles = {one.key: one.title for one in bank.columns()}
        found = sorted(self.columns.items(), key=lambda one: one[1])
        return tuple((self.headings[place], titles[key]) for key, place in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The line, or two merged ones, that heads the columns; ``body`` indexes the first row below."""

    names: tuple[str, ...]
    body: int

    @property
    def fingerprint(self) -> str:
        """What tells it from the headers of other banks."""
        return sha256_hex(canonical_json(list(self.names)))

    @property
    def guessed(self) -> dict[str, int]:
        """Which column says what, as far as headings tell; the first of a kind counts."""
        found: dict[str, int] = {}
        for place, name in enumerate(self.names):
            key = bank.key_of(name) if name else None
            if key is not None:
                found.setdefault(key, place)
        if {bank.INCOME, bank.EXPENSE} <= found.keys():
            found.pop(bank.AMOUNT, None)
            found.pop(bank.DIRECTION, None)
        return found


def is_enough(columns: Mapping[str, int]) -> bool:
    """Tell whether the columns say when and how much."""
    return bank.DAY in columns and (bank.AMOUNT in columns or {bank.INCOME, bank.EXPENSE} <= columns.keys())


def read_statement(
    file: NamedFile,
    *,
    asked: Asked,
    today: date,
    columns: Mapping[str, int] | None = None,
    remembered: Mapping[str, Mapping[str, int]] | None = None,
) -> StatementReading:
    """Read a statement. ``columns`` are those said by hand, ``remembered`` those said before, by header fingerprint.

    Never raises for what a file holds: complaints are in the result, by row and column.
    """
    blank = StatementReading(name=file.name, sha256=sha256_hex(file.data), asked=asked)
    try:
        _require_period(asked, today=today)
        table = sheets.read_table(file.name, file.data)
        header = _header_of(table, known=remembered or {})
        if len(table.rows) - header.body > MOST_ROWS:
            raise TooManyRowsError(len(table.rows) - header.body, most=MOST_ROWS)
        used = _columns(header, said=columns, remembered=remembered or {})
        if not is_enough(used):
            return _but(blank, header, used)
        return _read(blank, table, header, used)
    except BadValueError as error:
        return _but(blank, None, {}, errors=[_about_file(file.name, error.sentence)])


def chosen_columns(places: Mapping[str, int | None], headings: Sequence[str]) -> dict[str, int]:
    """Return the columns that were picked by hand.

    :raise SameColumnTwiceError: one column was picked for two things.
    :raise StatementColumnsError: they do not say when or how much.
    """
    found = {key: place for key, place in places.items() if place is not None}
    for place, times in Counter(found.values()).items():
        if times > 1:
            raise SameColumnTwiceError(headings[place] if place < len(headings) else str(place + 1))
    if not is_enough(found) or any(place >= len(headings) for place in found.values()):
        raise StatementColumnsError
    return found


def _require_period(asked: Asked, *, today: date) -> None:
    yesterday = today.fromordinal(today.toordinal() - 1)
    if not asked.first_on <= asked.last_on <= yesterday:
        raise PeriodError(yesterday)


def _header_of(table: sheets.Table, *, known: Mapping[str, Mapping[str, int]]) -> Header:
    """Return the header: one seen before, else the one of which most is understood, else the first that looks so.

    :raise NoHeaderError: no row looks like one.
    """
    candidates = list(_candidates(table))
    for one in candidates:
        if one.fingerprint in known:
            return one
    best = max(candidates, key=lambda one: len(one.guessed), default=None)
    if best is not None and bank.DAY in best.guessed:
        return best
    for one in candidates:
        if sum(bool(name) for name in one.names) >= _FEWEST_NAMES:
            return one
    raise NoHeaderError


def _candidates(table: sheets.Table) -> Iterator[Header]:
    """Yield every line that may be the header, and two together where that says more than either alone."""
    lines = [tuple(bank.plain_heading(cell) for cell in row.cells) for row in table.rows[: _HEADER_WITHIN + 1]]
    alone = [Header(names=names, body=at + 1) for at, names in enumerate(lines)]
    for upper, lower in pairwise(alone):
        yield upper
        if not any(char.isdigit() for name in (*upper.names, *lower.names) for char in name):
            both = Header(names=_merged(upper.names, lower.names), body=lower.body)
            if len(both.guessed) > max(len(upper.guessed), len(lower.guessed)):
                yield both
    yield from alone[-1:]


def _merged(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Return one name for each column of two header lines; a merged cell above stands over several below."""
    names, over = [], ""
    for above, under in zip(upper, lower, strict=True):
        over = above or (over if under else "")
        # 发生额 over 借方 is known as 借方发生额, most others by either line
        both = (under + over, over + under, under, over)
        names.append(next((name for name in both if name and bank.key_of(name)), over + under))
    return tuple(names)


def _columns(
    header: Header, *, said: Mapping[str, int] | None, remembered: Mapping[str, Mapping[str, int]]
) -> Mapping[str, int]:
    if said is not None:
        return chosen_columns(said, header.names)
    return remembered.get(header.fingerprint, header.guessed)


def _read(blank: StatementReading, table: sheets.Table, header: Header, columns: Mapping[str, int]) -> StatementReading:
    asked = blank.asked
    ending = _ending(table, header, asked=asked)
    found = read_rows(table.rows[header.body :], names=header.names, columns=columns, file=blank.name, asked=asked)
    errors = list(found.errors)
    closing_fen = _closing(found.closing_fen, asked=asked, errors=errors, file=blank.name)
    opening_fen = closing_fen - sum(one.amount_fen for one in found.rows)
    return StatementReading(
        name=blank.name,
        sha256=blank.sha256,
        asked=asked,
        headings=header.names,
        fingerprint=header.fingerprint,
        columns=columns,
        ending=ending,
        rows=tuple(_rows(found.rows, ending=ending, opening_fen=opening_fen)),
        opening_fen=opening_fen,
        closing_fen=closing_fen,
        compared=found.compared,
        errors=tuple(errors),
    )


def _ending(table: sheets.Table, header: Header, *, asked: Asked) -> str:
    """Return the last four digits of the account, as typed or as a line above the header has them.

    :raise NoEndingError: neither says.
    :raise EndingDiffersError: they say different ones.
    """
    printed = ""
    for row in table.rows[: header.body]:
        match = _ACCOUNT.search("".join(row.cells))
        last = re.sub(r"[ -]", "", match[1])[-_ENDING:] if match else ""
        if len(last) == _ENDING and last.isdigit():
            printed = last
            break
    if not asked.ending and not printed:
        raise NoEndingError
    if asked.ending and printed and asked.ending != printed:
        raise EndingDiffersError(typed=asked.ending, printed=printed)
    return asked.ending or printed


def _closing(printed_fen: int | None, *, asked: Asked, errors: list[RowError], file: str) -> int:
    typed_fen = asked.closing_fen
    if printed_fen is None and typed_fen is None:
        errors.append(_about_file(file, NoBalanceError().sentence))
    elif printed_fen is not None and typed_fen not in {None, printed_fen}:
        assert typed_fen is not None  # noqa: S101 - said by the condition
        errors.append(_about_file(file, ClosingDiffersError(typed_fen=typed_fen, printed_fen=printed_fen).sentence))
    return printed_fen if printed_fen is not None else typed_fen or 0


def _rows(raw: Sequence[RawRow], *, ending: str, opening_fen: int) -> Iterator[BankRow]:
    """Yield the movements with their running balance and what tells each from any other."""
    seen: Counter[str] = Counter()
    balance_fen = opening_fen
    for one in raw:
        balance_fen += one.amount_fen
        same = canonical_json([ending, one.happened_on.isoformat(), one.amount_fen, one.serial, balance_fen])
        times = seen[same.decode()]
        seen[same.decode()] += 1
        yield BankRow(
            row=one.row,
            happened_on=one.happened_on,
            amount_fen=one.amount_fen,
            balance_fen=balance_fen,
            summary=one.summary,
            party=one.party,
            identity=sha256_hex(same + str(times).encode()),
        )


def _but(
    blank: StatementReading, header: Header | None, columns: Mapping[str, int], *, errors: Sequence[RowError] = ()
) -> StatementReading:
    return StatementReading(
        name=blank.name,
        sha256=blank.sha256,
        asked=blank.asked,
        headings=header.names if header else (),
        fingerprint=header.fingerprint if header else "",
        columns=columns,
        errors=tuple(errors),
    )


def _about_file(name: str, problem: str) -> RowError:
    return RowError(file=name, row=None, column=None, problem=problem.rstrip("。"))

"""The lines of the statements: a dated data file, read once, as ``chart`` reads the charts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

_FOLDER = Path(__file__).with_name("statements")

#: The system whose statements are made.
STATED = "2023"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One line of a statement; what it adds up depends on which of these it has."""

    number: int  # 行次
    key: str
    name: str
    accounts: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()  # every account of these classes of the chart
    details_in_debit: tuple[str, ...] = ()  # accounts of which those below that stand in debit belong here
    details_in_credit: tuple[str, ...] = ()
    details: tuple[str, ...] = ()  # only these of the accounts below
    begins_with: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    rest: bool = False
    total: tuple[str, ...] = ()
    less: bool = False  # taken off where it is part of a total
    within: str = ""  # only shows a part of that line

    @property
    def is_total(self) -> bool:
        """Whether it adds up other lines."""
        return bool(self.total)

    @property
    def only_of_the_year(self) -> bool:
        """Whether a month has no figure of it: what is distributed is distributed of a year."""
        return bool(self.begins_with or self.out or self.into or self.rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a line must come to: accounts with their signs."""

    name: str
    line: str
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementForms:
    """The statements of one accounting system."""

    title: str
    effective_from: date
    source: str
    confidence: str
    sheet_title: str
    assets: tuple[StatementLine, ...]
    claims: tuple[StatementLine, ...]
    income_title: str
    income: tuple[StatementLine, ...]
    identities: tuple[Identity, ...]


@cache
def statement_forms() -> StatementForms:
    """Return the statements in the form of the system in force."""
    data = tomllib.loads((_FOLDER / f"{STATED}.toml").read_text(encoding="utf-8"))
    sheet, income = data["balance_sheet"], data["income"]
    assets = _lines(sheet["assets"], start=1)
    return StatementForms(
        title=data["title"],
        effective_from=data["effective_from"],
        source=data["source"],
        confidence=data["confidence"],
        sheet_title=sheet["title"],
        assets=assets,
        claims=_lines(sheet["claims"], start=len(assets) + 1),
        income_title=income["title"],
        income=_lines(income["lines"], start=1),
        identities=tuple(
            Identity(name=one["name"], line=one["line"], accounts=tuple(one["accounts"]))
            for one in income["identities"]
        ),
    )


def _lines(rows: Sequence[Mapping[str, Any]], *, start: int) -> tuple[StatementLine, ...]:
    return tuple(StatementLine(number=number, **_plain(row)) for number, row in enumerate(rows, start=start))


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with tuples for lists, and under names Python has no other use for."""
    named = {"into" if name == "in" else name: value for name, value in row.items()}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in named.items()}

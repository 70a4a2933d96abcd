"""What is looked for in the books, as dated data: ``checks.toml``. One function of ``rules.checks`` for each row.

An alert keeps the version of the row it was raised under, so that a row is never changed: a new one follows it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_TOLD = ("id", "title", "says", "rule", "answer", "article", "source", "confidence", "effective_from")


class Severity(StrEnum):
    """What a check's finding does to the close of its month."""

    BLOCK = "block"
    EXPLAIN = "explain"
    HINT = "hint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One row: what is looked for, where that is from, and its thresholds as ``limits``."""

    id: str
    title: str
    says: str  # the sentence of a finding, with its facts in braces
    rule: str
    answer: str  # what would answer it
    article: str
    source: str
    confidence: str
    severity: Severity
    at_close: bool  # the close lists it; else it says the same in words of its own
    effective_from: date
    effective_to: date | None
    limits: Mapping[str, Any]

    @property
    def version(self) -> str:
        """What tells this row from an earlier or later one: the day it took effect."""
        return self.effective_from.isoformat()

    @property
    def is_quoted(self) -> bool:
        """Whether the text of the rule was read."""
        return self.confidence == "quoted"


def checks_on(day: date) -> tuple[Check, ...]:
    """Return the rows in force on that day, in the order of the file."""
    return tuple(
        one for one in _checks() if one.effective_from <= day and (one.effective_to is None or day <= one.effective_to)
    )


def check_named(check_id: str, *, version: str = "") -> Check | None:
    """Return a row by its id, that of ``version`` where it is still in the file, else the newest of the id."""
    known = [one for one in _checks() if one.id == check_id]
    return next((one for one in known if one.version == version), known[-1] if known else None)


def all_checks() -> tuple[Check, ...]:
    """Return the newest row of every check, in the order of the file."""
    return tuple({one.id: one for one in _checks()}.values())


@cache
def _checks() -> tuple[Check, ...]:
    rows = tomllib.loads(Path(__file__).with_name("checks.toml").read_text(encoding="utf-8"))["check"]
    return tuple(_check(row) for row in rows)


def _check(row: Mapping[str, Any]) -> Check:
    told = {name: row[name] for name in _TOLD}
    known = {*_TOLD, "severity", "at_close", "effective_to"}
    return Check(
        **told,
        severity=Severity(row["severity"]),
        at_close=row.get("at_close", True),
        effective_to=row.get("effective_to"),
        limits={name: value for name, value in row.items() if name not in known},
    )

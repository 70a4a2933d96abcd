"""What is looked for in a branch's meetings, as dated data: ``checks.toml``. One function of ``rules.checks`` each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_TOLD = ("id", "title", "says", "answer", "article", "source", "confidence", "effective_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One row: what is looked for, where that is from, and its thresholds as ``limits``."""

    id: str
    title: str
    says: str  # the sentence of what is found, with its facts in braces
    answer: str  # what would answer it
    article: str
    source: str
    confidence: str
    effective_from: date
    effective_to: date | None
    limits: Mapping[str, Any]

    @property
    def version(self) -> str:
        """What tells this row from an earlier or later one: the day it took effect."""
        return self.effective_from.isoformat()

    @property
    def quoted(self) -> bool:
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


@cache
def _checks() -> tuple[Check, ...]:
    rows = tomllib.loads(Path(__file__).with_name("checks.toml").read_text(encoding="utf-8"))["check"]
    return tuple(
        Check(
            **{name: row[name] for name in _TOLD},
            effective_to=row.get("effective_to"),
            limits={name: value for name, value in row.items() if name not in {*_TOLD, "effective_to"}},
        )
        for row in rows
    )

"""By when finances are public, as dated data: ``due_days.toml``. One row for each kind of thing that falls due."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class DueKind(StrEnum):
    """What falls due."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    EVENT = "event"  # what is of weight: so many days after it happened


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """One row: the day, and where it is written."""

    period: DueKind
    jurisdiction: str  # where the text was read; empty: nowhere
    article: str
    source: str
    confidence: str
    months_after: int = 0  # counted from the last month of what is published
    day: int = 0
    target_day: int = 0  # what villages aim at; none: 0
    within_days: int = 0

    def is_quoted_in(self, jurisdiction: str) -> bool:
        """Tell whether the day is the law there; anywhere else it is only what another place made of the law."""
        return self.confidence == "quoted" and bool(self.jurisdiction) and jurisdiction.startswith(self.jurisdiction)


def due_day(kind: DueKind) -> DueDay:
    """Return the row of one kind."""
    return _due_days()[kind]


@cache
def _due_days() -> Mapping[DueKind, DueDay]:
    rows = tomllib.loads(Path(__file__).with_name("due_days.toml").read_text(encoding="utf-8"))["due"]
    return {DueKind(row["period"]): DueDay(**{**row, "period": DueKind(row["period"])}) for row in rows}

"""What is asked of members, as dated data (``practice.toml``): households, dues, study, reports from away."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.kernel.dated import row_on

if TYPE_CHECKING:
    from datetime import date

_FILE = Path(__file__).with_name("practice.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """One row: its numbers, by name, and what says so."""

    numbers: dict[str, int]
    article: str
    confidence: str
    source: str

    @property
    def quoted(self) -> bool:
        """Whether the text was read in its source; anything else warns and is shown as 待核."""
        return self.confidence == "quoted"

    def __getitem__(self, name: str) -> int:
        return self.numbers[name]


@lru_cache(maxsize=1_000)
def practice_on(topic: str, day: date) -> Practice:
    """Return what applied to ``topic`` on a day; before the earliest text we have, the earliest.

    :raise KeyError: nothing is said of that topic.
    """
    row = row_on(_practice()[topic], day)
    words = ("effective_from", "article", "confidence", "source")
    return Practice(
        numbers={name: value for name, value in row.items() if name not in words},
        article=row["article"],
        confidence=row["confidence"],
        source=row["source"],
    )


@cache
def _practice() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))

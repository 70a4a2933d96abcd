"""Who is a near relative by law, as dated data with its article."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_FILE = Path(__file__).with_name("kinship.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """Which relatives are near ones, by id with their Chinese names, and what says so."""

    effective_from: date
    article: str
    confidence: str
    names: Mapping[str, str]

    @property
    def quoted(self) -> bool:
        """Whether the text was read in its source."""
        return self.confidence == "quoted"


def kinds_on(day: date) -> Kinds:
    """Return who is a near relative on ``day``; before the earliest text we have, by the earliest."""
    known = _known()
    return max((one for one in known if one.effective_from <= day), key=_since, default=min(known, key=_since))


def kind_name(kind: str) -> str:
    """Return what a kind is called, whenever it was recorded; one that no text knows any more, by its id."""
    return next((one.names[kind] for one in sorted(_known(), key=_since, reverse=True) if kind in one.names), kind)


def _since(kinds: Kinds) -> date:
    return kinds.effective_from


@cache
def _known() -> tuple[Kinds, ...]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["near_relatives"]
    return tuple(
        Kinds(
            effective_from=row["effective_from"],
            article=row["article"],
            confidence=row["confidence"],
            names={one["id"]: one["name"] for one in row["kinds"]},
        )
        for row in rows
    )

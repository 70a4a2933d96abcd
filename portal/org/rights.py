"""Villagers' rights as words: what no scheme of points, of members or of households, may reward or punish."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedMatter:
    """What people may do or leave, and the words it is known by."""

    effective_from: date
    group: str
    words: tuple[str, ...]
    article: str
    confidence: str


def protected_by(text: str, *, on: date) -> tuple[str, ProtectedMatter] | None:
    """Return the first word of ``text`` that names a protected matter in force on that day, with the matter.

    Source: ``rights.toml``.
    """
    plain = text.upper()
    for matter in _matters():
        if matter.effective_from <= on:
            found = next((word for word in matter.words if word.upper() in plain), None)
            if found:
                return found, matter
    return None


@cache
def _matters() -> tuple[ProtectedMatter, ...]:
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))["words"]
    return tuple(ProtectedMatter(**{**row, "words": tuple(row["words"])}) for row in read)

"""The kinds of posts, study, campaigns and results, as data (``kinds.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("kinds.toml")

POST, STUDY, CAMPAIGN, MEASURE = "post", "study", "campaign", "measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind: what it is called, its duties (posts) or its unit (results)."""

    id: str
    title: str
    duties: str = ""
    unit: str = ""

    @property
    def label(self) -> str:
        """The title with its unit, where it has one: 带动农户（户）."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title


def kinds(of: str) -> tuple[Kind, ...]:
    """Return the kinds of posts, study, campaigns or results, in the order they are offered."""
    return tuple(_kinds()[of].values())


def kind(of: str, key: str) -> Kind:
    """Return one kind; a key that the file no longer has stands for itself, so that old records stay readable."""
    return _kinds()[of].get(key) or Kind(id=key, title=key)


def is_kind(of: str, key: str) -> bool:
    """Tell whether the file has the kind."""
    return key in _kinds()[of]


@cache
def _kinds() -> dict[str, dict[str, Kind]]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {of: {row["id"]: Kind(**row) for row in rows} for of, rows in data.items()}

"""What is disclosed apart from the months, as data: ``special_kinds.toml``, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROUPS = "groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialKind:
    """One kind of topic."""

    id: str
    name: str
    shows_groups: bool  # receivers only as groups
    source: str
    quoted: bool


def special_kinds() -> Mapping[str, SpecialKind]:
    """Return the kinds by id, in order."""
    return {
        row["id"]: SpecialKind(
            id=row["id"],
            name=row["name"],
            shows_groups=row["shows"] == _GROUPS,
            source=row["source"],
            quoted=row["confidence"] == "quoted",
        )
        for row in _data()["kinds"]
    }


def smallest_group() -> int:
    """Return how many people a group has at least that shows its amount."""
    return int(_data()["smallest_group"])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("special_kinds.toml").read_text(encoding="utf-8"))

"""How many days before its day something is asked for (``reminders.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("reminders.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One of them."""

    id: str
    days: int
    source: str
    confidence: str


def reminder(key: str) -> Reminder:
    """Return the reminder ``key``.

    :raise KeyError: the file has none of that name.
    """
    return _reminders()[key]


@cache
def _reminders() -> dict[str, Reminder]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {row["id"]: Reminder(**row) for row in data["reminder"]}

"""How many days before its day something is asked for, or from which day of the year on (``reminders.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

_FILE = Path(__file__).with_name("reminders.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One of them."""

    id: str
    days: int
    source: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyReminder:
    """What is asked for of the year before, from a day of the year on."""

    id: str
    month: int
    day: int
    source: str
    confidence: str

    def year_asked_for(self, today: date) -> int:
        """Return the last year that is asked for on ``today``."""
        return today.year - 1 if (today.month, today.day) >= (self.month, self.day) else today.year - 2


def reminder(key: str) -> Reminder:
    """Return the reminder ``key``.

    :raise KeyError: the file has none of that name.
    """
    return _reminders()[key]


def yearly_reminder(key: str) -> YearlyReminder:
    """Return the reminder ``key`` of the year before.

    :raise KeyError: the file has none of that name.
    """
    return {row["id"]: YearlyReminder(**row) for row in _data()["yearly"]}[key]


@cache
def _reminders() -> dict[str, Reminder]:
    return {row["id"]: Reminder(**row) for row in _data()["reminder"]}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))

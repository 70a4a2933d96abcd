"""What practice sets for points, as dated data: how long a quarter's list stands with names."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from portal.kernel.holidays import last_day

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.holidays import LastDay

_FILE = Path(__file__).with_name("practice.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicity:
    """How many days a list is on display, and what says so."""

    effective_from: date
    days: int
    article: str
    confidence: str
    source: str

    def last_day(self, published_on: date) -> LastDay:
        """Return the last day of display; the day of publication is not counted."""
        return last_day(published_on, self.days)


def publicity_on(day: date) -> Publicity:
    """Return what applies to a list published on ``day``; before the earliest text we have, the earliest."""
    known = _publicity()
    return max(
        (one for one in known if one.effective_from <= day), key=lambda one: one.effective_from, default=known[0]
    )


@cache
def _publicity() -> tuple[Publicity, ...]:
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8"))["publicity"]
    return tuple(sorted((Publicity(**entry) for entry in entries), key=lambda one: one.effective_from))

"""What practice sets for points, as dated data: how long lists are on display, until when each step is done."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.kernel.holidays import last_day

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.holidays import LastDay
    from portal.kernel.months import Month

_FILE = Path(__file__).with_name("practice.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How many days something runs, and what says so."""

    effective_from: date
    days: int
    article: str
    confidence: str
    source: str

    @property
    def quoted(self) -> bool:
        """Whether the text was read in its source."""
        return self.confidence == "quoted"

    def last_day(self, begins_on: date) -> LastDay:
        """Return the last day; the day it begins is not counted."""
        return last_day(begins_on, self.days)


def publicity_on(day: date) -> Span:
    """Return what applies to a list published on ``day``; before the earliest text we have, the earliest."""
    return Span(**_valid("publicity", day))


def answer_on(day: date) -> Span:
    """Return within how many days an objection filed on ``day`` is answered."""
    return Span(**_valid("answer", day))


def declared_until(month: Month) -> date:
    """Return the day until which the things of a month are declared and entered."""
    day = int(_valid("declare", month.first_day)["day"])
    return min(month.last_day, month.first_day.replace(day=day))


def check_on(day: date) -> Span:
    """Return within how many days the party group checks what was declared on ``day``."""
    return Span(**_valid("check", day))


def review_on(day: date) -> Span:
    """Return within how many days what was entered on ``day`` is reviewed."""
    return Span(**_valid("review", day))


def prepares_next_year(day: date) -> bool:
    """Tell whether it is time to prepare the scheme of the year to come."""
    return day.month >= int(_valid("next_scheme", day)["month"])


def old_age_on(day: date) -> int:
    """Return the age in years from which a member counts as 年老体弱 where the register knows no more."""
    return int(_valid("old_age", day)["years"])


def _valid(table: str, day: date) -> dict[str, Any]:
    known = _practice()[table]
    return max((one for one in known if one["effective_from"] <= day), key=_since, default=min(known, key=_since))


def _since(entry: dict[str, Any]) -> date:
    since: date = entry["effective_from"]
    return since


@cache
def _practice() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))

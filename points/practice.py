"""What practice sets for points, as dated data: how long lists are on display, until when each step is done."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.kernel.dated import row_on
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaring:
    """Until when the things of a month are declared and entered, and what says so."""

    until: date
    article: str
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """How long after its end a list is expected, after its display the lock; how early and how long things are said."""

    month_list: timedelta
    quarter_list: timedelta
    lock: timedelta
    said_before: timedelta
    answer_shown: timedelta


def publicity_on(day: date) -> Span:
    """Return what applies to a list published on ``day``; before the earliest text we have, the earliest."""
    return Span(**_valid("publicity", day))


def answer_on(day: date) -> Span:
    """Return within how many days an objection filed on ``day`` is answered."""
    return Span(**_valid("answer", day))


def declaring(month: Month) -> Declaring:
    """Return until which day the things of a month are declared and entered."""
    row = _valid("declare", month.first_day)
    until = min(month.last_day, month.first_day.replace(day=row["day"]))
    return Declaring(until=until, article=row["article"], quoted=row["confidence"] == "quoted")


def reminders_on(day: date) -> Reminders:
    """Return what is expected and said when, as of ``day``."""
    row = _valid("reminders", day)
    return Reminders(**{one.name: timedelta(days=row[f"{one.name}_days"]) for one in fields(Reminders)})


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


def practised_since() -> date:
    """Return the first day for which practice has its rules: no scheme begins before."""
    firsts: list[date] = [min(row["effective_from"] for row in rows) for rows in _practice().values()]
    return max(firsts)


def _valid(table: str, day: date) -> dict[str, Any]:
    return row_on(_practice()[table], day)


@cache
def _practice() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))

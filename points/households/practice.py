"""What practice sets for household points, as dated data: periods, and the words that mean money."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from portal.kernel.dated import row_on
from portal.kernel.holidays import last_day

_FILE = Path(__file__).with_suffix(".toml")


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

    def last_day(self, begins_on: date) -> date:
        """Return the last day; the day it begins is not counted."""
        return last_day(begins_on, self.days).day


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePractice:
    """From which month on a year's end is told, and how many days before a village may have it told."""

    effective_from: date
    notice_from_month: int
    least_notice_days: int
    most_notice_days: int
    usual_notice_days: int
    article: str
    confidence: str
    source: str


def notice_on(day: date) -> NoticePractice:
    """Return what applied on a day to the notice of a year's end."""
    return NoticePractice(**_valid("year_end", day))


def notice_begins(year: int) -> date:
    """Return the first day on which a year's end may be told."""
    return date(year, notice_on(date(year, 12, 31)).notice_from_month, 1)


def publicity_on(day: date) -> Span:
    """Return how long a list published on ``day`` is open to objections."""
    return Span(**_valid("publicity", day))


def answer_on(day: date) -> Span:
    """Return within how many days an objection filed on ``day`` is answered."""
    return Span(**_valid("answer", day))


def waiting_on(day: date) -> Span:
    """Return after how many days a prize nobody fetched is asked about."""
    return Span(**_valid("waiting", day))


def listing_on(day: date) -> Span:
    """Return within how many days after its end a month's list is expected."""
    return Span(**_valid("listing", day))


def cash_word(text: str, *, on: date) -> str | None:
    """Return the first word of ``text`` that means money, if there is one."""
    return next((word for word in _valid("cash", on)["words"] if word in text), None)


def _valid(table: str, day: date) -> dict[str, Any]:
    return row_on(_practice()[table], day)


@cache
def _practice() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))

"""How one may take part in a meeting without being there, as dated data: ``presence.toml``.

What the data does not name is not offered: then whoever takes part comes to the meeting.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from portal.meetings.bodies import COMPOSITIONS, Body
from portal.meetings.errors import MannerNotOfferedError
from portal.meetings.models import AttendanceManner

if TYPE_CHECKING:
    from datetime import date

_DATA = Path(__file__).with_name("presence.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedManner:
    """One manner of taking part from afar that a rule offers to a body, from a day on."""

    body: Body
    manner: AttendanceManner
    effective_from: date
    article: str
    text: str
    confidence: str
    source: str
    delegate_age: int = 0  # how old whoever is given a proxy must be

    @property
    def quoted(self) -> bool:
        """Whether the text of the rule was read."""
        return self.confidence == "quoted"


def offered(body: Body, *, on: date) -> dict[AttendanceManner, OfferedManner]:
    """Return the manners a body offers on that day beside being there; of several rules the newest."""
    return {one.manner: one for one in _rules() if one.body is body and one.effective_from <= on}


def offering_bodies() -> frozenset[Body]:
    """Return the bodies that offer any such manner, whatever the day."""
    return frozenset(one.body for one in _rules())


def require_offered(body: Body, manner: AttendanceManner, *, on: date) -> OfferedManner:
    """Return the rule by which a body offers a manner on that day.

    :raise MannerNotOfferedError: none does; it says which rule offers it to whom.
    """
    found = offered(body, on=on).get(manner)
    if found is None:
        bodies = "、".join(dict.fromkeys(COMPOSITIONS[one.body].name for one in _rules() if one.manner is manner))
        raise MannerNotOfferedError(COMPOSITIONS[body].name, manner.title, article=article_on(manner), bodies=bodies)
    return found


def article_on(manner: AttendanceManner) -> str:
    """Return where a manner of taking part is provided for, whatever the body."""
    return "、".join(dict.fromkeys(one.article for one in _rules() if one.manner is manner))


@cache
def _rules() -> tuple[OfferedManner, ...]:
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["manner"]
    rules = [
        OfferedManner(**{**row, "body": Body(row["body"]), "manner": AttendanceManner(row["manner"])}) for row in rows
    ]
    return tuple(sorted(rules, key=lambda one: one.effective_from))

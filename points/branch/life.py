"""What a branch meets for and how often, as dated data: ``party_life.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.kernel.dated import row_on
from portal.meetings.bodies import Body

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_FILE = Path(__file__).with_name("party_life.toml")


class Every(StrEnum):
    """How often a kind of meeting is asked for."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def title(self) -> str:  # type: ignore[override]
        """How often, in words."""
        return {"month": "每月一次", "quarter": "每季度一次", "year": "每年一次"}[self.value]


class Form(StrEnum):
    """Whether a meeting was sat through in a room or was something done."""

    INDOOR = "indoor"
    PRACTICE = "practice"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The form as screens say it."""
        return str(next(row["name"] for row in _data()["form"] if row["id"] == self.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of meeting: how often, of whom, and what says so."""

    id: str
    name: str
    every: Every
    body: Body
    also_bodies: tuple[Body, ...]  # their meetings count as this kind too
    late_entry: bool  # a meeting nobody convened here may be entered afterwards
    members_at_least: int  # smaller branches need none
    where_begun: bool  # asked for from the first one on
    usual_quarter: int  # in which it is usually held; 0: none
    article: str
    source: str
    confidence: str
    effective_from: date

    @property
    def quoted(self) -> bool:
        """Whether the text of the rule was read."""
        return self.confidence == "quoted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Who is invited and not counted as due."""

    id: str
    name: str
    years: int  # from this age on; 0: by standing
    article: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A number of days or months, and what says so."""

    amount: int
    article: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What a meeting may be tied to (党建+); a ``numbered`` thing is named by its number in the village."""

    id: str
    name: str
    numbered: bool


def kinds_on(day: date) -> tuple[Kind, ...]:
    """Return the kinds of meetings as the rules of that day have them, in the order of the file."""
    known = {one.id: one for one in _kinds() if one.effective_from <= day}
    return tuple(known.values())


def kind_on(kind_id: str, day: date) -> Kind | None:
    """Return one kind as of that day."""
    return next((one for one in kinds_on(day) if one.id == kind_id), None)


def kind_name(kind_id: str) -> str:
    """Return what a kind is called, whatever the day."""
    return next((one.name for one in reversed(_kinds()) if one.id == kind_id), kind_id)


def kind_of_body(body: Body) -> str | None:
    """Return as which kind a meeting counts that was convened elsewhere, by its body alone."""
    return next((one.id for one in _kinds() if body in {*one.also_bodies, *_own_body(one)}), None)


def counted_bodies() -> frozenset[Body]:
    """Return the bodies whose meetings count without having been convened as a kind."""
    return frozenset(body for one in _kinds() for body in (*one.also_bodies, *_own_body(one)))


def exemptions_on(day: date) -> tuple[Exemption, ...]:
    """Return who is not counted as due on that day."""
    rows = {row["id"]: row for row in _data()["exempt"] if row["effective_from"] <= day}
    return tuple(
        Exemption(
            id=row["id"],
            name=row["name"],
            years=row.get("years", 0),
            article=row["article"],
            confidence=row["confidence"],
        )
        for row in rows.values()
    )


def practices() -> tuple[tuple[str, str], ...]:
    """Return what may be done instead of sitting in a room: ids with their names."""
    return tuple((row["id"], row["name"]) for row in _data()["practice"])


def practice_name(practice_id: str) -> str:
    """Return what a practice is called; empty: none."""
    return dict(practices()).get(practice_id, practice_id)


def ties() -> tuple[Tie, ...]:
    """Return what a meeting may be tied to."""
    return tuple(Tie(id=row["id"], name=row["name"], numbered=row["numbered"]) for row in _data()["tie"])


def tie_words(tie_id: str, key: str) -> str:
    """Return what a meeting is tied to, as screens say it; empty: nothing."""
    found = next((one for one in ties() if one.id == tie_id), None)
    if found is None:
        return ""
    return f"{found.name}第 {key} 号" if found.numbered else f"{found.name}“{key}”"


def record_within_on(day: date) -> Span:
    """Return within how many days of a meeting its record is not late."""
    return _span("record", "within_days", day)


def absent_for_on(day: date) -> Span:
    """Return after how many months without any meeting a member is listed."""
    return _span("absent", "months", day)


def absent_from_on(day: date) -> int:
    """Return to how many meetings such a member must have been invited to be listed."""
    return int(_valid("absent", day)["at_least_meetings"])


def ahead_on(day: date) -> Span:
    """Return how many months ahead a meeting may be convened at most."""
    return _span("ahead", "months", day)


def comparison_on(day: date) -> Span:
    """Return how many months are compared before and after."""
    return _span("comparison", "months", day)


def _own_body(kind: Kind) -> tuple[Body, ...]:
    """Return the kind's own body where it is one of the village's, convened elsewhere as well."""
    return (kind.body,) if kind.body is Body.PARTY_BRANCH_COMMITTEE else ()


def _span(table: str, name: str, day: date) -> Span:
    row = _valid(table, day)
    return Span(amount=row[name], article=row["article"], confidence=row["confidence"])


def _valid(table: str, day: date) -> Mapping[str, Any]:
    return row_on(_data()[table], day)


@cache
def _kinds() -> tuple[Kind, ...]:
    rows = sorted(enumerate(_data()["kind"]), key=lambda one: (one[1]["effective_from"], one[0]))
    return tuple(
        Kind(
            **{
                "members_at_least": 0,
                "where_begun": False,
                "usual_quarter": 0,
                **row,
                "every": Every(row["every"]),
                "body": Body(row["body"]),
                "also_bodies": tuple(Body(one) for one in row["also_bodies"]),
            }
        )
        for _, row in rows
    )


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))

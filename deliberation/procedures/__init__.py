"""The law as dated data: one file per text, read once, chosen by the day on which something is decided.

Both ends of ``effective_from`` and ``effective_to`` are included. An entry may narrow the dates of its file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from deliberation.errors import UnknownProcedureError
from deliberation.rules import Base, Body, Confidence, MatterType, Share, SpecialMajority, Threshold, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date


_FOLDER = Path(__file__).parent
_RESOLUTION = "resolution"
_COMPARISONS = {">=": True, ">": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """How long what was decided stays public, the day of publication not counted."""

    id: str
    days: int
    article: str
    confidence: Confidence


_T = TypeVar("_T", Body, MatterType, Publication)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Generic[_T]):
    """A rule and the days on which it applies; ``last`` is None while it is in force."""

    first: date
    last: date | None
    rule: _T

    def covers(self, day: date) -> bool:
        """Tell whether the rule applies on ``day``."""
        return self.first <= day and (self.last is None or day <= self.last)


def body_on(body_id: str, day: date) -> Body:
    """Return the body as the law in force on ``day`` describes it.

    :raise UnknownProcedureError: no text in force on that day knows it.
    """
    return _on(_bodies(), body_id, day)


def matter_type_on(type_id: str, day: date) -> MatterType:
    """Return the matter type as the law in force on ``day`` describes it.

    :raise UnknownProcedureError: no text in force on that day knows it.
    """
    return _on(_matter_types(), type_id, day)


def matter_types_on(day: date) -> tuple[MatterType, ...]:
    """Return every matter type of that day, in the order of the files."""
    return tuple(dated.rule for dated in _matter_types() if dated.covers(day))


def publication_on(day: date) -> Publication:
    """Return how long a resolution published on ``day`` must stay public.

    :raise UnknownProcedureError: no text in force on that day says so.
    """
    return _on(_publications(), _RESOLUTION, day)


def longest_ballot() -> timedelta:
    """Return how long a ballot may stay open at most."""
    return timedelta(hours=next(text["ballot"]["longest_hours"] for text in _texts() if "ballot" in text))


def bodies() -> tuple[Dated[Body], ...]:
    """Return every body of every text, for checks over all of them."""
    return _bodies()


def _on(rules: Iterable[Dated[_T]], rule_id: str, day: date) -> _T:
    for dated in rules:
        if dated.rule.id == rule_id and dated.covers(day):
            return dated.rule
    raise UnknownProcedureError(rule_id, day)


@cache
def _texts() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.toml")))


@cache
def _bodies() -> tuple[Dated[Body], ...]:
    return tuple(_dated(text, entry, _body(text, entry)) for text, entry in _entries("body"))


@cache
def _matter_types() -> tuple[Dated[MatterType], ...]:
    return tuple(_dated(text, entry, _matter_type(text, entry)) for text, entry in _entries("matter_type"))


@cache
def _publications() -> tuple[Dated[Publication], ...]:
    return tuple(
        _dated(text, text["publication"], _publication(text, text["publication"]))
        for text in _texts()
        if "publication" in text
    )


def _publication(text: dict[str, Any], entry: dict[str, Any]) -> Publication:
    return Publication(
        id=_RESOLUTION,
        days=entry["days"],
        article=_cited(text, entry["article"]),
        confidence=Confidence(entry.get("confidence", text["confidence"])),
    )


def _entries(kind: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for text in _texts():
        for entry in text.get(kind, ()):
            yield text, entry


def _dated(text: dict[str, Any], entry: dict[str, Any], rule: _T) -> Dated[_T]:
    return Dated(
        first=entry.get("effective_from", text["effective_from"]),
        last=entry.get("effective_to", text.get("effective_to")),
        rule=rule,
    )


def _body(text: dict[str, Any], entry: dict[str, Any]) -> Body:
    return Body(
        id=entry["id"],
        name=entry["name"],
        composition=entry["composition"],
        article=_cited(text, entry["article"]),
        confidence=Confidence(entry.get("confidence", text["confidence"])),
        quorum=tuple(_threshold(text, threshold) for threshold in entry["quorum"]),
        passing=_threshold(text, entry["passing"]),
        notice_days=entry.get("notice_days"),
        authorised_by=entry.get("authorised_by"),
        authority_article=_cited(text, entry.get("authority_article", "")),
        term_years=entry.get("term_years"),
        term_article=_cited(text, entry.get("term_article", "")),
    )


def _matter_type(text: dict[str, Any], entry: dict[str, Any]) -> MatterType:
    return MatterType(
        id=entry["id"],
        name=entry["name"],
        body=entry["body"],
        may_delegate_to=entry.get("may_delegate_to"),
        disputed_bodies=tuple(entry.get("disputed_bodies", ())),
        passing=tuple(
            SpecialMajority(body=rule["body"], threshold=_threshold(text, rule)) for rule in entry.get("passing", ())
        ),
        article=_cited(text, entry["article"]),
        confidence=Confidence(entry.get("confidence", text["confidence"])),
        note=entry.get("note", ""),
    )


def _threshold(text: dict[str, Any], entry: dict[str, Any]) -> Threshold:
    return Threshold(
        of=Base(entry["of"]),
        unit=Unit(entry["unit"]),
        counted=entry["counted"],
        share=Share(num=entry["num"], den=entry["den"], inclusive=_COMPARISONS[entry["cmp"]]),
        article=_cited(text, entry["article"]),
        confidence=Confidence(entry.get("confidence", text["confidence"])),
    )


def _cited(text: dict[str, Any], article: str) -> str:
    return f"{text['cite']}{article}" if article else ""

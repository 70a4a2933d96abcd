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
from deliberation.rules.terms import (
    Asking,
    Base,
    Body,
    Confidence,
    MatterType,
    Part,
    PerRepresentative,
    Share,
    Size,
    Special,
    SpecialMajority,
    SpecialQuorum,
    Threshold,
    Unit,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date


_FOLDER = Path(__file__).parent
_COMPARISONS = {">=": True, ">": False}

Table = dict[str, Any]
RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """How long what was decided stays public, the day of publication not counted."""

    id: str
    days: int
    article: str
    confidence: Confidence


_T = TypeVar("_T")
_R = TypeVar("_R", Body, MatterType, Publication)


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


def national_publication_on(day: date) -> Publication:
    """Return how long a resolution published on ``day`` must stay public, wherever the village lies.

    :raise UnknownProcedureError: no text in force on that day says so.
    """
    return _on(_publications(), RESOLUTION, day)


def longest_ballot() -> timedelta:
    """Return how long a ballot may stay open at most."""
    return timedelta(hours=next(text["ballot"]["longest_hours"] for text in texts() if "ballot" in text))


def bodies() -> tuple[Dated[Body], ...]:
    """Return every body of every text, for checks over all of them."""
    return _bodies()


def matter_types() -> tuple[Dated[MatterType], ...]:
    """Return every matter type of every text, for checks over all of them."""
    return _matter_types()


@cache
def texts(folder: str = "") -> tuple[Table, ...]:
    """Return the files of one folder of texts, in the order of their names."""
    paths = sorted((_FOLDER / folder).glob("*.toml"))
    return tuple(tomllib.loads(path.read_text(encoding="utf-8")) for path in paths)


def dated(text: Table, entry: Table, rule: _T) -> Dated[_T]:
    """Return ``rule`` with the days of its entry, which may narrow those of its text."""
    return Dated(
        first=max(entry.get("effective_from", text["effective_from"]), text["effective_from"]),
        last=entry.get("effective_to", text.get("effective_to")),
        rule=rule,
    )


def threshold(text: Table, entry: Table) -> Threshold:
    """Return the threshold an entry of a text states."""
    return Threshold(
        of=Base(entry["of"]),
        unit=Unit(entry["unit"]),
        counted=entry["counted"],
        share=share(entry),
        article=cited(text, entry["article"]),
        confidence=confidence(text, entry),
    )


def asking(entries: Iterable[Table]) -> tuple[Asking, ...]:
    """Return who may ask for something; “以上” where a share is stated."""
    return tuple(
        Asking(id=one.get("id", ""), who=one["who"], share=share(one) if "num" in one else None) for one in entries
    )


def share(entry: Table) -> Share:
    """Return the fraction an entry states."""
    return Share(num=entry["num"], den=entry["den"], inclusive=_COMPARISONS[entry.get("cmp", ">=")])


def cited(text: Table, article: str) -> str:
    """Return the article with the name of its text; a text of several laws names them in each article."""
    return f"{text.get('cite', '')}{article}" if article else ""


def confidence(text: Table, entry: Table) -> Confidence:
    """Return how sure we are of an entry: its own word, else its text's."""
    return Confidence(entry["confidence"] if "confidence" in entry else text["confidence"])


def _on(rules: Iterable[Dated[_R]], rule_id: str, day: date) -> _R:
    for one in rules:
        if one.rule.id == rule_id and one.covers(day):
            return one.rule
    raise UnknownProcedureError(rule_id, day)


@cache
def _bodies() -> tuple[Dated[Body], ...]:
    return tuple(dated(text, entry, _body(text, entry)) for text, entry in _entries("body"))


@cache
def _matter_types() -> tuple[Dated[MatterType], ...]:
    return tuple(dated(text, entry, _matter_type(text, entry)) for text, entry in _entries("matter_type"))


@cache
def _publications() -> tuple[Dated[Publication], ...]:
    return tuple(dated(text, entry, _publication(text, entry)) for text, entry in _entries("publication_period"))


def _publication(text: Table, entry: Table) -> Publication:
    return Publication(
        id=RESOLUTION,
        days=entry["days"],
        article=cited(text, entry["article"]),
        confidence=confidence(text, entry),
    )


def _entries(kind: str) -> Iterator[tuple[Table, Table]]:
    for text in texts():
        for entry in text.get(kind, ()):
            yield text, entry


def _body(text: Table, entry: Table) -> Body:
    return Body(
        id=entry["id"],
        name=entry["name"],
        composition=entry["composition"],
        article=cited(text, entry["article"]),
        confidence=confidence(text, entry),
        quorum=tuple(threshold(text, one) for one in entry["quorum"]),
        passing=threshold(text, entry["passing"]),
        notice_days=entry.get("notice_days"),
        short_notice=_special(text, entry, "short_notice"),
        convener=entry.get("convener", ""),
        meets=entry.get("meets", ""),
        call_on_demand=asking(entry.get("call_on_demand", ())),
        size=_size(text, entry["size"]) if "size" in entry else None,
        parts=tuple(
            Part(who=one["who"], counted=one["counted"], share=share(one), article=cited(text, one["article"]))
            for one in entry.get("parts", ())
        ),
        per_representative=_per(text, entry["per_representative"]) if "per_representative" in entry else None,
        women_suitable=_special(text, entry, "women_suitable"),
        authorised_by=entry.get("authorised_by"),
        authority_article=cited(text, entry.get("authority_article", "")),
        term_years=entry.get("term_years"),
        term_article=cited(text, entry.get("term_article", "")),
    )


def _size(text: Table, entry: Table) -> Size:
    article = cited(text, entry["article"])
    return Size(least=entry["least"], most=entry.get("most"), odd=entry.get("odd", False), article=article)


def _per(text: Table, entry: Table) -> PerRepresentative:
    return PerRepresentative(
        who=entry["who"],
        least=entry["least"],
        most=entry["most"],
        otherwise=entry.get("otherwise", ""),
        article=cited(text, entry["article"]),
    )


def _special(text: Table, entry: Table, name: str) -> Special | None:
    told = entry.get(name)
    return Special(text=told["text"], article=cited(text, told["article"])) if told else None


def _matter_type(text: Table, entry: Table) -> MatterType:
    return MatterType(
        id=entry["id"],
        name=entry["name"],
        body=entry["body"],
        may_delegate_to=entry.get("may_delegate_to"),
        disputed_bodies=tuple(entry.get("disputed_bodies", ())),
        quorum=tuple(
            SpecialQuorum(body=rule["body"], threshold=threshold(text, rule), instead=rule.get("instead", False))
            for rule in entry.get("quorum", ())
        ),
        passing=tuple(
            SpecialMajority(body=rule["body"], threshold=threshold(text, rule)) for rule in entry.get("passing", ())
        ),
        proposed_by=asking(entry.get("proposed_by", ())),
        article=cited(text, entry["article"]),
        confidence=confidence(text, entry),
        note=entry.get("note", ""),
    )

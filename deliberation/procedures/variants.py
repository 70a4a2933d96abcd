"""The local ways of 四议两公开 as dated data: stages merged, written records between them, stricter thresholds.

A variant is one file in ``variants/``. It is followed only by a village or township that has adopted it, and by the
matters proposed since; what it asks then decides like law, whatever its source.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures.local import Days
from deliberation.procedures.texts import Dated, cited, confidence, dated, texts, threshold
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from deliberation.procedures.texts import Table
    from deliberation.procedures.workflow import Stage
    from deliberation.rules.terms import Confidence, Threshold

_FOLDER = "variants"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedStage:
    """A step without a vote: one officer writes down what was found.

    ``before`` names the stage that waits for it: a deliberation, the implementation or the publication of the result.
    ``returned`` is empty where the officer cannot send the matter back. ``lasting``: it counts for every later text.
    """

    id: str
    name: str
    before: str
    by: tuple[Office, ...]
    passed: str
    returned: str
    limit: Days | None
    lasting: bool
    gate_text: str
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Stages held as one meeting, ``into`` the last of them, where one person holds every office of ``same_person``."""

    stages: tuple[str, ...]
    into: str
    name: str
    same_person: tuple[Office, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a stage must reach in addition, before one body or (``body`` None) before any."""

    stage: str
    body: str | None
    quorum: tuple[Threshold, ...]
    passing: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersFirst:
    """That what was said to the plan is answered before it is voted on, and where that is from."""

    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One local way; ``words`` say in a sentence what is different."""

    id: str
    title: str
    words: str
    article: str
    confidence: Confidence
    merge: Merge | None
    records: tuple[RecordedStage, ...]
    asked: tuple[Asked, ...]
    answers_first: AnswersFirst | None

    def asked_of(self, stage: str | None, body: str) -> tuple[Asked, ...]:
        """Return what is asked of ``body`` in ``stage`` in addition."""
        return tuple(one for one in self.asked if one.stage == stage and one.body in {None, body})

    def applied(self, stages: Iterable[Stage]) -> tuple[Stage, ...]:
        """Return the deliberations as this variant holds them."""
        if self.merge is None:
            return tuple(stages)
        known = {one.id: one for one in stages}
        parts = [known[one] for one in self.merge.stages]
        merged = replace(
            known[self.merge.into],
            name=self.merge.name,
            initiators=tuple(asking for one in parts for asking in one.initiators),
            evidence=tuple(dict.fromkeys(name for one in parts for name in one.evidence)),
            lasting=False,
        )
        gone = {*self.merge.stages} - {merged.id}
        return tuple(merged if one.id == merged.id else one for one in known.values() if one.id not in gone)


def variants_on(day: date) -> tuple[Variant, ...]:
    """Return every variant a village may adopt on that day, by title."""
    return tuple(sorted((one.rule for one in _variants() if one.covers(day)), key=lambda one: one.title))


def variant_on(variant_id: str, day: date) -> Variant:
    """Return a variant as its file has it on that day.

    :raise UnknownProcedureError: no file in force on that day knows it.
    """
    found = next((one.rule for one in _variants() if one.rule.id == variant_id and one.covers(day)), None)
    if found is None:
        raise UnknownProcedureError(variant_id, day)
    return found


@cache
def _variants() -> tuple[Dated[Variant], ...]:
    return tuple(dated(text, text["variant"], _variant(text)) for text in texts(_FOLDER))


def _variant(text: Table) -> Variant:
    entry, merge = text["variant"], text.get("merge")
    return Variant(
        id=entry["id"],
        title=entry["title"],
        words=entry["words"],
        article=cited(text, entry["article"]),
        confidence=confidence(text, entry),
        merge=_merge(merge) if merge else None,
        records=tuple(_record(text, one) for one in text.get("record", ())),
        asked=tuple(_asked(text, one) for one in text.get("asked", ())),
        answers_first=_answers_first(text, text["answers_first"]) if "answers_first" in text else None,
    )


def _merge(entry: Table) -> Merge:
    return Merge(
        stages=tuple(entry["stages"]),
        into=entry["into"],
        name=entry["name"],
        same_person=tuple(Office(one) for one in entry["same_person"]),
    )


def _record(text: Table, entry: Table) -> RecordedStage:
    article, sure = cited(text, entry["article"]), confidence(text, entry)
    days = entry.get("limit_days")
    return RecordedStage(
        **{name: entry[name] for name in ("id", "name", "before", "passed", "gate_text")},
        by=tuple(Office(one) for one in entry["by"]),
        returned=entry.get("returned", ""),
        limit=Days(days=days, article=article, confidence=sure) if days else None,
        lasting=entry.get("lasting", False),
        article=article,
        confidence=sure,
    )


def _answers_first(text: Table, entry: Table) -> AnswersFirst:
    return AnswersFirst(article=cited(text, entry["article"]), confidence=confidence(text, entry))


def _asked(text: Table, entry: Table) -> Asked:
    return Asked(
        stage=entry["stage"],
        body=entry.get("body"),
        quorum=tuple(threshold(text, one) for one in entry.get("quorum", ())),
        passing=(threshold(text, entry["passing"]),) if "passing" in entry else (),
    )

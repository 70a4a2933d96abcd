"""What a province adds to the national texts: it may be stricter, never laxer.

A province is found by the name a village carries as its jurisdiction; “山东省” and “山东省某县” are 山东.
A village without one, or of a province whose text is not here, is under the national texts alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.procedures.texts import asking, cited, confidence, dated, texts, threshold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from deliberation.procedures.texts import Table
    from deliberation.rules.terms import Asking, Confidence, Threshold

_FOLDER = "provinces"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A number of days, with the article that sets it."""

    days: int
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Fewest:
    """How few representatives there may be: steps of (inhabitants below, count), the last without a limit."""

    steps: tuple[tuple[int | None, int], ...]
    article: str
    confidence: Confidence

    @property
    def least(self) -> int:
        """The count that holds whatever the number of inhabitants."""
        return min(count for _, count in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiator:
    """Who may propose a matter, and where that is from."""

    asking: Asking
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class RollNote:
    """How a province counts who is entitled: a sentence for people to check."""

    text: str
    article: str
    confidence: Confidence


def local_notice(body: str, day: date, jurisdiction: str) -> Days | None:
    """Return how many days before it meets a province has ``body`` called, if it says so."""
    return next((_days(text, one) for text, one in _entries("notice", day, jurisdiction) if one["body"] == body), None)


def local_days(kind: str, day: date, jurisdiction: str, *, name: str = "days") -> Days | None:
    """Return the days a province sets in its table ``kind`` (publication, start, comment, objection) under ``name``."""
    return next((_days(text, one, name) for text, one in _entries(kind, day, jurisdiction) if name in one), None)


def local_thresholds(kind: str, body: str, day: date, jurisdiction: str) -> tuple[Threshold, ...]:
    """Return what a province asks of ``body`` in addition: ``kind`` is quorum or passing."""
    return tuple(threshold(text, one) for text, one in _entries(kind, day, jurisdiction) if one["body"] == body)


def fewest(body: str, day: date, jurisdiction: str) -> Fewest | None:
    """Return how few representatives ``body`` may have, if the province says so."""
    for text, one in _entries("fewest", day, jurisdiction):
        if one["body"] == body:
            steps = tuple((step.get("below"), step["count"]) for step in one["steps"])
            return Fewest(steps=steps, article=cited(text, one["article"]), confidence=confidence(text, one))
    return None


def roll_note(body: str, day: date, jurisdiction: str) -> RollNote | None:
    """Return what the province says about who is counted as entitled, if it says so."""
    for text, one in _entries("roll", day, jurisdiction):
        if one["body"] == body:
            return RollNote(text=one["text"], article=cited(text, one["article"]), confidence=confidence(text, one))
    return None


def local_initiators(day: date, jurisdiction: str) -> tuple[Initiator, ...]:
    """Return who may propose a matter as a province says it, with the share of them that must."""
    return tuple(
        Initiator(asking=asked, article=cited(text, one["article"]), confidence=confidence(text, one))
        for text, one in _entries("initiator", day, jurisdiction)
        for asked in asking([one])
    )


def jurisdictions() -> tuple[str, ...]:
    """Return the provinces whose texts are here."""
    return tuple(text["jurisdiction"] for text in texts(_FOLDER))


def _entries(kind: str, day: date, jurisdiction: str) -> Iterator[tuple[Table, Table]]:
    for text in texts(_FOLDER):
        if jurisdiction.strip().startswith(text["jurisdiction"]):
            found = text.get(kind, [])
            for entry in found if isinstance(found, list) else [found]:
                if dated(text, entry, None).covers(day):
                    yield text, entry


def _days(text: Table, entry: Table, name: str = "days") -> Days:
    return Days(days=entry[name], article=cited(text, entry["article"]), confidence=confidence(text, entry))

"""What was talked over with those concerned before a decision (听证、恳谈、协商), and what is said where nothing was.

Source: ``deliberation/procedures/consultations.toml``; product decision D-79.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from deliberation.errors import ConsultationFiguresError, ConsultationSidesError
from deliberation.rules.terms import Finding, Light, light

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from deliberation.rules.terms import Confidence

MISSING = "consultation_missing"
_TWO_SIDES = 2


class ConsultationKind(StrEnum):
    """How those concerned were heard."""

    HEARING = "hearing"
    TALK = "talk"
    NEGOTIATION = "negotiation"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The way as it is called."""
        return _KINDS[self]


class Settlement(StrEnum):
    """What came of it."""

    AGREED = "agreed"
    PARTLY = "partly"
    NOT_AGREED = "not_agreed"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The outcome in words."""
        return _SETTLEMENTS[self][1]

    @property
    def mark(self) -> str:
        """The shape in which it is shown."""
        return _SETTLEMENTS[self][0]


_KINDS = {
    ConsultationKind.HEARING: "听证",
    ConsultationKind.TALK: "恳谈",
    ConsultationKind.NEGOTIATION: "协商",
}
_SETTLEMENTS = {
    Settlement.AGREED: ("done", "谈成一致"),
    Settlement.PARTLY: ("warn", "部分谈成"),
    Settlement.NOT_AGREED: ("stop", "没有谈成"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationRule:
    """What asks for it, and how sure that is: only what was read in its text blocks."""

    article: str
    confidence: Confidence


def consultation_finding(rule: ConsultationRule, *, held: Sequence[date], by: date) -> Finding:
    """Return whether it was talked over on or before the day of the decision; ``held``: the days on record."""
    before = sorted(day for day in held if day <= by)
    if before:
        text = f"决议以前已经听证、恳谈或者协商 {len(before)} 次，记录已封存。"
        return Finding(
            code="consultation_held",
            text=text,
            article=rule.article,
            light=light(rule.confidence, ok=True),
            confidence=rule.confidence,
        )
    text = (
        "这类事项决议以前应先同有关的人听证、恳谈或者协商，现在没有记录；请先谈，再把谈的经过和结果登记在这件议题下。"
    )
    colour = light(rule.confidence, ok=False)
    return Finding(code=MISSING, text=text, article=rule.article, light=colour, confidence=rule.confidence)


def blocks(finding: Finding) -> bool:
    """Tell whether a missing record stops the decision."""
    return finding.code == MISSING and finding.light is Light.RED


def require_told(sides: Mapping[str, int], *, asked: int, agreed: int) -> None:
    """Let a record be sealed that names at least two sides and households that add up.

    :raise ConsultationSidesError: fewer than two sides were there.
    :raise ConsultationFiguresError: more agreed than were asked.
    """
    if sum(1 for people in sides.values() if people > 0) < _TWO_SIDES:
        raise ConsultationSidesError
    if agreed > asked:
        raise ConsultationFiguresError

"""Which kinds of matter are talked over with those concerned before the decision, and who sits at the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.procedures.texts import cited, confidence, dated, texts
from deliberation.rules.consultations import ConsultationRule

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of those who sit at the table."""

    id: str
    name: str


def consultation_on(day: date, matter_type: str) -> ConsultationRule | None:
    """Return what is asked before a matter of a kind is decided on a day; None where nothing is."""
    for text in texts():
        for one in text.get("consultation", ()):
            if one["matter_type"] == matter_type and dated(text, one, None).covers(day):
                return ConsultationRule(article=cited(text, one["article"]), confidence=confidence(text, one))
    return None


def consultation_sides() -> tuple[Side, ...]:
    """Return those who may sit at the table, in the order of the file."""
    return tuple(Side(id=one["id"], name=one["name"]) for text in texts() for one in text.get("consultation_side", ()))


def side_name(side_id: str) -> str:
    """Return what a side is called; unknown, its id."""
    return next((one.name for one in consultation_sides() if one.id == side_id), side_id)

"""Reading pilots with what was said of them and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.households.errors import NoPilotError
from points.households.models import HouseholdPilot, PilotDecision, PilotFeedback
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from datetime import date

    from points.households.values import FeedbackKind, PilotOutcome
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One thing said of a pilot."""

    kind: FeedbackKind
    said_by: str
    text: str
    given_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotRow:
    """One pilot."""

    id: int
    number: int
    title: str
    scope: str
    goal: str
    since: date
    resolution: str
    feedback: tuple[Feedback, ...]  # the newest first
    outcome: PilotOutcome | None
    reason: str
    document: str
    decided_on: date | None


def pilots(village: Place) -> list[PilotRow]:
    """Return the village's pilots, the newest first."""
    return _pilots(HouseholdPilot.village == village.id)


def pilot(village: Place, number: int) -> PilotRow:
    """Return one pilot.

    :raise NoPilotError: the village has no such pilot.
    """
    found = _pilots((HouseholdPilot.village == village.id) & (HouseholdPilot.number == number))
    if not found:
        raise NoPilotError
    return found[0]


def next_pilot_number(village: Place) -> int:
    """Return the number of the next pilot."""
    last = HouseholdPilot.select(fn.MAX(HouseholdPilot.number)).where(HouseholdPilot.village == village.id).scalar()
    return int(last or 0) + 1


def _pilots(asked: Any) -> list[PilotRow]:
    rows = list(
        dicts_of(
            HouseholdPilot.select(
                HouseholdPilot,
                PilotDecision.outcome,
                PilotDecision.reason,
                PilotDecision.document,
                PilotDecision.decided_on,
            )
            .join(PilotDecision, JOIN.LEFT_OUTER, on=(PilotDecision.pilot == HouseholdPilot.id))
            .where(asked)
            .order_by(HouseholdPilot.number.desc())
        )
    )
    said: dict[int, list[Feedback]] = {}
    of_these = PilotFeedback.select().where(PilotFeedback.pilot.in_([row["id"] for row in rows]))
    for one in dicts_of(of_these.order_by(PilotFeedback.id.desc())):
        said.setdefault(one["pilot"], []).append(
            Feedback(kind=one["kind"], said_by=one["said_by"], text=one["text"], given_on=one["given_on"])
        )
    return [
        PilotRow(
            id=row["id"],
            number=row["number"],
            title=row["title"],
            scope=row["scope"],
            goal=row["goal"],
            since=row["since"],
            resolution=row["resolution"],
            feedback=tuple(said.get(row["id"], ())),
            outcome=row["outcome"],
            reason=row["reason"] or "",
            document=row["document"] or "",
            decided_on=row["decided_on"],
        )
        for row in rows
    ]

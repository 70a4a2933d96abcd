"""Matters and authorisations as they are read; every question names its village first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.errors import MatterNotFoundError
from deliberation.models import Authorisation, Matter
from deliberation.procedures import body_on, matter_type_on, matter_types_on
from deliberation.queries.ballots import BallotRow, ballot_of, ballots, outcomes
from deliberation.rules import (
    AuthorisationTerm,
    Authority,
    MatterState,
    MatterType,
    Outcome,
    authorisation,
    plan_digest,
)
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRow:
    """A matter with its state."""

    id: int
    number: int
    matter_type: str
    type_name: str
    type_article: str
    title: str
    plan: str
    budget_fen: int | None
    fund: str
    proposed_at: datetime
    ballot: BallotRow | None
    outcome: Outcome | None
    state: MatterState

    @property
    def plan_digest(self) -> str:
        """The digest of what is put to the vote."""
        return plan_digest(
            number=self.number,
            matter_type=self.matter_type,
            title=self.title,
            plan=self.plan,
            budget_fen=self.budget_fen,
            fund=self.fund,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationRow:
    """An authorisation with the names of what it covers."""

    id: int
    met_on: date
    matter_types: tuple[str, ...]
    type_names: tuple[str, ...]
    since: date
    until: date
    evidence: str
    evidence_digest: str
    recorded_at: datetime


def matters(village: Place) -> list[MatterRow]:
    """Return the village's matters, newest first."""
    latest = {row.number: row for row in ballots(village)}
    decided = outcomes(latest.values())
    rows = dicts_of(Matter.select().where(Matter.village == village.id).order_by(Matter.number.desc()))
    return [_matter_row(row, latest.get(row["number"]), decided) for row in rows]


def matter(village: Place, number: int) -> MatterRow:
    """Return one matter of the village.

    :raise MatterNotFoundError: the village has no such matter.
    """
    asked = (Matter.village == village.id) & (Matter.number == number)
    row = next(dicts_of(Matter.select().where(asked)), None)
    if row is None:
        raise MatterNotFoundError
    ballot = ballot_of(village, number)
    return _matter_row(row, ballot, outcomes([ballot] if ballot else []))


def authorisations(village: Place) -> list[AuthorisationRow]:
    """Return the village's authorisations, newest first."""
    rows = dicts_of(
        Authorisation.select()
        .where(Authorisation.village == village.id)
        .order_by(Authorisation.until.desc(), Authorisation.id.desc())
    )
    return [
        AuthorisationRow(
            **{name: row[name] for name in ("id", "met_on", "since", "until", "evidence", "evidence_digest")},
            matter_types=tuple(row["matter_types"]),
            type_names=tuple(matter_type_on(kind, row["met_on"]).name for kind in row["matter_types"]),
            recorded_at=row["recorded_at"],
        )
        for row in rows
    ]


def authority(village: Place, type_id: str, body_id: str, *, on: date) -> Authority:
    """Return whether a body may decide a type of matter in the village on that day."""
    kind = matter_type_on(type_id, on)
    records = [
        AuthorisationTerm(id=row.id, matter_types=row.matter_types, since=row.since, until=row.until)
        for row in authorisations(village)
    ]
    return authorisation(kind, body=body_on(body_id, on), grantor=body_on(kind.body, on), records=records, on=on)


def delegable_types(*, on: date) -> tuple[MatterType, ...]:
    """Return the types the villagers' assembly may hand to a body that decides only what it is authorised to."""
    return tuple(
        kind
        for kind in matter_types_on(on)
        if kind.may_delegate_to and body_on(kind.may_delegate_to, on).authorised_by == kind.body
    )


def _matter_row(row: Mapping[str, Any], ballot: BallotRow | None, decided: Mapping[int, Outcome]) -> MatterRow:
    kind = matter_type_on(row["matter_type"], local_day(row["proposed_at"]))
    result = decided.get(ballot.id) if ballot else None
    facts = {name: value for name, value in row.items() if name != "village"}
    return MatterRow(
        **facts,
        type_name=kind.name,
        type_article=kind.article,
        ballot=ballot,
        outcome=result,
        state=_state(ballot, result),
    )


def _state(ballot: BallotRow | None, result: Outcome | None) -> MatterState:
    if ballot is None:
        return MatterState.PROPOSED
    if result is None:
        return MatterState.VOTING
    return MatterState.IN_PUBLICITY if result.carried else MatterState.FAILED

"""The matters money may be spent on: what was decided, up to how much, from which fund, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import MatterNotFoundError
from deliberation.queries.matters import matter, matters

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries.matters import MatterRow
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendableMatter:
    """A resolution that stands; ``publicity_ended_on`` is None while its lawful days run or an objection is open."""

    number: int
    title: str
    budget_fen: int | None
    fund: str
    resolved_on: date
    publicity_ended_on: date | None
    decided_by: str = ""  # the body that resolved, and its vote
    present: int = 0
    approve: int = 0


def spendable_matters(village: Place, *, today: date) -> list[SpendableMatter]:
    """Return the village's matters with a resolution that stands, newest first; an upheld objection takes one out."""
    return [one for row in matters(village) if (one := _spendable(row, today=today)) is not None]


def spendable_matter(village: Place, number: int, *, today: date) -> SpendableMatter | None:
    """Return one matter of the village if there is one and a resolution on it stands."""
    try:
        row = matter(village, number)
    except MatterNotFoundError:
        return None
    return _spendable(row, today=today)


def _spendable(row: MatterRow, *, today: date) -> SpendableMatter | None:
    known = row.follow_up
    if known is None or row.outcome is None or not row.outcome.carried or known.upheld:
        return None
    return SpendableMatter(
        number=row.number,
        title=row.title,
        budget_fen=row.budget_fen,
        fund=row.fund,
        resolved_on=known.resolution.first_on,
        publicity_ended_on=known.resolution.last_day if known.released(today) else None,
        decided_by=row.outcome.rule.body.name,
        present=row.outcome.present,
        approve=row.outcome.approve,
    )

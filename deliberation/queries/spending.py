"""The matters money may be spent on: what was decided, up to how much, from which fund, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.queries.matters import matters

if TYPE_CHECKING:
    from datetime import date

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


def spendable_matters(village: Place, *, today: date) -> list[SpendableMatter]:
    """Return the village's matters with a resolution that stands, newest first; an upheld objection takes one out."""
    found = []
    for row in matters(village):
        known = row.follow_up
        if known is None or row.outcome is None or not row.outcome.carried or known.upheld:
            continue
        found.append(
            SpendableMatter(
                number=row.number,
                title=row.title,
                budget_fen=row.budget_fen,
                fund=row.fund,
                resolved_on=known.resolution.first_on,
                publicity_ended_on=known.resolution.last_day if known.released(today) else None,
            )
        )
    return found

"""One matter with what followed its decision: what every act after the decision asks first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.queries.matters import MatterRow, matter

if TYPE_CHECKING:
    from deliberation.rules.follow_up import FollowUp
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A matter; ``facts`` is None while no resolution stands."""

    matter: MatterRow
    facts: FollowUp | None


def decided(village: Place, number: int) -> Decided:
    """Return one matter with what followed its decision.

    :raise MatterNotFoundError: the village has no such matter.
    """
    row = matter(village, number)
    carried = row.outcome is not None and row.outcome.carried
    return Decided(matter=row, facts=row.follow_up if carried else None)

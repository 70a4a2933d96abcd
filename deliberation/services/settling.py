"""What a passed date means in deliberation: ballots and polls are closed. Idempotent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.services.assembly import settle_ballots
from deliberation.services.polls import settle_polls

if TYPE_CHECKING:
    from portal.org.models import Place


def settle(village: Place) -> int:
    """Close what is past its deadline in the village; return how much was."""
    return settle_ballots(village) + settle_polls(village)

"""What a passed date means: polls and ballots are closed, what is late or missed is told. Idempotent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.services.assembly import settle_ballots
from deliberation.services.councils import settle_councils
from deliberation.services.polls import settle_polls
from deliberation.services.suggestions import settle_suggestions

if TYPE_CHECKING:
    from portal.org.models import Place


def settle(village: Place) -> int:
    """Do in the village what passed dates mean; return how much was done."""
    return settle_ballots(village) + settle_polls(village) + settle_suggestions(village) + settle_councils(village)

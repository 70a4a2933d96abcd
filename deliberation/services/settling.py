"""What a passed date means: polls and ballots are closed, what is late or missed is told. Idempotent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.services.assembly import settle_ballots
from deliberation.services.councils import settle_councils
from deliberation.services.joint import settle_joint
from deliberation.services.polls import settle_polls
from deliberation.services.stalled import settle_stalled
from deliberation.services.suggestions import settle_suggestions

if TYPE_CHECKING:
    from portal.org.models import Place


def settle(village: Place) -> int:
    """Do in the village what passed dates mean; return how much was done."""
    acts = (settle_ballots, settle_polls, settle_suggestions, settle_joint, settle_stalled, settle_councils)
    return sum(act(village) for act in acts)

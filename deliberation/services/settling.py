"""What a passed date means: ballots and polls are closed, late answers and matters at a standstill told. Idempotent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.services.assembly import settle_ballots
from deliberation.services.joint import settle_joint
from deliberation.services.polls import settle_polls
from deliberation.services.stalled import settle_stalled
from deliberation.services.suggestions import settle_suggestions

if TYPE_CHECKING:
    from portal.org.models import Place


def settle(village: Place) -> int:
    """Do in the village what passed dates mean; return how much was done."""
    acts = (settle_ballots, settle_polls, settle_suggestions, settle_joint, settle_stalled)
    return sum(act(village) for act in acts)

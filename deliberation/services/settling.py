"""What a passed date means in deliberation: ballots past their deadline, suggestions past their day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.services.assembly import settle_ballots
from deliberation.services.suggestions import settle_suggestions

if TYPE_CHECKING:
    from portal.org.models import Place


def settle(village: Place) -> int:
    """Do in a village what passed dates mean, as often as anybody asks; return how much was done."""
    return settle_ballots(village) + settle_suggestions(village)

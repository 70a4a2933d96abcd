"""The screens of deliberation, by what they are about; each module adds its own to the one blueprint."""

from deliberation.views import (
    ballots,
    checkup,
    councils,
    follow_up,
    matters,
    papers,
    polls,
    recusals,
    stages,
    suggestions,
    ways,
)
from deliberation.views.root import blueprint

__all__ = [
    "ballots",
    "blueprint",
    "checkup",
    "councils",
    "follow_up",
    "matters",
    "papers",
    "polls",
    "recusals",
    "stages",
    "suggestions",
    "ways",
]

"""The screens of deliberation, by what they are about; each module adds its own to the one blueprint."""

from deliberation.views import (
    ballots,
    checkup,
    follow_up,
    matters,
    papers,
    polls,
    recusals,
    screen,
    stages,
    suggestions,
    ways,
)
from deliberation.views.root import blueprint

__all__ = [
    "ballots",
    "blueprint",
    "checkup",
    "follow_up",
    "matters",
    "papers",
    "polls",
    "recusals",
    "screen",
    "stages",
    "suggestions",
    "ways",
]

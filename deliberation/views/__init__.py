"""The screens of deliberation, by what they are about; each module adds its own to the one blueprint."""

from deliberation.views import (
    ballots,
    checkup,
    consultations,
    councils,
    follow_up,
    joint,
    matters,
    opinions,
    papers,
    polls,
    ratings,
    recusals,
    screen,
    stages,
    stalled,
    suggestions,
    ways,
)
from deliberation.views.root import blueprint

__all__ = [
    "ballots",
    "blueprint",
    "checkup",
    "consultations",
    "councils",
    "follow_up",
    "joint",
    "matters",
    "opinions",
    "papers",
    "polls",
    "ratings",
    "recusals",
    "screen",
    "stages",
    "stalled",
    "suggestions",
    "ways",
]

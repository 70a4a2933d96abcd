"""Who stands back from deciding a matter: until when that can be said, and how many votes are left.

Whoever stands back stays entitled and, once signed in, present: no threshold becomes easier. They only cast no vote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import MatterWithdrawnError, RecusalFixedError, RecusalLateError, RecusedCountError
from deliberation.rules.course import Standing

if TYPE_CHECKING:
    from deliberation.rules.course import Course
    from deliberation.rules.terms import Confidence

_DECIDED = frozenset({Standing.PASSED, Standing.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalKind:
    """Why somebody stands back."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalRule:
    """The kinds of recusal, and what the effect rests on."""

    kinds: tuple[RecusalKind, ...]
    article: str
    confidence: Confidence


def require_recusable(found: Course) -> None:
    """Refuse to change who stands back while a stage is being decided, and once the last stage has decided.

    After a decision that fell to an objection the matter is decided again, and somebody may stand back from that.

    :raise MatterWithdrawnError: the matter was taken back.
    :raise RecusalFixedError: a ballot is open or waits to be counted, or figures wait for their second officer.
    :raise RecusalLateError: the matter is decided.
    Source: product decision D-74.
    """
    if found.withdrawn:
        raise MatterWithdrawnError
    if found.open is not None:
        raise RecusalFixedError(found.open.gate.name)
    if found.steps[-1].standing in _DECIDED:
        raise RecusalLateError(found.steps[-1].gate.name)


def votes_left(*, present: int, recused: int) -> int:
    """Return how many of those present may vote; ``recused`` counts only who is present."""
    return max(0, present - recused)


def require_countable(*, present: int, recused: int, votes: int) -> None:
    """Refuse more votes than people present who do not stand back.

    :raise RecusedCountError: so many votes cannot have been cast.
    Source: product decision D-74.
    """
    most = votes_left(present=present, recused=recused)
    if votes > most:
        raise RecusedCountError(present=present, recused=recused, most=most, votes=votes)

"""How an exchange goes: reserved, handed over, signed for; or cancelled before it is signed for."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from points.households.errors import (
    CancelledExchangeError,
    HandedExchangeError,
    NotHandedError,
    SignedExchangeError,
    WrongCodeError,
)
from points.households.values import ExchangeState, Step

if TYPE_CHECKING:
    from collections.abc import Collection


def state_of(steps: Collection[Step]) -> ExchangeState:
    """Return how an exchange stands after ``steps``."""
    for step in (Step.CANCELLED, Step.SIGNED, Step.HANDED):
        if step in steps:
            return ExchangeState(step.value)
    return ExchangeState.RESERVED


def require_hand_over(state: ExchangeState) -> None:
    """Refuse to hand over what was handed over or cancelled.

    :raise HandedExchangeError: it was handed over.
    :raise CancelledExchangeError: it was cancelled.
    """
    _require_open(state)
    if state == ExchangeState.HANDED:
        raise HandedExchangeError


def require_signature(state: ExchangeState) -> None:
    """Refuse a signature for what nobody handed over, and a second one.

    :raise NotHandedError: it was not handed over yet.
    :raise SignedExchangeError: it was signed for.
    :raise CancelledExchangeError: it was cancelled.
    """
    _require_open(state)
    if state == ExchangeState.RESERVED:
        raise NotHandedError


def require_cancellable(state: ExchangeState) -> None:
    """Refuse to cancel what was signed for or cancelled.

    :raise SignedExchangeError: it was signed for.
    :raise CancelledExchangeError: it was cancelled.
    """
    _require_open(state)


def require_code(told: str, known: str) -> None:
    """Refuse a signature with another code than the household's.

    :raise WrongCodeError: it is another.
    """
    if not compare_digest(told.strip().encode(), known.encode()):
        raise WrongCodeError


def _require_open(state: ExchangeState) -> None:
    if state == ExchangeState.CANCELLED:
        raise CancelledExchangeError
    if state == ExchangeState.SIGNED:
        raise SignedExchangeError

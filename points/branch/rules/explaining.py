"""How far something odd is, and who may answer and judge it; pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from points.branch.errors import (
    OddityAnsweredError,
    OddityNotAnsweredError,
    OddityOverError,
    OddityStaleError,
    OwnOddityError,
)

if TYPE_CHECKING:
    from collections.abc import Collection


class OddityState(StrEnum):
    """How far something odd is."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    STALE = "stale"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The state in plain words."""
        return {"open": "待说明", "answered": "已说明，等核实", "closed": "已核实", "stale": "情况已变"}[self.value]

    @property
    def light(self) -> str:
        """The kind of mark it is shown with."""
        return {"open": "warn", "answered": "wait", "closed": "done", "stale": "off"}[self.value]


def state_of(verdicts: Collection[bool | None], *, found: bool) -> OddityState:
    """Return the state after these answers, first to last: accepted, sent back (``False``) or waiting (``None``).

    ``found``: it is still so.
    """
    last = list(verdicts)[-1] if verdicts else False
    if last:
        return OddityState.CLOSED
    if not found:
        return OddityState.STALE
    return OddityState.ANSWERED if last is None else OddityState.OPEN


def require_open(state: OddityState) -> None:
    """Refuse an answer to what does not wait for one.

    :raise OddityAnsweredError: it was answered.
    :raise OddityOverError: it was judged.
    :raise OddityStaleError: it is no longer so.
    """
    refusal = {
        OddityState.ANSWERED: OddityAnsweredError,
        OddityState.CLOSED: OddityOverError,
        OddityState.STALE: OddityStaleError,
    }.get(state)
    if refusal is not None:
        raise refusal


def require_judgeable(state: OddityState, *, judge: int, answered_by: int | None, took_part: Collection[int]) -> None:
    """Refuse a verdict that is not due, or of somebody who had part in it (people's ids).

    :raise OddityNotAnsweredError: there is no answer to look at.
    :raise OddityOverError: it was judged.
    :raise OddityStaleError: it is no longer so.
    :raise OwnOddityError: the judge answered it, or chaired or recorded one of the meetings.
    """
    if state is OddityState.CLOSED:
        raise OddityOverError
    if state is OddityState.STALE:
        raise OddityStaleError
    if state is not OddityState.ANSWERED:
        raise OddityNotAnsweredError
    if judge == answered_by or judge in took_part:
        raise OwnOddityError

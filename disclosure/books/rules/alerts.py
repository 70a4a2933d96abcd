"""How far an alert is, and who may answer and close it: whoever answers, or recorded what it is about, does not."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from disclosure.books.errors.alerts import (
    AlertAnsweredError,
    AlertClosedError,
    AlertNotAnsweredError,
    AlertOutdatedError,
    AlertReasonError,
    OwnAlertError,
)

if TYPE_CHECKING:
    from collections.abc import Collection


class AlertState(StrEnum):
    """How far an alert is."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    OUTDATED = "outdated"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The state in plain words."""
        return {"open": "待答复", "answered": "已答复，等核实", "closed": "已核销", "outdated": "情况已变"}[self.value]

    @property
    def light(self) -> str:
        """The kind of mark it is shown with."""
        return {"open": "warn", "answered": "wait", "closed": "done", "outdated": "off"}[self.value]


def state_of(verdicts: Collection[bool | None], *, outdated: bool = False) -> AlertState:
    """Return the state after these answers, first to last: accepted, sent back (``False``) or waiting (``None``)."""
    last = list(verdicts)[-1] if verdicts else False
    if last:
        return AlertState.CLOSED
    if outdated:
        return AlertState.OUTDATED
    return AlertState.ANSWERED if last is None else AlertState.OPEN


def require_open(state: AlertState) -> None:
    """Refuse an answer to what does not wait for one.

    :raise AlertAnsweredError: it was answered.
    :raise AlertClosedError: it was closed.
    :raise AlertOutdatedError: its facts have changed.
    """
    refusal = {
        AlertState.ANSWERED: AlertAnsweredError,
        AlertState.CLOSED: AlertClosedError,
        AlertState.OUTDATED: AlertOutdatedError,
    }.get(state)
    if refusal is not None:
        raise refusal


def require_reason(*, accepted: bool, text: str) -> None:
    """Refuse to send an answer back without a word.

    :raise AlertReasonError: nobody would know what is still to be said.
    """
    if not accepted and not text.strip():
        raise AlertReasonError


def require_judgeable(state: AlertState, *, judge: int, answered_by: int | None, recorders: Collection[int]) -> None:
    """Refuse a verdict that is not due, or of somebody who had part in it (account numbers).

    Source: 会计法第35条 (who keeps the books does not check them); 村组法(2025)第37条 (the supervision committee).

    :raise AlertNotAnsweredError: there is no answer to look at.
    :raise AlertClosedError: it was closed.
    :raise AlertOutdatedError: its facts have changed.
    :raise OwnAlertError: the judge answered it, or recorded what it is about.
    """
    if state is AlertState.CLOSED:
        raise AlertClosedError
    if state is AlertState.OUTDATED:
        raise AlertOutdatedError
    if state is not AlertState.ANSWERED:
        raise AlertNotAnsweredError
    if judge == answered_by or judge in recorders:
        raise OwnAlertError

"""What is asked of a meeting before it begins that no law asks: ``meetings.toml``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures.texts import cited, confidence, dated, texts
from deliberation.rules.notices import Asked

if TYPE_CHECKING:
    from datetime import date

    from deliberation.procedures.texts import Dated


def delivery_on(day: date) -> Asked:
    """Return where it is from that everybody's notice is on record.

    :raise UnknownProcedureError: no text in force on that day says so.
    """
    return _on("delivery", day)


def list_objection_on(day: date) -> Asked:
    """Return where it is from that objections to the list of those entitled are answered before it is fixed.

    :raise UnknownProcedureError: no text in force on that day says so.
    """
    return _on("list_objection", day)


def _on(kind: str, day: date) -> Asked:
    found = next((one.rule for one in _asked(kind) if one.covers(day)), None)
    if found is None:
        raise UnknownProcedureError(kind, day)
    return found


@cache
def _asked(kind: str) -> tuple[Dated[Asked], ...]:
    return tuple(
        dated(
            text, text[kind], Asked(article=cited(text, text[kind]["article"]), confidence=confidence(text, text[kind]))
        )
        for text in texts()
        if kind in text
    )

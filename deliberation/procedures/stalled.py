"""How long a matter may wait for its next step before it stands still, as dated data, with who owes the step."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures.texts import Dated, cited, confidence, dated, texts
from deliberation.rules.stalled import Awaited, StallRule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def stall_rules_on(day: date) -> Mapping[Awaited, StallRule]:
    """Return the rule in force on ``day`` for everything a matter may wait for.

    :raise UnknownProcedureError: one is missing.
    """
    found = {one.rule.awaited: one.rule for one in _rules() if one.covers(day)}
    if set(found) != set(Awaited):
        raise UnknownProcedureError("stalled", day)
    return found


@cache
def _rules() -> tuple[Dated[StallRule], ...]:
    return tuple(
        dated(
            text,
            entry,
            StallRule(
                awaited=Awaited(entry["awaited"]),
                days=entry.get("days"),
                who=entry["who"],
                does=entry["does"],
                article=cited(text, entry["article"]),
                confidence=confidence(text, entry),
            ),
        )
        for text in texts()
        for entry in text.get("stalled", [])
    )

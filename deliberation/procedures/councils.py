"""What is usual with councils and the fees they look after, as dated data: ``councils.toml``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures.texts import Dated, cited, confidence, dated, texts
from deliberation.rules.councils import CollectionGoal, CouncilRule, Hall

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from deliberation.procedures.texts import Table


def council_rule_on(hall: Hall, day: date) -> CouncilRule:
    """Return what is usual with a council on that day.

    :raise UnknownProcedureError: no text in force on that day knows it.
    """
    found = next((one.rule for one in _councils() if one.rule.hall is hall and one.covers(day)), None)
    if found is None:
        raise UnknownProcedureError(hall.value, day)
    return found


def collection_goal_on(day: date) -> CollectionGoal:
    """Return how much of the fees shall be collected on that day.

    :raise UnknownProcedureError: no text in force on that day says so.
    """
    found = next((one.rule for one in _goals() if one.covers(day)), None)
    if found is None:
        raise UnknownProcedureError("物业费收缴率", day)
    return found


@cache
def _councils() -> tuple[Dated[CouncilRule], ...]:
    return tuple(
        dated(
            text,
            entry,
            CouncilRule(
                hall=Hall(entry["id"]),
                name=entry["name"],
                words=entry["words"],
                sides=tuple(entry.get("sides", ())),
                article=cited(text, entry["article"]),
                confidence=confidence(text, entry),
            ),
        )
        for text in _texts()
        for entry in text["council"]
    )


@cache
def _goals() -> tuple[Dated[CollectionGoal], ...]:
    return tuple(
        dated(
            text,
            text["collection"],
            CollectionGoal(
                goal_x100=text["collection"]["goal_x100"],
                article=cited(text, text["collection"]["article"]),
                confidence=confidence(text, text["collection"]),
            ),
        )
        for text in _texts()
    )


def _texts() -> Iterator[Table]:
    return (text for text in texts() if "council" in text)

"""Why somebody stands back from deciding a matter, as dated data: ``recusals.toml``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures.texts import Dated, cited, confidence, dated, texts
from deliberation.rules.recusals import RecusalKind, RecusalRule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from deliberation.procedures.texts import Table


def recusal_rule_on(day: date) -> RecusalRule:
    """Return the rule of that day.

    :raise UnknownProcedureError: no text in force on that day says anything of recusals.
    """
    found = next((one.rule for one in _rules() if one.covers(day)), None)
    if found is None:
        raise UnknownProcedureError("回避", day)
    return found


def recusal_kind_name(kind_id: str) -> str:
    """Return what a kind of recusal is called, also one that is no longer offered; unknown, its id."""
    return next((kind.name for one in _rules() for kind in one.rule.kinds if kind.id == kind_id), kind_id)


@cache
def _rules() -> tuple[Dated[RecusalRule], ...]:
    return tuple(
        dated(
            text,
            text["recusal"],
            RecusalRule(
                kinds=tuple(RecusalKind(id=one["id"], name=one["name"]) for one in text["recusal_kind"]),
                article=cited(text, text["recusal"]["article"]),
                confidence=confidence(text, text["recusal"]),
            ),
        )
        for text in _texts()
    )


def _texts() -> Iterator[Table]:
    return (text for text in texts() if "recusal" in text)

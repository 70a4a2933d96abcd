"""How long finished work is rated, and from how many who are not satisfied somebody has to visit them: dated data."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures.texts import Dated, cited, confidence, dated, share, texts
from deliberation.rules.ratings import RatingRule

if TYPE_CHECKING:
    from datetime import date


def rating_rule_on(day: date) -> RatingRule:
    """Return the rule for a rating that begins on ``day``.

    :raise UnknownProcedureError: there was none yet.
    """
    for one in _rules():
        if one.covers(day):
            return one.rule
    raise UnknownProcedureError("群众评议", day)


@cache
def _rules() -> tuple[Dated[RatingRule], ...]:
    return tuple(
        dated(
            text,
            entry,
            RatingRule(
                open_days=entry["open_days"],
                dissatisfied=share(entry),
                reply_days=entry["reply_days"],
                article=cited(text, entry["article"]),
                confidence=confidence(text, entry),
            ),
        )
        for text in texts()
        for entry in text.get("rating", [])
    )

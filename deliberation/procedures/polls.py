"""The limits of an indicative poll, chosen by the day it is opened; no law sets them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures.texts import Dated, cited, confidence, dated, texts
from deliberation.rules.polls import PollRule

if TYPE_CHECKING:
    from datetime import date


def poll_rule_on(day: date) -> PollRule:
    """Return the limits in force on ``day``.

    :raise UnknownProcedureError: there were none yet.
    """
    for one in _rules():
        if one.covers(day):
            return one.rule
    raise UnknownProcedureError("意向征询", day)


@cache
def _rules() -> tuple[Dated[PollRule], ...]:
    return tuple(
        dated(
            text,
            entry,
            PollRule(
                age=entry["age"],
                longest_days=entry["longest_days"],
                count_days=entry["count_days"],
                fewest_answers=entry["fewest_answers"],
                least_options=entry["least_options"],
                most_options=entry["most_options"],
                article=cited(text, entry["article"]),
                confidence=confidence(text, entry),
            ),
        )
        for text in texts()
        for entry in text.get("poll", [])
    )

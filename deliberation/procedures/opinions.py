"""What is usual with opinions, amendments and questions on a plan, as dated data: ``opinions.toml``."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures.texts import Dated, cited, confidence, dated, texts
from deliberation.rules.opinions import OpinionRule

if TYPE_CHECKING:
    from datetime import date

    from deliberation.procedures.workflow import Way, Workflow


def opinion_rule_on(day: date, workflow: Workflow, way: Way) -> OpinionRule:
    """Return the rule of that day for a matter that goes this way; it binds where an adopted variant says so.

    :raise UnknownProcedureError: no text in force on that day says anything of opinions.
    """
    found = next((one.rule for one in _rules() if one.covers(day)), None)
    if found is None:
        raise UnknownProcedureError("对方案的意见", day)
    first = workflow.answers_first
    if first is None or not way.adopted:
        return found
    return replace(found, binding=True, article=first.article, confidence=first.confidence)


@cache
def _rules() -> tuple[Dated[OpinionRule], ...]:
    return tuple(
        dated(
            text,
            text["opinion"],
            OpinionRule(
                most_waiting=text["opinion"]["most_waiting"],
                binding=False,
                article=cited(text, text["opinion"]["article"]),
                confidence=confidence(text, text["opinion"]),
            ),
        )
        for text in texts()
        if "opinion" in text
    )

"""How several options are put to the vote, as dated data: ``options.toml``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures.texts import cited, confidence, dated, texts
from deliberation.rules.options import OptionRule

if TYPE_CHECKING:
    from datetime import date

    from deliberation.procedures.texts import Dated, Table

_KIND = "option_ballot"


def option_rule_on(day: date) -> OptionRule:
    """Return the rule of that day.

    :raise UnknownProcedureError: no text in force on that day says anything of options.
    """
    for one in _rules():
        if one.covers(day):
            return one.rule
    raise UnknownProcedureError("在几个方案中选一个", day)


@cache
def _rules() -> tuple[Dated[OptionRule], ...]:
    return tuple(dated(text, entry, _rule(text, entry)) for text in texts() for entry in text.get(_KIND, ()))


def _rule(text: Table, entry: Table) -> OptionRule:
    return OptionRule(
        least=entry["least_options"],
        most=entry["most_options"],
        longest_title=entry["longest_title"],
        article=cited(text, entry["article"]),
        confidence=confidence(text, entry),
    )

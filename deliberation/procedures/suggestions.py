"""What is usual with villagers' suggestions, as dated data: their categories, the answer's days, how many may wait."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures.texts import Dated, cited, confidence, dated, texts
from deliberation.rules.suggestions import SuggestionRule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from deliberation.procedures.texts import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What a suggestion is about."""

    id: str
    name: str


def suggestion_rule_on(day: date) -> SuggestionRule:
    """Return the rule for a suggestion filed on ``day``.

    :raise UnknownProcedureError: no text in force on that day says so.
    """
    found = next((one.rule for one in _rules() if one.covers(day)), None)
    if found is None:
        raise UnknownProcedureError("suggestion", day)
    return found


def categories_on(day: date) -> tuple[Category, ...]:
    """Return the categories offered on ``day``, in the order of the file."""
    return tuple(one.rule for one in _categories() if one.covers(day))


def category_name(category_id: str) -> str:
    """Return what a category is called, also one that is no longer offered; unknown, its id."""
    return next((one.rule.name for one in _categories() if one.rule.id == category_id), category_id)


@cache
def _rules() -> tuple[Dated[SuggestionRule], ...]:
    return tuple(
        dated(
            text,
            text["suggestion"],
            SuggestionRule(
                answer_days=text["suggestion"]["answer_days"],
                most_waiting=text["suggestion"]["most_waiting"],
                article=cited(text, text["suggestion"]["article"]),
                confidence=confidence(text, text["suggestion"]),
            ),
        )
        for text in _texts()
    )


@cache
def _categories() -> tuple[Dated[Category], ...]:
    return tuple(
        dated(text, entry, Category(id=entry["id"], name=entry["name"]))
        for text in _texts()
        for entry in text["suggestion_category"]
    )


def _texts() -> Iterator[Table]:
    return (text for text in texts() if "suggestion" in text)

"""What documents say of a choice between several options; of a plan that is approved or not they say nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deliberation.rules import Outcome
    from portal.kernel.canonical import Json


def of_option(number: int | None) -> dict[str, Json]:
    """Return which option a vote is for."""
    return {} if number is None else {"option": number}


def among(result: Outcome) -> dict[str, Json]:
    """Return what it was chosen between, and whether none was resolved, so that it is chosen between fewer."""
    if result.among is None:
        return {}
    told: list[Json] = [{"number": one.number, "title": one.title, "votes": one.votes} for one in result.among.options]
    return {"options": told, "split": result.split}


def choosing(result: Outcome) -> dict[str, Json]:
    """Return what choosing between options rests on."""
    if result.among is None:
        return {}
    return {"choosing": {"article": result.among.rule.article, "confidence": result.among.rule.confidence}}

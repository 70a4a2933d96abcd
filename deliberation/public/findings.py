"""What a requirement came to, for villagers: met, to be looked at, or not met.

A light never reassures about a rule whose text was not read. Its finding still says whether the rule was met, and a
page says so, with the doubt beside it: a requirement that was met is nothing to be warned of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.rules.terms import MET

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LIGHTS = {"green": ("done", "符合"), "amber": ("warn", "请留意"), "red": ("stop", "不符合")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    """One requirement with its article; ``quoted`` tells whether the text of that was read."""

    mark: str
    word: str
    text: str
    article: str
    quoted: bool


def findings_of(told: Iterable[Mapping[str, Any]]) -> tuple[ShownFinding, ...]:
    """Return the requirements of a document as they are shown."""
    return tuple(_finding(one) for one in told)


def _finding(told: Mapping[str, Any]) -> ShownFinding:
    mark, word = _LIGHTS["green" if told.get("code") in MET else told["light"]]
    return ShownFinding(
        mark=mark, word=word, text=told["text"], article=told["article"], quoted=told["confidence"] == "quoted"
    )

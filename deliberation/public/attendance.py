"""How many were present at a meeting, in words: a document says how many of them took part from afar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.meetings.rules import attended_words

if TYPE_CHECKING:
    from collections.abc import Mapping


def attended(content: Mapping[str, Any]) -> str:
    """Return how many were present by a stage's or a resolution's document: 83 人，其中线上 12 人、书面委托 5 人."""
    afar = content.get("attendance") or {}
    present = (content.get("outcome") or content)["present"]
    return attended_words(present, online=afar.get("online", 0), by_proxy=afar.get("by_proxy", 0))

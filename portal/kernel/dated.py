"""Rules as dated data: of several rows about one thing, the one that applies on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


def row_on(rows: Sequence[dict[str, Any]], day: date) -> dict[str, Any]:
    """Return the row in force on a day, by its ``effective_from``; before the earliest row we have, the earliest.

    :raise ValueError: there are no rows.
    """
    return max((one for one in rows if one["effective_from"] <= day), key=_since, default=min(rows, key=_since))


def _since(row: dict[str, Any]) -> date:
    since: date = row["effective_from"]
    return since

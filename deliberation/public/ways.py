"""The local procedure a matter goes through, and who adopted it, as its documents tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.public.course import day_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from portal.kernel.published import PublishedBulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProcedure:
    """One local procedure; ``words`` say what it does differently."""

    title: str
    words: str
    article: str
    quoted: bool
    adopted_by: str
    met_on: date
    since: date
    later: tuple[Mapping[str, Any], ...]  # steps without a vote after the decision: id, name, before


def procedure_of(found: Sequence[PublishedBulletin]) -> ShownProcedure | None:
    """Return the local procedure of a matter; None for the usual one that nobody has adopted."""
    told = next((one.content["procedure"] for one in reversed(found) if one.content.get("procedure")), None)
    if told is None:
        return None
    adopted = told["adopted"]
    return ShownProcedure(
        title=told["title"],
        words=told["words"] or "各地通行的做法作为本地的规则。",
        article=told["article"],
        quoted=told["confidence"] == "quoted",
        adopted_by=f"{adopted['place']}{adopted['body']}",
        met_on=day_of(adopted["met_on"]),
        since=day_of(adopted["since"]),
        later=tuple(told["later"]),
    )

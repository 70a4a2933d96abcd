"""Whether a matter stands still, as its documents tell it: it does until what it waits for has come.

Pages have no clock, so how long it stands still is told by the day that was missed, not by a number of days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from deliberation.public.kinds import (
    ACCEPTANCE,
    OBJECTION,
    PLAN,
    PROGRESS,
    RECORD,
    RESOLUTION,
    RESULT,
    STAGE,
    STALLED,
    WITHDRAWAL,
)
from deliberation.rules.stalled import Awaited

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.kernel.published import PublishedBulletin

_MEETINGS = frozenset({STAGE, RECORD})
#: Whatever a matter waits for, these begin it anew or end it.
_ANEW = frozenset({RESOLUTION, WITHDRAWAL})
#: The kinds of documents with which what a matter waits for comes.
_COMES_WITH: Mapping[Awaited, frozenset[str]] = {
    Awaited.STAGE: _MEETINGS,
    Awaited.OUTCOME: _MEETINGS,
    Awaited.ANSWER: frozenset({OBJECTION}),
    Awaited.PLAN: frozenset({PLAN}),
    Awaited.MILESTONE: frozenset({PROGRESS}),
    Awaited.REPORT: frozenset({PROGRESS, PLAN}),
    Awaited.INSPECTION: frozenset({ACCEPTANCE}),
    Awaited.MENDING: frozenset({PROGRESS}),
    Awaited.RESULT: frozenset({RESULT}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStall:
    """That a matter stands still: the last day in time, who should do what, and where the day is from."""

    since: date
    duty: str
    article: str
    quoted: bool


def stall_of(found: Sequence[PublishedBulletin]) -> ShownStall | None:
    """Return how a matter stands still after its documents, in the order of the log; None where it does not."""
    told = [
        one for place, one in enumerate(found) if one.kind == STALLED and not _over(one.content, found[place + 1 :])
    ]
    if not told:
        return None
    content = min((one.content for one in told), key=lambda content: str(content["due_on"]))
    return ShownStall(
        since=date.fromisoformat(content["due_on"]),
        duty=content["duty"],
        article=content["article"],
        quoted=content["confidence"] == "quoted",
    )


def _over(content: Mapping[str, Any], later: Sequence[PublishedBulletin]) -> bool:
    """Tell whether what was waited for has come since."""
    awaited, subject = Awaited(content["awaited"]), content["subject"]
    return any(
        one.kind in _ANEW or (one.kind in _COMES_WITH[awaited] and _meets(one, awaited, subject)) for one in later
    )


def _meets(one: PublishedBulletin, awaited: Awaited, subject: int) -> bool:
    content = one.content
    if awaited is Awaited.ANSWER:
        return content["number"] == subject and bool(content.get("answer") or content.get("lapsed_on"))
    if awaited is Awaited.MILESTONE:
        return bool(content["milestone"]["number"] == subject)
    return True

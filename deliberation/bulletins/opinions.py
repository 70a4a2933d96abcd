"""What was said to a plan before the vote: one document for each, published again with its answer.

Nobody who says something is named. What it says becomes public with its answer, unless it is kept back; until then only
that there is one, of which kind, and how it came. Names of registered villagers are masked in every text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.bulletins.parts import masked_in
from portal.kernel import bulletins

if TYPE_CHECKING:
    from collections.abc import Callable

    from deliberation.queries import MatterRow
    from deliberation.queries.opinions import OpinionRow
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.work import Work
    from portal.org.models import Place

OPINION = "opinion"


def publish_opinion(work: Work, village: Place, matter: MatterRow, row: OpinionRow) -> Bulletin:
    """Publish how something that was said to a matter's plan stands now."""
    masked = masked_in(village)
    content: dict[str, Json] = {
        "matter": {"number": matter.number, "title": masked(matter.title)},
        "number": row.number,
        "kind": row.kind.value,
        "channel": row.channel.value,
        "filed_on": row.filed_on.isoformat(),
        "recorded_on": row.recorded_on.isoformat(),
        "revision": row.revision,
        "paragraph": row.paragraph,
        "before": masked(row.before) if row.told and row.before else None,
        "wording": masked(row.wording) if row.told and row.wording else None,
        "text": masked(row.text) if row.told else None,
        "withheld": row.withheld,
        "answer": _answer(row, masked),
    }
    return bulletins.publish(
        work,
        kind=OPINION,
        key=f"{matter.number}-{row.number}",
        content=content,
        about=[("matter", matter.number)],
        reason="" if row.waiting else f"{row.kind.title}已经答复",
    )


def _answer(row: OpinionRow, masked: Callable[[str], str]) -> Json:
    if row.reply is None or row.answered_on is None:
        return None
    return {
        "reply": row.reply.value,
        "text": masked(row.answer),
        "on": row.answered_on.isoformat(),
        "taken_up": None
        if row.taken_up is None
        else {
            "revision": row.taken_up.revision,
            "reason": masked(row.taken_up.reason),
            "plan_digest": row.taken_up.digest,
            "on": row.taken_up.on.isoformat(),
        },
    }

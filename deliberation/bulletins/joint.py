"""The published course of a joint proposal: one document for each step, telling how it then stands.

Only how many support it is told, never who, and while people join at most once a day, so that nobody is found by the
hour. Its words follow with the answer or the matter that comes of it, as with suggestions; registered names are masked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.bulletins.parts import masked_in
from portal.kernel import bulletins
from portal.kernel.bulletins import Bulletin

if TYPE_CHECKING:
    from deliberation.queries.joint import JointRow
    from portal.kernel.canonical import Json
    from portal.kernel.work import Work
    from portal.org.models import Place

JOINT = "joint"

#: Under this a proposal's document is about the matter that came of it; it is no step of that matter's course.
JOINED_FOR = "joined-for"


def publish_joint(work: Work, village: Place, row: JointRow) -> Bulletin:
    """Publish how a joint proposal stands now."""
    masked = masked_in(village)
    count = row.gathered
    content: dict[str, Json] = {
        "number": row.number,
        "state": row.state.value,
        "side": {"id": row.side.value, "title": row.side.title, "base": row.side.base},
        "type": {"id": row.matter_type, "name": row.type_name},
        "started_on": row.started_on.isoformat(),
        "share": {
            "words": row.rule.share.words,
            "article": row.rule.article,
            "confidence": row.rule.confidence.value,
            "binds": row.rule.binds,
        },
        "supporters": count.supporters,
        "base": count.base,
        "needed": count.needed,
        "reached_on": row.reached_on.isoformat() if row.reached_on else None,
        "title": masked(row.title) if row.public else None,
        "text": masked(row.plan) if row.public else None,
        "withheld": row.withheld,
        "answer": {"text": masked(row.answer.text), "on": row.answer.on.isoformat()} if row.answer else None,
        "withdrawn_on": row.withdrawn_on.isoformat() if row.withdrawn_on else None,
        "matters": [
            {
                "number": one.number,
                "on": one.on.isoformat(),
                "withdrawn_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None,
            }
            for one in row.matters
        ],
    }
    here = (Bulletin.log == work.head.log_id) & (Bulletin.kind == JOINT)
    step = 1 + Bulletin.select().where(here & Bulletin.key.startswith(f"{row.number}-")).count()
    return bulletins.publish(
        work,
        kind=JOINT,
        key=f"{row.number}-{step}",
        content=content,
        about=[(JOINT, row.number), *((JOINED_FOR, one.number) for one in row.matters)],
    )

"""What came to a person lately: answers to their own suggestions and objections."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from deliberation.queries.objections import objections
from deliberation.queries.suggestions import suggestions
from portal.areas import Task

if TYPE_CHECKING:
    from datetime import date

    from portal.org.actors import Actor
    from portal.org.models import Place

#: What was answered longer ago is no news to somebody who has just asked to be told.
_LATELY = timedelta(days=30)


def news(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the answers the actor got in the village lately; what they say stands on the page."""
    if actor.home_id != village.id:
        return []
    since = today - _LATELY
    suggested = [
        Task(
            title=f"您的建议已经答复：第 {row.number} 号 {row.title}",
            endpoint="deliberation.suggestion",
            values={"suggestion": row.number},
        )
        for row in suggestions(village)
        if row.filer_id == actor.person_id and row.answer is not None and row.answer.on >= since
    ]
    objected = [
        Task(
            title=f"您的异议已经答复：{one.matter_title}，第 {one.number} 号异议",
            endpoint="deliberation.filed_objection",
            values={"number": one.matter_number, "objection": one.number},
        )
        for one in objections(village)
        if one.filer_id == actor.person_id and one.answered_on is not None and one.answered_on >= since
    ]
    return [*suggested, *objected]

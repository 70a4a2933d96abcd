"""Which suggestions wait for whom: every open one for those who answer, but nobody's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.queries.suggestions import suggestions
from portal.areas import Task
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from portal.org.actors import Actor
    from portal.org.models import Place


def suggestion_tasks(actor: Actor, village: Place, today: date) -> Iterator[Task]:
    """Yield the suggestions that wait for an answer of the actor's, the oldest first; what is late is urgent."""
    if not actor.may(Permission.SUGGESTION_ANSWER, village, on=today):
        return
    rows = suggestions(village)
    own = {row.number for row in rows if row.filer_id == actor.person_id}
    for row in reversed(rows):
        if row.standing.ended or row.standing.into is not None or own & {row.number, *row.standing.followers}:
            continue
        yield Task(
            title=f"办理群众建议：第 {row.number} 号 {row.title}",
            endpoint="deliberation.suggestion",
            values={"suggestion": row.number},
            due=row.due_on,
            urgent=row.due_on < today,
        )

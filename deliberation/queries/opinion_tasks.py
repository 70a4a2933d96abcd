"""What waits for whom of what is said to plans: answers of officers, and the right of villagers to say something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.queries.opinions import window_of
from portal.areas import Task
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from deliberation.queries.matters import MatterRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def opinion_tasks(actor: Actor, village: Place, rows: Sequence[MatterRow], today: date) -> Iterator[Task]:
    """Yield the matters of ``rows`` on whose plans something waits for the actor's answer, or may still be said.

    Who sees the matters finds the plan there; the others are told of it here.
    """
    answers = actor.may(Permission.OPINION_ANSWER, village, on=today)
    told = actor.home_id == village.id and not actor.may(Permission.MATTER_VIEW, village, on=today)
    for row in rows:
        if row.course.withdrawn:
            continue
        waiting = [one for one in row.opinions if one.waiting and one.filer_id != actor.person_id]
        if answers and waiting:
            yield _task(f"答复意见和提问（{len(waiting)} 条）", row)
        elif told and window_of(row).open:
            yield _task("表决以前，可以对方案提意见、提问", row)


def _task(what: str, row: MatterRow) -> Task:
    return Task(
        title=f"{what}：{row.title}",
        endpoint="deliberation.opinions",
        values={"number": row.number},
        due=None,
        urgent=False,
    )

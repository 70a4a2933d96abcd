"""What waits for whom of what is said to plans: answers of officers, and the right of villagers to say something."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from deliberation.queries.opinions import window_of
from deliberation.queries.stage_screens import stage_bodies
from portal.areas import Task
from portal.kernel.clock import day_end, local_day
from portal.kernel.db import tuples_of
from portal.meetings.bodies import Body
from portal.meetings.models import Meeting
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from deliberation.queries.matters import MatterRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def opinion_tasks(actor: Actor, village: Place, rows: Sequence[MatterRow], today: date) -> dict[int, Task]:
    """Return, by number, the matters of ``rows`` on whose plans something waits for the actor's answer or may be said.

    Answers are due on the day of the next meeting that may decide the matter. Who sees the matters finds the plan
    there; the others are told of it here.
    """
    answers = actor.may(Permission.OPINION_ANSWER, village, on=today)
    told = actor.home_id == village.id and not actor.may(Permission.MATTER_VIEW, village, on=today)
    found: dict[int, Task] = {}
    meets: Mapping[Body, date] | None = None
    for row in rows:
        if row.course.withdrawn:
            continue
        waiting = sum(one.waiting and one.filer_id != actor.person_id for one in row.opinions)
        if answers and waiting:
            meets = _next_meetings(village, today) if meets is None else meets
            due = _decided_on(village, row, meets)
            found[row.number] = _task(f"答复意见和提问（{waiting} 条）", row, due=due)
        elif told and window_of(row).open:
            found[row.number] = _task("表决以前，可以对方案提意见、提问", row)
    return found


def _next_meetings(village: Place, today: date) -> dict[Body, date]:
    """Return on which day each body meets next, today included, as far as it is convened."""
    begun = day_end(today - timedelta(days=1))
    convened = (
        Meeting.select(Meeting.body, Meeting.starts_at)
        .where((Meeting.village == village.id) & (Meeting.starts_at >= begun))
        .order_by(Meeting.starts_at.desc())
    )
    return {Body(body): local_day(starts_at) for body, starts_at in tuples_of(convened)}


def _decided_on(village: Place, row: MatterRow, meets: Mapping[Body, date]) -> date | None:
    """Return when a body that may decide the matter meets next; None once it voted, or while none is convened."""
    if not window_of(row).open:
        return None
    bodies = stage_bodies(village, row, row.course.steps[-1].gate.id)
    return min((meets[body] for body in bodies if body in meets), default=None)


def _task(what: str, row: MatterRow, *, due: date | None = None) -> Task:
    return Task(
        title=f"{what}：{row.title}",
        endpoint="deliberation.opinions",
        values={"number": row.number},
        due=due,
        urgent=False,
    )

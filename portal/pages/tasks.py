"""What meetings leave to be done: begin sign-in on the day, write the minutes after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.areas import Task
from portal.kernel.clock import local_day
from portal.meetings.queries import meetings
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.meetings.queries import MeetingRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def meeting_tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the meetings of the village that wait for whoever records them."""
    if not actor.may(Permission.MEETING_RECORD, village, on=today):
        return []
    found = (_task(meeting, today=today) for meeting in meetings(village))
    return [task for task in found if task is not None]


def _task(meeting: MeetingRow, *, today: date) -> Task | None:
    meets_on = local_day(meeting.starts_at)
    if meets_on > today or meeting.minuted:
        return None
    what = "写会议记录" if meeting.roster_id is not None else "开始签到"
    return Task(
        title=f"{what}：{meeting.title}",
        endpoint="meetings.show",
        values={"meeting_id": meeting.id},
        due=meets_on,
        urgent=meets_on == today,
    )

"""What meetings leave to be done: begin sign-in and come on the day, write the minutes after.

Signing in waits for everybody invited, beginning it for whoever is at the door. Minutes wait for the recorder the
notice named; once they are overdue, also for those who convene meetings.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.areas import Task
from portal.kernel.clock import local_day
from portal.meetings.queries import awaited_at, meetings
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.meetings.queries import MeetingRow
    from portal.org.actors import Actor
    from portal.org.models import Place


#: For so long minutes wait for their recorder alone.
_RECORDERS_DAYS = timedelta(days=3)


def meeting_tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the meetings of the village that wait for the person, or for whoever records them."""
    own = [_own(row) for row in awaited_at(village, actor.person_id, today=today)]
    if not actor.may(Permission.MEETING_RECORD, village, on=today):
        return own
    convenes = actor.may(Permission.MEETING_CONVENE, village, on=today)
    found = own
    for meeting in meetings(village):
        task = _task(meeting, today=today)
        recorded_by_others = meeting.roster_id is not None and meeting.recorder_id != actor.person_id
        overdue = convenes and today - local_day(meeting.starts_at) > _RECORDERS_DAYS
        if task is not None and (overdue or not recorded_by_others):
            found.append(task)
    return found


def _own(meeting: MeetingRow) -> Task:
    return Task(
        title=f"到会场签到：{meeting.title}",
        endpoint="meetings.here",
        values={"meeting_id": meeting.id},
        due=meeting.meets_on,
        urgent=True,
    )


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

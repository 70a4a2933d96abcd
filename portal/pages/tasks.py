"""What meetings leave to be done: begin sign-in on the day, write the minutes after.

Sign-in waits for whoever is at the door. Minutes wait for the recorder the notice named; once they are overdue,
also for those who convene meetings. Whoever may take part from afar, or is represented, is told on the day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.areas import Task
from portal.kernel.clock import local_day
from portal.meetings.models import AttendanceManner
from portal.meetings.presence import offered
from portal.meetings.queries import meetings, own_lines
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.meetings.queries import MeetingRow
    from portal.org.actors import Actor
    from portal.org.models import Place


#: For so long minutes wait for their recorder alone.
_RECORDERS_DAYS = timedelta(days=3)


def meeting_tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the meetings of the village that wait for whoever records them, and those to be joined from afar."""
    return [*_presence_tasks(actor, village, today), *_recording_tasks(actor, village, today)]


def _presence_tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Tell whoever may join a meeting of today online, and whoever is represented there by whom."""
    found = []
    for meeting, line in own_lines(village, actor.person_id, on=today):
        online = AttendanceManner.ONLINE in offered(meeting.body, on=today)
        if line.in_person or not (online or line.delegate):
            continue
        told = f"已登记您书面委托{line.delegate}参加" if line.delegate else "不能到现场的，可以线上参加"
        values = {"meeting_id": meeting.id}
        task = Task(title=f"{told}：{meeting.title}", endpoint="meetings.show", values=values, due=today)
        found.append(task)
    return found


def _recording_tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    if not actor.may(Permission.MEETING_RECORD, village, on=today):
        return []
    convenes = actor.may(Permission.MEETING_CONVENE, village, on=today)
    found = []
    for meeting in meetings(village):
        task = _task(meeting, today=today)
        recorded_by_others = meeting.roster_id is not None and meeting.recorder_id != actor.person_id
        overdue = convenes and today - local_day(meeting.starts_at) > _RECORDERS_DAYS
        if task is not None and (overdue or not recorded_by_others):
            found.append(task)
    return found


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

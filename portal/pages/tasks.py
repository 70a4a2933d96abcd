"""What meetings leave to be done: begin sign-in on the day, write the minutes after.

Sign-in waits for whoever is at the door. Minutes wait for the recorder the notice named; once they are overdue,
also for those who convene meetings. Whoever is invited is told of the meeting by e-mail, if they want that.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.areas import Task
from portal.kernel.clock import LOCAL, local_day
from portal.kernel.days import chinese_moment
from portal.meetings.queries import entitled_people, meetings
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.meetings.queries import MeetingRow
    from portal.org.actors import Actor
    from portal.org.models import Place


#: For so long minutes wait for their recorder alone.
_RECORDERS_DAYS = timedelta(days=3)


def meeting_tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the meetings of the village that wait for whoever records them."""
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


def meeting_news(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the meetings to come of the village to which the actor is invited."""
    sees = actor.may(Permission.MEETING_VIEW, village, on=today)
    coming = [one for one in meetings(village) if local_day(one.starts_at) >= today and one.roster_id is None]
    invited = {
        body: actor.person_id in {row.id for row in entitled_people(village, body, on=today)}
        for body in {one.body for one in coming}
    }
    return [
        Task(
            title=f"开会通知：{one.title}，{chinese_moment(one.starts_at.astimezone(LOCAL))}，{one.place}",
            endpoint="meetings.show" if sees else "home.village",
            values={"meeting_id": one.id} if sees else {},
        )
        for one in coming
        if invited[one.body]
    ]


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

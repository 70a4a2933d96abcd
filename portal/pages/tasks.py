"""What meetings leave to be done: tell everybody, answer objections to the list, begin sign-in, write the minutes.

Signing in waits for everybody invited, beginning it for whoever is at the door. Minutes wait for the recorder the
notice named; once they are overdue, also for those who convene meetings. A notice waits for whoever is invited and of
whom it is not on record that they were told; they are told of the meeting by e-mail too, if they want that. Whoever
may take part from afar, or is represented, is told on the day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.areas import Task
from portal.kernel import clock
from portal.kernel.clock import LOCAL, local_day
from portal.kernel.days import chinese_moment
from portal.meetings.models import AttendanceManner
from portal.meetings.presence import offered
from portal.meetings.queries import awaited_at, is_invited, meetings, own_lines, upcoming
from portal.meetings.queries.notices import count_told, invited, remind_days
from portal.meetings.queries.rosters import roster_objections
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from portal.meetings.queries import MeetingRow
    from portal.org.actors import Actor
    from portal.org.models import Place


#: For so long minutes wait for their recorder alone.
_RECORDERS_DAYS = timedelta(days=3)


def meeting_tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the meetings of the village that wait for the actor."""
    return [
        *_before(actor, village, today),
        *_presence_tasks(actor, village, today),
        *_on_the_day(actor, village, today),
    ]


def _before(actor: Actor, village: Place, today: date) -> Iterator[Task]:
    """Yield what waits until meetings to come begin."""
    ahead = upcoming(village, now=clock.now())
    records = bool(ahead) and actor.may(Permission.MEETING_RECORD, village, on=today)
    answers = bool(ahead) and actor.may(Permission.OBJECTION_ANSWER, village, on=today)
    for held in ahead:
        near = held.meets_on - today <= remind_days()
        mine = is_invited(village, held, actor.person_id)
        people = invited(village, held) if mine or (records and near) else []
        if any(one.person_id == actor.person_id and not one.told for one in people):
            yield _about(held, f"请确认会议通知：{held.title}", "meetings.notice", urgent=near)
        missing = count_told(people, meets_on=held.meets_on).missing if records and near else 0
        if missing:
            title = f"通知还有 {missing} 人没有送达记录：{held.title}"
            yield _about(held, title, "meetings.deliveries", urgent=held.meets_on == today)
        if answers and _waiting(held, actor):
            yield _about(held, f"答复对应到名单的异议：{held.title}", "meetings.list_objections", urgent=near)


def _waiting(held: MeetingRow, actor: Actor) -> bool:
    """Tell whether an objection to a meeting's list waits for an answer of the actor's."""
    return any(one.upheld is None and one.filer_id != actor.person_id for one in roster_objections(held.id))


def _about(held: MeetingRow, title: str, endpoint: str, *, urgent: bool) -> Task:
    return Task(title=title, endpoint=endpoint, values={"meeting_id": held.id}, due=held.meets_on, urgent=urgent)


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


def _on_the_day(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the meetings that wait for whoever records them."""
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


def meeting_news(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the meetings to come of the village to which the actor is invited."""
    sees = actor.may(Permission.MEETING_VIEW, village, on=today)
    return [
        Task(
            title=f"开会通知：{one.title}，{chinese_moment(one.starts_at.astimezone(LOCAL))}，{one.place}",
            endpoint="meetings.show" if sees else "home.village",
            values={"meeting_id": one.id} if sees else {},
        )
        for one in upcoming(village, now=clock.now())
        if is_invited(village, one, actor.person_id)
    ]


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

"""A meeting in people's own calendars."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from flask import Response
from icalendar import Alarm, Calendar, Event

from portal.meetings import queries
from portal.org.permissions import Permission
from portal.pages.meetings import blueprint
from portal.web.context import current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from portal.meetings.queries import MeetingRow

_MEDIA_TYPE = "text/calendar; charset=utf-8"
_REMINDED = timedelta(days=1)


@blueprint.get("/<int:meeting_id>/meeting.ics")
@require(Permission.MEETING_VIEW)
def calendar(meeting_id: int) -> Response:
    """Hand out the meeting as a calendar file, with a reminder a day before; how long it lasts nobody knows."""
    village = current_village()
    meeting = queries.meeting(village, meeting_id)
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@{village.log.origin}")
    event.add("dtstamp", meeting.convened_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("summary", f"{village.name}：{meeting.title}")
    event.add("location", meeting.place)
    event.add("description", meeting.notice)
    event.add_component(_reminder(meeting))
    made = Calendar()
    made.add("prodid", "-//Cunshi//ZH")
    made.add("version", "2.0")
    made.add_component(event)
    headers = {"Content-Disposition": f'attachment; filename="meeting-{meeting.id}.ics"'}
    return Response(made.to_ical(), content_type=_MEDIA_TYPE, headers=headers)


def _reminder(meeting: MeetingRow) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", meeting.title)
    alarm.add("trigger", -_REMINDED)
    return alarm

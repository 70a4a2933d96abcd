"""The portal's own screens: signing in, people and offices, meetings, the journal."""

from __future__ import annotations

from portal.pages import (
    attachments,
    attendance,
    journal,
    meeting_calendar,
    meeting_prints,
    meetings,
    notices,
    people,
    presence,
    roster,
    roster_objections,
    sign_in,
)

__all__ = ["BLUEPRINTS", "attendance", "meeting_calendar", "meeting_prints", "notices", "presence", "roster_objections"]

#: What the application mounts.
BLUEPRINTS = (
    sign_in.blueprint,
    people.blueprint,
    roster.blueprint,
    meetings.blueprint,  # with the views of attendance, meeting_prints, notices, presence and roster_objections
    journal.blueprint,
    attachments.blueprint,
)

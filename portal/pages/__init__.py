"""The portal's own screens: signing in, people and offices, meetings, the journal."""

from __future__ import annotations

from portal.pages import (
    attachments,
    attendance,
    journal,
    meeting_calendar,
    meeting_prints,
    meetings,
    people,
    presence,
    roster,
    sign_in,
)

__all__ = ["BLUEPRINTS", "attendance", "meeting_calendar", "meeting_prints", "presence"]

#: What the application mounts.
BLUEPRINTS = (
    sign_in.blueprint,
    people.blueprint,
    roster.blueprint,
    meetings.blueprint,  # with the views of attendance, presence and meeting_prints
    journal.blueprint,
    attachments.blueprint,
)

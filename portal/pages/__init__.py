"""The portal's own screens: signing in, people and offices, meetings, the journal."""

from __future__ import annotations

from portal.pages import (
    attachments,
    attendance,
    hall,
    journal,
    meeting_calendar,
    meeting_prints,
    meetings,
    people,
    roster,
    sign_in,
)

__all__ = ["BLUEPRINTS", "attendance", "hall", "meeting_calendar", "meeting_prints"]

#: What the application mounts.
BLUEPRINTS = (
    sign_in.blueprint,
    people.blueprint,
    roster.blueprint,
    meetings.blueprint,  # with the views of attendance, hall and meeting_prints
    journal.blueprint,
    attachments.blueprint,
)

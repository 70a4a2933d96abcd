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
    notices,
    people,
    presence,
    roster,
    roster_objections,
    sign_in,
)

__all__ = [
    "BLUEPRINTS",
    "attendance",
    "hall",
    "meeting_calendar",
    "meeting_prints",
    "notices",
    "presence",
    "roster_objections",
]

#: What the application mounts.
BLUEPRINTS = (
    sign_in.blueprint,
    people.blueprint,
    roster.blueprint,
    meetings.blueprint,  # with the views of the modules above that have no blueprint of their own
    journal.blueprint,
    attachments.blueprint,
)

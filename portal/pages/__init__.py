"""The portal's own screens: signing in, people and offices, meetings, the journal."""

from __future__ import annotations

from portal.pages import attachments, journal, meetings, people, roster, sign_in

#: What the application mounts.
BLUEPRINTS = (
    sign_in.blueprint,
    people.blueprint,
    roster.blueprint,
    meetings.blueprint,
    journal.blueprint,
    attachments.blueprint,
)

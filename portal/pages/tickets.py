"""The code on a notice of meeting: it names one meeting and one person, and only this installation can write it.

It opens nothing by itself: whoever records attendance scans it, and ``portal.meetings.services.check_in`` decides.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from portal.meetings.errors import ForeignSlipError

_PURPOSE = "notice of meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Whose code for which meeting."""

    meeting_id: int
    person_id: int


def code_of(ticket: Ticket, *, key: str) -> str:
    """Return the code that is printed, signed with ``key``; it fits in an address."""
    return str(_serializer(key).dumps([ticket.meeting_id, ticket.person_id]))


def ticket_of(code: str, *, key: str) -> Ticket:
    """Return whose code this is.

    :raise ForeignSlipError: it was not signed here, or not read whole.
    """
    try:
        meeting_id, person_id = _serializer(key).loads(code)
    except (BadData, ValueError) as error:
        raise ForeignSlipError from error
    return Ticket(meeting_id=meeting_id, person_id=person_id)


def _serializer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=_PURPOSE, signer_kwargs={"digest_method": hashlib.sha256})

"""Minutes of meetings: sealed, and never written over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.errors import MinutesReasonError, MinutesTooEarlyError
from portal.meetings.models import Minutes
from portal.meetings.queries import meeting
from portal.meetings.rules import late_days
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from portal.kernel.work import Work
    from portal.meetings.queries import MeetingRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def write_minutes(actor: Actor, village: Place, meeting_id: int, text: str, *, reason: str = "") -> Minutes:
    """Seal the minutes; a later version stands beside the earlier and says why.

    :raise MinutesTooEarlyError: sign-in has not begun.
    :raise MinutesReasonError: there are minutes already and no reason is given.
    :raise PrivateNumberError: the text holds a number of a person.
    """
    with unit_of_work(actor, Permission.MEETING_RECORD, village) as work:
        held = meeting(village, meeting_id)
        minutes = add_minutes(work, held, text, reason=reason, by=actor.account_id)
        work.seal(
            "meeting.minutes.sealed",
            about=("meeting", held.id),
            facts={"revision": minutes.revision, "late_days": minutes.late_days},
            rows=[minutes],
            happened_on=held.meets_on,
        )
        return minutes


def add_minutes(work: Work, held: MeetingRow, text: str, *, by: int, reason: str = "") -> Minutes:
    """Write a version of a meeting's minutes in the unit of work that seals it; ``by`` is an account.

    :raise MinutesTooEarlyError: sign-in has not begun.
    :raise MinutesReasonError: there are minutes already and no reason is given.
    :raise PrivateNumberError: the text holds a number of a person.
    """
    refuse_private_numbers(text, reason)
    if held.roster_id is None:
        raise MinutesTooEarlyError
    revision = 1 + Minutes.select().where(Minutes.meeting == held.id).count()
    if revision > 1 and not reason.strip():
        raise MinutesReasonError
    return Minutes.create(
        meeting=held.id,
        revision=revision,
        text=text,
        reason=reason.strip(),
        happened_on=held.meets_on,
        recorded_at=work.now,
        late_days=late_days(happened_on=held.meets_on, recorded_on=work.today),
        recorded_by=by,
    )

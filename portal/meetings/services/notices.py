"""What is done about the notice of a meeting: enter who was told and how, say oneself that one has seen it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.clock import local_day
from portal.kernel.work import unit_of_work
from portal.meetings.errors import (
    MessengerMissingError,
    NoticePassedError,
    NotInvitedError,
    OwnWordOnlyError,
    ToldOnError,
)
from portal.meetings.models import NoticeDelivery, Telling
from portal.meetings.queries import is_invited, meeting
from portal.meetings.queries.notices import invited
from portal.org.permissions import Permission
from portal.org.queries import person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.kernel.work import Work
    from portal.meetings.queries import MeetingRow
    from portal.org.actors import Actor
    from portal.org.models import Place

_TOGETHER = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivering:
    """How people were told of a meeting, on which day, and who handed slips over."""

    manner: Telling
    told_on: date
    messenger_id: int | None = None


def record_deliveries(
    actor: Actor, village: Place, meeting_id: int, delivering: Delivering, *, to: Sequence[int]
) -> int:
    """Enter that people were told; whoever was told in that way already stays so. Return how many are new.

    After the meeting too, where lists come back late; the day says when they were told.

    :raise NotFoundError: the village held no such meeting, or the messenger is not in its register.
    :raise OwnWordOnlyError: only a person themselves says so in the portal.
    :raise MessengerMissingError: nobody is named who handed the slips over.
    :raise ToldOnError: it was before the meeting was called, after its day, or is yet to come.
    :raise NotInvitedError: somebody is not entitled to attend.
    """
    with unit_of_work(actor, Permission.MEETING_RECORD, village) as work:
        held = meeting(village, meeting_id)
        _require_told(village, held, delivering, today=work.today)
        wanted = set(to)
        if not wanted <= {one.person_id for one in invited(village, held)}:
            raise NotInvitedError
        return _write(work, held, sorted(wanted), delivering, by=actor)


def acknowledge_notice(actor: Actor, village: Place, meeting_id: int) -> None:
    """Say oneself that one has seen the notice; the same again is the same.

    :raise NotFoundError: the village held no such meeting.
    :raise NotInvitedError: the person is not entitled to attend.
    :raise NoticePassedError: the day of the meeting has passed.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        held = meeting(village, meeting_id)
        if not is_invited(village, held, actor.person_id):
            raise NotInvitedError
        if work.today > held.meets_on:
            raise NoticePassedError
        delivering = Delivering(manner=Telling.PORTAL, told_on=work.today)
        _write(work, held, [actor.person_id], delivering, by=actor)


def _require_told(village: Place, held: MeetingRow, delivering: Delivering, *, today: date) -> None:
    if delivering.manner is Telling.PORTAL:
        raise OwnWordOnlyError
    if delivering.manner is Telling.SLIP and delivering.messenger_id is None:
        raise MessengerMissingError
    if delivering.messenger_id is not None:
        person(village, delivering.messenger_id, on=today)
    first, last = local_day(held.convened_at), min(today, held.meets_on)
    if not first <= delivering.told_on <= last:
        raise ToldOnError(first, last)


def _write(work: Work, held: MeetingRow, person_ids: Sequence[int], delivering: Delivering, *, by: Actor) -> int:
    """Write who was told now for the first time in this way, or leave everything as it is where nobody was."""
    here = (NoticeDelivery.meeting == held.id) & (NoticeDelivery.manner == delivering.manner)
    known = {row.person_id for row in NoticeDelivery.select(NoticeDelivery.person).where(here)}
    added = [one for one in person_ids if one not in known]
    if not added:
        work.leave_unchanged()
        return 0
    slip = delivering.manner is Telling.SLIP
    rows = [
        {
            "meeting": held.id,
            "person": one,
            "manner": delivering.manner,
            "told_on": delivering.told_on,
            "messenger": delivering.messenger_id if slip else None,
            "recorded_at": work.now,
            "recorded_by": by.account_id,
        }
        for one in added
    ]
    for start in range(0, len(rows), _TOGETHER):
        NoticeDelivery.insert_many(rows[start : start + _TOGETHER]).execute()
    new = set(added)
    written = [one for one in NoticeDelivery.select().where(here).order_by(NoticeDelivery.id) if one.person_id in new]
    own = delivering.manner is Telling.PORTAL
    work.seal(
        "meeting.notice.acknowledged" if own else "meeting.notice.delivered",
        about=("meeting", held.id),
        facts={"manner": delivering.manner.value, "people": len(added)},
        rows=written,
        happened_on=delivering.told_on,
    )
    return len(added)

"""Councils: how often one meets is set for days to come; that it was missed follows from the days, and is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.bulletins.councils import publish_meeting, publish_miss
from deliberation.errors import CouncilNotSetError, CouncilTakenError, NotMissedError, SameReasonError
from deliberation.models import CouncilMiss, CouncilRhythm
from deliberation.procedures import council_rule_on
from deliberation.queries.council_dates import untold
from deliberation.queries.councils import council, misses_of, rhythm_of
from deliberation.rules.councils import Hall, Kept, Rhythm, Setting, require_setting
from deliberation.services.holding import person_of
from portal.kernel import clock
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.actors import SYSTEM
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries.councils import PeriodRow
    from deliberation.rules.councils import Period
    from portal.org.actors import Actor
    from portal.org.models import Place


def set_rhythm(actor: Actor, place: Place, hall: Hall, setting: Setting) -> Setting:
    """Set how often a council meets, in one village or, by its township, in all that set nothing; the same is the same.

    :raise CouncilSinceError: it would hold from today or earlier.
    :raise CouncilDayError: a week or month has no such day.
    :raise CouncilTakenError: another rhythm was set for that day.
    :raise CouncilNotSetError: what never met cannot stop.
    """
    with unit_of_work(actor, Permission.PROCEDURE_ADOPT, place) as work:
        stopped = setting.rhythm is Rhythm.STOPPED
        wanted = Setting(since=setting.since, rhythm=setting.rhythm, day=0 if stopped else setting.day)
        known = rhythm_of(place, hall, wanted.since)
        if known is not None:
            if known != wanted:
                raise CouncilTakenError(known.since, known.words)
            work.leave_unchanged()
            return known
        require_setting(wanted, today=work.today)
        if stopped and not council(place, hall, today=work.today).set_up:
            raise CouncilNotSetError(council_rule_on(hall, work.today).name)
        made = CouncilRhythm.create(
            place=place,
            hall=hall,
            rhythm=wanted.rhythm,
            day=wanted.day,
            since=wanted.since,
            recorded_by=person_of(work),
            recorded_at=work.now,
        )
        work.seal(
            "deliberation.council.rhythm.set",
            about=("council", hall.value),
            facts={"since": wanted.since.isoformat(), "rhythm": wanted.rhythm.value, "day": wanted.day},
            rows=[made],
        )
        return wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Why the council of a period was not held; the period is named by the day on which it was due."""

    hall: Hall
    due_on: date
    reason: str


def record_reason(actor: Actor, village: Place, missing: Missing) -> CouncilMiss:
    """Say in public why a council was not held; a later reason stands beside the earlier one.

    :raise NotMissedError: the day names no period that passed without a meeting.
    :raise SameReasonError: the same reason was given last.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MEETING_CONVENE, village) as work:
        refuse_private_numbers(missing.reason)
        row = council(village, missing.hall, today=work.today)
        found = missed(row.periods, missing.due_on)
        if found.miss is not None and found.miss.reason == missing.reason:
            raise SameReasonError
        made = CouncilMiss.create(
            village=village,
            hall=missing.hall,
            due_on=missing.due_on,
            revision=1 + (found.miss.revision if found.miss else 0),
            reason=missing.reason,
            recorded_by=person_of(work),
            recorded_at=work.now,
        )
        publish_miss(work, village, row, found.period, reason=missing.reason)
        work.seal(
            "deliberation.council.reason.recorded",
            about=("council", missing.hall.value),
            facts={"due_on": missing.due_on.isoformat()},
            rows=[made],
            happened_on=found.period.last,
        )
        return made


def missed(rows: tuple[PeriodRow, ...], due_on: date) -> PeriodRow:
    """Return the missed period whose meeting was due on a day.

    :raise NotMissedError: there is none.
    """
    found = next((one for one in rows if one.period.due_on == due_on and one.kept is Kept.MISSED), None)
    if found is None:
        raise NotMissedError
    return found


def settle_councils(village: Place) -> int:
    """Publish of every council that met that it did, and of every period that passed without one; return how many."""
    found = untold(clock.today(), only=village).get(village.id)
    if found is None:
        return 0
    for hall, meeting_id in found.meetings:
        _tell_held(village, hall, meeting_id)
    for hall, period in found.misses:
        _tell_missed(village, hall, period)
    return len(found.meetings) + len(found.misses)


def _tell_held(village: Place, hall: Hall, meeting_id: int) -> None:
    with unit_of_work(SYSTEM, Permission.SETTLE, village) as work:
        left = untold(work.today, only=village).get(village.id)
        if left is None or (hall, meeting_id) not in left.meetings:
            work.leave_unchanged()
            return
        publish_meeting(work, village, hall, meeting_id)
        work.seal("deliberation.council.held", about=("meeting", meeting_id), facts={"hall": hall.value})


def _tell_missed(village: Place, hall: Hall, period: Period) -> None:
    with unit_of_work(SYSTEM, Permission.SETTLE, village) as work:
        row = council(village, hall, today=work.today)
        gone = any(one.period == period and one.kept is Kept.MISSED for one in row.periods)
        if not gone or period.due_on in misses_of(village, hall):
            work.leave_unchanged()
            return
        made = CouncilMiss.create(
            village=village, hall=hall, due_on=period.due_on, revision=1, reason="", recorded_at=work.now
        )
        publish_miss(work, village, row, period)
        work.seal(
            "deliberation.council.missed",
            about=("council", hall.value),
            facts={"due_on": period.due_on.isoformat()},
            rows=[made],
        )

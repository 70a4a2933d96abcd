"""What was decided stays up: interrupted it begins again, taken down only after its lawful days; then the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.bulletins.follow_up import publish_again, publish_outcome
from deliberation.errors import (
    CutShortError,
    FutureDayError,
    InterruptionDayError,
    InterruptionTooLateError,
    NothingOnDisplayError,
    ObjectionUpheldError,
    TakenDownError,
)
from deliberation.models import PublicityEnd, PublicityInterruption
from deliberation.procedures import P2_PUBLISH_RESULT
from deliberation.queries.standing import decided
from deliberation.rules.follow_up import FollowUp, Target, require_result_due
from deliberation.rules.periods import Publicity, first_day_after, taking_down
from deliberation.rules.terms import Light
from deliberation.services.holding import require_recorded
from deliberation.services.ratings import open_rating
from portal.kernel.bulletins import latest_bulletin
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.bulletins import Bulletin
    from portal.kernel.work import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """A notice was down on a day of its publicity, and why."""

    target: Target
    happened_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingDown:
    """A notice is taken down on a day."""

    target: Target
    ended_on: date


def record_interruption(actor: Actor, village: Place, number: int, interruption: Interruption) -> PublicityInterruption:
    """Put a notice up again that was down: its lawful days begin again today, and the new revision says so.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NothingOnDisplayError: nothing of the kind was put up.
    :raise TakenDownError: it was taken down after its days.
    :raise InterruptionDayError: it did not have to be up on that day.
    :raise ObjectionUpheldError: it is to be decided again.
    :raise InterruptionTooLateError: the work is accepted already.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_PUBLISH, village) as work:
        refuse_private_numbers(interruption.reason)
        standing = decided(village, number)
        clock = _up(standing.facts, interruption.target)
        if not (clock.covers(interruption.happened_on) and interruption.happened_on <= work.today):
            raise InterruptionDayError(clock.began_on, min(clock.last_day, work.today))
        if standing.facts is not None and standing.facts.upheld:
            raise ObjectionUpheldError
        if interruption.target is Target.RESOLUTION and standing.facts and standing.facts.accepted_on:
            raise InterruptionTooLateError
        bulletin = publish_again(
            work,
            village,
            _newest(work.head.log_id, interruption.target, number),
            happened_on=interruption.happened_on,
            reason=interruption.reason,
        )
        recorded = PublicityInterruption.create(
            village=village,
            matter=standing.matter.id,
            target=interruption.target,
            republished=bulletin,
            happened_on=interruption.happened_on,
            reason=interruption.reason,
            recorded_at=work.now,
        )
        work.seal(
            "deliberation.publicity.interrupted",
            about=("matter", number),
            facts={"target": interruption.target.value, "revision": bulletin.revision},
            rows=[recorded],
            happened_on=interruption.happened_on,
        )
        return recorded


def end_publicity(actor: Actor, village: Place, number: int, taking: TakingDown) -> PublicityEnd:
    """Record that a notice was taken down, after its lawful days.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NothingOnDisplayError: nothing of the kind was put up.
    :raise TakenDownError: it was taken down already.
    :raise FutureDayError: the day has not come.
    :raise CutShortError: its lawful days have not passed.
    """
    with unit_of_work(actor, Permission.MATTER_PUBLISH, village) as work:
        standing = decided(village, number)
        clock = _up(standing.facts, taking.target)
        if taking.ended_on > work.today:
            raise FutureDayError
        found = taking_down(clock, on=taking.ended_on)
        if found.light is Light.RED:
            raise CutShortError(found.text, found.article, first_day_after(clock))
        ended = PublicityEnd.create(
            village=village,
            matter=standing.matter.id,
            target=taking.target,
            bulletin=_newest(work.head.log_id, taking.target, number),
            ended_on=taking.ended_on,
            recorded_at=work.now,
        )
        work.seal(
            "deliberation.publicity.ended",
            about=("matter", number),
            facts={"target": taking.target.value},
            rows=[ended],
            happened_on=taking.ended_on,
        )
        return ended


def publish_result(actor: Actor, village: Place, number: int, *, text: str) -> Bulletin:
    """Publish what came of a matter once it is accepted; its lawful days and the villagers' rating begin today.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NotResolvedError: nothing was decided.
    :raise NotAcceptedError: the supervision committee has not accepted the work.
    :raise ResultPublishedError: the result is public.
    :raise RecordMissingError: a step without a vote comes first.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_PUBLISH, village) as work:
        refuse_private_numbers(text)
        standing = decided(village, number)
        facts = require_result_due(standing.facts)
        require_recorded(village, standing.matter, before=P2_PUBLISH_RESULT)
        bulletin = publish_outcome(work, village, standing.matter, facts, text=text)
        asked = open_rating(work, village, standing.matter)
        work.seal(
            "deliberation.result.published",
            about=("matter", number),
            facts={"revision": bulletin.revision, "digest": bulletin.digest},
            rows=asked,
        )
        return bulletin


def _up(facts: FollowUp | None, target: Target) -> Publicity:
    """Return the clock of what was put up and not taken down."""
    clock = facts.publicity_of(target) if facts else None
    if clock is None:
        raise NothingOnDisplayError
    if clock.ended_on is not None:
        raise TakenDownError
    return clock


def _newest(log_id: int, target: Target, number: int) -> Bulletin:
    found = latest_bulletin(log_id, target.value, str(number))
    if found is None:
        raise NothingOnDisplayError
    return found

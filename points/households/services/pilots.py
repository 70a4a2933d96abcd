"""Pilots: begun by a decision, judged by what people said, and then decided with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.households.errors import ObjectionWordsError, PilotDecidedError, PilotEarlyError, SamePilotError
from points.households.models import HouseholdPilot, PilotDecision, PilotFeedback
from points.households.queries.pilots import next_pilot_number, pilot, pilots
from points.households.rules.balances import require_passed
from points.households.services.shared import checked_reason, plain_line
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from points.households.values import FeedbackKind, PilotOutcome
    from portal.org.actors import Actor
    from portal.org.models import Place

_LONGEST_TEXT, _LONGEST_TITLE, _LONGEST_WHO, _LONGEST_LINE = 500, 60, 40, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What is tried, where, what for, since when, and who decided it."""

    title: str
    scope: str
    goal: str
    since: date
    resolution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What somebody said; ``said_by`` is a role such as 农户 or 保洁员, never a name."""

    kind: FeedbackKind
    said_by: str
    text: str
    given_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluding:
    """What was decided after it, why, where it is written, and when."""

    outcome: PilotOutcome
    reason: str
    document: str
    decided_on: date


def begin_pilot(actor: Actor, village: Place, beginning: Beginning) -> HouseholdPilot:
    """Begin a pilot.

    :raise ReasonNeededError: no decision is named.
    :raise SamePilotError: it was entered before.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_MANAGE, village) as work:
        title = plain_line(beginning.title, most=_LONGEST_TITLE)
        if any((one.title, one.since) == (title, beginning.since) for one in pilots(village)):
            raise SamePilotError
        made = HouseholdPilot.create(
            village=village,
            number=next_pilot_number(village),
            title=title,
            scope=plain_line(beginning.scope, most=_LONGEST_LINE),
            goal=plain_line(beginning.goal, most=_LONGEST_LINE),
            since=beginning.since,
            resolution=checked_reason(beginning.resolution),
            begun_by=actor.person_id,
            begun_at=work.now,
        )
        work.seal(
            "households.pilot.begun",
            about=("household_pilot", made.number),
            facts={},
            rows=[made],
            happened_on=made.since,
        )
        return made


def record_feedback(actor: Actor, village: Place, number: int, saying: Saying) -> PilotFeedback:
    """Write down what somebody said of a pilot.

    :raise NoPilotError: there is no such pilot.
    :raise PilotDecidedError: it was decided.
    :raise ObjectionWordsError: there are no words, or too many.
    :raise FutureEntryError: the day has not come.
    :raise SamePilotError: the same words of that day stand there already.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_RECORD, village) as work:
        row = pilot(village, number)
        if row.outcome is not None:
            raise PilotDecidedError
        require_passed(saying.given_on, today=work.today)
        said_by, text = plain_line(saying.said_by, most=_LONGEST_WHO), _words(saying.text)
        if any((one.said_by, one.text, one.given_on) == (said_by, text, saying.given_on) for one in row.feedback):
            raise SamePilotError
        made = PilotFeedback.create(
            village=village,
            pilot=row.id,
            kind=saying.kind,
            said_by=said_by,
            text=text,
            given_on=saying.given_on,
            recorded_by=actor.person_id,
            recorded_at=work.now,
        )
        work.seal(
            "households.pilot.feedback",
            about=("household_pilot", number),
            facts={"kind": saying.kind.value},
            rows=[made],
            happened_on=saying.given_on,
        )
        return made


def decide_pilot(actor: Actor, village: Place, number: int, concluding: Concluding) -> PilotDecision:
    """Decide after a pilot, once: the whole village, again, or no more.

    :raise NoPilotError: there is no such pilot.
    :raise PilotDecidedError: it was decided.
    :raise PilotEarlyError: nobody said anything yet.
    :raise FutureEntryError: the day has not come.
    :raise ObjectionWordsError: there is no reason.
    :raise ReasonNeededError: no paper is named.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_MANAGE, village) as work:
        row = pilot(village, number)
        if row.outcome is not None:
            raise PilotDecidedError
        if not row.feedback:
            raise PilotEarlyError
        require_passed(concluding.decided_on, today=work.today)
        made = PilotDecision.create(
            village=village,
            pilot=row.id,
            outcome=concluding.outcome,
            reason=_words(concluding.reason),
            document=checked_reason(concluding.document),
            decided_on=concluding.decided_on,
            recorded_by=actor.person_id,
            recorded_at=work.now,
        )
        work.seal(
            "households.pilot.decided",
            about=("household_pilot", number),
            facts={"outcome": concluding.outcome.value},
            rows=[made],
            happened_on=concluding.decided_on,
        )
        return made


def _words(text: str) -> str:
    refuse_private_numbers(text)
    words = text.strip()
    if not 0 < len(words) <= _LONGEST_TEXT:
        raise ObjectionWordsError(_LONGEST_TEXT)
    return words

"""Steps without a vote: one officer writes down what was found, and the matter goes on or back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.bulletins.records import publish_record
from deliberation.errors import (
    FutureDayError,
    NoRecordDueError,
    NothingReturnedError,
    NotYoursToRecordError,
    RecordDayError,
)
from deliberation.models import StageRecord
from deliberation.queries import matter
from deliberation.queries.standing import record_due
from deliberation.rules.course import require_next
from deliberation.services.holding import account_of
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.rules import late_days
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from deliberation.procedures import RecordedStage
    from deliberation.queries import MatterRow
    from deliberation.queries.standing import RecordDue
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place
    from portal.org.offices import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What an officer found on a day."""

    passed: bool
    text: str
    happened_on: date


def record_stage(actor: Actor, village: Place, number: int, *, stage: str, recording: Recording) -> StageRecord:
    """Write a step without a vote down and publish it; sent back, a matter waits until its text is changed.

    The same record sent again is the same record.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoRecordDueError: the matter waits for no such step now; errors of ``require_next`` likewise.
    :raise NotYoursToRecordError: another office writes it down.
    :raise NothingReturnedError: the step cannot send a matter back.
    :raise FutureDayError: the day has not come.
    :raise RecordDayError: the day is before what the step follows.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_RECORD_STEP, village) as work:
        refuse_private_numbers(recording.text)
        row = matter(village, number)
        same = _recorded_already(work, row, stage, recording)
        if same is not None:
            work.leave_unchanged()
            return same
        due = _require_due(village, row, stage)
        office = _office(actor, village, due.rule, on=work.today)
        _require_fitting(due, recording, today=work.today)
        record = StageRecord.create(
            village=village,
            matter=row.id,
            stage=stage,
            round=1 + max((one.round for one in row.records if one.stage == stage), default=0),
            passed=recording.passed,
            text=recording.text,
            office=office,
            plan_digest=row.plan_digest,
            happened_on=recording.happened_on,
            late_days=late_days(happened_on=recording.happened_on, recorded_on=work.today),
            recorded_at=work.now,
            recorded_by=account_of(work),
        )
        publish_record(work, village, row, record)
        work.seal(
            "deliberation.step.recorded",
            about=("matter", number),
            facts={
                "stage": stage,
                "round": record.round,
                "passed": record.passed,
                "office": office.value,
                "plan_digest": record.plan_digest,
            },
            rows=[record],
            happened_on=record.happened_on,
        )
        return record


def _require_due(village: Place, row: MatterRow, stage: str) -> RecordDue:
    if any(one.gate.id == stage for one in row.course.steps):
        require_next(row.course, stage)
    due = record_due(village, row)
    if due is None or due.rule.id != stage:
        raise NoRecordDueError
    return due


def _require_fitting(due: RecordDue, recording: Recording, *, today: date) -> None:
    """Refuse to send back where the step cannot, and a day that has not come or is before what the step follows."""
    if not recording.passed and not due.rule.returned:
        raise NothingReturnedError(due.rule.name)
    if recording.happened_on > today:
        raise FutureDayError
    if recording.happened_on < due.since:
        raise RecordDayError(due.since)


def _office(actor: Actor, village: Place, rule: RecordedStage, *, on: date) -> Office:
    held = actor.offices(village, on=on)
    office = next((one for one in rule.by if one in held), None)
    if office is None:
        raise NotYoursToRecordError(rule.name, [one.title for one in rule.by])
    return office


def _recorded_already(work: Work, row: MatterRow, stage: str, recording: Recording) -> StageRecord | None:
    """Return the newest record of the step if the same person wrote the same on the same text."""
    found = StageRecord.select().where((StageRecord.matter == row.id) & (StageRecord.stage == stage))
    newest = found.order_by(StageRecord.round.desc()).first()
    if newest is None:
        return None
    said = (newest.passed, newest.text, newest.happened_on, newest.plan_digest, newest.recorded_by)
    told = (recording.passed, recording.text, recording.happened_on, row.plan_digest, account_of(work))
    return newest if said == told else None

"""What every way of holding a stage asks first: whose turn it is, which body, which meeting, who was there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from deliberation.errors import (
    ConsultationMissingError,
    MeetingAheadError,
    MeetingUsedError,
    NotAuthorisedError,
    OpinionsUnansweredError,
    RecordedOnlyError,
    RecordMissingError,
    RosterMissingError,
    StageBeforeEarlierError,
    StageBodyError,
)
from deliberation.procedures import body_on
from deliberation.queries import authority, rule_of, stage_findings, turnout_of
from deliberation.queries.standing import unrecorded, workflow_of
from deliberation.rules import Light
from deliberation.rules.consultations import blocks
from deliberation.rules.course import Mark, Standing, require_next
from deliberation.rules.opinions import UNANSWERED
from portal.kernel.clock import local_day
from portal.meetings.queries import meeting

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries import MatterRow
    from deliberation.rules import Finding, Procedure, Turnout
    from deliberation.rules.course import Step
    from portal.kernel.work import Work
    from portal.meetings.queries import MeetingRow
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A stage as it may be held now in one meeting."""

    matter: MatterRow
    step: Step
    round: int
    meeting: MeetingRow
    roster_id: int
    rule: Procedure
    turnout: Turnout
    authorisation_id: int | None
    findings: tuple[Finding, ...]  # beside quorum and majority

    @property
    def stage(self) -> str:
        """The stage's id."""
        return self.step.gate.id


def require_holdable(village: Place, row: MatterRow, stage: str, *, meeting_id: int, today: date) -> Holding:
    """Refuse a stage out of turn, a wrong body, a meeting that cannot count; the same for every role.

    :raise StageSkippedError: an earlier stage comes first; other errors of ``require_next`` likewise.
    :raise NotFoundError: the village held no such meeting.
    :raise StageBodyError: the meeting is of another body than the stage's.
    :raise NotAuthorisedError: the body may not decide the matter.
    :raise MeetingAheadError: the meeting has not been held.
    :raise RosterMissingError: sign-in has not begun, so nobody knows who is entitled.
    :raise MeetingUsedError: an earlier round of this stage was held in it.
    :raise StageBeforeEarlierError: it was held before the stage it follows, or before the text it decides.
    :raise ConsultationMissingError: the law asks for it to be talked over first, and no record says that it was.
    """
    number = require_next(row.course, stage)
    step = row.course.step(stage)
    held = meeting(village, meeting_id)
    if held.meets_on > today:
        raise MeetingAheadError(held.meets_on)
    authorisation_id, findings = require_body(village, row, step, held)
    if held.roster_id is None or held.entitled is None:
        raise RosterMissingError
    if any(one.meeting_id == held.id and one.stage == stage and one.mark is not Mark.SPLIT for one in row.rounds):
        raise MeetingUsedError
    _require_after(row, step, held)
    days = stage_findings(village, row, stage, held)
    for finding in days:
        if blocks(finding):
            raise ConsultationMissingError(finding.text, finding.article)
    return Holding(
        matter=row,
        step=step,
        round=number,
        meeting=held,
        roster_id=held.roster_id,
        rule=rule_of(village, stage, held.body, row.matter_type, on=held.meets_on, way=row.way),
        turnout=turnout_of(held),
        authorisation_id=authorisation_id,
        findings=(*findings, *days),
    )


def require_body(
    village: Place, row: MatterRow, step: Step, held: MeetingRow
) -> tuple[int | None, tuple[Finding, ...]]:
    """Refuse a body that does not decide this stage; return the authorisation it rests on, and what is said of it."""
    workflow = workflow_of(village, row)
    recorded = workflow.record(step.gate.id)
    if recorded is not None:
        raise RecordedOnlyError(recorded.name, [one.title for one in recorded.by])
    stage = workflow.stage(step.gate.id)
    if stage.body is not None:
        if held.body != stage.body:
            raise StageBodyError(stage.name, body_on(stage.body, held.meets_on).name, stage.article)
        return None, ()
    verdict = authority(village, row.matter_type, held.body, on=held.meets_on)
    for finding in verdict.findings:
        if finding.light is Light.RED:
            raise NotAuthorisedError(finding.text, finding.article)
    return verdict.record, ()


def require_answered(holding: Holding) -> None:
    """Refuse to put a plan to the vote to which something was said that the adopted way wants answered first.

    :raise OpinionsUnansweredError: something waits for its answer.
    """
    for finding in holding.findings:
        if finding.code == UNANSWERED and finding.light is Light.RED:
            raise OpinionsUnansweredError(finding.text, finding.article)


def require_recorded(village: Place, row: MatterRow, *, before: str) -> None:
    """Refuse what waits for a step without a vote after the decision.

    :raise RecordMissingError: it is not written down.
    """
    missing = unrecorded(workflow_of(village, row), row, before)
    if missing is not None:
        raise RecordMissingError(missing.name, missing.gate_text, missing.article)


def account_of(work: Work) -> int:
    """Return the account of the person who acts."""
    return cast("Actor", work.actor).account_id


def person_of(work: Work) -> int:
    """Return the person who acts."""
    return cast("Actor", work.actor).person_id


def _require_after(row: MatterRow, step: Step, held: MeetingRow) -> None:
    """Refuse a meeting before what its stage follows, or before the text; a proposal has no text before it."""
    text_day = local_day(row.revised_at)
    if held.meets_on < text_day and not step.gate.lasting:
        raise StageBeforeEarlierError("现在的方案录入的日期", text_day)
    places = [one.gate.id for one in row.course.steps]
    place = places.index(step.gate.id)
    if not place:
        return
    earlier = places[place - 1]
    passed = [one.held_on for one in row.rounds if one.stage == earlier and one.mark is Mark.CARRIED]
    passed += [one.happened_on for one in row.records if one.stage == earlier and one.passed]
    if passed and row.course.step(earlier).standing is Standing.PASSED and held.meets_on < max(passed):
        raise StageBeforeEarlierError(f"“{row.course.step(earlier).gate.name}”通过的日期", max(passed))

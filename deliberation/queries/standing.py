"""One matter with what followed its decision: what every act after the decision asks first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from deliberation.procedures import I_IMPLEMENT, P2_PUBLISH_RESULT, procedure_on
from deliberation.queries.matters import MatterRow, matter
from deliberation.rules.course import Mark
from portal.kernel.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from deliberation.procedures import RecordedStage, Workflow
    from deliberation.rules.follow_up import FollowUp
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A matter; ``facts`` is None while no resolution stands."""

    matter: MatterRow
    facts: FollowUp | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDue:
    """A step without a vote that a matter waits for: what it follows ended on ``since``."""

    rule: RecordedStage
    since: date

    @property
    def due_on(self) -> date | None:
        """By when it should be written down, where a rule says so."""
        return self.since + timedelta(days=self.rule.limit.days) if self.rule.limit else None


def decided(village: Place, number: int) -> Decided:
    """Return one matter with what followed its decision.

    :raise MatterNotFoundError: the village has no such matter.
    """
    row = matter(village, number)
    carried = row.outcome is not None and row.outcome.carried
    return Decided(matter=row, facts=row.follow_up if carried else None)


def workflow_of(village: Place, row: MatterRow) -> Workflow:
    """Return the procedure a matter goes through."""
    return procedure_on(local_day(row.proposed_at), village.jurisdiction, row.way.id)


def record_due(village: Place, row: MatterRow) -> RecordDue | None:
    """Return the step without a vote that the matter waits for now, if it waits for one."""
    workflow = workflow_of(village, row)
    due = row.course.next
    if due is not None:
        rule = workflow.record(due.gate.id)
        return RecordDue(rule=rule, since=_ended(row, due.gate.id)) if rule else None
    for before, since in _later(row):
        missing = unrecorded(workflow, row, before)
        if missing is not None:
            return RecordDue(rule=missing, since=since)
    return None


def unrecorded(workflow: Workflow, row: MatterRow, before: str) -> RecordedStage | None:
    """Return the first step without a vote that ``before`` waits for after the decision, and that is not recorded."""
    decision = row.decision
    done = {
        one.stage
        for one in row.records
        if decision and one.passed and one.plan_digest == row.plan_digest and one.happened_on >= decision.held_on
    }
    return next((one for one in workflow.recorded_before(before) if one.id not in done), None)


def _later(row: MatterRow) -> Iterator[tuple[str, date]]:
    """Yield what comes after the decision, as far as the matter has come, and when what it follows ended."""
    facts = row.follow_up
    if row.decision is None or not row.course.resolved or row.course.withdrawn or facts is None or facts.upheld:
        return
    if not facts.milestones:
        yield I_IMPLEMENT, row.decision.held_on
    if facts.accepted_on is not None and facts.result is None:
        yield P2_PUBLISH_RESULT, facts.accepted_on


def _ended(row: MatterRow, stage: str) -> date:
    """Return the day on which what comes before a stage was passed, for the text as it is now."""
    places = [one.gate.id for one in row.course.steps]
    place = places.index(stage)
    earlier = places[place - 1] if place else ""
    held = [one.held_on for one in row.rounds if one.stage == earlier and one.mark is Mark.CARRIED]
    held += [one.happened_on for one in row.records if one.stage == earlier and one.passed]
    lasting = row.course.steps[place].gate.lasting
    return max([*held, local_day(row.proposed_at if lasting else row.revised_at)])

"""The legality check-up of one matter, and of all matters of a village: the same checks from one set of questions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from deliberation.procedures import (
    I_IMPLEMENT,
    P2_PUBLISH_RESULT,
    initiator_name,
    initiators_on,
)
from deliberation.queries.checkup_steps import WITHDRAWN, Ground, counting_round, recorded_checks, step_checks
from deliberation.queries.follow_up import period_rule, reply_rule
from deliberation.queries.joint import joint_origins
from deliberation.queries.matters import authorisations, matter, matters
from deliberation.queries.meeting_findings import meeting_facts
from deliberation.queries.stalled import stall_of
from deliberation.queries.standing import workflow_of
from deliberation.queries.ways import adoptions_of
from deliberation.rules import checkup as rules
from deliberation.rules.checkup import Check, CheckLight, Section, Spot, Where, basis, worst
from deliberation.rules.follow_up import Target
from deliberation.rules.periods import start_due
from portal.kernel.clock import local_day
from portal.meetings.queries import meetings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from deliberation.procedures import Workflow
    from deliberation.queries.matters import MatterRow
    from deliberation.queries.rounds import RoundRow
    from deliberation.rules.course import Step
    from deliberation.rules.follow_up import FollowUp
    from portal.org.models import Place

_GRAVE = frozenset({CheckLight.NOTE, CheckLight.BROKEN})
_OBJECTIONS = Where(spot=Spot.OBJECTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterCheckup:
    """What every requirement of one matter came to, step by step."""

    matter: MatterRow
    sections: tuple[Section, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        """All checks in order."""
        return tuple(check for section in self.sections for check in section.checks)

    @property
    def light(self) -> CheckLight:
        """The gravest light."""
        return worst(self.checks)

    @property
    def telling(self) -> Check | None:
        """The first of the gravest checks, where one is graver than met."""
        return self.pressing[0][1] if self.pressing else None

    @property
    def pressing(self) -> tuple[tuple[str, Check], ...]:
        """What is graver than met, the gravest first, with the name of its step."""
        grave = [(one.name, check) for one in self.sections for check in one.checks if check.light in _GRAVE]
        return tuple(sorted(grave, key=lambda pair: pair[1].light is CheckLight.NOTE))

    @property
    def counts(self) -> tuple[tuple[CheckLight, int], ...]:
        """How many checks have each light, the gravest first."""
        return tuple((light, sum(one.light is light for one in self.checks)) for light in reversed(CheckLight))


def checkup(village: Place, number: int, *, today: date) -> MatterCheckup:
    """Return the check-up of one matter.

    :raise MatterNotFoundError: the village has no such matter.
    """
    row = matter(village, number)
    return _checkup(row, _ground(village, [row], today=today))


def checkups(village: Place, *, today: date) -> list[MatterCheckup]:
    """Return the check-up of every matter of the village, newest first."""
    rows = matters(village)
    ground = _ground(village, rows, today=today)
    return [_checkup(row, ground) for row in rows]


def _ground(village: Place, rows: Sequence[MatterRow], *, today: date) -> Ground:
    held = meetings(village, only={one.meeting_id for row in rows for one in row.rounds})
    return Ground(
        village=village,
        meetings={one.id: one for one in held},
        facts=meeting_facts(held),
        authorisations=authorisations(village),
        adoptions=adoptions_of([row.id for row in rows]),
        joined=joint_origins(village),
        today=today,
    )


def _checkup(row: MatterRow, ground: Ground) -> MatterCheckup:
    workflow = workflow_of(ground.village, row)
    sections = (*_stages(row, ground, workflow), *_later(row, ground, workflow), *_standstill(row, ground))
    return MatterCheckup(matter=row, sections=sections)


def _standstill(row: MatterRow, ground: Ground) -> Iterator[Section]:
    """Yield that the matter stands still, where it does."""
    late = stall_of(ground.village, row, today=ground.today)
    if late is not None:
        known = basis(late.wait.article, late.wait.confidence)
        check = Check(code="stalled", light=CheckLight.NOTE, text=f"{late.said}。", basis=known)
        yield Section(name="是否停滞", checks=(check,))


def _stages(row: MatterRow, ground: Ground, workflow: Workflow) -> Iterator[Section]:
    before: dict[str, Step | None] = {row.course.steps[0].gate.id: None}
    before |= {later.gate.id: earlier for earlier, later in pairwise(row.course.steps)}
    for step in row.course.steps:
        checks = step_checks(row, step, ground, earlier=before[step.gate.id], workflow=workflow)
        if step is row.course.steps[0] and counting_round(row, step) is not None:
            checks = chain([_initiated(row, ground)], checks)
        yield Section(name=step.gate.name, checks=tuple(_with_adoption(row, checks, ground)))


def _initiated(row: MatterRow, ground: Ground) -> Check:
    """Return who proposed the matter, and where it is from that they may."""
    offered = initiators_on(local_day(row.proposed_at), ground.village.jurisdiction)
    asked = next((one for one in offered if one.asking.id == row.initiator), None)
    known = basis(asked.article, asked.confidence) if asked else rules.OWN
    name = initiator_name(row.initiator) if row.initiator else ""
    return rules.initiated(name, known=known, joined=ground.joined.get(row.id))


def _with_adoption(row: MatterRow, checks: Iterator[Check], ground: Ground) -> Iterator[Check]:
    """Yield the checks, those that bind because of the rule the matter began under with its name."""
    adopted = ground.adoptions.get(row.id)
    if adopted is None:
        yield from checks
        return
    place = "本村" if adopted.place == ground.village.name else adopted.place
    yield from (rules.binding(check, place=place, met_on=adopted.met_on) for check in checks)


def _later(row: MatterRow, ground: Ground, workflow: Workflow) -> Iterator[Section]:
    """Yield both publications and the work between them; of what was not carried nothing follows."""
    first, second = workflow.publications
    facts = row.follow_up if row.outcome is not None and row.outcome.carried else None
    work = workflow.implementation
    if facts is None or row.decision is None:
        names = (first.name, work.name, second.name)
        text = WITHDRAWN if row.course.withdrawn else "决议通过以后才有这一步。"
        ahead = Check(code="decision_ahead", light=CheckLight.AHEAD, text=text)
        yield from (Section(name=name, checks=(ahead,)) for name in names)
        return
    yield Section(name=first.name, checks=tuple(_first_publication(row.decision, facts, ground)))
    if facts.upheld:
        ahead = Check(code="decision_fallen", light=CheckLight.AHEAD, text="异议成立，重新表决通过以后才有这一步。")
        yield from (Section(name=name, checks=(ahead,)) for name in (work.name, second.name))
        return
    done = rules.carried_out(facts, article=work.article, confidence=work.confidence, today=ground.today)
    recorded = {
        before: [check for rule in workflow.recorded_before(before) for check in recorded_checks(row, rule, ground)]
        for before in (I_IMPLEMENT, P2_PUBLISH_RESULT)
    }
    yield Section(name=work.name, checks=(*recorded[I_IMPLEMENT], *done))
    checks = (*recorded[P2_PUBLISH_RESULT], *_second_publication(facts, ground))
    yield Section(name=second.name, checks=checks)


def _first_publication(decision: RoundRow, facts: FollowUp, ground: Ground) -> Iterator[Check]:
    on, today = facts.resolution.first_on, ground.today
    rule = period_rule(ground.village, Target.RESOLUTION, on=on)
    yield rules.begun(rule, due_on=start_due(rule, decision.held_on), begun_on=on, today=today)
    yield from rules.lasted(facts.resolution, today=today)
    yield from _objections(facts, Target.RESOLUTION, ground, on=on)
    if facts.upheld:
        text = "对决议的异议成立，须重新表决，这份决议不再执行。"
        yield Check(code="decision_upheld_against", light=CheckLight.BROKEN, text=text, where=_OBJECTIONS)


def _second_publication(facts: FollowUp, ground: Ground) -> Iterator[Check]:
    today = ground.today
    if facts.result_due is None:
        yield Check(code="result_ahead", light=CheckLight.AHEAD, text="验收通过以后公布实施结果。")
        return
    on = facts.result.first_on if facts.result else None
    rule = period_rule(ground.village, Target.RESULT, on=on or today)
    yield rules.begun(rule, due_on=facts.result_due, begun_on=on, today=today)
    if facts.result is not None:
        yield from rules.lasted(facts.result, today=today)
        yield from _objections(facts, Target.RESULT, ground, on=facts.result.first_on)


def _objections(facts: FollowUp, target: Target, ground: Ground, *, on: date) -> list[Check]:
    return rules.answered(facts, target, rule=reply_rule(ground.village, on=on), today=ground.today)

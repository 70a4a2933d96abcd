"""One frozen value per screen of what follows a decision; what the viewer may do is asked by the view and given in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import MilestoneNotFoundError, NothingOnDisplayError, ObjectionNotFoundError
from deliberation.queries.follow_up import period_rule
from deliberation.queries.matters import matters
from deliberation.queries.objections import inspections, involved, objections, reports
from deliberation.queries.remarks import remarks
from deliberation.queries.standing import decided
from deliberation.rules.course import MatterState
from deliberation.rules.follow_up import Target, on_display, ready_to_inspect, require_on_display
from deliberation.rules.periods import late_start, start_due
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from deliberation.queries.matters import MatterRow
    from deliberation.queries.objections import InspectionRow, ObjectionRow, ReportRow
    from deliberation.queries.remarks import RemarkRow
    from deliberation.rules.follow_up import FollowUp, Milestone
    from deliberation.rules.periods import PeriodRule, Publicity
    from deliberation.rules.terms import Finding
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks, and what they may do."""

    person_id: int
    home_id: int
    may: Callable[[Permission], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One publication with its clock."""

    title: str
    clock: Publicity
    over: bool
    late: Finding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownObjection:
    """One objection as the viewer may see it."""

    row: ObjectionRow
    filer: str
    late_days: int
    may_answer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMilestone:
    """One step of the work with its reports."""

    step: Milestone
    late: bool
    reports: tuple[ReportRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What the viewer may do now; ``main`` is the one that is waited for."""

    main: str
    object: bool
    record: bool
    plan: bool
    report: bool
    accept: bool
    result: bool
    interrupt: bool
    take_down: bool
    remark: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpPanel:
    """What stands below a decided matter: publicity, objections, work, acceptance, and what may be done."""

    number: int
    notices: tuple[Notice, ...]
    objections: tuple[ShownObjection, ...]
    milestones: tuple[ShownMilestone, ...]
    inspections: tuple[InspectionRow, ...]
    remarks: tuple[RemarkRow, ...]
    result_due: date | None
    result_late: bool
    acts: Acts


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPage:
    """One act on one matter: the matter, and what the act is about."""

    matter: MatterRow
    target: Target | None = None
    clock: Publicity | None = None
    objection: ObjectionRow | None = None
    milestone: Milestone | None = None
    milestones: tuple[Milestone, ...] = ()
    result_due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionPage:
    """One objection: its receipt for whoever filed it, its answer for everybody."""

    matter: MatterRow
    shown: ShownObjection
    own: bool
    may_view: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressRow:
    """One milestone of one matter in the list of all."""

    number: int
    matter: str
    step: Milestone
    late: bool


def follow_up_panel(village: Place, row: MatterRow, viewer: Viewer, *, today: date) -> FollowUpPanel | None:
    """Return what followed a matter's decision, for its screen; None while no resolution stands."""
    facts = row.follow_up if row.outcome is not None and row.outcome.carried else None
    if facts is None:
        return None
    reported = reports(village, row.id)
    filed = objections(village, matter_id=row.id)
    return FollowUpPanel(
        number=row.number,
        notices=tuple(_notices(village, row, facts, today=today)),
        objections=tuple(_shown(one, viewer, today=today) for one in filed),
        milestones=tuple(
            ShownMilestone(
                step=one,
                late=one.late(today),
                reports=tuple(report for report in reported if report.milestone == one.number),
            )
            for one in facts.milestones
        ),
        inspections=tuple(inspections(village, row.id)),
        remarks=tuple(remarks(village, matter_id=row.id).get(row.id, ())),
        result_due=facts.result_due if facts.result is None else None,
        result_late=row.state is MatterState.OVERDUE and facts.accepted_on is not None,
        acts=_acts(village, row, facts, viewer, today=today),
    )


def objection_list(village: Place, viewer: Viewer, *, today: date, waiting: bool | None = None) -> list[ShownObjection]:
    """Return the village's objections with their clock, unanswered first; ``waiting`` asks for one sort only."""
    return [
        _shown(one, viewer, today=today) for one in objections(village) if waiting is None or one.waiting is waiting
    ]


def progress_list(village: Place, *, today: date) -> list[ProgressRow]:
    """Return every milestone of the village's matters: those waited for first, by their days."""
    found = [
        ProgressRow(number=row.number, matter=row.title, step=one, late=one.late(today))
        for row in matters(village)
        if row.follow_up is not None
        for one in row.follow_up.milestones
    ]
    return sorted(found, key=lambda one: (one.step.reported is not None, one.step.due_on, one.number))


def objecting_page(village: Place, number: int, *, today: date) -> ActPage:
    """Return the screen on which an objection is filed.

    :raise MatterNotFoundError: the village has no such matter.
    :raise ObjectionWindowError: nothing is in its days of publicity.
    """
    standing = decided(village, number)
    target = require_on_display(standing.facts, today=today)
    clock = standing.facts.publicity_of(target) if standing.facts else None
    return ActPage(matter=standing.matter, target=target, clock=clock)


def answer_page(village: Place, number: int, objection: int) -> ActPage:
    """Return the screen on which an objection is answered.

    :raise MatterNotFoundError: the village has no such matter.
    :raise ObjectionNotFoundError: the matter has no such objection.
    """
    standing = decided(village, number)
    filed = next((one for one in objections(village, matter_id=standing.matter.id) if one.number == objection), None)
    if filed is None:
        raise ObjectionNotFoundError
    return ActPage(matter=standing.matter, target=filed.target, objection=filed)


def objection_page(village: Place, number: int, objection: int, viewer: Viewer, *, today: date) -> ObjectionPage:
    """Return one objection for whoever filed it, or may see matters.

    :raise MatterNotFoundError: the village has no such matter.
    :raise ObjectionNotFoundError: the matter has no such objection, or it is not the viewer's to see.
    """
    standing = decided(village, number)
    filed = next((one for one in objections(village, matter_id=standing.matter.id) if one.number == objection), None)
    if filed is None or not (filed.filer_id == viewer.person_id or viewer.may(Permission.MATTER_VIEW)):
        raise ObjectionNotFoundError
    return ObjectionPage(
        matter=standing.matter,
        shown=_shown(filed, viewer, today=today),
        own=filed.filer_id == viewer.person_id,
        may_view=viewer.may(Permission.MATTER_VIEW),
    )


def work_page(village: Place, number: int, *, milestone: int | None = None) -> ActPage:
    """Return the screen on which work is planned, reported, accepted or its result published.

    :raise MatterNotFoundError: the village has no such matter.
    :raise MilestoneNotFoundError: it has no such step.
    """
    standing = decided(village, number)
    facts = standing.facts
    steps = facts.milestones if facts else ()
    chosen = next((one for one in steps if one.number == milestone), None)
    if milestone is not None and chosen is None:
        raise MilestoneNotFoundError
    return ActPage(
        matter=standing.matter,
        milestone=chosen,
        milestones=steps,
        result_due=facts.result_due if facts else None,
    )


def notice_page(village: Place, number: int) -> ActPage:
    """Return the screen about the notice that was put up last.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NothingOnDisplayError: nothing was put up.
    """
    standing = decided(village, number)
    if standing.facts is None:
        raise NothingOnDisplayError
    target = Target.RESULT if standing.facts.result else Target.RESOLUTION
    return ActPage(matter=standing.matter, target=target, clock=standing.facts.publicity_of(target))


def _notices(village: Place, row: MatterRow, facts: FollowUp, *, today: date) -> list[Notice]:
    found = []
    for target, clock in ((Target.RESOLUTION, facts.resolution), (Target.RESULT, facts.result)):
        if clock is None:
            continue
        rule = period_rule(village, target, on=clock.first_on)
        due_on = facts.result_due if target is Target.RESULT else _decision_due(row, rule)
        late = late_start(rule, due_on=due_on, begun_on=clock.first_on) if due_on else None
        found.append(Notice(title=target.title, clock=clock, over=clock.over(today), late=late))
    return found


def _decision_due(row: MatterRow, rule: PeriodRule) -> date | None:
    return start_due(rule, row.decision.held_on) if row.decision else None


def _shown(one: ObjectionRow, viewer: Viewer, *, today: date) -> ShownObjection:
    answers = viewer.may(Permission.OBJECTION_ANSWER)
    own = one.filer_id == viewer.person_id
    return ShownObjection(
        row=one,
        filer="您本人" if own else (one.filer if answers else "一位村民"),
        late_days=one.late_days(today),
        may_answer=answers and one.waiting and viewer.person_id not in {one.filer_id, one.recorder_id},
    )


def _acts(village: Place, row: MatterRow, facts: FollowUp, viewer: Viewer, *, today: date) -> Acts:
    display = on_display(facts, today=today) is not None
    working = facts.released(today) and facts.accepted_on is None
    waiting = any(one.reported is None for one in facts.milestones)
    ready = working and ready_to_inspect(facts)
    may_accept = ready and viewer.may(Permission.MATTER_ACCEPT) and viewer.person_id not in involved(village, row.id)
    clock = facts.result or facts.resolution
    publishes = viewer.may(Permission.MATTER_PUBLISH) and clock.ended_on is None and not facts.upheld
    implements = working and viewer.may(Permission.MATTER_IMPLEMENT)
    acts = {
        "result": facts.accepted_on is not None and facts.result is None and viewer.may(Permission.MATTER_PUBLISH),
        "accept": may_accept,
        "report": implements and bool(facts.milestones) and not ready,
        "plan": implements,
        "object": display and viewer.home_id == village.id,
    }
    wanted = {
        **acts,
        "report": acts["report"] and waiting,
        "plan": acts["plan"] and not facts.milestones,
        "object": acts["object"] and not viewer.may(Permission.OBJECTION_RECORD),
    }
    return Acts(
        main=next((name for name, may in wanted.items() if may), ""),
        **acts,
        record=display and viewer.may(Permission.OBJECTION_RECORD),
        interrupt=publishes and not clock.over(today),
        take_down=publishes and clock.over(today),
        remark=viewer.may(Permission.MATTER_ACCEPT) and not facts.upheld,
    )

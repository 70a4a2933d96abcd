"""The work: planned by milestones, reported with photos, accepted by the supervision committee or sent back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from deliberation.bulletins.follow_up import (
    Inspected,
    PlannedStep,
    StepReport,
    publish_acceptance,
    publish_plan,
    publish_progress,
)
from deliberation.errors import (
    FutureDayError,
    MilestoneNotFoundError,
    NothingPlannedError,
    OwnWorkError,
    PastDueDayError,
)
from deliberation.models import Acceptance, Milestone, MilestoneReport
from deliberation.queries.standing import decided
from deliberation.rules.follow_up import Inspection, require_acceptable, require_implementing
from portal.kernel.attachments import attach
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from deliberation.queries.standing import Decided
    from portal.kernel.attachments import Upload
    from portal.org.actors import Actor
    from portal.org.models import Place

#: The kind under which photos of progress are kept; the key is the report's.
PHOTOS = "progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One milestone as it is planned."""

    title: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """What is reported of a milestone."""

    milestone: int
    done_on: date
    text: str
    uploads: Sequence[Upload] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspecting:
    """What the supervision committee found on a day."""

    verdict: Inspection
    inspected_on: date
    text: str


def plan_milestones(actor: Actor, village: Place, number: int, steps: Sequence[Step]) -> list[Milestone]:
    """Say by when each step of the work should be done; later steps are added, none is changed.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NotResolvedError: nothing was decided, or it is not public for its days, or an objection stands.
    :raise NothingPlannedError: there is no step.
    :raise PastDueDayError: a step is planned for a day that has passed.
    :raise PrivateNumberError: a title has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_IMPLEMENT, village) as work:
        refuse_private_numbers(*(step.title for step in steps))
        standing = decided(village, number)
        facts = require_implementing(standing.facts, today=work.today)
        if not steps:
            raise NothingPlannedError
        if any(step.due_on < work.today for step in steps):
            raise PastDueDayError
        newest = Milestone.select(fn.MAX(Milestone.number)).where(Milestone.matter == standing.matter.id).scalar() or 0
        added = [
            PlannedStep(number=newest + place, title=step.title, due_on=step.due_on)
            for place, step in enumerate(sorted(steps, key=lambda one: one.due_on), start=1)
        ]
        planned = [PlannedStep(number=one.number, title=one.title, due_on=one.due_on) for one in facts.milestones]
        bulletin = publish_plan(work, standing.matter, [*planned, *added], again=newest > 0)
        rows = [
            Milestone.create(
                village=village,
                matter=standing.matter.id,
                number=step.number,
                title=step.title,
                due_on=step.due_on,
                planned_by=actor.person_id,
                planned_at=work.now,
                bulletin=bulletin,
            )
            for step in added
        ]
        work.seal(
            "deliberation.milestones.planned",
            about=("matter", number),
            facts={"milestones": [step.number for step in added]},
            rows=rows,
        )
        return rows


def report_milestone(actor: Actor, village: Place, number: int, reporting: Reporting) -> MilestoneReport:
    """Report that a step is done, with photos; once the work was sent back, what was mended.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NotResolvedError: nothing was decided, or it is not public for its days, or an objection stands.
    :raise MilestoneNotFoundError: there is no such step.
    :raise FutureDayError: the day has not come.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_IMPLEMENT, village) as work:
        refuse_private_numbers(reporting.text)
        standing = decided(village, number)
        require_implementing(standing.facts, today=work.today)
        milestone = _milestone(standing, reporting.milestone)
        if reporting.done_on > work.today:
            raise FutureDayError
        before = MilestoneReport.select().where(MilestoneReport.milestone == milestone.id).count()
        report = StepReport(
            step=PlannedStep(number=milestone.number, title=milestone.title, due_on=milestone.due_on),
            number=before + 1,
            done_on=reporting.done_on,
            text=reporting.text,
            uploads=reporting.uploads,
        )
        row = MilestoneReport.create(
            milestone=milestone,
            number=report.number,
            done_on=report.done_on,
            text=report.text,
            reported_by=actor.person_id,
            reported_at=work.now,
            bulletin=publish_progress(work, village, standing.matter, report),
        )
        attach(work, about=(PHOTOS, row.id), uploads=report.uploads)
        work.seal(
            "deliberation.milestone.reported",
            about=("matter", number),
            facts={"milestone": milestone.number, "photos": [one.digest for one in report.uploads]},
            rows=[row],
            happened_on=report.done_on,
        )
        return row


def accept_work(actor: Actor, village: Place, number: int, inspecting: Inspecting) -> Acceptance:
    """Accept the work or send it back, as the supervision committee found it.

    :raise MatterNotFoundError: the village has no such matter.
    :raise OwnWorkError: whoever planned or reported does not accept.
    :raise NothingPlannedError: there is no milestone.
    :raise MilestonesMissingError: some are not reported.
    :raise NothingMendedError: nothing was reported since the work was sent back.
    :raise FutureDayError: the day has not come.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_ACCEPT, village) as work:
        refuse_private_numbers(inspecting.text)
        standing = decided(village, number)
        require_acceptable(standing.facts, today=work.today)
        if inspecting.inspected_on > work.today:
            raise FutureDayError
        _require_uninvolved(standing.matter.id, actor.person_id)
        before = Acceptance.select().where(Acceptance.matter == standing.matter.id).count()
        found = Inspected(
            number=before + 1,
            verdict=inspecting.verdict,
            text=inspecting.text,
            on=inspecting.inspected_on,
            by=actor.name,
        )
        row = Acceptance.create(
            village=village,
            matter=standing.matter.id,
            number=found.number,
            verdict=found.verdict,
            text=found.text,
            inspected_on=found.on,
            accepted_by=actor.person_id,
            inspected_at=work.now,
            bulletin=publish_acceptance(work, village, standing.matter, found),
        )
        work.seal(
            "deliberation.work.inspected",
            about=("matter", number),
            facts={"verdict": found.verdict.value, "number": found.number},
            rows=[row],
            happened_on=found.on,
        )
        return row


def _milestone(standing: Decided, number: int) -> Milestone:
    """Return one milestone of the decision that stands."""
    known = {one.number for one in standing.facts.milestones} if standing.facts else set()
    asked = (Milestone.matter == standing.matter.id) & (Milestone.number == number)
    found = Milestone.get_or_none(asked) if number in known else None
    if found is None:
        raise MilestoneNotFoundError
    return found


def _require_uninvolved(matter_id: int, person_id: int) -> None:
    planned = Milestone.select().where((Milestone.matter == matter_id) & (Milestone.planned_by == person_id))
    reported = (
        MilestoneReport.select()
        .join(Milestone)
        .where((Milestone.matter == matter_id) & (MilestoneReport.reported_by == person_id))
    )
    if planned.exists() or reported.exists():
        raise OwnWorkError

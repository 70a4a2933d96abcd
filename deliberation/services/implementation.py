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
    MilestoneNotFoundError,
    NothingPlannedError,
    OwnWorkError,
    PastDueDayError,
)
from deliberation.models import Acceptance, Milestone, MilestoneReport
from deliberation.procedures import I_IMPLEMENT
from deliberation.queries.objections import PHOTOS, PUBLIC_PHOTOS, involved
from deliberation.queries.standing import decided
from deliberation.rules.follow_up import (
    Inspection,
    require_acceptable,
    require_done_day,
    require_implementing,
    require_inspected_day,
)
from deliberation.services.holding import require_recorded
from portal.kernel.attachments import Upload, attach, attachments_of
from portal.kernel.pictures import MEDIA_TYPE, is_picture, public_copy
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from deliberation.queries.standing import Decided
    from deliberation.rules.follow_up import FollowUp
    from portal.kernel.pictures import PublicCopy
    from portal.org.actors import Actor
    from portal.org.models import Place


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
    photos_public: bool = False  # somebody looked: no face, paper, number plate or child is on them


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspecting:
    """What the supervision committee found on a day."""

    verdict: Inspection
    inspected_on: date
    text: str


def plan_milestones(actor: Actor, village: Place, number: int, steps: Sequence[Step]) -> list[Milestone]:
    """Say by when each step of the work should be done; later steps are added, none is changed.

    The same steps sent again are the same plan.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NotResolvedError: nothing was decided, or it is not public for its days, or an objection stands.
    :raise RecordMissingError: a step without a vote comes first.
    :raise NothingPlannedError: there is no step.
    :raise PastDueDayError: a step is planned for a day that has passed.
    :raise PrivateNumberError: a title has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_IMPLEMENT, village) as work:
        refuse_private_numbers(*(step.title for step in steps))
        standing = decided(village, number)
        facts = require_implementing(standing.facts, today=work.today)
        require_recorded(village, standing.matter, before=I_IMPLEMENT)
        if not steps:
            raise NothingPlannedError
        if any(step.due_on < work.today for step in steps):
            raise PastDueDayError
        known = _planned_already(standing, steps)
        if known:
            work.leave_unchanged()
            return known
        newest = Milestone.select(fn.MAX(Milestone.number)).where(Milestone.matter == standing.matter.id).scalar() or 0
        added = [
            PlannedStep(number=newest + place, title=step.title, due_on=step.due_on)
            for place, step in enumerate(sorted(steps, key=lambda one: one.due_on), start=1)
        ]
        planned = [PlannedStep(number=one.number, title=one.title, due_on=one.due_on) for one in facts.milestones]
        bulletin = publish_plan(work, village, standing.matter, [*planned, *added], again=newest > 0)
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

    The same report sent again is the same report.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NotResolvedError: nothing was decided, or it is not public for its days, or an objection stands.
    :raise MilestoneNotFoundError: there is no such step.
    :raise FutureDayError: the day has not come.
    :raise DoneTooEarlyError: the resolution was still on display on that day.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_IMPLEMENT, village) as work:
        refuse_private_numbers(reporting.text)
        standing = decided(village, number)
        facts = require_implementing(standing.facts, today=work.today)
        milestone = _milestone(standing, reporting.milestone)
        require_done_day(facts, reporting.done_on, today=work.today)
        told = _reported_already(village, facts, milestone, reporting)
        if told is not None:
            work.leave_unchanged()
            return told
        before = MilestoneReport.select().where(MilestoneReport.milestone == milestone.id).count()
        report = StepReport(
            step=PlannedStep(number=milestone.number, title=milestone.title, due_on=milestone.due_on),
            number=before + 1,
            done_on=reporting.done_on,
            text=reporting.text,
            uploads=reporting.uploads,
            copies=_public_copies(reporting),
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
        attach(work, about=(PUBLIC_PHOTOS, row.id), uploads=[_kept(one) for one in report.copies.values()])
        work.seal(
            "deliberation.milestone.reported",
            about=("matter", number),
            facts={
                "milestone": milestone.number,
                "photos": [one.digest for one in report.uploads],
                "public": [one.digest for one in report.copies.values()],
            },
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
    :raise InspectedTooEarlyError: a step was finished later.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_ACCEPT, village) as work:
        refuse_private_numbers(inspecting.text)
        standing = decided(village, number)
        facts = require_acceptable(standing.facts, today=work.today)
        require_inspected_day(facts, inspecting.inspected_on, today=work.today)
        if actor.person_id in involved(village, standing.matter.id):
            raise OwnWorkError
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


def _planned_already(standing: Decided, steps: Sequence[Step]) -> list[Milestone]:
    """Return the milestones the very same steps made before; empty when one of them is new."""
    wanted = {(step.title, step.due_on) for step in steps}
    planned = standing.facts.milestones if standing.facts else ()
    known = {(one.title, one.due_on): one.number for one in planned}
    if not wanted <= set(known):
        return []
    asked = Milestone.number.in_([known[one] for one in wanted])
    return list(Milestone.select().where((Milestone.matter == standing.matter.id) & asked).order_by(Milestone.number))


def _reported_already(
    village: Place, facts: FollowUp, milestone: Milestone, reporting: Reporting
) -> MilestoneReport | None:
    """Return the newest report of a step if it says the same with the same photos; work sent back is reported anew."""
    step = next(one for one in facts.milestones if one.number == milestone.number)
    if step.reported is None or (facts.sent_back is not None and step.reported < facts.sent_back):
        return None
    found = MilestoneReport.select().where(MilestoneReport.milestone == milestone.id)
    newest: MilestoneReport = found.order_by(MilestoneReport.number.desc()).get()
    told = (newest.done_on, newest.text, _digests(village, PHOTOS, newest), _digests(village, PUBLIC_PHOTOS, newest))
    copies = {one.digest for one in _public_copies(reporting).values()}
    said = (reporting.done_on, reporting.text, {one.digest for one in reporting.uploads}, copies)
    return newest if told == said else None


def _digests(village: Place, kind: str, report: MilestoneReport) -> set[str]:
    return {one.digest for one in attachments_of(village.log_id, kind, [report.id]).get(str(report.id), ())}


def _public_copies(reporting: Reporting) -> dict[str, PublicCopy]:
    """Return what everybody may see of the photos, by the digest of what was handed in; papers stay inside."""
    if not reporting.photos_public:
        return {}
    return {one.digest: public_copy(one) for one in reporting.uploads if is_picture(one)}


def _kept(copy: PublicCopy) -> Upload:
    return Upload(title="公开的照片", media_type=MEDIA_TYPE, content=copy.content, digest=copy.digest)

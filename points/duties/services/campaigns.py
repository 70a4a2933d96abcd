"""Campaigns: begun, joined, and what came of each member's part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.duties import kinds
from points.duties.errors import (
    BeforeItBeganError,
    JoinedError,
    NoDutyError,
    NoKindError,
    QuantityError,
    SameCampaignError,
    SameResultError,
)
from points.duties.models import Campaign, CampaignJoining, CampaignResult
from points.duties.queries import campaign, campaigns, joining
from points.duties.services.entering import entry, kept, member_of, own_or_officer, reason_of, require_begun
from points.duties.values import Record
from portal.kernel import clock
from portal.kernel.attachments import attach
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from points.duties.queries.campaigns import JoiningRow
    from portal.kernel.attachments import Upload
    from portal.org.actors import Actor
    from portal.org.models import Place

_LARGEST = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A campaign to begin."""

    branch_id: int
    kind: str
    name: str
    goal: str
    begins_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Who joins, with what, on which day."""

    person_id: int
    project: str
    joined_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Achieving:
    """One number that came of a part, and what proves it."""

    measure: str
    quantity: int
    achieved_on: date
    evidence: str


def begin_campaign(actor: Actor, village: Place, beginning: Beginning) -> Campaign:
    """Begin a campaign.

    :raise NotFoundError: the village has no such branch.
    :raise NoKindError: there is no such kind.
    :raise FutureDayError: it has not begun.
    :raise SameCampaignError: it was entered before.
    :raise BeforeBranchError: the register has nobody of the branch yet then.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        name, goal = kept(beginning.name, beginning.goal)
        branch = branch_by_id(village, beginning.branch_id)
        require_begun(branch, beginning.begins_on)
        if not kinds.is_kind(kinds.CAMPAIGN, beginning.kind):
            raise NoKindError
        there = campaigns(village)
        if any((one.branch_id, one.name, one.begins_on) == (branch.id, name, beginning.begins_on) for one in there):
            raise SameCampaignError(name)
        row = Campaign.create(
            **entry(work, actor, village, happened_on=beginning.begins_on),
            branch=branch.id,
            number=len(there) + 1,
            kind=beginning.kind,
            name=name,
            goal=goal,
            begins_on=beginning.begins_on,
        )
        work.seal(
            "duties.campaign.begun",
            about=("campaign", row.number),
            facts={"kind": beginning.kind, "number": row.number},
            rows=[row],
            happened_on=beginning.begins_on,
        )
        return row


def join_campaign(actor: Actor, village: Place, number: int, asked: Joining) -> CampaignJoining:
    """Join a campaign; an officer may enter it for another member.

    :raise NoDutyError: the village has no such campaign, or a member would enter another.
    :raise BeforeItBeganError: it began later.
    :raise NoMemberError: the person was no member on that day.
    :raise JoinedError: the member joined before.
    """
    permission = own_or_officer(actor, village, on=clock.today())
    with unit_of_work(actor, permission, village) as work:
        found, (project,) = campaign(village, number), kept(asked.project)
        if permission is not Permission.POINTS_RECORD and asked.person_id != actor.person_id:
            raise NoDutyError
        if asked.joined_on < found.begins_on:
            raise BeforeItBeganError(found.begins_on)
        columns = entry(work, actor, village, happened_on=asked.joined_on)
        member = member_of(village, asked.person_id, on=asked.joined_on)
        if member.id in {one.person_id for one in found.joinings}:
            raise JoinedError(member.name)
        row = CampaignJoining.create(
            **columns, campaign=found.id, person=member.id, project=project, joined_on=asked.joined_on
        )
        work.seal(
            "duties.campaign.joined",
            about=("campaign", number),
            facts={"number": number, "person": member.id},
            rows=[row],
            happened_on=asked.joined_on,
        )
        return row


def record_result(
    actor: Actor, village: Place, joining_id: int, achieving: Achieving, *, uploads: Sequence[Upload] = ()
) -> CampaignResult:
    """Record a number that came of a member's part, with what proves it: the member or an officer.

    :raise NoDutyError: the village has no such part, or it is another's.
    :raise NoKindError: there is no such measure.
    :raise QuantityError: it is no whole number above nothing.
    :raise BeforeItBeganError: the member joined later.
    :raise ReasonNeededError: nothing proves it.
    :raise SameResultError: it was entered before; it would be added up twice.
    """
    permission = own_or_officer(actor, village, on=clock.today())
    with unit_of_work(actor, permission, village) as work:
        found, part = joining(village, joining_id)
        if permission is not Permission.POINTS_RECORD and part.person_id != actor.person_id:
            raise NoDutyError
        if not kinds.is_kind(kinds.MEASURE, achieving.measure):
            raise NoKindError
        if not 0 < achieving.quantity <= _LARGEST:
            raise QuantityError
        if achieving.achieved_on < part.joined_on:
            raise BeforeItBeganError(part.joined_on)
        evidence = reason_of(achieving.evidence)
        _refuse_same(part, achieving, evidence)
        row = CampaignResult.create(
            **entry(work, actor, village, happened_on=achieving.achieved_on),
            joining=joining_id,
            measure=achieving.measure,
            quantity=achieving.quantity,
            achieved_on=achieving.achieved_on,
            evidence=evidence,
        )
        if uploads:
            attach(work, about=(Record.RESULT.value, row.id), uploads=uploads)
        work.seal(
            "duties.campaign.result",
            about=("campaign", found.number),
            facts={"number": found.number, "measure": achieving.measure, "quantity": achieving.quantity},
            rows=[row],
            happened_on=achieving.achieved_on,
        )
        return row


def _refuse_same(part: JoiningRow, achieving: Achieving, evidence: str) -> None:
    wanted = (achieving.measure, achieving.quantity, achieving.achieved_on, evidence)
    for one in part.results:
        if not one.withdrawn and (one.measure.id, one.quantity, one.achieved_on, one.evidence) == wanted:
            raise SameResultError

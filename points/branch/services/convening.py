"""Meetings of a kind: convened with notice, or entered afterwards and marked so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN, fn

from points.branch.errors import (
    GroupNeededError,
    GroupUnknownError,
    KindUnknownError,
    NotEnteredLateError,
    NotLateError,
    NotRegisteredError,
    TooFarAheadError,
    WhyLateError,
)
from points.branch.life import ahead_on, kind_on
from points.branch.models import BranchMeeting
from points.branch.queries import party_groups
from portal.kernel.clock import local_day
from portal.kernel.months import Month
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.bodies import COMPOSITIONS, Body
from portal.meetings.models import Meeting, MeetingCircle
from portal.meetings.rules import late_days
from portal.meetings.services import Convening, write_meeting
from portal.org.errors import BeforeBranchError
from portal.org.permissions import Permission
from portal.org.queries import branch_begins, branch_by_id, person

if TYPE_CHECKING:
    from datetime import date, datetime

    from points.branch.life import Kind
    from portal.kernel.db import SealedModel
    from portal.org.actors import Actor
    from portal.org.models import Branch, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchConvening:
    """What a notice of a branch's meeting says; ``why_late`` where the meeting is over already."""

    kind: str
    title: str
    place: str
    starts_at: datetime
    agenda: str
    chair_id: int
    recorder_id: int
    group: str = ""
    why_late: str = ""


def convene(actor: Actor, village: Place, branch_id: int, convening: BranchConvening) -> BranchMeeting:
    """Convene a branch's meeting, or enter one that is over; the same sent twice is the same.

    One that is over counts on the day it was held and says for ever how many days later it was entered, and why.

    :raise NotFoundError: the village has no such branch; chair or recorder was never in its register.
    :raise NotRegisteredError: chair or recorder stands in no office on that day.
    :raise BeforeBranchError: the register has nobody of the branch yet on that day.
    :raise TooFarAheadError: the day lies further ahead than meetings are convened.
    :raise KindUnknownError: no rule of that day knows the kind.
    :raise GroupNeededError: a group's meeting names none, or another kind does.
    :raise GroupUnknownError: the branch has no such group.
    :raise NotEnteredLateError: a meeting that decides by vote is over already.
    :raise WhyLateError: nobody says why only now.
    :raise NotLateError: somebody does, of a meeting to come.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.BRANCH_CONVENE, village) as work:
        refuse_private_numbers(convening.why_late)
        branch, meets_on = branch_by_id(village, branch_id), local_day(convening.starts_at)
        _require_likely(branch, meets_on, today=work.today)
        kind = kind_on(convening.kind, meets_on)
        if kind is None:
            raise KindUnknownError
        _require_group(village, branch, kind, convening.group, on=work.today)
        over = convening.starts_at <= work.now
        late = late_days(happened_on=meets_on, recorded_on=work.today) if over else 0
        why_late = _why_late(kind, convening.why_late.strip(), over=over, late=late)
        same = _same(branch, kind, convening)
        if same is not None:
            work.leave_unchanged()
            return same
        _require_registered(village, convening, on=meets_on)
        meeting = write_meeting(work, village, _notice(kind, convening))
        rows: list[SealedModel] = [meeting]
        if COMPOSITIONS[kind.body].of_branch:
            rows.append(MeetingCircle.create(meeting=meeting, branch=branch, group_name=convening.group))
        made = BranchMeeting.create(
            village=village, meeting=meeting, branch=branch, kind=kind.id, late_days=late, why_late=why_late
        )
        work.seal(
            "branch.meeting.convened",
            about=("meeting", meeting.id),
            facts={"kind": kind.id, "branch": branch.id, "meets_on": meets_on.isoformat(), "late_days": late},
            rows=[*rows, made],
            happened_on=meets_on if late else None,
        )
        return made


def _same(branch: Branch, kind: Kind, convening: BranchConvening) -> BranchMeeting | None:
    """Return the meeting of that kind, title, time and group that was convened before, if there is one."""
    there = (
        BranchMeeting.select()
        .join(Meeting)
        .join(MeetingCircle, JOIN.LEFT_OUTER)
        .where(
            (BranchMeeting.branch == branch.id)
            & (BranchMeeting.kind == kind.id)
            & (Meeting.starts_at == convening.starts_at)
            & (Meeting.title == convening.title)
            & (fn.COALESCE(MeetingCircle.group_name, "") == convening.group)
        )
        .order_by(BranchMeeting.id)
    )
    found: BranchMeeting | None = there.first()
    return found


def _require_group(village: Place, branch: Branch, kind: Kind, group: str, *, on: date) -> None:
    needed = kind.body is Body.PARTY_GROUP
    if needed != bool(group):
        raise GroupNeededError(kind.name, needed=needed)
    if group and group not in party_groups(village, branch.id, on=on):
        raise GroupUnknownError(group)


def _require_likely(branch: Branch, meets_on: date, *, today: date) -> None:
    """Refuse a day on which this branch cannot have met or will not be convened for yet."""
    begins_on = branch_begins(branch)
    if begins_on is not None and meets_on < begins_on:
        raise BeforeBranchError(begins_on)
    months = ahead_on(today).amount
    last = Month.of(today).plus(months).last_day
    if meets_on > last:
        raise TooFarAheadError(last, months)


def _require_registered(village: Place, convening: BranchConvening, *, on: date) -> None:
    for what, person_id in (("主持人", convening.chair_id), ("记录人", convening.recorder_id)):
        named = person(village, person_id, on=on)
        if not named.offices:
            raise NotRegisteredError(what, named.name, on)


def _why_late(kind: Kind, reason: str, *, over: bool, late: int) -> str:
    if not over:
        if reason:
            raise NotLateError
        return ""
    if not kind.late_entry:
        raise NotEnteredLateError(kind.name)
    if late and not reason:
        raise WhyLateError(late)
    return reason if late else ""


def _notice(kind: Kind, convening: BranchConvening) -> Convening:
    return Convening(
        body=kind.body,
        title=convening.title,
        place=convening.place,
        starts_at=convening.starts_at,
        notice=convening.agenda,
        chair_id=convening.chair_id,
        recorder_id=convening.recorder_id,
    )

"""Saying which class a member has for a time, and who leads a party group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.errors import NoMemberError
from points.errors.schemes import EndBeforeBeginError, NoPartyGroupError, OwnClassError
from points.models import PointsChecker, PointsCheckerGroup, PointsMemberClass
from points.queries import party_groups, party_members
from points.services.reviews import checked_reason
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission
from portal.org.queries import person

if TYPE_CHECKING:
    from datetime import date

    from points.rules import MemberClass
    from portal.org.actors import Actor
    from portal.org.models import Place
    from portal.org.queries import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Classing:
    """Which class a member has from a day on, until another where it is known; ``None``: as the register says."""

    person_id: int
    member_class: MemberClass | None
    since: date
    until: date | None = None
    reason: str = ""


def class_member(actor: Actor, village: Place, classing: Classing) -> PointsMemberClass:
    """Say which class a member has for a time; what was entered before stays as it is.

    :raise OwnClassError: it is the actor's own.
    :raise NoMemberError: the person is no member of a branch on that day.
    :raise EndBeforeBeginError: it would end before it begins.
    :raise ReasonNeededError: the reason is missing or too long.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        reason = checked_reason(classing.reason)
        if classing.person_id == actor.person_id:
            raise OwnClassError
        _require_span(classing.since, classing.until)
        member = _member(village, classing.person_id, on=classing.since)
        row = PointsMemberClass.create(
            village=village,
            person=member.id,
            member_class=classing.member_class,
            since=classing.since,
            until=classing.until,
            reason=reason,
            recorded_by=actor.person_id,
            recorded_at=work.now,
        )
        work.seal(
            "points.class.given",
            about=("points_member_class", row.id),
            facts={"person": member.id, "class": classing.member_class.code if classing.member_class else None},
            rows=[row],
            happened_on=classing.since,
        )
        return row


def appoint_checker(
    actor: Actor, village: Place, person_id: int, *, since: date, until: date | None = None, group: str = ""
) -> PointsChecker:
    """Say that a member leads a party group of their branch from a day on; said again with an end, it ends.

    With a ``group`` they check only what its members declare, otherwise what anybody of the branch declares.

    :raise NoMemberError: the person is no member of a branch on that day.
    :raise EndBeforeBeginError: it would end before it begins.
    :raise NoPartyGroupError: no member of the branch lives in that group.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        _require_span(since, until)
        member = _member(village, person_id, on=since)
        if group and (member.branch_id is None or group not in party_groups(village, member.branch_id, on=since)):
            raise NoPartyGroupError(group)
        row = PointsChecker.create(
            village=village,
            branch=member.branch_id,
            person=member.id,
            since=since,
            until=until,
            recorded_by=actor.person_id,
            recorded_at=work.now,
        )
        named = [PointsCheckerGroup.create(village=village, checker=row, group_name=group)] if group else []
        work.seal(
            "points.checker.appointed",
            about=("points_checker", row.id),
            facts={"person": member.id, "group": group, "until": until.isoformat() if until else None},
            rows=[row, *named],
            happened_on=since,
        )
        return row


def _member(village: Place, person_id: int, *, on: date) -> PersonRow:
    found = next((row for row in party_members(village, on=on) if row.id == person_id), None)
    if found is None:
        raise NoMemberError(person(village, person_id, on=on).name, on)
    return found


def _require_span(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise EndBeforeBeginError(since)

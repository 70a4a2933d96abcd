"""Declaring who is a near relative of whom, and saying that it is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.errors.kin import (
    EndedKinshipError,
    KinDayError,
    KinKindError,
    OthersKinError,
    OwnKinshipError,
    OwnRelativeError,
    SameKinshipError,
    UnconcernedError,
)
from points.kinship import kinds_on
from points.models import PointsKinship, PointsKinshipEnd
from points.queries import concerned_people, kinship, kinships
from points.services.reviews import checked_reason
from portal.kernel import clock
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """That ``relative_id`` is of a kind to ``person_id`` from a day on."""

    person_id: int
    relative_id: int
    kind: str
    since: date


def declare_kin(actor: Actor, village: Place, kin: Kin) -> PointsKinship:
    """Declare two people near relatives: officers of anybody, members of themselves.

    :raise NotAllowedError: the actor neither records points nor is a member here.
    :raise OthersKinError: a member says it of others.
    :raise OwnRelativeError: the two are one.
    :raise UnconcernedError: one of them neither has points nor may review them.
    :raise KinKindError: there is no such kind.
    :raise KinDayError: the day is to come.
    :raise SameKinshipError: it stands already.
    """
    officer = actor.may(Permission.POINTS_RECORD, village, on=clock.today())
    with unit_of_work(actor, Permission.POINTS_RECORD if officer else Permission.POINTS_DECLARE, village) as work:
        pair = frozenset({kin.person_id, kin.relative_id})
        if not officer and actor.person_id not in pair:
            raise OthersKinError
        _require_sound(village, kin, today=work.today)
        if any(one.both_ids == pair and one.until is None for one in kinships(village, person_id=kin.person_id)):
            names = {row.id: row.name for row in concerned_people(village, on=work.today)}
            raise SameKinshipError(names[kin.person_id], names[kin.relative_id])
        row = PointsKinship.create(
            village=village,
            person=kin.person_id,
            relative=kin.relative_id,
            kind=kin.kind,
            since=kin.since,
            recorded_by=actor.person_id,
            recorded_at=work.now,
        )
        work.seal(
            "points.kin.declared",
            about=("points_kinship", row.id),
            facts={"person": kin.person_id, "relative": kin.relative_id, "kind": kin.kind},
            rows=[row],
            happened_on=kin.since,
        )
        return row


def end_kin(actor: Actor, village: Place, kin_id: int, *, until: date, reason: str) -> PointsKinshipEnd:
    """Say that two people are near relatives until a day only, once, with the reason.

    :raise NoKinshipError: the village has no such declaration.
    :raise OwnKinshipError: the actor is one of the two.
    :raise EndedKinshipError: it was ended before.
    :raise KinDayError: the last day is before the first, or to come.
    :raise ReasonNeededError: the reason is missing or too long.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        found, why = kinship(village, kin_id), checked_reason(reason)
        if actor.person_id in found.both_ids:
            raise OwnKinshipError
        if found.until is not None:
            raise EndedKinshipError
        if not found.since <= until <= work.today:
            raise KinDayError(found.since, work.today)
        row = PointsKinshipEnd.create(
            village=village, kinship=found.id, until=until, reason=why, ended_by=actor.person_id, ended_at=work.now
        )
        work.seal(
            "points.kin.ended",
            about=("points_kinship", found.id),
            facts={"until": until.isoformat()},
            rows=[row],
            happened_on=until,
        )
        return row


def _require_sound(village: Place, kin: Kin, *, today: date) -> None:
    if kin.person_id == kin.relative_id:
        raise OwnRelativeError
    if not {kin.person_id, kin.relative_id} <= {row.id for row in concerned_people(village, on=today)}:
        raise UnconcernedError
    if kin.kind not in kinds_on(today).names:
        raise KinKindError
    if kin.since > today:
        raise KinDayError(None, today)

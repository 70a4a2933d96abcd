"""Entering what records say: drafts that were picked become claims, which another person reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.drafts import drafts_of, picked_by
from points.errors import NothingPickedError
from points.errors.steps import GoneFromListError
from points.models import PointsClaim, PointsClaimSource
from points.queries import drafted_keys
from points.services.claims import Intake, Recording
from points.values import Origin
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id

if TYPE_CHECKING:
    from collections.abc import Collection

    from portal.areas import Voters
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place


def record_drafts(
    actor: Actor,
    village: Place,
    branch_id: int,
    month: Month,
    *,
    picked: Collection[str],
    belated: bool = False,
    voters: Collection[Voters] = (),
) -> list[PointsClaim]:
    """Enter what the records of a month say of a branch's members, as far as it is picked, in one act.

    ``voters`` tell who voted at its meetings.

    What was entered from the same event before is not entered again; where nothing is left, nothing is sealed.

    :raise NotFoundError: the village has no such branch.
    :raise NothingPickedError: nothing is picked.
    :raise GoneFromListError: something picked is neither to be entered nor was it, as its record no longer says so.
    :raise DomainError: as :func:`record_claim` says, for any of them; nothing is entered then.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        if not picked:
            raise NothingPickedError
        branch = branch_by_id(village, branch_id)
        drafts = drafts_of(village, branch, month, today=work.today, actor_id=actor.person_id, voters=voters)
        wanted = [(one.item, each) for one in drafts for each in one.happenings if each.id in picked]
        if not set(picked) <= {each.id for _, each in wanted} | _done(village, picked):
            raise GoneFromListError
        if not wanted:
            work.leave_unchanged()
            return []
        intake = Intake(village, actor, days=[each.day for _, each in wanted], today=work.today)
        claims: list[PointsClaim] = []
        sources: list[PointsClaimSource] = []
        for item, each in wanted:
            recording = Recording(
                person_id=each.person_id,
                item_code=item.code,
                happened_on=each.day,
                times=each.quantity,
                note=each.title,
                belated=belated,
            )
            claim = intake.claim(work, recording, Origin.DRAFTED, meeting_id=each.meeting_id)
            claims.append(claim)
            sources.append(
                PointsClaimSource.create(
                    village=village, claim=claim.id, source=each.source, key=each.key, person=each.person_id
                )
            )
        work.seal(
            "points.drafts.recorded",
            about=("points_drafts", str(month)),
            facts={"month": str(month), "branch": branch.id, "claims": len(claims)},
            rows=[*claims, *sources],
        )
        return claims


def _done(village: Place, picked: Collection[str]) -> set[str]:
    """Return what of ``picked`` was entered before, by what it is picked by."""
    keys = {one.partition(":")[2].rpartition(":")[0] for one in picked}
    return {picked_by(source, key, person_id) for source, key, person_id in drafted_keys(village, keys)}

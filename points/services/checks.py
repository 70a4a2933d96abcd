"""The party group's word on what members declare, before the branch committee reviews it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.errors import NoClaimError, NothingPickedError, OwnPointsError
from points.errors.steps import CheckedError, NearRelativeError, NotTheCheckerError
from points.models import PointsCheck
from points.queries import CLAIM, checked_branches, claims_by_id, housemates
from points.services.reviews import checked_reason
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from points.queries import ClaimRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def check_claims(actor: Actor, village: Place, claim_ids: Sequence[int], *, doubt: str = "") -> list[PointsCheck]:
    """Say for the party group that what was declared was so, or with a ``doubt`` that it was not; in one act.

    A doubt does not end a claim: the committee reads it when it reviews.

    :raise NothingPickedError: nothing is picked.
    :raise NoClaimError: the village has no such claim.
    :raise NotTheCheckerError: the actor leads no party group of the claim's branch.
    :raise OwnPointsError: one of them is the actor's own.
    :raise NearRelativeError: one of them is of the actor's household.
    :raise CheckedError: one of them needs no check, or was checked or reviewed.
    :raise ReasonNeededError: the doubt is too long.
    :raise PrivateNumberError: the doubt has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_DECLARE, village) as work:
        picked = list(dict.fromkeys(claim_ids))
        if not picked:
            raise NothingPickedError
        remark = checked_reason(doubt) if doubt.strip() else ""
        near = housemates(village, actor.person_id)
        branches = checked_branches(village, actor.person_id, on=work.today)
        claims = {row.id: row for row in claims_by_id(village, picked)}
        rows = []
        for claim_id in picked:
            claim = claims.get(claim_id)
            if claim is None:
                raise NoClaimError
            _require_checkable(claim, actor, branches=branches, near=near)
            rows.append(
                PointsCheck.create(
                    village=village,
                    claim=claim.id,
                    confirmed=not remark,
                    remark=remark,
                    checked_by=actor.person_id,
                    checked_at=work.now,
                )
            )
        work.seal(
            "points.claims.checked",
            about=(CLAIM, picked[0]),
            facts={"claims": len(rows), "confirmed": not remark},
            rows=rows,
        )
        return rows


def _require_checkable(claim: ClaimRow, actor: Actor, *, branches: Collection[int], near: Collection[int]) -> None:
    if claim.branch_id not in branches:
        raise NotTheCheckerError
    if claim.person_id == actor.person_id:
        raise OwnPointsError
    if claim.person_id in near:
        raise NearRelativeError
    if not claim.awaits_check:
        raise CheckedError(claim.id)

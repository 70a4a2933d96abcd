"""The party group's word on what members declare, before the branch committee reviews it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.errors import NoClaimError, NothingPickedError, OwnPointsError
from points.errors.steps import CheckedError, NearRelativeError, NotTheCheckerError
from points.models import PointsCheck
from points.queries import CLAIM, checker, claims_by_id, groups_of, near_ones
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
    :raise NotTheCheckerError: the actor leads neither the claim's party group nor all of its branch's.
    :raise OwnPointsError: one of them is the actor's own.
    :raise NearRelativeError: one of them is of somebody near to the actor.
    :raise CheckedError: one of them needs no check, or was checked or reviewed.
    :raise ReasonNeededError: the doubt is too long.
    :raise PrivateNumberError: the doubt has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_DECLARE, village) as work:
        picked = list(dict.fromkeys(claim_ids))
        if not picked:
            raise NothingPickedError
        remark = checked_reason(doubt) if doubt.strip() else ""
        near = near_ones(village, actor.person_id, on=work.today)
        checks = checker(village, actor.person_id, on=work.today)
        claims = {row.id: row for row in claims_by_id(village, picked)}
        groups = groups_of(village, (row.person_id for row in claims.values()))
        rows = []
        for claim_id in picked:
            claim = claims.get(claim_id)
            if claim is None:
                raise NoClaimError
            if checks is None or not checks.checks(claim, groups):
                raise NotTheCheckerError
            _require_checkable(claim, actor, near=near)
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


def _require_checkable(claim: ClaimRow, actor: Actor, *, near: Collection[int]) -> None:
    if claim.person_id == actor.person_id:
        raise OwnPointsError
    if claim.person_id in near:
        raise NearRelativeError
    if not claim.awaits_check:
        raise CheckedError(claim.id)

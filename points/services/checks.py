"""The party group's word on what members declare, before the branch committee reviews it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.errors import NoClaimError, NothingPickedError, OwnPointsError
from points.errors.steps import CheckedError, NearRelativeError, NotTheCheckerError
from points.models import PointsCheck
from points.queries import CLAIM, checker, claims_by_id, groups_of, near_ones
from points.services.reviews import checked_reason
from points.values import Origin
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from points.queries import ClaimRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def check_claims(actor: Actor, village: Place, claim_ids: Sequence[int], *, doubt: str = "") -> list[PointsCheck]:
    """Say for the party group that what was declared was so, or with a ``doubt`` that it was not; in one act.

    A doubt does not end a claim: the committee reads it when it reviews. What is done already is passed over; where
    nothing is left, nothing is sealed.

    :raise NothingPickedError: nothing is picked.
    :raise NoClaimError: the village has no such claim.
    :raise NotTheCheckerError: the actor leads neither the claim's party group nor all of its branch's.
    :raise OwnPointsError: one of them is the actor's own.
    :raise NearRelativeError: one of them is of somebody near to the actor.
    :raise CheckedError: one of them needs no check, or a doubt comes after it was confirmed or reviewed.
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
            _require_apart(claim, actor, near=near)
            if _is_done(claim, doubtful=bool(remark)):
                continue
            if not claim.awaits_check:
                raise CheckedError(claim.id)
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
        if not rows:
            work.leave_unchanged()
            return []
        work.seal(
            "points.claims.checked",
            about=(CLAIM, rows[0].claim_id),
            facts={"claims": len(rows), "confirmed": not remark},
            rows=rows,
        )
        return rows


def _is_done(claim: ClaimRow, *, doubtful: bool) -> bool:
    """Tell whether the same was said before, or a confirmation comes after the review; a doubt is never lost."""
    if claim.confirmed is not None:
        return claim.confirmed is not doubtful
    return claim.group_check and claim.origin == Origin.DECLARED and claim.verdict is not None and not doubtful


def _require_apart(claim: ClaimRow, actor: Actor, *, near: Collection[int]) -> None:
    if claim.person_id == actor.person_id:
        raise OwnPointsError
    if claim.person_id in near:
        raise NearRelativeError

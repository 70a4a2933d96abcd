"""Adopting a scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.errors import SchemeDateError, SchemeUnchangedError
from points.models import PointsScheme
from points.queries import latest_scheme
from points.schemes import items_to_json
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id

if TYPE_CHECKING:
    from datetime import date

    from points.schemes import SchemeFile
    from portal.org.actors import Actor
    from portal.org.models import Place


def adopt_scheme(
    actor: Actor, village: Place, branch_id: int, scheme: SchemeFile, *, effective_from: date
) -> PointsScheme:
    """Let a scheme apply to a branch from a day on, for the rest of its year; earlier entries stay as they are.

    :raise NotFoundError: the village has no such branch.
    :raise SchemeUnchangedError: it is the scheme the branch has.
    :raise SchemeDateError: it would begin before the version it follows.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        branch = branch_by_id(village, branch_id)
        year = effective_from.year
        last = latest_scheme(village, branch.id, year)
        if last is not None and last.digest == scheme.digest:
            raise SchemeUnchangedError
        if last is not None and effective_from <= last.effective_from:
            raise SchemeDateError(year, last.effective_from)
        adopted = PointsScheme.create(
            village=village,
            branch=branch,
            year=year,
            version=1 if last is None else last.version + 1,
            effective_from=effective_from,
            items=items_to_json(scheme.items),
            digest=scheme.digest,
            adopted_at=work.now,
        )
        work.seal(
            "points.scheme.adopted",
            about=("points_scheme", adopted.id),
            facts={"branch": branch.id, "year": year, "version": adopted.version, "digest": adopted.digest},
            rows=[adopted],
            happened_on=effective_from,
        )
        return adopted

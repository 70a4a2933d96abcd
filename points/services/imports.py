"""Entering a table of claims: all of it in one act, or nothing, however many rows it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.errors import NothingPickedError
from points.models import PointsClaim
from points.queries.claims import last_claim_id
from points.services.claims import Intake
from points.values import Origin
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from points.services.claims import Recording
    from portal.org.actors import Actor
    from portal.org.models import Place

#: The claims of this act: nobody else makes any in the village while its log is locked.
_OF_THIS_ACT = "village_id = ? AND id > ?"


def import_claims(actor: Actor, village: Place, recordings: Sequence[Recording]) -> list[int]:
    """Enter a whole table in one act, all of it or nothing, and return the numbers of its claims.

    What every row is checked against is read once; the rows are written and read back together, and one entry of the
    log seals each by its digest.

    :raise NothingPickedError: it is empty.
    :raise DomainError: as :func:`points.services.claims.record_claim` says, for any of them.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        if not recordings:
            raise NothingPickedError
        intake = Intake(village, actor, days=[one.happened_on for one in recordings], today=work.today)
        before = last_claim_id()
        PointsClaim.create_all(
            [intake.row(one, Origin.IMPORTED) for one in recordings],
            village=village.id,
            origin=Origin.IMPORTED,
            meeting=None,
            submitted_by=actor.person_id,
            submitted_at=work.now,
        )
        made: list[int] = work.keep_where(PointsClaim, _OF_THIS_ACT, (village.id, before)).column("id")
        work.seal(
            "points.table.imported",
            about=("points_table", str(min(made))),
            facts={"claims": len(made)},
        )
        return sorted(made)

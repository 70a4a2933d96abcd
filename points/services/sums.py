"""Adding new entries to the sums kept beside them: the one way, for reviews, reversals and whatever makes entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.queries import last_entry_id
from points.sums import ALL_SUMS
from portal.kernel.db import execute
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from points.models import PointsEntry
    from portal.org.actors import Actor
    from portal.org.models import Place


def add_up(village: Place, entries: Sequence[PointsEntry]) -> None:
    """Add the entries an act has made to the sums, in its transaction: once, with all of them.

    The village's log is locked, so that nobody else makes entries of the village at the same moment; they are read
    back as the database stored them.
    """
    numbers = [one.id for one in entries]
    if numbers:
        for sums in ALL_SUMS:
            execute(sums.adding, (village.id, min(numbers), max(numbers)))


def recount(actor: Actor, village: Place) -> None:
    """Add all entries of a village up again, where ``cunshi db check`` found sums that differ from them."""
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        last = last_entry_id(village)
        for sums in ALL_SUMS:
            execute(sums.emptying, (village.id,))
            execute(sums.adding, (village.id, 1, last))
        work.seal("points.sums.recounted", about=("points_entry", last), facts={"through_entry": last})

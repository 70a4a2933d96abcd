"""Adding new entries to the sums kept beside them: the one way, for reviews, reversals and whatever makes entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.periods import Year
from points.queries import last_entry_id
from points.sums import ALL_SUMS, COUNTING_MEMBERS, standing_on
from portal.kernel.clock import local_day
from portal.kernel.db import execute
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from points.models import PointsEntry
    from portal.org.actors import Actor
    from portal.org.models import Place


_OF_THESE = " AND village_id = ? AND branch_id IN (SELECT branch_id FROM points_entry WHERE id BETWEEN ? AND ?)"
_NOT_COUNTED = " AND village_id = ? AND members IS NULL"


def add_up(village: Place, entries: Sequence[PointsEntry]) -> None:
    """Add the entries an act has made to the sums, in its transaction: once, with all of them.

    The village's log is locked, so that nobody else makes entries of the village at the same moment; they are read
    back as the database stored them. The heads of their branches are counted again.
    """
    if not entries:
        return
    numbers = [one.id for one in entries]
    span = (village.id, min(numbers), max(numbers))
    for sums in ALL_SUMS:
        execute(sums.adding, span)
    today = local_day(max(one.recorded_at for one in entries))
    for year in sorted({one.happened_on.year for one in entries}):
        _count_members(year, today, _OF_THESE, span)


def recount(actor: Actor, village: Place) -> None:
    """Add all entries of a village up again, where ``cunshi db check`` found sums that differ from them."""
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        last = last_entry_id(village)
        for sums in ALL_SUMS:
            execute(sums.emptying, (village.id,))
            execute(sums.adding, (village.id, 1, last))
        for (year,) in execute("SELECT DISTINCT year FROM points_branch_year WHERE members IS NULL").fetchall():
            _count_members(year, work.today, _NOT_COUNTED, (village.id,))
        work.seal("points.sums.recounted", about=("points_entry", last), facts={"through_entry": last})


def _count_members(year: int, today: date, which: str, values: tuple[int, ...]) -> None:
    day = min(today, Year(year).last_day)
    execute(COUNTING_MEMBERS + which, (*standing_on(day), year, *values))

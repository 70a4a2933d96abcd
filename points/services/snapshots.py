"""Keeping how every branch stood when a month was locked; part of that act and sealed with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.models import PointsSnapshot
from points.periods import Year
from points.queries import last_entry_id, members
from points.queries.snapshots import digest_of, lines_as_json
from points.queries.sums import basis_of, postings, sums_by_member
from points.rules.snapshots import snapshot_lines
from portal.org.queries import branches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from points.rules.scores import Posting
    from portal.kernel.months import Month
    from portal.kernel.work import Work
    from portal.org.models import Branch, Place


def take_snapshots(work: Work, village: Place, month: Month) -> list[PointsSnapshot]:
    """Make a snapshot of every branch in the unit of work that locks a month."""
    through, known = last_entry_id(village), postings(village, Year(month.year))
    return [_snapshot(work, village, branch, month, through=through, known=known) for branch in branches(village)]


def _snapshot(
    work: Work, village: Place, branch: Branch, month: Month, *, through: int, known: Sequence[Posting]
) -> PointsSnapshot:
    there = [row.id for row in members(village, branch.id, on=month.last_day)]
    earned = [person for _, person in sums_by_member(village, month, branch_id=branch.id)]
    basis = basis_of(village, branch.id, year=month.year, on=month.last_day)
    lines = snapshot_lines(
        known, people=list(dict.fromkeys([*there, *earned])), month=month, through=through, basis=basis
    )
    return PointsSnapshot.create(
        village=village,
        branch=branch,
        month=month,
        through_entry=through,
        base_x100=basis.base_x100,
        lowest_x100=basis.lowest_x100,
        highest_x100=basis.highest_x100,
        lines=lines_as_json(lines),
        digest=digest_of(lines),
        taken_at=work.now,
    )

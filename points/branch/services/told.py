"""What it means that a month is over: the branch's year is public up to it, by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.branch.bulletins import publish_year
from points.branch.models import BranchTold
from points.branch.queries import untold_branches
from portal.kernel import clock
from portal.kernel.work import unit_of_work
from portal.org.actors import SYSTEM
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id

if TYPE_CHECKING:
    from portal.kernel.db import SealedModel
    from portal.org.models import Place


def settle(village: Place) -> int:
    """Publish the years of the village's branches up to the month that is over; return how many documents.

    Nobody has to want it: a month in which nothing was held is told like any other. What is entered later about a
    month that was told stands in the next month's revision.
    """
    if not untold_branches(village, today=clock.today()):
        return 0
    told = 0
    with unit_of_work(SYSTEM, Permission.SETTLE, village) as work:
        rows: list[SealedModel] = []
        for branch_id, reached in untold_branches(village, today=work.today):
            branch = branch_by_id(village, branch_id)
            for through in reached:
                publish_year(work, village, branch, through=through)
                told += 1
            rows.append(BranchTold.create(village=village, branch=branch, through=reached[-1], told_at=work.now))
        if not rows:
            work.leave_unchanged()
            return 0
        work.seal(
            "branch.year.told",
            about=("place", village.slug),
            facts={"branches": [row.branch_id for row in rows if isinstance(row, BranchTold)]},
            rows=rows,
        )
    return told

"""Which branches' months are over and not public yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import fn

from points.branch.models import BranchMeeting, BranchTold
from portal.kernel.clock import local_day
from portal.kernel.db import tuples_of
from portal.kernel.months import Month
from portal.meetings.models import Meeting

if TYPE_CHECKING:
    from datetime import date

    from portal.org.models import Place


def unsettled(today: date) -> set[int]:
    """Return the villages, by their ids, of which a branch's month is over and not public."""
    return {village_id for village_id, _, _ in _untold(today, None)}


def untold_branches(village: Place, *, today: date) -> list[tuple[int, tuple[Month, ...]]]:
    """Return the branches of a village of which a month is over and not public, each with what its years reach to.

    Of every year that began since the last time, the last month that is over: each year is a document of its own.
    """
    last = Month.of(today).plus(-1)
    found = []
    for _, branch_id, since in _untold(today, village):
        told = BranchTold.select(fn.MAX(BranchTold.through)).where(BranchTold.branch == branch_id).scalar()
        first = Month.of(since) if told is None else told.plus(1)
        found.append((branch_id, tuple(min(Month(year, 12), last) for year in range(first.year, last.year + 1))))
    return found


def _untold(today: date, village: Place | None) -> list[tuple[int, int, date]]:
    last = Month.of(today).plus(-1)
    told = BranchTold.select(BranchTold.branch).where(BranchTold.through == last)
    asked = BranchMeeting.branch.not_in(told)
    if village is not None:
        asked &= BranchMeeting.village == village.id
    rows = (
        BranchMeeting.select(BranchMeeting.village, BranchMeeting.branch, fn.MIN(Meeting.starts_at))
        .join(Meeting)
        .where(asked)
        .group_by(BranchMeeting.village, BranchMeeting.branch)
    )
    found = ((village_id, branch_id, local_day(starts_at)) for village_id, branch_id, starts_at in tuples_of(rows))
    return sorted((one for one in found if one[2] <= last.last_day), key=lambda one: one[:2])

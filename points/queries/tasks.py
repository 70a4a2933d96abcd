"""What waits for whom in the points area: a scheme for the year, a quarter's list to be published."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from points.queries.entries import scheme_on, unpublished_quarters
from portal.areas import Task
from portal.org.permissions import Permission
from portal.org.queries import branches

if TYPE_CHECKING:
    from datetime import date

    from portal.org.actors import Actor
    from portal.org.models import Place

#: How long after a quarter its list is expected.
_LIST_WITHIN = timedelta(days=15)


def tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return what waits for whoever publishes the village's points."""
    if not actor.may(Permission.POINTS_PUBLISH, village, on=today):
        return []
    found = [
        Task(
            title=f"登记{today.year}年积分办法：{branch.name}",
            endpoint="points.adopt",
            values={"branch": branch.id},
        )
        for branch in branches(village)
        if scheme_on(village, branch.id, today) is None
    ]
    found += [
        Task(
            title=f"公示积分：{quarter.chinese}",
            endpoint="points.publish",
            values={"quarter": str(quarter)},
            due=quarter.last_day + _LIST_WITHIN,
        )
        for quarter in unpublished_quarters(village, before=today)
    ]
    return found

"""What a passed date means becomes a record: ballots past their deadline close, names past their time are masked.

Run before every build of the public site; running it again changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.areas import resolve
from portal.kernel import clock
from portal.kernel.bulletins import names_due, withhold_names
from portal.kernel.work import unit_of_work
from portal.org.actors import SYSTEM
from portal.org.permissions import Permission
from portal.org.queries import places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.areas import Area
    from portal.org.models import Place

_PERIOD_OVER = "公示期满，姓名不再公开"


def settle(areas: Sequence[Area]) -> int:
    """Settle every place in every area; return how many records that made."""
    return sum(_settle_place(place, areas) for place in places())


def _settle_place(place: Place, areas: Sequence[Area]) -> int:
    made: int = sum(resolve(area.settle)(place) for area in areas if area.settle)
    if names_due(place.log_id, on=clock.today()):
        with unit_of_work(SYSTEM, Permission.SETTLE, place) as work:
            due = names_due(place.log_id, on=work.today)
            withhold_names(work, due, reason=_PERIOD_OVER)
            work.seal("bulletin.names.withheld", about=("place", place.slug), facts={"bulletins": len(due)})
            made += len(due)
    return made

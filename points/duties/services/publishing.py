"""Publishing a quarter's figures; a later revision says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.duties.bulletins import publish_quarter, quarter_content
from points.duties.errors import NothingNewError, NothingToTellError, QuarterNotOverError
from points.duties.queries.published import has_begun, published_quarter
from points.duties.services.entering import reason_of
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.months import Quarter
    from portal.org.actors import Actor
    from portal.org.models import Place


def publish_duties(actor: Actor, village: Place, quarter: Quarter, *, reason: str = "") -> Bulletin:
    """Publish what is told in public of a quarter.

    :raise QuarterNotOverError: it goes on.
    :raise NothingToTellError: nothing was registered for it.
    :raise NothingNewError: it was published and says the same.
    :raise ReasonNeededError: it was published before and no reason is given.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        if work.today <= quarter.last_day:
            raise QuarterNotOverError(quarter)
        if not has_begun(village, quarter):
            raise NothingToTellError(quarter)
        content, before = quarter_content(village, quarter, today=work.today), published_quarter(village, quarter)
        if before is not None and before.content == content:
            raise NothingNewError(quarter)
        why = reason_of(reason) if before is not None else ""
        bulletin = publish_quarter(work, quarter, content, reason=why)
        work.seal(
            "duties.quarter.published",
            about=("quarter", str(quarter)),
            facts={"quarter": str(quarter), "revision": bulletin.revision},
        )
        return bulletin

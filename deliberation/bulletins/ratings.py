"""The published answer after a rating in which too many were not satisfied; their reasons are in no document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.bulletins.parts import masked_in
from portal.kernel import bulletins

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries.polls import PollRow
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.work import Work
    from portal.org.models import Place

RATING_REPLY = "rating-reply"


def publish_rating_reply(work: Work, village: Place, row: PollRow, *, text: str, due_on: date) -> Bulletin:
    """Publish what came of visiting those who are not satisfied."""
    masked = masked_in(village)
    return bulletins.publish(
        work,
        kind=RATING_REPLY,
        key=str(row.number),
        content={
            "poll": {"number": row.number, "question": masked(row.question)},
            "text": masked(text),
            "on": work.today.isoformat(),
            "late_days": max((work.today - due_on).days, 0),
        },
        about=[("poll", row.number)],
    )

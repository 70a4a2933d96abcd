"""The published word that a matter stands still: since when, and who should do what. Pages have no clock (D-59)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.bulletins.parts import masked_in
from portal.kernel import bulletins
from portal.kernel.bulletins import Bulletin

if TYPE_CHECKING:
    from deliberation.queries.stalled import StalledRow
    from portal.kernel.work import Work

STALLED = "stalled"


def publish_stall(work: Work, row: StalledRow) -> Bulletin:
    """Publish that a matter stands still; what comes of it later takes this back by itself."""
    masked, matter, wait = masked_in(row.village), row.matter, row.wait
    return bulletins.publish(
        work,
        kind=STALLED,
        key=f"{matter.number}-{_next(work, matter.number)}",
        content={
            "matter": {"number": matter.number, "title": masked(matter.title)},
            "awaited": wait.awaited.value,
            "subject": wait.subject,
            "due_on": wait.due_on.isoformat(),
            "duty": masked(wait.duty),
            "article": wait.article,
            "confidence": wait.confidence.value,
        },
        about=[("matter", matter.number)],
    )


def _next(work: Work, number: int) -> int:
    """Return the number of the next such document about a matter."""
    here = (Bulletin.log == work.head.log_id) & (Bulletin.kind == STALLED)
    return 1 + Bulletin.select().where(here & Bulletin.key.startswith(f"{number}-")).count()

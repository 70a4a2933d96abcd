"""What is published of councils: that one met and what came of its agenda, that one was missed, the fees collected.

What a suggestion says stands in its own documents; here is only its number. Names of registered villagers are masked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.bulletins.parts import masked_in
from deliberation.bulletins.suggestions import told_item
from deliberation.procedures import collection_goal_on
from deliberation.queries.councils import council
from deliberation.rules.councils import COLLECTION_TOLD, MEETING_TOLD, MISS_TOLD, rate_x100, sides_present
from portal.kernel import bulletins
from portal.kernel.bulletins import Bulletin

if TYPE_CHECKING:
    from deliberation.models import FeeCollection
    from deliberation.queries.councils import CouncilMeeting, CouncilRow
    from deliberation.rules.councils import Hall, Period
    from portal.kernel.canonical import Json
    from portal.kernel.work import Work
    from portal.org.models import Place

COUNCIL = "council"


def publish_meeting(work: Work, village: Place, hall: Hall, meeting_id: int) -> Bulletin:
    """Publish how a meeting of a council stands after what this unit of work has written."""
    row = council(village, hall, today=work.today)
    met = next(one for one in row.meetings if one.meeting.id == meeting_id)
    masked = masked_in(village)
    return bulletins.publish(
        work,
        kind=MEETING_TOLD,
        key=f"{meeting_id}-{_next_step(work, MEETING_TOLD, str(meeting_id))}",
        content={
            **_council(row),
            "period": _period(met.period) if met.period else None,
            "meeting": {
                "id": meeting_id,
                "title": masked(met.meeting.title),
                "held_on": met.meeting.meets_on.isoformat(),
                "entitled": met.meeting.entitled or 0,
                "present": met.meeting.present,
            },
            "sides": _sides(row, met),
            "items": [
                {"suggestion": one.suggestion.number, "item": told_item(one.listing.item, masked)} for one in met.items
            ],
        },
        about=[(COUNCIL, hall.value)],
    )


def publish_miss(work: Work, village: Place, row: CouncilRow, period: Period, *, reason: str = "") -> Bulletin:
    """Publish that a period passed without a meeting, and why as far as an officer has said."""
    about = f"{row.rule.hall.value}-{period.due_on}"
    return bulletins.publish(
        work,
        kind=MISS_TOLD,
        key=f"{about}-{_next_step(work, MISS_TOLD, about)}",
        content={
            **_council(row),
            "period": _period(period),
            "why": masked_in(village)(reason) if reason else None,
        },
        about=[(COUNCIL, row.rule.hall.value)],
    )


def publish_collection(work: Work, row: FeeCollection) -> Bulletin:
    """Publish how much of a month's property fees was collected; a correction is the document's next revision."""
    goal = collection_goal_on(row.month.last_day)
    return bulletins.publish(
        work,
        kind=COLLECTION_TOLD,
        key=str(row.month),
        content={
            "month": str(row.month),
            "households_due": row.households_due,
            "households_paid": row.households_paid,
            "due_fen": row.due_fen,
            "collected_fen": row.collected_fen,
            "rate_x100": rate_x100(row.collected_fen, row.due_fen),
            "goal_x100": goal.goal_x100,
            "article": goal.article,
            "confidence": goal.confidence.value,
        },
        about=[("fee-month", str(row.month))],
        reason=row.reason,
    )


def _council(row: CouncilRow) -> dict[str, Json]:
    return {
        "hall": row.rule.hall.value,
        "name": row.rule.name,
        "words": row.rule.words,
        "rhythm": row.setting.words if row.setting else None,
        "article": row.rule.article,
        "confidence": row.rule.confidence.value,
    }


def _period(period: Period) -> dict[str, Json]:
    return {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "due_on": period.due_on.isoformat(),
    }


def _sides(row: CouncilRow, met: CouncilMeeting) -> Json:
    """Say how many of each side came, where there are sides and somebody wrote it down."""
    if not row.rule.sides or met.sides is None:
        return None
    counts = (met.meeting.present, met.sides.firm, met.sides.owners)
    return {
        "present": [{"name": name, "people": people} for name, people in zip(row.rule.sides, counts, strict=True)],
        "complete": sides_present(counts[0], counts[1:]),
    }


def _next_step(work: Work, kind: str, about: str) -> int:
    """Return the number of the next document about a meeting or a missed period."""
    here = (Bulletin.log == work.head.log_id) & (Bulletin.kind == kind)
    return 1 + Bulletin.select().where(here & Bulletin.key.startswith(f"{about}-")).count()

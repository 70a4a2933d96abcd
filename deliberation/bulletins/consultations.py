"""The published record of a hearing, talk or negotiation: counts and what came of it, and nobody who was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.bulletins.decisions import before_decision, steps_of
from deliberation.bulletins.parts import masked_in, way_taken
from deliberation.procedures import side_name
from portal.kernel import bulletins

if TYPE_CHECKING:
    from deliberation.queries.consultations import ConsultationRow
    from deliberation.queries.matters import MatterRow
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.work import Work
    from portal.org.models import Place

CONSULTATION = "consultation"


def publish_consultation(work: Work, village: Place, matter: MatterRow, row: ConsultationRow) -> Bulletin:
    """Publish one record, in the unit of work that seals it; its files stay in the portal, by their digests."""
    masked = masked_in(village)
    return bulletins.publish(
        work,
        kind=CONSULTATION,
        key=f"{matter.number}-{row.number}",
        content={
            "matter": before_decision(matter, village),
            "number": row.number,
            "kind": {"id": row.kind.value, "title": row.kind.title},
            "held_on": row.held_on.isoformat(),
            "place": masked(row.place),
            "sides": [{"id": side, "name": side_name(side), "people": people} for side, people in row.sides],
            "offered": masked(row.offered),
            "asked": masked(row.asked),
            "settlement": {"id": row.settlement.value, "title": row.settlement.title},
            "result": masked(row.result),
            "households": {"asked": row.households_asked, "agreed": row.households_agreed},
            "late_days": row.late_days,
            "files": list(row.files),
            "steps": steps_of(matter),
            **way_taken(village, matter),
        },
        about=[("matter", matter.number)],
    )

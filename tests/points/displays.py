"""What is on display: entries that are listed, objections to them, and what was published."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from points import queries, services
from points.models import PointsDisplay, PointsEntry
from points.rules import State
from points.services import Objecting
from portal.kernel.bulletins import Bulletin
from portal.kernel.months import Month
from portal.org.offices import Office
from tests.points.branchwork import Branchwork

SEPTEMBER = Month(2026, 9)
#: Seven days from 15 October, which is a Thursday.
LAST, AFTER = date(2026, 10, 22), date(2026, 10, 23)


def content(key: str = "2026-09") -> dict[str, Any]:
    bulletin = (
        Bulletin.select()
        .where((Bulletin.kind == "points") & (Bulletin.key == key))
        .order_by(Bulletin.revision.desc())
        .first()
    )
    published: dict[str, Any] = json.loads(bulletin.envelope)["content"]
    return published


def state(work: Branchwork, entry: PointsEntry, day: date) -> State:
    return queries.entry(work.village, entry.id, today=day).state


def listed(work: Branchwork, *, code: str = "A01", person: int = 0) -> PointsEntry:
    """An entry of September whose list is on display since today."""
    entry = work.record(code, happened_on=date(2026, 9, 4), person_id=work.member(person))
    work.display(SEPTEMBER, reason="补登" if PointsDisplay.select().count() else "")
    return entry


def objected(work: Branchwork, entry: PointsEntry, office: Office = Office.REPRESENTATIVE) -> int:
    objecting = Objecting(month=SEPTEMBER, text="那天他没有来", entry_id=entry.id)
    return services.file_objection(work.township.actor(office), work.village, objecting).id

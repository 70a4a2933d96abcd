"""Steps without a vote as they were recorded, and which of them a matter waits for after its decision."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.models import Matter, StageRecord
from deliberation.rules.course import Attempt, Mark
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from datetime import date

    from portal.org.models import Place
    from portal.org.offices import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """What one officer wrote down in one step."""

    stage: str
    round: int
    passed: bool
    text: str
    office: Office
    plan_digest: str
    happened_on: date
    late_days: int

    @property
    def attempt(self) -> Attempt:
        """The record as the course is replayed from it."""
        mark = Mark.CARRIED if self.passed else Mark.FAILED
        return Attempt(stage=self.stage, round=self.round, mark=mark, digest=self.plan_digest)


def stage_records(village: Place, number: int | None = None) -> dict[int, tuple[RecordRow, ...]]:
    """Return every record of the village, or on one matter of it, by the matter's id, in the order of entry."""
    asked: Any = StageRecord.village == village.id
    if number is not None:
        asked &= Matter.number == number
    columns = (
        StageRecord.matter,
        StageRecord.stage,
        StageRecord.round,
        StageRecord.passed,
        StageRecord.text,
        StageRecord.office,
        StageRecord.plan_digest,
        StageRecord.happened_on,
        StageRecord.late_days,
    )
    rows = StageRecord.select(*columns).join(Matter).where(asked).order_by(StageRecord.id)
    found: dict[int, list[RecordRow]] = defaultdict(list)
    for row in dicts_of(rows):
        found[row.pop("matter")].append(RecordRow(**row))
    return {matter_id: tuple(records) for matter_id, records in found.items()}

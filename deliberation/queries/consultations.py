"""What was talked over with those concerned before matters were decided, as it is read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.models import Consultation, Matter
from deliberation.procedures import consultation_on, consultation_sides, side_name
from deliberation.rules.consultations import consultation_finding
from portal.kernel.attachments import attachments_of
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from deliberation.queries.matters import MatterRow
    from deliberation.rules import Finding
    from deliberation.rules.consultations import ConsultationKind, Settlement
    from portal.kernel.attachments import AttachmentRow
    from portal.org.models import Place

#: Under this the files of a record are kept, by the numbers of matter and record.
FILES = "consultation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationRow:
    """One hearing, talk or negotiation; ``attended`` names people and stays in the portal."""

    number: int
    kind: ConsultationKind
    held_on: date
    place: str
    sides: tuple[tuple[str, int], ...]  # the id of each side, and how many of it came
    attended: str
    offered: str
    asked: str
    settlement: Settlement
    result: str
    households_asked: int
    households_agreed: int
    files: tuple[str, ...]
    late_days: int

    @property
    def sides_text(self) -> str:
        """Who sat at the table: 村集体 2 人、承包户代表 5 人."""
        return "、".join(f"{side_name(side)} {people} 人" for side, people in self.sides)


def consultations(village: Place, number: int | None = None) -> Mapping[int, tuple[ConsultationRow, ...]]:
    """Return what was talked over, by the matter's id and in the order of its records; of one matter, or of all."""
    asked = Consultation.village == village.id
    if number is not None:
        asked &= Matter.number == number
    order = [one.id for one in consultation_sides()]
    found: dict[int, list[ConsultationRow]] = defaultdict(list)
    rows = Consultation.select().join(Matter).where(asked).order_by(Consultation.matter, Consultation.number)
    for row in dicts_of(rows):
        facts = {name: row[name] for name in ConsultationRow.__dataclass_fields__ if name not in {"sides", "files"}}
        sides = sorted(row["sides"].items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order))
        found[row["matter"]].append(ConsultationRow(**facts, sides=tuple(sides), files=tuple(row["files"])))
    return {matter: tuple(held) for matter, held in found.items()}


def consultation_files(
    village: Place, matter: int, rows: Sequence[ConsultationRow]
) -> dict[int, Sequence[AttachmentRow]]:
    """Return the files beside the records of one matter, by the record's number."""
    keys = {f"{matter}-{one.number}": one.number for one in rows}
    found = attachments_of(village.log_id, FILES, keys) if keys else {}
    return {keys[key]: files for key, files in found.items()}


def consulted_finding(row: MatterRow, *, by: date) -> Finding | None:
    """Return whether a matter was talked over by a day with those concerned; None where nothing asks for it."""
    asked = consultation_on(by, row.matter_type)
    return consultation_finding(asked, held=[one.held_on for one in row.consulted], by=by) if asked else None

"""What the supervision committee remarked on resolutions and results; and on which a remark is still waited for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.models import SupervisionRemark
from deliberation.rules.follow_up import Target, on_display
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from deliberation.rules.follow_up import FollowUp
    from deliberation.rules.periods import Publicity
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkRow:
    """One remark, signed by name."""

    number: int
    target: Target
    text: str
    by: str
    on: date

    def on_notice(self, target: Target, clock: Publicity) -> bool:
        """Tell whether it is about what was put up as ``clock`` counts; decided again, it is about the older."""
        return self.target is target and self.on >= clock.first_on


def remarks(village: Place, *, matter_id: int | None = None) -> dict[int, list[RemarkRow]]:
    """Return the remarks of the village, or of one matter of it, by the matter's id, in their order."""
    asked = SupervisionRemark.village == village.id
    if matter_id is not None:
        asked &= SupervisionRemark.matter == matter_id
    columns = (
        SupervisionRemark.matter.alias("matter_id"),
        SupervisionRemark.number,
        SupervisionRemark.target,
        SupervisionRemark.text,
        Person.name.alias("by"),
        SupervisionRemark.written_at,
    )
    found: dict[int, list[RemarkRow]] = defaultdict(list)
    rows = SupervisionRemark.select(*columns).join(Person).where(asked).order_by(SupervisionRemark.number)
    for row in dicts_of(rows):
        matter_id_, on = row.pop("matter_id"), local_day(row.pop("written_at"))
        found[matter_id_].append(RemarkRow(**row, on=on))
    return found


def remark_due(facts: FollowUp, written: Iterable[RemarkRow], *, today: date) -> Publicity | None:
    """Return the clock of what is on display and has no remark yet, if anything is."""
    target = on_display(facts, today=today)
    clock = facts.publicity_of(target) if target else None
    if target is None or clock is None or any(one.on_notice(target, clock) for one in written):
        return None
    return clock

"""How much of the property fees was collected, month by month, as it was entered last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.models import FeeCollection
from deliberation.rules.councils import rate_x100
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from portal.kernel.months import Month
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionRow:
    """The figures of one month."""

    month: Month
    revision: int
    households_due: int
    households_paid: int
    due_fen: int
    collected_fen: int

    @property
    def rate_x100(self) -> int:
        """How much of the amount was collected, in hundredths of a percent."""
        return rate_x100(self.collected_fen, self.due_fen)


def collections(village: Place) -> list[CollectionRow]:
    """Return the months of a village, the newest first."""
    rows = (
        FeeCollection.select(
            FeeCollection.month,
            FeeCollection.revision,
            FeeCollection.households_due,
            FeeCollection.households_paid,
            FeeCollection.due_fen,
            FeeCollection.collected_fen,
        )
        .where(FeeCollection.village == village.id)
        .order_by(FeeCollection.revision)
    )
    newest = {row["month"]: CollectionRow(**row) for row in dicts_of(rows)}
    return sorted(newest.values(), key=lambda row: row.month, reverse=True)


def collection(village: Place, month: Month) -> CollectionRow | None:
    """Return the figures of one month, if they were entered."""
    return next((row for row in collections(village) if row.month == month), None)

"""Reading deliveries of prizes, and which of them were taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from points.households.errors import NoDeliveryError
from points.households.models import Prize, PrizeDeliveryReversal, PrizeStock
from points.households.values import StockKind
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from datetime import date

    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """One delivery, and whether it stands."""

    id: int
    prize_id: int
    name: str
    unit: str
    quantity: int
    cost_fen: int
    voucher: str
    delivered_on: date
    reversed_on: date | None
    reason: str  # why it was taken back


def delivery(prize_id: int, delivery_id: int) -> DeliveryRow:
    """Return one delivery of a prize.

    :raise NoDeliveryError: the prize has no such delivery.
    """
    found = _deliveries((PrizeStock.prize == prize_id) & (PrizeStock.id == delivery_id))
    if not found:
        raise NoDeliveryError
    return found[0]


def deliveries(village: Place, *, first: date, last: date) -> list[DeliveryRow]:
    """Return what was delivered between two days, whether it was taken back later or not."""
    return _deliveries((PrizeStock.village == village.id) & PrizeStock.moved_on.between(first, last))


def taken_back(village: Place, *, first: date, last: date) -> list[DeliveryRow]:
    """Return the deliveries taken back between two days."""
    return _deliveries((PrizeStock.village == village.id) & PrizeDeliveryReversal.reversed_on.between(first, last))


def of_prize(prize_id: int) -> list[DeliveryRow]:
    """Return every delivery of a prize, the oldest first."""
    return _deliveries(PrizeStock.prize == prize_id)


def reversals_of(prize_id: int) -> dict[int, date]:
    """Return, for each movement that took a delivery of a prize back, the day of that delivery."""
    taken = PrizeStock.alias()
    rows = (
        PrizeDeliveryReversal.select(PrizeDeliveryReversal.movement, taken.moved_on)
        .join(taken, on=(PrizeDeliveryReversal.delivery == taken.id))
        .where(taken.prize == prize_id)
    )
    return {row["movement"]: row["moved_on"] for row in dicts_of(rows)}


def spent_fen(village: Place, *, first: date, last: date, until: date | None = None) -> int:
    """Return what the deliveries between two days cost in fen, less those taken back; by ``until``, where asked."""
    found = deliveries(village, first=first, last=last)
    return sum(
        one.cost_fen for one in found if one.reversed_on is None or (until is not None and one.reversed_on > until)
    )


def _deliveries(asked: Any) -> list[DeliveryRow]:
    movement = PrizeStock.alias()
    rows = (
        PrizeStock.select(
            PrizeStock.id,
            PrizeStock.prize.alias("prize_id"),
            Prize.name,
            Prize.unit,
            PrizeStock.quantity,
            PrizeStock.cost_fen,
            PrizeStock.voucher,
            PrizeStock.moved_on.alias("delivered_on"),
            PrizeDeliveryReversal.reversed_on,
            movement.reason,
        )
        .join(Prize)
        .join_from(
            PrizeStock, PrizeDeliveryReversal, JOIN.LEFT_OUTER, on=(PrizeDeliveryReversal.delivery == PrizeStock.id)
        )
        .join_from(PrizeStock, movement, JOIN.LEFT_OUTER, on=(PrizeDeliveryReversal.movement == movement.id))
        .where(asked & (PrizeStock.kind == StockKind.DELIVERED))
        .order_by(PrizeStock.id)
    )
    return [DeliveryRow(**{**row, "reason": row["reason"] or ""}) for row in dicts_of(rows)]

"""Deliveries entered wrongly: taken back whole with a reason, after which the right one is entered anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.households.models import PrizeDeliveryReversal, PrizeStock
from points.households.queries.deliveries import delivery
from points.households.queries.prizes import prize, stock_of
from points.households.rules import balances
from points.households.services.shared import checked_reason
from points.households.values import StockKind
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from portal.org.actors import Actor
    from portal.org.models import Place


def take_back_delivery(
    actor: Actor, village: Place, number: int, delivery_id: int, *, reason: str
) -> PrizeDeliveryReversal:
    """Take a delivery back whole: its pieces leave the stock today, its cost the budget of its year.

    :raise NoPrizeError: there is no such prize.
    :raise NoDeliveryError: the prize has no such delivery.
    :raise DeliveryTakenBackError: it was taken back before.
    :raise DeliveryUsedError: fewer are left than it brought.
    :raise ReasonNeededError: there is no reason.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_RECORD, village) as work:
        row, why = prize(village, number), checked_reason(reason)
        found = delivery(row.id, delivery_id)
        balances.require_taken_back_once(found.reversed_on)
        balances.require_whole_delivery(found.quantity, left=stock_of(row.id), unit=row.unit)
        moved = PrizeStock.create(
            village=village,
            prize=row.id,
            kind=StockKind.CORRECTED,
            quantity=-found.quantity,
            moved_on=work.today,
            reason=why,
            recorded_by=actor.person_id,
            recorded_at=work.now,
        )
        made = PrizeDeliveryReversal.create(
            village=village, delivery=delivery_id, movement=moved.id, reversed_on=work.today
        )
        work.seal(
            "households.delivery.reversed",
            about=("prize", number),
            facts={"quantity": found.quantity, "cost_fen": found.cost_fen},
            rows=[moved, made],
        )
        return made

"""The catalogue: new prizes, their prices, deliveries, counts, and the year's budget. Stock is never edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.households.errors import (
    BelowNothingError,
    CashPrizeError,
    CountSameError,
    OfferSameError,
    PrizeNameError,
    QuantityError,
    SameDeliveryError,
)
from points.households.models import Prize, PrizeBudget, PrizeDeliveryReversal, PrizeOffer, PrizeStock
from points.households.practice import cash_word
from points.households.queries.prizes import (
    budget_revisions,
    first_delivery_day,
    is_prize_named,
    next_prize_number,
    prize,
    reserved_of,
    stock_of,
)
from points.households.rules import balances
from points.households.rules.earning import require_half_points
from points.households.services.shared import checked_reason, plain_line
from points.households.values import StockKind
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.org.actors import Actor
    from portal.org.models import Place

#: As many of a prize as one delivery or count may be of.
MOST_PIECES = 100_000
_LONGEST_NAME, _LONGEST_UNIT, _LONGEST_DETAIL, _LONGEST_VOUCHER = 40, 10, 200, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrize:
    """A prize as it enters the catalogue; ``most_each`` is how many a household may have in a year."""

    name: str
    unit: str
    price_x100: int
    most_each: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """What a prize costs from now on, or that it cannot be had any more, and why that changed."""

    price_x100: int
    most_each: int | None
    on_offer: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivering:
    """What was delivered: how many, what they cost together, and which voucher of the books says so."""

    quantity: int
    cost_fen: int
    delivered_on: date
    voucher: str = ""


def enter_prize(actor: Actor, village: Place, new: NewPrize) -> Prize:
    """Enter a prize into the catalogue; its stock begins empty.

    :raise CashPrizeError: its name means money.
    :raise PrizeNameError: there is one of that name.
    :raise NotHalfPointsError: its price is no number of half points above nothing.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_MANAGE, village) as work:
        name = plain_line(new.name, most=_LONGEST_NAME)
        detail = plain_line(new.detail, most=_LONGEST_DETAIL)
        word = cash_word(name + detail, on=work.today)
        if word:
            raise CashPrizeError(word)
        if is_prize_named(village, name):
            raise PrizeNameError(name)
        require_half_points(new.price_x100)
        made = Prize.create(
            village=village,
            number=next_prize_number(village),
            name=name,
            unit=plain_line(new.unit, most=_LONGEST_UNIT),
            detail=detail,
            entered_by=actor.person_id,
            entered_at=work.now,
        )
        offer = PrizeOffer.create(
            village=village,
            prize=made,
            revision=1,
            on_offer=True,
            price_x100=new.price_x100,
            most_each=new.most_each,
            set_by=actor.person_id,
            set_at=work.now,
        )
        work.seal(
            "households.prize.entered",
            about=("prize", made.number),
            facts={"price_x100": new.price_x100},
            rows=[made, offer],
        )
        return made


def set_offer(actor: Actor, village: Place, number: int, offering: Offering) -> PrizeOffer:
    """Change what a prize costs, how many a household may have, or whether it can be had; what was reserved stays.

    :raise NoPrizeError: there is no such prize.
    :raise OfferSameError: nothing would change.
    :raise NotHalfPointsError: the price is no number of half points above nothing.
    :raise ReasonNeededError: there is no reason.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_MANAGE, village) as work:
        row, why = prize(village, number), checked_reason(offering.reason)
        require_half_points(offering.price_x100)
        if (row.price_x100, row.most_each, row.on_offer) == (
            offering.price_x100,
            offering.most_each,
            offering.on_offer,
        ):
            raise OfferSameError
        made = PrizeOffer.create(
            village=village,
            prize=row.id,
            revision=row.revision + 1,
            on_offer=offering.on_offer,
            price_x100=offering.price_x100,
            most_each=offering.most_each,
            reason=why,
            set_by=actor.person_id,
            set_at=work.now,
        )
        work.seal(
            "households.prize.offered",
            about=("prize", number),
            facts={"price_x100": made.price_x100, "on_offer": made.on_offer},
            rows=[made],
        )
        return made


def receive_delivery(actor: Actor, village: Place, number: int, delivering: Delivering) -> PrizeStock:
    """Enter a delivery into stock, with what it cost; the money itself is booked in the books.

    :raise NoPrizeError: there is no such prize.
    :raise QuantityError: so many are not delivered at once.
    :raise BelowNothingError: it cost less than nothing.
    :raise FutureEntryError: it has not come yet.
    :raise EarlyDeliveryError: household points had not begun here.
    :raise SameDeliveryError: the same was entered before; what differs says so in its voucher.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_RECORD, village) as work:
        row = prize(village, number)
        if not 1 <= delivering.quantity <= MOST_PIECES:
            raise QuantityError(MOST_PIECES)
        if delivering.cost_fen < 0:
            raise BelowNothingError
        balances.require_passed(delivering.delivered_on, today=work.today)
        balances.require_begun(delivering.delivered_on, first=first_delivery_day(village, row.id))
        voucher = plain_line(delivering.voucher, most=_LONGEST_VOUCHER)
        _refuse_same(row.id, delivering, voucher)
        made = PrizeStock.create(
            village=village,
            prize=row.id,
            kind=StockKind.DELIVERED,
            quantity=delivering.quantity,
            moved_on=delivering.delivered_on,
            cost_fen=delivering.cost_fen,
            voucher=voucher,
            recorded_by=actor.person_id,
            recorded_at=work.now,
        )
        work.seal(
            "households.prize.delivered",
            about=("prize", number),
            facts={"quantity": made.quantity, "cost_fen": made.cost_fen},
            rows=[made],
            happened_on=delivering.delivered_on,
        )
        return made


def correct_stock(actor: Actor, village: Place, number: int, *, counted: int, reason: str) -> PrizeStock:
    """Bring the stock to what was counted on the shelf, with the reason of the difference.

    What is set aside for households and not fetched lies on the shelf too: what can be had is what was counted less it.

    :raise NoPrizeError: there is no such prize.
    :raise QuantityError: so many cannot be counted.
    :raise CountReservedError: fewer were counted than are set aside.
    :raise CountSameError: the count agrees.
    :raise ReasonNeededError: there is no reason.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_RECORD, village) as work:
        row, why = prize(village, number), checked_reason(reason)
        if not 0 <= counted <= MOST_PIECES:
            raise QuantityError(MOST_PIECES)
        reserved = reserved_of(row.id)
        balances.require_counted(counted, reserved=reserved, unit=row.unit)
        difference = counted - reserved - stock_of(row.id)
        if not difference:
            raise CountSameError(counted, row.unit)
        made = PrizeStock.create(
            village=village,
            prize=row.id,
            kind=StockKind.CORRECTED,
            quantity=difference,
            moved_on=work.today,
            reason=why,
            recorded_by=actor.person_id,
            recorded_at=work.now,
        )
        work.seal("households.prize.corrected", about=("prize", number), facts={"difference": difference}, rows=[made])
        return made


def set_budget(actor: Actor, village: Place, year: int, *, amount_fen: int, document: str) -> PrizeBudget:
    """State what prizes may cost in a year, with the paper that says so; a later one stands beside the earlier.

    :raise BelowNothingError: it is less than nothing.
    :raise ReasonNeededError: no paper is named.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_MANAGE, village) as work:
        if amount_fen < 0:
            raise BelowNothingError
        made = PrizeBudget.create(
            village=village,
            year=year,
            revision=budget_revisions(village, year) + 1,
            amount_fen=amount_fen,
            document=checked_reason(document),
            set_by=actor.person_id,
            set_at=work.now,
        )
        work.seal(
            "households.prize.budgeted", about=("prize_budget", year), facts={"amount_fen": amount_fen}, rows=[made]
        )
        return made


def _refuse_same(prize_id: int, delivering: Delivering, voucher: str) -> None:
    """Refuse a delivery that was entered before, such as a form sent twice: stock and cost would count twice.

    :raise SameDeliveryError: it was.
    """
    there = PrizeStock.select().where(
        (PrizeStock.prize == prize_id)
        & (PrizeStock.kind == StockKind.DELIVERED)
        & (PrizeStock.quantity == delivering.quantity)
        & (PrizeStock.cost_fen == delivering.cost_fen)
        & (PrizeStock.moved_on == delivering.delivered_on)
        & (PrizeStock.voucher == voucher)
        & PrizeStock.id.not_in(PrizeDeliveryReversal.select(PrizeDeliveryReversal.delivery))
    )
    if there.exists():
        raise SameDeliveryError(delivering.delivered_on)

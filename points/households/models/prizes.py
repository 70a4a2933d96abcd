"""Prizes with their prices, stock and budget, and their exchange against points."""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField

from points.households.values import Manner, Step, StockKind
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, FenField, MomentField
from portal.org.models import Household, Person, Place


class Prize(SealedModel):
    """Something households can get; what it costs stands in its offers, how many there are in its stock."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    name = CharField(max_length=40)
    unit = CharField(max_length=10)
    detail = CharField(max_length=200, default="")
    entered_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    entered_at = MomentField()
    village_id: int

    class Meta:
        indexes = ((("village", "number"), True), (("village", "name"), True))
        constraints = (Check("number >= 1 AND name <> '' AND unit <> ''"),)


class PrizeOffer(SealedModel):
    """What a prize costs from a moment on, or that it is no longer offered; the latest holds."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    prize = ForeignKeyField(Prize, on_delete="RESTRICT", backref="+")
    revision = IntegerField()
    on_offer = BooleanField()
    price_x100 = IntegerField()
    most_each = IntegerField(null=True)
    reason = CharField(max_length=200, default="")
    set_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    set_at = MomentField()
    village_id: int
    prize_id: int

    class Meta:
        indexes = ((("prize", "revision"), True),)
        constraints = (
            # Nothing is given away for nothing.
            Check("price_x100 > 0 AND price_x100 / 50 * 50 = price_x100 AND (most_each IS NULL OR most_each >= 1)"),
            # Every change after the first says why.
            Check("revision >= 1 AND (revision = 1) = (reason = '')"),
        )


class PrizeBudget(SealedModel):
    """What prizes may cost in a year, as a paper says; stated here, booked in the books."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    year = IntegerField()
    revision = IntegerField()
    amount_fen = FenField()
    document = CharField(max_length=200)
    set_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    set_at = MomentField()
    village_id: int

    class Meta:
        indexes = ((("village", "year", "revision"), True),)
        constraints = (Check("amount_fen >= 0 AND document <> ''"),)


class PrizeExchange(SealedModel):
    """A prize set aside for a household against its points; ``code`` is known to the household alone."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    household = ForeignKeyField(Household, on_delete="RESTRICT", backref="+")
    prize = ForeignKeyField(Prize, on_delete="RESTRICT", backref="+")
    offer = ForeignKeyField(PrizeOffer, on_delete="RESTRICT", backref="+")
    quantity = IntegerField()
    points_x100 = IntegerField()
    code = CharField(max_length=6)
    token = CharField(max_length=40)
    reserved_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    reserved_on = DateField()
    reserved_at = MomentField()
    village_id: int
    household_id: int
    prize_id: int

    class Meta:
        # One form sent twice is one exchange.
        indexes = ((("village", "number"), True), (("village", "token"), True), (("household", "reserved_on"), False))
        constraints = (Check("quantity >= 1 AND points_x100 > 0"),)


class PrizeExchangeStep(SealedModel):
    """What followed: handed over, signed for, or cancelled; each once."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    exchange = ForeignKeyField(PrizeExchange, on_delete="RESTRICT", backref="+")
    step = EnumField(Step)
    done_on = DateField()
    manner = EnumField(Manner, null=True)
    signed_by = CharField(max_length=40, default="")
    reason = CharField(max_length=200, default="")
    done_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    done_at = MomentField()
    village_id: int
    exchange_id: int

    class Meta:
        indexes = ((("exchange", "step"), True), (("village", "done_on"), False))
        constraints = (
            # A signature says how, a cancellation why.
            Check("(step = 'signed') = (manner IS NOT NULL)"),
            Check("(step = 'cancelled') = (reason <> '')"),
        )


class PrizeStock(SealedModel):
    """One movement of a prize's stock; the database refuses a row that would leave less than nothing."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    prize = ForeignKeyField(Prize, on_delete="RESTRICT", backref="+")
    kind = EnumField(StockKind)
    quantity = IntegerField()
    moved_on = DateField()
    cost_fen = FenField(default=0)
    voucher = CharField(max_length=80, default="")
    reason = CharField(max_length=200, default="")
    exchange = ForeignKeyField(PrizeExchange, null=True, on_delete="RESTRICT", backref="+")
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    village_id: int
    prize_id: int
    exchange_id: int | None

    class Meta:
        indexes = ((("prize", "moved_on"), False), (("village", "moved_on"), False), (("exchange", "kind"), True))
        constraints = (
            # Deliveries and returns bring, reservations take, corrections do either.
            Check("quantity <> 0 AND (kind = 'corrected' OR (kind = 'reserved') = (quantity < 0))"),
            # Only a delivery costs, only a correction says why.
            Check("cost_fen >= 0 AND (kind = 'delivered' OR cost_fen = 0)"),
            Check("(kind = 'corrected') = (reason <> '')"),
            # What an exchange moved names it.
            Check("(kind IN ('reserved', 'returned')) = (exchange_id IS NOT NULL)"),
        )


class PrizeDeliveryReversal(SealedModel):
    """A delivery taken back whole, once; ``movement`` takes its pieces out of the stock and says why."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    delivery = ForeignKeyField(PrizeStock, unique=True, on_delete="RESTRICT", backref="+")
    movement = ForeignKeyField(PrizeStock, unique=True, on_delete="RESTRICT", backref="+")
    reversed_on = DateField()
    village_id: int
    delivery_id: int
    movement_id: int

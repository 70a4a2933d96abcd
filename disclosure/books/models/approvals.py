"""Requests for payment, the steps taken on them, the voucher each became, and the ladders townships adopted."""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from disclosure.books.ladders import Spending
from disclosure.books.models.vouchers import Voucher
from disclosure.books.rules.approvals import Verdict
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, FenField, JsonField, MomentField
from portal.meetings.models import Meeting
from portal.org.models import Place
from portal.org.offices import Office


class LadderAdoption(SealedModel):
    """A township made a ladder its rule from a day on; ``content`` is the ladder as it read, empty where none holds."""

    place = ForeignKeyField(Place, on_delete="RESTRICT")
    ladder = CharField(max_length=40)
    content = JsonField()
    decided_on = DateField()
    since = DateField()
    document = TextField()
    document_digest = CharField(max_length=64)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    place_id: int

    class Meta:
        # From one day on, one ladder holds.
        indexes = ((("place", "since"), True),)
        # A rule is decided before it holds.
        constraints = (Check("since > decided_on"),)


class PaymentRequest(SealedModel):
    """What somebody asks to be paid. A returned request is answered by the next revision under the same number.

    ``ladder``, ``adoption`` and ``steps`` (ids in order) are those it began with and keeps.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    year = IntegerField()
    number = IntegerField()
    revision = IntegerField()
    spending = EnumField(Spending)
    amount_fen = FenField()
    payee = CharField(max_length=80)
    purpose = CharField(max_length=200)
    category = CharField(max_length=13)
    matter_number = IntegerField(null=True)
    fund = CharField(max_length=120)
    ladder = CharField(max_length=40)
    adoption = ForeignKeyField(LadderAdoption, null=True, on_delete="RESTRICT")
    steps = JsonField()
    token = CharField(max_length=32)
    filed_at = MomentField()
    filed_by = IntegerField()
    village_id: int
    adoption_id: int | None

    class Meta:
        # No number twice in a village's year; one form, one request.
        indexes = (
            (("village", "year", "number", "revision"), True),
            (("village", "token"), True),
        )
        constraints = (Check("number > 0"), Check("revision > 0"), Check("amount_fen > 0"))


class PaymentStep(SealedModel):
    """One step of a request that was taken: by whom, as what, and what they said."""

    request = ForeignKeyField(PaymentRequest, on_delete="RESTRICT")
    position = IntegerField()
    step = CharField(max_length=40)
    verdict = EnumField(Verdict)
    office = EnumField(Office)
    is_deputy = BooleanField()
    meeting = ForeignKeyField(Meeting, null=True, on_delete="RESTRICT")
    reason = CharField(max_length=200)
    acted_at = MomentField()
    acted_by = IntegerField()
    request_id: int
    meeting_id: int | None

    class Meta:
        # A step is taken once; nobody takes two of one request.
        indexes = ((("request", "position"), True), (("request", "acted_by"), True))
        # What is returned says why.
        constraints = (Check("position > 0"), Check("verdict <> 'returned' OR reason <> ''"))


class PaymentWithdrawal(SealedModel):
    """Whoever asked took the request back before it was paid."""

    request = ForeignKeyField(PaymentRequest, unique=True, on_delete="RESTRICT")
    withdrawn_at = MomentField()
    withdrawn_by = IntegerField()
    request_id: int


class PaymentVoucher(SealedModel):
    """The voucher a request was booked as."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    request = ForeignKeyField(PaymentRequest, unique=True, on_delete="RESTRICT")
    voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
    village_id: int
    request_id: int
    voucher_id: int

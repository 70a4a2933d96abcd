"""Alerts that were raised, how they were answered and closed; and what paper stands behind a voucher."""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, ForeignKeyField, IntegerField, TextField

from disclosure.books.models.vouchers import Voucher
from disclosure.books.rules.papers import PaperKind
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, JsonField, MomentField, MonthField
from portal.org.models import Place


class VoucherPaper(SealedModel):
    """What kind of paper a payment rests on, and its number."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
    kind = EnumField(PaperKind)
    invoice_number = CharField(max_length=30)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int
    voucher_id: int

    class Meta:
        indexes = ((("village", "invoice_number"), False),)


class Alert(SealedModel):
    """Something a check found, with the version of the rule it was found under; the same facts are one alert."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    key = CharField(max_length=20)
    month = MonthField()
    check_id = CharField(max_length=40)
    rule_version = CharField(max_length=10)
    subject = TextField()
    text = TextField()
    facts = JsonField()
    blocking = BooleanField()
    raised_at = MomentField()
    raised_by = IntegerField()
    village_id: int

    class Meta:
        # The same facts are raised once.
        indexes = ((("village", "key"), True), (("village", "month"), False))


class AlertVoucher(SealedModel):
    """A voucher an alert is about."""

    alert = ForeignKeyField(Alert, on_delete="RESTRICT")
    voucher = ForeignKeyField(Voucher, on_delete="RESTRICT")
    alert_id: int
    voucher_id: int

    class Meta:
        indexes = ((("alert", "voucher"), True), (("voucher",), False))


class AlertAnswer(SealedModel):
    """What the village says to an alert; after it was sent back, again."""

    alert = ForeignKeyField(Alert, on_delete="RESTRICT")
    number = IntegerField()
    text = CharField(max_length=500)
    answered_at = MomentField()
    answered_by = IntegerField()
    alert_id: int

    class Meta:
        # Answers are numbered, and each says something.
        indexes = ((("alert", "number"), True),)
        constraints = (Check("number > 0"), Check("text <> ''"))


class AlertVerdict(SealedModel):
    """What another person finds of an answer: accepted, and the alert is closed, or sent back."""

    answer = ForeignKeyField(AlertAnswer, unique=True, on_delete="RESTRICT")
    accepted = BooleanField()
    text = CharField(max_length=500)
    judged_at = MomentField()
    judged_by = IntegerField()
    answer_id: int

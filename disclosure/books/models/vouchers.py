"""Imports, openings, vouchers and what stands beside them."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from disclosure.books.rules.vouchers import VoucherKind, VoucherOrigin
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, FenField, JsonField, MomentField, MonthField
from portal.org.models import Place


class BooksImport(SealedModel):
    """The files a month was imported from, and what they said beside the vouchers."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    chart = CharField(max_length=10)
    sources = JsonField()
    rows = IntegerField()
    printed_totals_agree = BooleanField(null=True)
    differences = JsonField()
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int

    class Meta:
        # A month is imported once.
        indexes = ((("village", "month"), True),)


class OpeningBalance(SealedModel):
    """What a money account held when a stretch of the village's books began; every later opening is computed."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    account = CharField(max_length=10)
    amount_fen = FenField()
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int

    class Meta:
        # An account opens once in a month.
        indexes = ((("village", "month", "account"), True),)


class Voucher(SealedModel):
    """One booking. Its number is unique within the village's month."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    number = IntegerField()
    word = CharField(max_length=4)
    happened_on = DateField()
    summary = TextField()
    kind = EnumField(VoucherKind)
    origin = EnumField(VoucherOrigin)
    reverses = ForeignKeyField("self", null=True, unique=True, on_delete="RESTRICT")
    recorded_at = MomentField()
    recorded_by = IntegerField()
    late_days = IntegerField()
    village_id: int
    reverses_id: int | None

    class Meta:
        # No number twice in a village's month; a voucher is reversed once (``reverses`` is unique).
        indexes = ((("village", "month", "number"), True), (("village", "happened_on"), False))
        constraints = (Check("number > 0"), Check("late_days >= 0"))


class VoucherLine(SealedModel):
    """One side of a voucher."""

    voucher = ForeignKeyField(Voucher, on_delete="RESTRICT")
    line_no = IntegerField()
    account = CharField(max_length=10)
    detail = CharField(max_length=80)
    printed_name = CharField(max_length=80)
    debit_fen = FenField()
    credit_fen = FenField()
    voucher_id: int

    class Meta:
        indexes = ((("voucher", "line_no"), True),)
        # A line stands on exactly one side, with an amount above zero.
        constraints = (
            Check("debit_fen >= 0 AND credit_fen >= 0"),
            Check("(debit_fen = 0) <> (credit_fen = 0)"),
        )


class SubAccount(SealedModel):
    """An account of the village's own under one of the chart; its code is that account's with a number behind it."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    account = CharField(max_length=10)
    number = IntegerField()
    name = CharField(max_length=40)
    opened_at = MomentField()
    opened_by = IntegerField()
    village_id: int

    class Meta:
        # Under one account no number and no name stands twice.
        indexes = ((("village", "account", "number"), True), (("village", "account", "name"), True))
        constraints = (Check("number BETWEEN 1 AND 99"),)


class HandEntry(SealedModel):
    """What the form, or a row of an imported list, said beside the booking; one form sent twice is one voucher."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
    party = TextField()  # everybody, or a name among them could not be hidden where it is published
    token = CharField(max_length=32)
    really_two = BooleanField()
    village_id: int
    voucher_id: int

    class Meta:
        # One form, one voucher.
        indexes = ((("village", "token"), True),)


class Reversal(SealedModel):
    """Why a voucher takes back another; which one stands in ``Voucher.reverses``."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
    reason = CharField(max_length=200)
    village_id: int
    voucher_id: int

    class Meta:
        # A correction says why.
        constraints = (Check("reason <> ''"),)


class VoucherMatter(SealedModel):
    """The matter whose resolution a payment rests on, by the number the village knows it by."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
    matter_number = IntegerField()
    fund = CharField(max_length=120)
    village_id: int
    voucher_id: int

    class Meta:
        indexes = ((("village", "matter_number"), False),)
        constraints = (Check("matter_number > 0"),)


class VoucherItem(SealedModel):
    """One thing a payment was for, and under which account; the items of a voucher add up to what was paid."""

    voucher = ForeignKeyField(Voucher, on_delete="RESTRICT")
    item_no = IntegerField()
    account = CharField(max_length=10)
    detail = CharField(max_length=80)
    name = CharField(max_length=60)
    unit = CharField(max_length=10)
    quantity_x1000 = BigIntegerField(null=True)
    price_x100 = BigIntegerField(null=True)  # hundredths of a fen
    amount_fen = FenField()
    voucher_id: int

    class Meta:
        indexes = ((("voucher", "item_no"), True),)
        # What was bought has a name and a price; how much of it is known with what one costs, or not at all.
        constraints = (
            Check("amount_fen > 0 AND name <> ''"),
            Check("(quantity_x1000 IS NULL) = (price_x100 IS NULL)"),
        )

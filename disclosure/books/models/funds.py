"""Funds with a source and a purpose, and the vouchers that moved them."""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField

from disclosure.books.models.vouchers import Voucher
from disclosure.books.rules.funds import FundKind
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, FenField, JsonField, MomentField
from portal.org.models import Place


class Fund(SealedModel):
    """Money of one source for one purpose. ``categories`` are account and detail of what it may pay.

    ``account`` is the one of the chart below which the fund's own stands under the fund's name; empty for own money.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    name = CharField(max_length=40)
    kind = EnumField(FundKind)
    account = CharField(max_length=10)
    source = CharField(max_length=80)
    document = CharField(max_length=200)
    given_on = DateField(null=True)
    purpose = CharField(max_length=500)
    limited = BooleanField()
    categories = JsonField()
    budget_fen = FenField()
    beginning_fen = FenField()
    begins_on = DateField()
    spend_by = DateField(null=True)
    opened_at = MomentField()
    opened_by = IntegerField()
    village_id: int

    class Meta:
        # No number and no name twice in a village.
        indexes = ((("village", "number"), True), (("village", "name"), True))
        # A fund has no less than nothing, says what it is for, and is not to be spent before it begins.
        constraints = (
            Check("number > 0"),
            Check("budget_fen >= 0 AND beginning_fen >= 0"),
            Check("name <> '' AND purpose <> ''"),
            Check("spend_by IS NULL OR spend_by >= begins_on"),
        )


class FundBeginning(SealedModel):
    """Why a fund began with more than stood free for it in the books of that day, and how much that was."""

    fund = ForeignKeyField(Fund, unique=True, on_delete="RESTRICT")
    free_fen = FenField()
    reason = CharField(max_length=200)
    fund_id: int

    class Meta:
        # What goes beyond the books says why.
        constraints = (Check("reason <> ''"),)


class FundClosing(SealedModel):
    """A fund moves no more."""

    fund = ForeignKeyField(Fund, unique=True, on_delete="RESTRICT")
    closed_on = DateField()
    reason = CharField(max_length=200)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    fund_id: int

    class Meta:
        # What is closed says why.
        constraints = (Check("reason <> ''"),)


class VoucherFund(SealedModel):
    """The fund a voucher moves, or is about; a voucher has one."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
    fund = ForeignKeyField(Fund, on_delete="RESTRICT")
    village_id: int
    voucher_id: int
    fund_id: int

    class Meta:
        indexes = ((("village", "fund"), False),)

"""Bank statements line by line, what they were matched with, what was explained, and cash that was counted.

Of an account only the last four digits are kept; who is on the other side of a line is private and never published.
"""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from disclosure.books.models.closing import MonthClose
from disclosure.books.models.vouchers import Voucher
from disclosure.books.rules.bank import MatchOrigin
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, FenField, JsonField, MomentField, MonthField
from portal.org.models import Place


class BankLayout(SealedModel):
    """Which column says what under a header of that fingerprint; the newest counts."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    fingerprint = CharField(max_length=64)
    columns = JsonField()
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int

    class Meta:
        indexes = ((("village", "fingerprint"), False),)


class BankStatement(SealedModel):
    """A statement of one account over a period; both days are included."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    ending = CharField(max_length=4)
    first_on = DateField()
    last_on = DateField()
    opening_fen = FenField()
    closing_fen = FenField()
    source = CharField(max_length=200)
    sha256 = CharField(max_length=64)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int

    class Meta:
        # No number twice in a village.
        indexes = ((("village", "number"), True), (("village", "ending", "first_on"), False))
        constraints = (Check("number > 0"), Check("first_on <= last_on"))


class BankLine(SealedModel):
    """One movement as the bank has it; ``identity`` tells it from any other, so that none is kept twice."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    statement = ForeignKeyField(BankStatement, on_delete="RESTRICT")
    line_no = IntegerField()
    happened_on = DateField()
    amount_fen = FenField()
    balance_fen = FenField()
    summary = CharField(max_length=200)
    party = CharField(max_length=80)
    identity = CharField(max_length=64)
    village_id: int
    statement_id: int

    class Meta:
        indexes = (
            (("statement", "line_no"), True),
            (("village", "happened_on"), False),
            (("village", "identity"), False),
        )
        constraints = (Check("amount_fen <> 0"),)


class BankWithdrawal(SealedModel):
    """A statement that was imported by mistake is taken back with its lines."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    statement = ForeignKeyField(BankStatement, unique=True, on_delete="RESTRICT")
    reason = CharField(max_length=200)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int
    statement_id: int

    class Meta:
        # Taking back says why.
        constraints = (Check("reason <> ''"),)


class BankMatch(SealedModel):
    """Lines and vouchers that are the same money."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    origin = EnumField(MatchOrigin)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int

    class Meta:
        indexes = ((("village", "number"), True),)
        constraints = (Check("number > 0"),)


class BankMatchLine(SealedModel):
    """A line of a match; it stands in one match at a time."""

    match = ForeignKeyField(BankMatch, on_delete="RESTRICT")
    line = ForeignKeyField(BankLine, on_delete="RESTRICT")
    match_id: int
    line_id: int

    class Meta:
        indexes = ((("match", "line"), True),)


class BankMatchVoucher(SealedModel):
    """A voucher of a match; it stands in one match at a time."""

    match = ForeignKeyField(BankMatch, on_delete="RESTRICT")
    voucher = ForeignKeyField(Voucher, on_delete="RESTRICT")
    match_id: int
    voucher_id: int

    class Meta:
        indexes = ((("match", "voucher"), True),)


class BankUnmatch(SealedModel):
    """A match was taken back, and why."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    match = ForeignKeyField(BankMatch, unique=True, on_delete="RESTRICT")
    reason = CharField(max_length=200)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int
    match_id: int

    class Meta:
        # Taking back says why.
        constraints = (Check("reason <> ''"),)


class BankChargeVoucher(SealedModel):
    """A voucher booked from a line of the bank without a request: what the bank took by itself."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
    line = ForeignKeyField(BankLine, on_delete="RESTRICT")
    charge = CharField(max_length=20)
    village_id: int
    voucher_id: int
    line_id: int

    class Meta:
        # It says what the bank took it for.
        constraints = (Check("charge <> ''"),)


class BankExplanation(SealedModel):
    """Why the bank and the books differ: by one line, by one voucher, or in a month as a whole; the newest counts."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    line = ForeignKeyField(BankLine, null=True, on_delete="RESTRICT")
    voucher = ForeignKeyField(Voucher, null=True, on_delete="RESTRICT")
    text = CharField(max_length=200)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int
    line_id: int | None
    voucher_id: int | None

    class Meta:
        indexes = ((("village", "month"), False),)
        # About one thing, in words.
        constraints = (Check("text <> ''"), Check("line_id IS NULL OR voucher_id IS NULL"))


class BankRule(SealedModel):
    """A village or township decided that the bank account is reconciled before a month closes, or no longer."""

    place = ForeignKeyField(Place, on_delete="RESTRICT")
    required = BooleanField()
    since = MonthField()
    met_on = DateField()
    title = CharField(max_length=80)
    evidence = TextField()
    recorded_at = MomentField()
    recorded_by = IntegerField()
    place_id: int

    class Meta:
        # One rule from a month on.
        indexes = ((("place", "since"), True),)


class CashCounting(SealedModel):
    """What one person counted in the cash box, beside what the books had that evening; another confirms it."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    counted_on = DateField()
    counted_fen = FenField()
    book_fen = FenField()
    text = CharField(max_length=200)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int

    class Meta:
        indexes = ((("village", "month"), False),)
        constraints = (Check("counted_fen >= 0"),)


class CashConfirmation(SealedModel):
    """A second person counted the same."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    counting = ForeignKeyField(CashCounting, unique=True, on_delete="RESTRICT")
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int
    counting_id: int


class CloseReconciliation(SealedModel):
    """The reconciliation and the cash count a month was closed with; later matches do not change it."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    close = ForeignKeyField(MonthClose, unique=True, on_delete="RESTRICT")
    result = JsonField()
    village_id: int
    close_id: int

"""Closed months and their sign-offs."""

from __future__ import annotations

from peewee import CharField, Check, ForeignKeyField, IntegerField

from portal.kernel.db import SealedModel
from portal.kernel.fields import JsonField, MomentField, MonthField
from portal.org.models import Place


class MonthClose(SealedModel):
    """The month is closed: from now on it takes no entries. ``totals_digest`` binds the totals."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    totals = JsonField()
    totals_digest = CharField(max_length=64)
    closed_at = MomentField()
    closed_by = IntegerField()
    village_id: int

    class Meta:
        # A month closes once.
        indexes = ((("village", "month"), True),)


class MonthSignOff(SealedModel):
    """A second person of the supervision committee has examined the closed month; it is public from now on."""

    close = ForeignKeyField(MonthClose, unique=True, on_delete="RESTRICT")
    signed_at = MomentField()
    signed_by = IntegerField()
    close_id: int


class MonthRefusal(SealedModel):
    """A member of the supervision committee did not sign the closed month; it may be signed later all the same."""

    close = ForeignKeyField(MonthClose, on_delete="RESTRICT")
    reason = CharField(max_length=500)
    refused_at = MomentField()
    refused_by = IntegerField()
    close_id: int

    class Meta:
        # Who does not sign says why.
        constraints = (Check("reason <> ''"),)


class SignOffOpinion(SealedModel):
    """What the supervision committee says of a month it signs; nothing is said where there is no row."""

    sign_off = ForeignKeyField(MonthSignOff, unique=True, on_delete="RESTRICT")
    text = CharField(max_length=500)
    sign_off_id: int

    class Meta:
        constraints = (Check("text <> ''"),)


class CloseReview(SealedModel):
    """What the close found worth explaining, and what the bookkeeper says to it."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    close = ForeignKeyField(MonthClose, unique=True, on_delete="RESTRICT")
    findings = JsonField()
    text = CharField(max_length=500)
    village_id: int
    close_id: int

"""Quarters and years as they were prepared for disclosure, and their signatures."""

from __future__ import annotations

from peewee import CharField, Check, ForeignKeyField, IntegerField

from portal.kernel.db import SealedModel
from portal.kernel.fields import JsonField, MomentField
from portal.org.models import Place


class PeriodDisclosure(SealedModel):
    """One version of a quarter's or year's table: the figures of the books, and what the bookkeeper says beside them.

    ``period`` is ``2026-Q3`` or ``2026``; ``content`` is what will be published, without names.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    period = CharField(max_length=7)
    revision = IntegerField()
    content = JsonField()
    reason = CharField(max_length=200)
    prepared_at = MomentField()
    prepared_by = IntegerField()
    village_id: int

    class Meta:
        # Two versions prepared at once: one of them is refused.
        indexes = ((("village", "period", "revision"), True),)
        constraints = (Check("revision > 0"),)


class PeriodSignOff(SealedModel):
    """A second person has examined the version; it is public from now on."""

    disclosure = ForeignKeyField(PeriodDisclosure, unique=True, on_delete="RESTRICT")
    signed_at = MomentField()
    signed_by = IntegerField()
    disclosure_id: int

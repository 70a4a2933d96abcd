"""Disclosures on topics of their own as they were prepared, and their signatures."""

from __future__ import annotations

from peewee import CharField, Check, ForeignKeyField, IntegerField

from portal.kernel.db import SealedModel
from portal.kernel.fields import JsonField, MomentField
from portal.org.models import Place


class SpecialDisclosure(SealedModel):
    """One version of a topic; ``content`` has the receivers by their full names and is never published as it is."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    revision = IntegerField()
    content = JsonField()
    reason = CharField(max_length=200)
    token = CharField(max_length=32)
    prepared_at = MomentField()
    prepared_by = IntegerField()
    village_id: int

    class Meta:
        # A form sent twice makes one version.
        indexes = ((("village", "number", "revision"), True), (("village", "token"), True))
        constraints = (Check("number > 0"), Check("revision > 0"))


class SpecialSignOff(SealedModel):
    """A second person has examined the version; it is public from now on."""

    disclosure = ForeignKeyField(SpecialDisclosure, unique=True, on_delete="RESTRICT")
    signed_at = MomentField()
    signed_by = IntegerField()
    disclosure_id: int


class SpecialWithdrawal(SealedModel):
    """A version that was prepared by mistake; it is never signed and was never public."""

    disclosure = ForeignKeyField(SpecialDisclosure, unique=True, on_delete="RESTRICT")
    reason = CharField(max_length=200)
    withdrawn_at = MomentField()
    withdrawn_by = IntegerField()
    disclosure_id: int

    class Meta:
        # What is taken back says why.
        constraints = (Check("reason <> ''"),)

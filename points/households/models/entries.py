"""Earning rules, and what households are said to have done with the answers to it."""

from __future__ import annotations

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField

from points.households.values import Origin, Verdict
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, JsonField, MomentField
from portal.org.models import Household, Person, Place


class HouseholdScheme(SealedModel):
    """One version of a village's earning rules; a later version changes nothing entered under an earlier one."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    version = IntegerField()
    effective_from = DateField()
    resolution = CharField(max_length=200)
    rules = JsonField()
    year_end = JsonField()
    digest = CharField(max_length=64)
    adopted_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    adopted_at = MomentField()
    village_id: int

    class Meta:
        indexes = ((("village", "version"), True),)
        # What is adopted names who decided it.
        constraints = (Check("version >= 1 AND resolution <> ''"),)


class HouseholdEntry(SealedModel):
    """What a household is said to have done, waiting for another person's word.

    It counts on ``counted_on``: the day it happened, or the day of entry where that month is closed.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    household = ForeignKeyField(Household, on_delete="RESTRICT", backref="+")
    scheme = ForeignKeyField(HouseholdScheme, on_delete="RESTRICT", backref="+")
    rule_code = CharField(max_length=20)
    kind = CharField(max_length=40)
    happened_on = DateField()
    counted_on = DateField()
    times = IntegerField()
    requested_x100 = IntegerField()
    note = CharField(max_length=200, default="")
    origin = EnumField(Origin)
    submitted_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    submitted_at = MomentField()
    late_days = IntegerField()
    village_id: int
    household_id: int
    scheme_id: int
    submitted_by_id: int

    class Meta:
        indexes = ((("village", "counted_on"), False), (("household", "happened_on"), False))
        constraints = (
            # Households only earn, by half points.
            Check("requested_x100 > 0 AND requested_x100 / 50 * 50 = requested_x100 AND times >= 1"),
            # Late counts later, never earlier; what has not happened yet is not entered.
            Check("counted_on >= happened_on AND late_days >= 0"),
        )


class HouseholdDecision(SealedModel):
    """Another person's word on an entry, once; what is confirmed is in force from then on."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    entry = ForeignKeyField(HouseholdEntry, unique=True, on_delete="RESTRICT", backref="+")
    verdict = EnumField(Verdict)
    awarded_x100 = IntegerField()
    explanation = CharField(max_length=200)
    reason = CharField(max_length=200, default="")
    decided_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    decided_at = MomentField()
    village_id: int
    entry_id: int
    decided_by_id: int

    class Meta:
        constraints = (
            # What is rejected says why; nothing else needs a reason.
            Check("(verdict = 'rejected') = (reason <> '')"),
            # A cap cuts down to nothing at most, and what is rejected earns nothing.
            Check("awarded_x100 >= 0 AND (verdict = 'confirmed' OR awarded_x100 = 0)"),
        )


class HouseholdReversal(SealedModel):
    """An entry in force taken back, once, with its reason."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    entry = ForeignKeyField(HouseholdEntry, unique=True, on_delete="RESTRICT", backref="+")
    counted_on = DateField()
    reason = CharField(max_length=200)
    reversed_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    reversed_at = MomentField()
    village_id: int
    entry_id: int

    class Meta:
        # Whoever takes back says why.
        constraints = (Check("reason <> ''"),)

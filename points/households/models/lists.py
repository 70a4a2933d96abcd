"""Published months, and what is said against them."""

from __future__ import annotations

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField

from points.households.models.entries import HouseholdEntry
from points.households.values import Finding
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, MomentField, MonthField
from portal.org.models import Person, Place


class HouseholdList(SealedModel):
    """One revision of a month's published list; the first closes the month."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    revision = IntegerField()
    published_on = DateField()
    until = DateField()
    published_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    published_at = MomentField()
    village_id: int

    class Meta:
        indexes = ((("village", "month", "revision"), True),)
        # A list is open to objections for a time, and revisions count from 1.
        constraints = (Check("until >= published_on AND revision >= 1"),)


class HouseholdObjection(SealedModel):
    """What somebody says against a month's list, or against one entry of it; who says so is never published."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    month = MonthField()
    entry = ForeignKeyField(HouseholdEntry, null=True, on_delete="RESTRICT", backref="+")
    text = CharField(max_length=500)
    filed_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    on_behalf_of = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
    filed_on = DateField()
    due_on = DateField()
    village_id: int
    entry_id: int | None
    filed_by_id: int
    on_behalf_of_id: int | None

    class Meta:
        indexes = ((("village", "number"), True),)
        # Nobody enters their own words on somebody's behalf.
        constraints = (Check("text <> '' AND (on_behalf_of_id IS NULL OR on_behalf_of_id <> filed_by_id)"),)


class HouseholdAnswer(SealedModel):
    """The answer to an objection, once; what is upheld against an entry takes it back in the same act."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    objection = ForeignKeyField(HouseholdObjection, unique=True, on_delete="RESTRICT", backref="+")
    finding = EnumField(Finding)
    answer = CharField(max_length=500)
    answered_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    answered_on = DateField()
    answered_at = MomentField()
    village_id: int
    objection_id: int

    class Meta:
        # Every answer has words.
        constraints = (Check("answer <> ''"),)

"""What the points area remembers: schemes as adopted and entries as recorded. Every row is insert-only."""

from __future__ import annotations

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from portal.kernel.db import SealedModel
from portal.kernel.fields import JsonField, MomentField
from portal.org.models import Branch, Person, Place


class PointsScheme(SealedModel):
    """One version of a branch's scheme for a year; a later version changes nothing recorded under an earlier one."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT")
    year = IntegerField()
    version = IntegerField()
    effective_from = DateField()
    items = JsonField()
    digest = CharField(max_length=64)
    adopted_at = MomentField()
    village_id: int
    branch_id: int

    class Meta:
        indexes = ((("village", "branch", "year", "version"), True),)
        # Versions count from 1 without a gap; the service counts, the unique index keeps two from being the same.
        constraints = (Check("version >= 1"),)


class PointsEntry(SealedModel):
    """Points of one member for one thing that happened, with the explanation given at the time.

    A reversal carries the opposite points, on the day of the entry it takes back, and says why.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT")
    scheme = ForeignKeyField(PointsScheme, on_delete="RESTRICT")
    item_code = CharField(max_length=20)
    category = CharField(max_length=40)
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    happened_on = DateField()
    recorded_at = MomentField()
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    requested_x100 = IntegerField()
    awarded_x100 = IntegerField()
    explanation = TextField()
    note = CharField(max_length=200, default="")
    late_days = IntegerField()
    #: An entry is reversed once: the second reversal of the same entry violates the unique index.
    reverses = ForeignKeyField("self", null=True, unique=True, on_delete="RESTRICT", backref="+")
    reason = CharField(max_length=200, default="")
    village_id: int
    branch_id: int
    scheme_id: int
    person_id: int
    recorded_by_id: int
    reverses_id: int | None

    class Meta:
        indexes = (
            (("village", "branch", "happened_on"), False),
            (("village", "person", "happened_on"), False),
        )
        constraints = (
            # Nobody records or reverses their own points.
            Check("person_id <> recorded_by_id"),
            # Half points are exact.
            Check("requested_x100 / 50 * 50 = requested_x100 AND awarded_x100 / 50 * 50 = awarded_x100"),
            # A cap cuts; it never adds and never turns the sign.
            Check(
                "(requested_x100 >= 0 AND awarded_x100 BETWEEN 0 AND requested_x100)"
                " OR (requested_x100 < 0 AND awarded_x100 BETWEEN requested_x100 AND 0)"
            ),
            # What has not happened yet is not recorded.
            Check("late_days >= 0"),
            # A reversal has a reason, and only a reversal has.
            Check("(reverses_id IS NULL AND reason = '') OR (reverses_id IS NOT NULL AND reason <> '')"),
        )

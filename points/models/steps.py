"""The step before a review, and where a drafted claim comes from; insert-only."""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField

from points.models.records import PointsClaim
from points.values import Source
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, MomentField
from portal.org.models import Branch, Person, Place


class PointsChecker(SealedModel):
    """Who leads a party group (党小组长) and checks what its members declare; the last row of a person counts."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT")
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    since = DateField()
    until = DateField(null=True)
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    village_id: int
    branch_id: int
    person_id: int

    class Meta:
        indexes = ((("village", "person"), False),)
        constraints = (Check("until IS NULL OR until >= since"),)


class PointsCheckerGroup(SealedModel):
    """For which group of their branch a leader checks; whoever has none checks for the whole branch."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    checker = ForeignKeyField(PointsChecker, unique=True, on_delete="RESTRICT", backref="+")
    group_name = CharField(max_length=40)  # as it was called that day
    village_id: int
    checker_id: int

    class Meta:
        # Without a group there is no row.
        constraints = (Check("group_name <> ''"),)


class PointsCheck(SealedModel):
    """What the party group says of a claim, once: that it was so, or what is doubtful about it."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    claim = ForeignKeyField(PointsClaim, unique=True, on_delete="RESTRICT", backref="+")
    confirmed = BooleanField()
    remark = CharField(max_length=200, default="")
    checked_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    checked_at = MomentField()
    village_id: int
    claim_id: int
    checked_by_id: int

    class Meta:
        # Whoever does not confirm says why.
        constraints = (Check("confirmed OR remark <> ''"),)


class PointsClaimSource(SealedModel):
    """The record a claim was drafted from: one event of one record counts once for each member."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    claim = ForeignKeyField(PointsClaim, unique=True, on_delete="RESTRICT", backref="+")
    source = EnumField(Source)
    key = CharField(max_length=40)
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    village_id: int
    claim_id: int
    person_id: int

    class Meta:
        indexes = ((("village", "source", "key", "person"), True),)

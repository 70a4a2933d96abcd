"""What entries add up to, kept beside them so that a board reads no entries.

The sums are derived and not sealed: whoever makes an entry adds it to them in the same transaction
(``points.services.sums``), and ``cunshi db check`` adds all entries up again. A reversal counts on its own day, on the
side of what it takes back.
"""

from __future__ import annotations

from peewee import BigIntegerField, ForeignKeyField, IntegerField

from portal.kernel.db import BaseModel
from portal.kernel.fields import MonthField
from portal.org.models import Branch, Person, Place


class PointsMonthSum(BaseModel):
    """What a member earned and lost in a branch in a month."""

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+", index=False)
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+", index=False)
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    month = MonthField()
    additions_x100 = BigIntegerField()
    deductions_x100 = BigIntegerField()
    entries = IntegerField()
    village_id: int
    branch_id: int
    person_id: int

    class Meta:
        indexes = ((("branch", "month", "person"), True),)


class PointsYearSum(BaseModel):
    """What a member earned and lost in a branch in a year."""

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+", index=False)
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+", index=False)
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    year = IntegerField()
    additions_x100 = BigIntegerField()
    deductions_x100 = BigIntegerField()
    entries = IntegerField()
    village_id: int
    branch_id: int
    person_id: int

    class Meta:
        indexes = ((("branch", "year", "person"), True),)


class PointsBranchMonth(BaseModel):
    """What a branch's members earned and lost in a month."""

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+", index=False)
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
    month = MonthField()
    additions_x100 = BigIntegerField()
    deductions_x100 = BigIntegerField()
    entries = IntegerField()
    village_id: int
    branch_id: int

    class Meta:
        # The month first: a county reads the branches of one month, which lie together.
        indexes = ((("month", "branch"), True),)


class PointsBranchYear(BaseModel):
    """What a branch's members earned and lost in a year, and how many they were when points were last entered in it.

    A branch is no dated fact of a person: counted later, the heads of a past year would be those of another time.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+", index=False)
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
    year = IntegerField()
    additions_x100 = BigIntegerField()
    deductions_x100 = BigIntegerField()
    entries = IntegerField()
    members = IntegerField(null=True)
    village_id: int
    branch_id: int

    class Meta:
        indexes = ((("year", "branch"), True),)

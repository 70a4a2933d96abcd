"""What stands beside a scheme: by what it was adopted, drafts of one to come, the classes of members; insert-only."""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField

from points.models.records import PointsScheme
from points.rules import MemberClass
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, JsonField, MomentField
from portal.meetings.models import Meeting
from portal.org.models import Branch, Person, Place


class PointsAdoption(SealedModel):
    """By what a version of a scheme was adopted, and the steps it asks for; schemes of before have none."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    scheme = ForeignKeyField(PointsScheme, unique=True, on_delete="RESTRICT", backref="+")
    resolution = CharField(max_length=120)
    meeting = ForeignKeyField(Meeting, null=True, on_delete="RESTRICT", backref="+")
    filed_as = CharField(max_length=80, default="")
    group_check = BooleanField()
    adopted_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    village_id: int
    scheme_id: int
    meeting_id: int | None

    class Meta:
        # Who adopted it is said by name.
        constraints = (Check("resolution <> ''"),)


class PointsSchemeDraft(SealedModel):
    """One state of a scheme to be adopted: copied from a version, or read from a table; the last one counts."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT")
    year = IntegerField()
    revision = IntegerField()
    items = JsonField()
    digest = CharField(max_length=64)
    copied_from = ForeignKeyField(PointsScheme, null=True, on_delete="RESTRICT", backref="+")
    made_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    made_at = MomentField()
    village_id: int
    branch_id: int

    class Meta:
        indexes = ((("branch", "year", "revision"), True),)
        constraints = (Check("revision >= 1"),)


class PointsMemberClass(SealedModel):
    """The class a branch gives a member for a time; the last one recorded for a day counts, null: by the register."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    member_class = EnumField(MemberClass, null=True)
    since = DateField()
    until = DateField(null=True)
    reason = CharField(max_length=200)
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    village_id: int
    person_id: int

    class Meta:
        indexes = ((("village", "person", "since"), False),)
        constraints = (
            # Nobody changes their own class.
            Check("person_id <> recorded_by_id"),
            Check("(until IS NULL OR until >= since) AND reason <> ''"),
        )

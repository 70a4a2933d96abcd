"""What the points area remembers: schemes, claims with their reviews, entries, lists and objections; insert-only."""

from __future__ import annotations

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from points.models.sums import PointsBranchMonth, PointsBranchYear, PointsMonthSum, PointsYearSum
from points.values import Finding, Origin, Verdict
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, JsonField, MomentField, MonthField
from portal.meetings.models import Meeting
from portal.org.models import Branch, Person, Place

__all__ = [
    "PointsBranchMonth",
    "PointsBranchYear",
    "PointsClaim",
    "PointsDisplay",
    "PointsEntry",
    "PointsExamination",
    "PointsMonthLock",
    "PointsMonthSum",
    "PointsObjection",
    "PointsReview",
    "PointsScheme",
    "PointsTakeDown",
    "PointsYearSum",
]


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

    An accepted claim makes one; those recorded before claims existed have none. A reversal carries the opposite
    points and says why: on the day of the entry it takes back, or today where that month is locked.
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


class PointsClaim(SealedModel):
    """What somebody says a member did, waiting for another person's review.

    It counts on ``counted_on``: the day it happened, or the day it was entered where that month is locked.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT")
    scheme = ForeignKeyField(PointsScheme, on_delete="RESTRICT")
    item_code = CharField(max_length=20)
    category = CharField(max_length=40)
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    happened_on = DateField()
    counted_on = DateField()
    times = IntegerField()
    requested_x100 = IntegerField()
    note = CharField(max_length=200, default="")
    origin = EnumField(Origin)
    meeting = ForeignKeyField(Meeting, null=True, on_delete="RESTRICT", backref="+")
    submitted_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    submitted_at = MomentField()
    late_days = IntegerField()
    village_id: int
    branch_id: int
    scheme_id: int
    person_id: int
    meeting_id: int | None
    submitted_by_id: int

    class Meta:
        indexes = (
            (("village", "counted_on"), False),
            (("village", "person", "happened_on"), False),
            # One meeting, one item, once for each member: the same batch sent twice adds nothing.
            (("meeting", "item_code", "person"), True),
        )
        constraints = (
            # Members declare their own; what others enter is never the enterer's own.
            Check("(origin = 'declared') = (person_id = submitted_by_id)"),
            # Half points are exact.
            Check("requested_x100 / 50 * 50 = requested_x100 AND times >= 1"),
            # Late counts later, never earlier; what has not happened yet is not entered.
            Check("counted_on >= happened_on AND late_days >= 0"),
        )


class PointsReview(SealedModel):
    """Another person's answer to a claim, once; an accepted claim makes an entry in the same act."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    claim = ForeignKeyField(PointsClaim, unique=True, on_delete="RESTRICT", backref="+")
    reviewed_at = MomentField()
    reviewed_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    verdict = EnumField(Verdict)
    entry = ForeignKeyField(PointsEntry, null=True, unique=True, on_delete="RESTRICT", backref="+")
    reason = CharField(max_length=200, default="")
    village_id: int
    claim_id: int
    entry_id: int | None
    reviewed_by_id: int

    class Meta:
        indexes = ((("village", "reviewed_at"), False),)
        constraints = (
            # What is rejected earns nothing, what is accepted makes an entry.
            Check("(verdict = 'rejected') = (entry_id IS NULL)"),
            # Whoever changes or rejects says why.
            Check("(verdict = 'accepted') = (reason = '')"),
        )


class PointsDisplay(SealedModel):
    """One revision of a month's list put on display; it covers what was entered up to ``through_entry``.

    ``until`` is the last day on which an objection to what this revision shows first may be filed.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    revision = IntegerField()
    through_entry = IntegerField()
    published_on = DateField()
    until = DateField()
    days = IntegerField()
    published_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    published_at = MomentField()
    village_id: int

    class Meta:
        indexes = ((("village", "month", "revision"), True),)
        constraints = (
            # A list is on display for a time, and revisions count from 1.
            Check("until > published_on AND revision >= 1"),
        )


class PointsTakeDown(SealedModel):
    """A month's list taken down after its days were over."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    reason = CharField(max_length=200)
    taken_down_on = DateField()
    taken_down_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    village_id: int

    class Meta:
        # A list is taken down once.
        indexes = ((("village", "month"), True),)


class PointsObjection(SealedModel):
    """What somebody says against an entry of a month's list, or misses in it.

    ``filed_by`` is who signed in; ``on_behalf_of`` whose words on paper an officer entered.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    number = IntegerField()
    entry = ForeignKeyField(PointsEntry, null=True, on_delete="RESTRICT", backref="+")
    text = CharField(max_length=500)
    filed_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    on_behalf_of = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
    filed_at = MomentField()
    due_on = DateField()
    village_id: int
    entry_id: int | None
    filed_by_id: int
    on_behalf_of_id: int | None

    class Meta:
        indexes = ((("village", "number"), True), (("village", "month"), False))
        constraints = (
            # Nobody enters their own words on somebody's behalf.
            Check("on_behalf_of_id IS NULL OR on_behalf_of_id <> filed_by_id"),
        )


class PointsExamination(SealedModel):
    """The answer to an objection, once; what is upheld against an entry reverses it in the same act."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    objection = ForeignKeyField(PointsObjection, unique=True, on_delete="RESTRICT", backref="+")
    examined_at = MomentField()
    examined_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    finding = EnumField(Finding)
    answer = CharField(max_length=500)
    reversal = ForeignKeyField(PointsEntry, null=True, unique=True, on_delete="RESTRICT", backref="+")
    village_id: int
    objection_id: int
    reversal_id: int | None
    examined_by_id: int

    class Meta:
        indexes = ((("village", "examined_at"), False),)
        constraints = (
            # What is dismissed takes nothing back; every answer has words.
            Check("(finding = 'upheld' OR reversal_id IS NULL) AND answer <> ''"),
        )


class PointsMonthLock(SealedModel):
    """A month in which nothing is entered any more."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    locked_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    locked_at = MomentField()
    village_id: int

    class Meta:
        # A month is locked once.
        indexes = ((("village", "month"), True),)

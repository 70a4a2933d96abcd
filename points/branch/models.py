"""What a branch remembers of its life beside the meetings themselves; insert-only.

Notice, roster, attendance, leave and minutes of a meeting stand in ``portal.meetings``.
"""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from points.branch.life import Form
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, MomentField, MonthField
from portal.meetings.models import Meeting
from portal.org.models import Branch, Person, Place


class BranchMeeting(SealedModel):
    """That a meeting is one of a kind of a branch's meetings; ``late_days``: it was entered so long after it."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    meeting = ForeignKeyField(Meeting, unique=True, on_delete="RESTRICT")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT")
    kind = CharField(max_length=40)
    late_days = IntegerField()
    why_late = CharField(max_length=200)
    village_id: int
    meeting_id: int
    branch_id: int

    class Meta:
        indexes = ((("village", "branch"), False),)
        # Whoever enters a meeting afterwards says why.
        constraints = (Check("late_days >= 0 AND (late_days = 0 OR why_late <> '')"),)


class BranchRecord(SealedModel):
    """What the minutes say a meeting was; a later row is an addendum with its text and reason, beside the minutes."""

    meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
    revision = IntegerField()
    form = EnumField(Form)
    practice = CharField(max_length=40)  # empty: indoors
    tie = CharField(max_length=40)  # empty: tied to nothing
    tie_key = CharField(max_length=80)
    text = TextField()  # of an addendum; empty in the first row, whose words are the minutes
    reason = CharField(max_length=200)
    late_days = IntegerField()
    recorded_at = MomentField()
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT")
    meeting_id: int
    recorded_by_id: int

    class Meta:
        indexes = ((("meeting", "revision"), True),)
        constraints = (
            # Practice is of a kind, sitting in a room is not.
            Check("(form = 'practice') = (practice <> '')"),
            # What a meeting is tied to has a number or a name.
            Check("(tie = '') = (tie_key = '')"),
            # An addendum says something, and why.
            Check("(revision = 1 AND text = '' AND reason = '') OR (revision > 1 AND text <> '' AND reason <> '')"),
        )


class BranchContact(SealedModel):
    """That somebody got in touch with a member who came to nothing, and what was said."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT")
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    contacted_on = DateField()
    manner = CharField(max_length=20)
    said = CharField(max_length=300)
    recorded_at = MomentField()
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    village_id: int
    branch_id: int
    person_id: int
    recorded_by_id: int

    class Meta:
        indexes = ((("village", "person"), False),)
        # Nobody gets in touch with themselves.
        constraints = (Check("person_id <> recorded_by_id AND said <> ''"),)


class OddityAnswer(SealedModel):
    """What was answered about something odd, with its sentence and the rule as they were then."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT")
    key = CharField(max_length=16)
    number = IntegerField()
    check_id = CharField(max_length=40)
    rule_version = CharField(max_length=10)
    found = CharField(max_length=500)
    found_on = DateField()
    text = CharField(max_length=500)
    answered_at = MomentField()
    answered_by = ForeignKeyField(Person, on_delete="RESTRICT")
    village_id: int
    branch_id: int
    answered_by_id: int

    class Meta:
        indexes = ((("village", "key", "number"), True),)
        constraints = (Check("text <> ''"),)


class OddityVerdict(SealedModel):
    """What another person found of an answer: it will do, or it was sent back with a reason."""

    answer = ForeignKeyField(OddityAnswer, unique=True, on_delete="RESTRICT")
    accepted = BooleanField()
    reason = CharField(max_length=200)
    judged_at = MomentField()
    judged_by = ForeignKeyField(Person, on_delete="RESTRICT")
    answer_id: int
    judged_by_id: int

    class Meta:
        # Whoever sends something back says why.
        constraints = (Check("accepted OR reason <> ''"),)


class BranchTold(SealedModel):
    """Through which month a branch's year is public."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT")
    through = MonthField()
    told_at = MomentField()
    village_id: int
    branch_id: int

    class Meta:
        indexes = ((("branch", "through"), True),)

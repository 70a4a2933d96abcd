"""Meetings as they were convened, attended and minuted. Everything but the meeting's plan is insert-only."""

from __future__ import annotations

from enum import StrEnum

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, MomentField
from portal.meetings.bodies import Body
from portal.org.models import Person, Place


class AttendanceManner(StrEnum):
    """How someone is present; remote presence needs an adopted rule and comes with it."""

    IN_PERSON = "in_person"


class Meeting(SealedModel):
    """A meeting as convened: what, where, when, by whom, and the notice that went out."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    body = EnumField(Body)
    title = CharField(max_length=120)
    place = CharField(max_length=120)
    starts_at = MomentField()
    notice = TextField()
    chair = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorder = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    convened_at = MomentField()
    village_id: int
    chair_id: int
    recorder_id: int

    class Meta:
        indexes = ((("village", "starts_at"), False),)


class Roster(SealedModel):
    """Who was entitled when sign-in began (应到), frozen; the fingerprint is over its lines, under the salt."""

    meeting = ForeignKeyField(Meeting, unique=True, on_delete="RESTRICT")
    entitled = IntegerField()
    salt = CharField(max_length=32)
    fingerprint = CharField(max_length=64)
    frozen_at = MomentField()
    meeting_id: int

    class Meta:
        constraints = (Check("entitled > 0"),)


class RosterLine(SealedModel):
    """One entitled person under a number, with the name, capacity and household of that day."""

    roster = ForeignKeyField(Roster, on_delete="RESTRICT")
    number = IntegerField()
    person = ForeignKeyField(Person, on_delete="RESTRICT")
    name = CharField(max_length=40)
    capacity = CharField(max_length=40)
    household = CharField(max_length=20, null=True)
    roster_id: int
    person_id: int

    class Meta:
        # One person is one line: nobody is counted twice in 应到, whatever offices they hold.
        indexes = ((("roster", "number"), True), (("roster", "person"), True))


class Attendance(SealedModel):
    """One entitled person signed in as present (实到), apart from any vote."""

    line = ForeignKeyField(RosterLine, unique=True, on_delete="RESTRICT")
    roster = ForeignKeyField(Roster, on_delete="RESTRICT")
    manner = EnumField(AttendanceManner)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    line_id: int
    roster_id: int


class Leave(SealedModel):
    """Somebody who said before or at the meeting that they cannot come (请假), and why."""

    meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
    person = ForeignKeyField(Person, on_delete="RESTRICT")
    reason = CharField(max_length=120)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    meeting_id: int
    person_id: int

    class Meta:
        table_name = "meeting_leave"
        # Leave is asked once for a meeting; whoever comes all the same is present.
        indexes = ((("meeting", "person"), True),)


class Minutes(SealedModel):
    """One version of a meeting's minutes: when it happened and when it was entered are two facts."""

    meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
    revision = IntegerField()
    text = TextField()
    reason = CharField(max_length=200, default="")
    happened_on = DateField()
    recorded_at = MomentField()
    late_days = IntegerField()
    recorded_by = IntegerField()
    meeting_id: int

    class Meta:
        indexes = ((("meeting", "revision"), True),)
        constraints = (Check("late_days >= 0"),)

"""Meetings as they were convened, attended and minuted. Everything but the meeting's plan is insert-only."""

from __future__ import annotations

from enum import StrEnum

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, MomentField
from portal.meetings.bodies import Body
from portal.org.models import Person, Place


class AttendanceManner(StrEnum):
    """How someone is present; which manners a body offers beside being there stands in ``presence.toml``."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    BY_PROXY = "by_proxy"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The manner as screens and documents say it."""
        return _MANNERS[self]


_MANNERS = {
    AttendanceManner.IN_PERSON: "现场",
    AttendanceManner.ONLINE: "线上",
    AttendanceManner.BY_PROXY: "书面委托",
}


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


class Proxy(SealedModel):
    """A written proxy (书面委托): who takes part for the person on a line of the roster, who thereby is present.

    The delegate is of the same household and need not be on the roster; the name is that of the day.
    """

    roster = ForeignKeyField(Roster, on_delete="RESTRICT")
    line = ForeignKeyField(RosterLine, unique=True, on_delete="RESTRICT")  # nobody is represented twice
    delegate = ForeignKeyField(Person, on_delete="RESTRICT")
    delegate_name = CharField(max_length=40)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    roster_id: int
    line_id: int
    delegate_id: int

    class Meta:
        indexes = ((("roster", "delegate"), False),)


class ProxyEnd(SealedModel):
    """Whoever had given a proxy takes part in person or online after all: from then on it is over."""

    proxy = ForeignKeyField(Proxy, unique=True, on_delete="RESTRICT")
    roster = ForeignKeyField(Roster, on_delete="RESTRICT")
    manner = EnumField(AttendanceManner)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    proxy_id: int
    roster_id: int

    class Meta:
        # A proxy is ended by the person, not by another proxy.
        constraints = (Check("manner <> 'by_proxy'"),)


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

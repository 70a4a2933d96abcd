"""Meetings as they were convened, attended and minuted. Everything but the meeting's plan is insert-only."""

from __future__ import annotations

from enum import StrEnum

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, MomentField
from portal.meetings.bodies import Body
from portal.org.models import Branch, Person, Place, Sex


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


class Telling(StrEnum):
    """How somebody was told of a meeting."""

    SLIP = "slip"
    PHONE = "phone"
    GROUP = "group"
    PORTAL = "portal"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The way in words."""
        return _TELLINGS[self]


_TELLINGS = {
    Telling.SLIP: "送达通知条",
    Telling.PHONE: "电话告知",
    Telling.GROUP: "微信群告知",
    Telling.PORTAL: "本人在系统里确认",
}


class RosterQuestion(StrEnum):
    """What is wrong with the list of those entitled, in somebody's eyes."""

    MISSING = "missing"
    SURPLUS = "surplus"
    OTHER = "other"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The question in words."""
        return _QUESTIONS[self]


_QUESTIONS = {
    RosterQuestion.MISSING: "漏了人",
    RosterQuestion.SURPLUS: "有人不该在名单上（如已经迁出）",
    RosterQuestion.OTHER: "姓名、身份或者别的写错了",
}


class QuestionChannel(StrEnum):
    """How an objection to the list came in."""

    ONLINE = "online"
    PAPER = "paper"
    PHONE = "phone"
    SPOKEN = "spoken"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The channel in words."""
        return _CHANNELS[self]


_CHANNELS = {
    QuestionChannel.ONLINE: "网上",
    QuestionChannel.PAPER: "书面",
    QuestionChannel.PHONE: "电话",
    QuestionChannel.SPOKEN: "当面",
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
    urgency = CharField(max_length=200, null=True)  # the special circumstances of a short notice
    village_id: int
    chair_id: int
    recorder_id: int

    class Meta:
        indexes = ((("village", "starts_at"), False),)


class MeetingCircle(SealedModel):
    """Of which party branch a meeting is, and of which group of it; meetings of the whole village have none."""

    meeting = ForeignKeyField(Meeting, unique=True, on_delete="RESTRICT")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT")
    group_name = CharField(max_length=40)  # as it was called that day; empty: the whole branch
    meeting_id: int
    branch_id: int


class Roster(SealedModel):
    """Who was entitled when sign-in began (应到), frozen; the fingerprint is over its lines, under the salt.

    ``households`` is how many households the body's representatives stood for; null where it has none, or the register
    had no households.
    """

    meeting = ForeignKeyField(Meeting, unique=True, on_delete="RESTRICT")
    entitled = IntegerField()
    salt = CharField(max_length=32)
    fingerprint = CharField(max_length=64)
    frozen_at = MomentField()
    households = IntegerField(null=True)
    meeting_id: int

    class Meta:
        constraints = (Check("entitled > 0"),)


class RosterLine(SealedModel):
    """One entitled person under a number, with the name, capacity and household of that day.

    The sex is kept only where the law counts women (representatives), and never told of anybody: only the number is.
    """

    roster = ForeignKeyField(Roster, on_delete="RESTRICT")
    number = IntegerField()
    person = ForeignKeyField(Person, on_delete="RESTRICT")
    name = CharField(max_length=40)
    capacity = CharField(max_length=40)
    household = CharField(max_length=20, null=True)
    sex = EnumField(Sex, null=True)
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


class SignInEnd(SealedModel):
    """From when nobody is signed in any more: a ballot was opened on the roster, and the day of its meeting is over."""

    roster = ForeignKeyField(Roster, unique=True, on_delete="RESTRICT")
    ends_at = MomentField()
    recorded_at = MomentField()
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


class NoticeDelivery(SealedModel):
    """That one person was told of a meeting: on which day, how, and by whom where a slip was handed over."""

    meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
    person = ForeignKeyField(Person, on_delete="RESTRICT")
    manner = EnumField(Telling)
    told_on = DateField()
    messenger = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    recorded_by = IntegerField()
    meeting_id: int
    person_id: int
    messenger_id: int | None

    class Meta:
        # Nobody is told the same way twice.
        indexes = ((("meeting", "person", "manner"), True),)
        # A slip was handed over by somebody.
        constraints = (Check("manner <> 'slip' OR messenger_id IS NOT NULL"),)


class RosterObjection(SealedModel):
    """Somebody says before sign-in that the list is wrong; who does so on paper need not stand in the register."""

    meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
    number = IntegerField()  # within the meeting
    question = EnumField(RosterQuestion)
    about = CharField(max_length=40)
    text = CharField(max_length=200)
    channel = EnumField(QuestionChannel)
    filer = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    filer_name = CharField(max_length=40)
    filed_at = MomentField()
    recorded_by = IntegerField()
    meeting_id: int
    filer_id: int | None

    class Meta:
        indexes = ((("meeting", "number"), True),)
        # Online somebody is signed in.
        constraints = (Check("channel <> 'online' OR filer_id IS NOT NULL"),)


class RosterAnswer(SealedModel):
    """What an officer found of an objection to the list, and why."""

    objection = ForeignKeyField(RosterObjection, unique=True, on_delete="RESTRICT")
    upheld = BooleanField()
    reason = CharField(max_length=200)
    answered_at = MomentField()
    answered_by = ForeignKeyField(Person, on_delete="RESTRICT")
    objection_id: int
    answered_by_id: int

    class Meta:
        constraints = (Check("reason <> ''"),)

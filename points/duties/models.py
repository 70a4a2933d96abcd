"""What is remembered of members' duties; insert-only. When a row was entered stands beside the day of the event.

What was wrong is taken back by a ``DutyWithdrawal``; what ended has a row that ends it.
"""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField

from points.duties.entered import NOT_EARLY, Entered
from points.duties.values import Outcome, Record, Rhythm, Verdict
from portal.kernel.fields import EnumField, FenField, MonthField, QuarterField
from portal.org.models import Branch, Household, Person


class DutyPost(Entered):
    """A responsibility area or post of a branch, with what is to be done there."""

    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
    number = IntegerField()
    kind = CharField(max_length=40)
    name = CharField(max_length=60)
    duties = CharField(max_length=500)
    opened_on = DateField()
    branch_id: int

    class Meta:
        # Numbers count from 1 in each village; the service counts, the unique index keeps two from being the same.
        indexes = ((("village", "number"), True),)
        constraints = (NOT_EARLY, Check("number >= 1"))


class DutyPostEnd(Entered):
    """An area or post that is no more: its last day, and why."""

    post = ForeignKeyField(DutyPost, unique=True, on_delete="RESTRICT", backref="+")
    until = DateField()
    reason = CharField(max_length=200)
    post_id: int

    class Meta:
        constraints = (NOT_EARLY, Check("reason <> ''"))


class DutyHolding(Entered):
    """A member who holds an area or post from a day."""

    post = ForeignKeyField(DutyPost, on_delete="RESTRICT", backref="+")
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    since = DateField()
    post_id: int
    person_id: int

    class Meta:
        indexes = ((("village", "person"), False), (("post", "since"), False))
        constraints = (NOT_EARLY,)


class DutyHoldingEnd(Entered):
    """The last day somebody held an area or post; a holding ends once."""

    holding = ForeignKeyField(DutyHolding, unique=True, on_delete="RESTRICT", backref="+")
    until = DateField()
    reason = CharField(max_length=200)
    holding_id: int

    class Meta:
        constraints = (NOT_EARLY, Check("reason <> ''"))


class HouseholdLink(Entered):
    """A household a member keeps in touch with from a day (十户联系)."""

    household = ForeignKeyField(Household, on_delete="RESTRICT", backref="+")
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    since = DateField()
    household_id: int
    person_id: int

    class Meta:
        indexes = ((("village", "person"), False), (("village", "household"), False))
        constraints = (NOT_EARLY,)


class HouseholdLinkEnd(Entered):
    """The last day of a link; what was visited and found meanwhile stays."""

    link = ForeignKeyField(HouseholdLink, unique=True, on_delete="RESTRICT", backref="+")
    until = DateField()
    reason = CharField(max_length=200)
    link_id: int

    class Meta:
        constraints = (NOT_EARLY, Check("reason <> ''"))


class DutyVisit(Entered):
    """A visit to a household: what was talked about, and the need found, if any. Never public.

    ``linked`` where the household was the visitor's own on that day; entered on behalf where another entered it.
    """

    household = ForeignKeyField(Household, on_delete="RESTRICT", backref="+")
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    visited_on = DateField()
    linked = BooleanField()
    note = CharField(max_length=200, default="")
    need = CharField(max_length=200, default="")
    household_id: int
    person_id: int

    class Meta:
        indexes = ((("village", "visited_on"), False), (("village", "person", "visited_on"), False))
        constraints = (NOT_EARLY,)


class DutyVisitOutcome(Entered):
    """What came of the need found on a visit, once."""

    visit = ForeignKeyField(DutyVisit, unique=True, on_delete="RESTRICT", backref="+")
    outcome = EnumField(Outcome)
    note = CharField(max_length=200)
    settled_on = DateField()
    visit_id: int

    class Meta:
        constraints = (NOT_EARLY, Check("note <> ''"))


class DuesRhythm(Entered):
    """From which month a branch's dues are recorded here, and how often they are paid."""

    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
    since = MonthField()
    rhythm = EnumField(Rhythm)
    basis = CharField(max_length=200)
    branch_id: int

    class Meta:
        # A branch says it once for a month.
        indexes = ((("village", "branch", "since"), True),)
        constraints = (NOT_EARLY, Check("basis <> ''"))


class DuesRate(Entered):
    """What a member pays a month from a month on; the newest row of a month holds."""

    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    since = MonthField()
    monthly_fen = FenField()
    basis = CharField(max_length=200)
    person_id: int

    class Meta:
        indexes = ((("village", "person", "since"), False),)
        constraints = (NOT_EARLY, Check("monthly_fen > 0 AND basis <> ''"))


class DuesPayment(Entered):
    """That a member paid for a month; taken back and paid anew it is the next turn. No money passes here."""

    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    month = MonthField()
    turn = IntegerField()
    amount_fen = FenField()
    paid_on = DateField()
    person_id: int

    class Meta:
        indexes = ((("person", "month", "turn"), True), (("village", "month"), False))
        constraints = (
            NOT_EARLY,
            Check("amount_fen > 0 AND turn >= 1"),
            # Nobody receives their own dues.
            Check("person_id <> recorded_by_id"),
        )


class StudyEntry(Entered):
    """Study of one member on a day, in half hours. What members enter themselves counts once it is confirmed."""

    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    kind = CharField(max_length=40)
    studied_on = DateField()
    half_hours = IntegerField()
    title = CharField(max_length=100)
    source = CharField(max_length=100)
    person_id: int

    class Meta:
        indexes = ((("village", "studied_on"), False), (("village", "person", "studied_on"), False))
        constraints = (NOT_EARLY, Check("half_hours >= 1"))


class StudyCheck(Entered):
    """What an officer said of hours a member entered, once."""

    entry = ForeignKeyField(StudyEntry, unique=True, on_delete="RESTRICT", backref="+")
    verdict = EnumField(Verdict)
    reason = CharField(max_length=200, default="")
    entry_id: int

    class Meta:
        # What is rejected says why.
        constraints = (NOT_EARLY, Check("(verdict = 'confirmed') = (reason = '')"))


class FloatingAbsence(Entered):
    """A member away: where, roughly, and since when."""

    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    destination = CharField(max_length=60)
    since = DateField()
    person_id: int

    class Meta:
        indexes = ((("village", "person"), False),)
        constraints = (NOT_EARLY,)


class FloatingReturn(Entered):
    """The day a member came back."""

    absence = ForeignKeyField(FloatingAbsence, unique=True, on_delete="RESTRICT", backref="+")
    returned_on = DateField()
    absence_id: int

    class Meta:
        constraints = (NOT_EARLY,)


class FloatingContact(Entered):
    """Who keeps in touch with a member away, from a day; the newest row holds."""

    absence = ForeignKeyField(FloatingAbsence, on_delete="RESTRICT", backref="+")
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    since = DateField()
    absence_id: int
    person_id: int

    class Meta:
        indexes = ((("village", "absence"), False),)
        constraints = (NOT_EARLY,)


class FloatingReport(Entered):
    """A quarter's report of a member away; entered on behalf where another entered it."""

    absence = ForeignKeyField(FloatingAbsence, on_delete="RESTRICT", backref="+")
    quarter = QuarterField()
    reported_on = DateField()
    text = CharField(max_length=500)
    absence_id: int

    class Meta:
        # One report for a quarter.
        indexes = ((("absence", "quarter"), True), (("village", "reported_on"), False))
        constraints = (NOT_EARLY, Check("text <> ''"))


class FloatingAnswer(Entered):
    """What the contact person answered, once."""

    report = ForeignKeyField(FloatingReport, unique=True, on_delete="RESTRICT", backref="+")
    text = CharField(max_length=500)
    report_id: int

    class Meta:
        constraints = (NOT_EARLY, Check("text <> ''"))


class Campaign(Entered):
    """Something a branch's members go ahead in together, such as 党员带头致富."""

    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
    number = IntegerField()
    kind = CharField(max_length=40)
    name = CharField(max_length=60)
    goal = CharField(max_length=300)
    begins_on = DateField()
    branch_id: int

    class Meta:
        table_name = "duty_campaign"
        indexes = ((("village", "number"), True),)
        constraints = (NOT_EARLY, Check("number >= 1"))


class CampaignJoining(Entered):
    """A member who joined a campaign, and with what."""

    campaign = ForeignKeyField(Campaign, on_delete="RESTRICT", backref="+")
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    project = CharField(max_length=100)
    joined_on = DateField()
    campaign_id: int
    person_id: int

    class Meta:
        table_name = "duty_campaign_joining"
        # A member joins a campaign once.
        indexes = ((("campaign", "person"), True), (("village", "person"), False))
        constraints = (NOT_EARLY,)


class CampaignResult(Entered):
    """One number that came of a member's project, with what proves it."""

    joining = ForeignKeyField(CampaignJoining, on_delete="RESTRICT", backref="+")
    measure = CharField(max_length=40)
    quantity = IntegerField()
    achieved_on = DateField()
    evidence = CharField(max_length=200)
    joining_id: int

    class Meta:
        table_name = "duty_campaign_result"
        indexes = ((("village", "achieved_on"), False),)
        constraints = (NOT_EARLY, Check("quantity > 0 AND evidence <> ''"))


class DutyWithdrawal(Entered):
    """A record taken back, once, with the reason: a visit, a payment, study hours or a result entered wrongly."""

    kind = EnumField(Record)
    record = IntegerField()
    reason = CharField(max_length=200)

    class Meta:
        indexes = ((("village", "kind", "record"), True),)
        constraints = (NOT_EARLY, Check("reason <> ''"))

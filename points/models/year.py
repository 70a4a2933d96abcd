"""What the end of a month and of a year leave behind: snapshots, suggested and decided grades, cards with their talks.

It refers to nothing else of the area: what a line of JSON names are people by their number in the register.
"""

from __future__ import annotations

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField

from points.rules.cards import CardKind
from points.values import Mending
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, JsonField, MomentField, MonthField
from portal.org.models import Branch, Person, Place


class PointsSnapshot(SealedModel):
    """How a branch stood when a month was locked, from the entries up to ``through_entry``.

    ``lines`` are ``[person, additions, deductions, score of the year so far]`` in hundredths.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
    month = MonthField()
    through_entry = IntegerField()
    base_x100 = IntegerField()
    lowest_x100 = IntegerField()
    highest_x100 = IntegerField(null=True)
    lines = JsonField()
    digest = CharField(max_length=64)
    taken_at = MomentField()
    village_id: int
    branch_id: int

    class Meta:
        # A month is locked once.
        indexes = ((("village", "branch", "month"), True),)


class PointsAppraisal(SealedModel):
    """What the points of a year suggest for each member, reckoned on a day; a later revision stands beside it.

    ``lines`` are ``[person, score, band, grade, why]``.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
    year = IntegerField()
    revision = IntegerField()
    bands = CharField(max_length=40)
    through_entry = IntegerField()
    not_in_force = IntegerField()
    members = IntegerField()
    graded = IntegerField()
    quota = IntegerField()
    lines = JsonField()
    digest = CharField(max_length=64)
    reckoned_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    reckoned_at = MomentField()
    village_id: int
    branch_id: int
    reckoned_by_id: int

    class Meta:
        indexes = ((("village", "branch", "year", "revision"), True),)
        # Revisions count from 1; nobody is graded who is no member.
        constraints = (Check("revision >= 1 AND graded <= members AND quota >= 0"),)


class PointsYearDecision(SealedModel):
    """What the branch decided about everybody, beside what was suggested.

    ``lines`` are ``[person, suggested, decided, why it differs]``.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
    appraisal = ForeignKeyField(PointsAppraisal, on_delete="RESTRICT", backref="+")
    revision = IntegerField()
    decided_on = DateField()
    meeting = CharField(max_length=120)
    lines = JsonField()
    excellent = IntegerField()
    over_quota = CharField(max_length=200, default="")
    reason = CharField(max_length=200, default="")
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    village_id: int
    appraisal_id: int
    recorded_by_id: int

    class Meta:
        indexes = ((("appraisal", "revision"), True),)
        # Whoever decides again says why.
        constraints = (Check("(revision = 1) = (reason = '')"),)


class PointsYearUnsettled(SealedModel):
    """How many of a year's entries were not in force when a branch decided, and why it did not wait for them."""

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
    decision = ForeignKeyField(PointsYearDecision, unique=True, on_delete="RESTRICT", backref="+")
    entries = IntegerField()
    reason = CharField(max_length=200)
    village_id: int
    decision_id: int

    class Meta:
        # Where all were in force there is nothing to explain.
        constraints = (Check("entries >= 1 AND reason <> ''"),)


class PointsYearSeal(SealedModel):
    """A second person's word that a decision stands as it was taken; after it nothing of it is recorded again."""

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
    decision = ForeignKeyField(PointsYearDecision, unique=True, on_delete="RESTRICT", backref="+")
    sealed_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    sealed_at = MomentField()
    village_id: int
    decision_id: int
    sealed_by_id: int


class PointsVeto(SealedModel):
    """Something that decides a member's year whatever the points say, with the paper that says so."""

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
    year = IntegerField()
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    code = CharField(max_length=20)
    paper = CharField(max_length=200)
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    village_id: int
    branch_id: int
    person_id: int
    recorded_by_id: int

    class Meta:
        indexes = ((("village", "year", "person", "code"), True),)
        # Nobody records their own, and it has its paper.
        constraints = (Check("person_id <> recorded_by_id AND paper <> ''"),)


class PointsCard(SealedModel):
    """A yellow or red card issued to a member for one occasion; a talk is due by ``talk_by``."""

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
    year = IntegerField()
    number = IntegerField()
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    kind = EnumField(CardKind)
    occasion = CharField(max_length=40)
    because = CharField(max_length=200)
    issued_on = DateField()
    talk_by = DateField()
    issued_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    issued_at = MomentField()
    village_id: int
    branch_id: int
    person_id: int
    issued_by_id: int

    class Meta:
        indexes = (
            (("village", "number"), True),
            # One occasion calls for one card.
            (("village", "person", "occasion"), True),
        )
        # Nobody issues their own.
        constraints = (Check("person_id <> issued_by_id"),)


class PointsTalk(SealedModel):
    """The talk that follows a card: when, who held it, what was said, by when things are to be mended."""

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
    card = ForeignKeyField(PointsCard, unique=True, on_delete="RESTRICT", backref="+")
    held_on = DateField()
    held_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    text = CharField(max_length=500)
    mend_by = DateField()
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    village_id: int
    card_id: int
    held_by_id: int
    recorded_by_id: int

    class Meta:
        # There is time to mend things, and something was said.
        constraints = (Check("mend_by >= held_on AND text <> ''"),)


class PointsMending(SealedModel):
    """What came of a talk."""

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
    card = ForeignKeyField(PointsCard, unique=True, on_delete="RESTRICT", backref="+")
    outcome = EnumField(Mending)
    text = CharField(max_length=500)
    seen_on = DateField()
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    village_id: int
    card_id: int
    recorded_by_id: int

    class Meta:
        constraints = (Check("text <> ''"),)


class PointsAward(SealedModel):
    """A member recommended for an award on the strength of a year."""

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
    year = IntegerField()
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    title = CharField(max_length=80)
    reason = CharField(max_length=200)
    recommended_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recommended_at = MomentField()
    village_id: int
    branch_id: int
    person_id: int
    recommended_by_id: int

    class Meta:
        indexes = ((("village", "year", "person", "title"), True),)
        # Nobody recommends themselves.
        constraints = (Check("person_id <> recommended_by_id"),)


class PointsBranchFigure(SealedModel):
    """A figure of a branch's own scorecard with where it comes from; a later revision stands beside it."""

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
    year = IntegerField()
    code = CharField(max_length=20)
    revision = IntegerField()
    value = IntegerField()
    source = CharField(max_length=200)
    entered_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    entered_at = MomentField()
    village_id: int
    branch_id: int
    entered_by_id: int

    class Meta:
        indexes = ((("village", "branch", "year", "code", "revision"), True),)
        # A figure is never negative and says where it comes from.
        constraints = (Check("value >= 0 AND source <> ''"),)

"""What deliberation remembers of where matters come from: joint proposals, and what was talked over beforehand.

Every row is insert-only. Who supports a proposal is kept, so that nobody is counted twice; it is never published.
"""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from deliberation.models.decisions import Matter, VoteManner
from deliberation.rules.consultations import ConsultationKind, Settlement
from deliberation.rules.joint import Signatories
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, JsonField, MomentField
from portal.org.models import Person, Place


class JointProposal(SealedModel):
    """What one person asks others to propose together; its number is the village's own."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    side = EnumField(Signatories)
    matter_type = CharField(max_length=60)
    title = CharField(max_length=60)
    plan = TextField()
    started_by = ForeignKeyField(Person, on_delete="RESTRICT")
    started_on = DateField()
    recorded_at = MomentField()
    village_id: int
    started_by_id: int

    class Meta:
        indexes = ((("village", "number"), True),)


class JointSheet(SealedModel):
    """A signed sheet as one officer read it: who is on it, and the digests of its photos."""

    proposal = ForeignKeyField(JointProposal, on_delete="RESTRICT")
    number = IntegerField()
    people = JsonField()  # their ids
    photos = JsonField()
    entered_by = ForeignKeyField(Person, on_delete="RESTRICT")
    entered_at = MomentField()
    proposal_id: int
    entered_by_id: int

    class Meta:
        indexes = ((("proposal", "number"), True),)


class JointSheetCheck(SealedModel):
    """A second officer held a sheet against its photo: it counts, or it is sent back with a reason."""

    sheet = ForeignKeyField(JointSheet, unique=True, on_delete="RESTRICT")
    accepted = BooleanField()
    reason = CharField(max_length=200, default="")
    checked_by = ForeignKeyField(Person, on_delete="RESTRICT")
    checked_at = MomentField()
    sheet_id: int
    checked_by_id: int

    class Meta:
        # Whoever sends a sheet back says why.
        constraints = (Check("accepted OR reason <> ''"),)


class JointSupport(SealedModel):
    """One person supports a proposal, or took support back; the newest entry counts."""

    proposal = ForeignKeyField(JointProposal, on_delete="RESTRICT")
    person = ForeignKeyField(Person, on_delete="RESTRICT")
    entry = IntegerField()
    stands = BooleanField()
    manner = EnumField(VoteManner)
    sheet = ForeignKeyField(JointSheet, null=True, on_delete="RESTRICT")
    recorded_at = MomentField()
    proposal_id: int
    person_id: int

    class Meta:
        # One person is counted once, whatever happens in parallel.
        indexes = ((("proposal", "person", "entry"), True),)


class JointTold(SealedModel):
    """How many supported a proposal when its number was published, at most once a day."""

    proposal = ForeignKeyField(JointProposal, on_delete="RESTRICT")
    supporters = IntegerField()
    told_on = DateField()
    proposal_id: int

    class Meta:
        indexes = ((("proposal", "told_on"), True),)


class JointReached(SealedModel):
    """The share was reached: how many, of how many, and how many had to."""

    proposal = ForeignKeyField(JointProposal, unique=True, on_delete="RESTRICT")
    supporters = IntegerField()
    base = IntegerField()
    needed = IntegerField()
    reached_at = MomentField()
    proposal_id: int

    class Meta:
        constraints = (Check("supporters >= needed AND supporters <= base"),)


class JointAnswer(SealedModel):
    """The answer to a proposal that did not become a matter. ``withheld``: its words stay unsaid."""

    proposal = ForeignKeyField(JointProposal, unique=True, on_delete="RESTRICT")
    text = TextField()
    withheld = BooleanField()
    answered_by = ForeignKeyField(Person, on_delete="RESTRICT")
    answered_at = MomentField()
    proposal_id: int
    answered_by_id: int


class JointMatter(SealedModel):
    """A matter came of a proposal; after that one was taken back, another may."""

    proposal = ForeignKeyField(JointProposal, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, unique=True, on_delete="RESTRICT")
    withheld = BooleanField()
    proposed_by = ForeignKeyField(Person, on_delete="RESTRICT")
    proposed_at = MomentField()
    proposal_id: int
    matter_id: int
    proposed_by_id: int


class JointWithdrawal(SealedModel):
    """A proposal was taken back by whoever started it, before enough supported it."""

    proposal = ForeignKeyField(JointProposal, unique=True, on_delete="RESTRICT")
    reason = CharField(max_length=200)
    withdrawn_at = MomentField()
    proposal_id: int


class Consultation(SealedModel):
    """One hearing, talk or negotiation about a matter before its decision; ``attended`` stays in the portal."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    number = IntegerField()
    kind = EnumField(ConsultationKind)
    held_on = DateField()
    place = CharField(max_length=120)
    sides = JsonField()  # how many of each side, by its id
    attended = TextField()
    offered = TextField()
    asked = TextField()
    settlement = EnumField(Settlement)
    result = TextField()
    households_asked = IntegerField()
    households_agreed = IntegerField()
    files = JsonField()  # their digests
    late_days = IntegerField()
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT")
    recorded_at = MomentField()
    village_id: int
    matter_id: int
    recorded_by_id: int

    class Meta:
        indexes = ((("village", "matter", "number"), True),)
        # Nobody agrees who was not asked; what is recorded has happened.
        constraints = (
            Check("households_agreed >= 0 AND households_agreed <= households_asked"),
            Check("late_days >= 0"),
        )

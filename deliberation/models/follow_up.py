"""What deliberation remembers after a decision: publicity, objections, implementation, acceptance.

Every row is insert-only. ``bulletin`` is the document with which an act was published: its entry in the village's log
is the order in which things happened.
"""

from __future__ import annotations

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from deliberation.models.decisions import Matter
from deliberation.rules.follow_up import Inspection, Target, Verdict
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, MomentField
from portal.org.models import Person, Place


class PublicityInterruption(SealedModel):
    """A notice was down during its days of publicity; ``republished`` is the revision with which they began again."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    target = EnumField(Target)
    republished = ForeignKeyField(Bulletin, unique=True, on_delete="RESTRICT")
    happened_on = DateField()
    reason = CharField(max_length=200)
    recorded_at = MomentField()
    village_id: int
    matter_id: int
    republished_id: int

    class Meta:
        indexes = ((("village", "matter"), False),)


class PublicityEnd(SealedModel):
    """A notice was taken down after its lawful days; one revision is taken down once."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    target = EnumField(Target)
    bulletin = ForeignKeyField(Bulletin, unique=True, on_delete="RESTRICT")
    ended_on = DateField()
    recorded_at = MomentField()
    village_id: int
    matter_id: int
    bulletin_id: int

    class Meta:
        indexes = ((("village", "matter"), False),)


class Objection(SealedModel):
    """What one villager objects to a resolution or a result on display; on paper an officer enters it for them."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    number = IntegerField()
    target = EnumField(Target)
    filed_by = ForeignKeyField(Person, on_delete="RESTRICT")
    recorded_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    text = TextField()
    filed_on = DateField()
    due_on = DateField()
    recorded_at = MomentField()
    bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")
    village_id: int
    matter_id: int
    filed_by_id: int
    recorded_by_id: int | None
    bulletin_id: int

    class Meta:
        indexes = ((("village", "due_on"), False), (("matter", "number"), True))
        # Whoever enters an objection on somebody's behalf is not that person; the clock runs forward.
        constraints = (Check("recorded_by_id IS NULL OR recorded_by_id <> filed_by_id"), Check("due_on >= filed_on"))


class ObjectionAnswer(SealedModel):
    """The one answer to an objection."""

    objection = ForeignKeyField(Objection, unique=True, on_delete="RESTRICT")
    verdict = EnumField(Verdict)
    text = TextField()
    answered_by = ForeignKeyField(Person, on_delete="RESTRICT")
    answered_at = MomentField()
    bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")
    objection_id: int
    answered_by_id: int
    bulletin_id: int


class Milestone(SealedModel):
    """One step of the work, planned for a day."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    number = IntegerField()
    title = CharField(max_length=60)
    due_on = DateField()
    planned_by = ForeignKeyField(Person, on_delete="RESTRICT")
    planned_at = MomentField()
    bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")
    village_id: int
    matter_id: int
    planned_by_id: int
    bulletin_id: int

    class Meta:
        indexes = ((("village", "due_on"), False), (("matter", "number"), True))


class MilestoneReport(SealedModel):
    """The report that a step is done, with its attachments; after the work was sent back, what was mended."""

    milestone = ForeignKeyField(Milestone, on_delete="RESTRICT")
    number = IntegerField()
    done_on = DateField()
    text = TextField()
    reported_by = ForeignKeyField(Person, on_delete="RESTRICT")
    reported_at = MomentField()
    bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")
    milestone_id: int
    reported_by_id: int
    bulletin_id: int

    class Meta:
        indexes = ((("milestone", "number"), True),)


class Acceptance(SealedModel):
    """What the supervision committee found when it inspected the work."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    number = IntegerField()
    verdict = EnumField(Inspection)
    text = TextField()
    inspected_on = DateField()
    accepted_by = ForeignKeyField(Person, on_delete="RESTRICT")
    inspected_at = MomentField()
    bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")
    village_id: int
    matter_id: int
    accepted_by_id: int
    bulletin_id: int

    class Meta:
        indexes = ((("village", "matter"), False), (("matter", "number"), True))


class SupervisionRemark(SealedModel):
    """What the supervision committee remarks on a resolution or a result that was put up."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    number = IntegerField()
    target = EnumField(Target)
    text = TextField()
    written_by = ForeignKeyField(Person, on_delete="RESTRICT")
    written_at = MomentField()
    bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")
    village_id: int
    matter_id: int
    written_by_id: int
    bulletin_id: int

    class Meta:
        indexes = ((("village", "matter"), False), (("matter", "number"), True))

"""What deliberation remembers of what was said to a plan before the vote, and of the answers. Every row is insert-only.

``before`` is the paragraph as it read when somebody wanted it to read ``wording``.
"""

from __future__ import annotations

from peewee import BooleanField, Check, DateField, ForeignKeyField, IntegerField, TextField

from deliberation.models.decisions import Matter, PlanRevision
from deliberation.rules.opinions import OpinionKind, OpinionReply
from deliberation.rules.suggestions import Channel
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, MomentField
from portal.org.models import Person, Place


class Opinion(SealedModel):
    """An opinion, an amendment or a question on one version of a matter's plan; an officer enters what was brought."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    number = IntegerField()  # within the matter
    kind = EnumField(OpinionKind)
    channel = EnumField(Channel)
    revision = IntegerField()
    paragraph = IntegerField(null=True)
    before = TextField(default="")
    wording = TextField(default="")
    text = TextField()
    filed_by = ForeignKeyField(Person, on_delete="RESTRICT")
    recorded_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
    filed_on = DateField()
    recorded_at = MomentField()
    village_id: int
    matter_id: int
    filed_by_id: int
    recorded_by_id: int | None

    class Meta:
        indexes = ((("village", "matter", "number"), True),)
        # Whoever enters something on somebody's behalf is not that person; who amends says what and how.
        constraints = (
            Check("recorded_by_id IS NULL OR recorded_by_id <> filed_by_id"),
            Check("kind <> 'amendment' OR (paragraph IS NOT NULL AND wording <> '')"),
        )


class OpinionAnswer(SealedModel):
    """The one answer; ``revision`` is the version of the plan that takes it up. ``withheld``: the words stay unsaid."""

    opinion = ForeignKeyField(Opinion, unique=True, on_delete="RESTRICT")
    reply = EnumField(OpinionReply)
    text = TextField()
    withheld = BooleanField()
    revision = ForeignKeyField(PlanRevision, null=True, on_delete="RESTRICT")
    answered_by = ForeignKeyField(Person, on_delete="RESTRICT")
    answered_at = MomentField()
    opinion_id: int
    revision_id: int | None
    answered_by_id: int

    class Meta:
        # What is adopted stands in a version of the plan.
        constraints = (Check("reply NOT IN ('adopted', 'partly') OR revision_id IS NOT NULL"),)

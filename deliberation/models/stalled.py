"""What deliberation remembers of matters that stand still: that it was told, and when to look again."""

from __future__ import annotations

from peewee import DateField, ForeignKeyField, IntegerField

from deliberation.models.decisions import Matter
from deliberation.rules.stalled import Awaited
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import BaseModel, SealedModel
from portal.kernel.fields import EnumField
from portal.org.models import Place


class MatterStall(SealedModel):
    """It was published that a matter stands still: what it waits for, of which number, and its last day in time."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    awaited = EnumField(Awaited)
    subject = IntegerField()
    due_on = DateField()
    noted_on = DateField()
    bulletin = ForeignKeyField(Bulletin, unique=True, on_delete="RESTRICT")
    village_id: int
    matter_id: int

    class Meta:
        # It is told once that one thing is late.
        indexes = ((("matter", "awaited", "subject", "due_on"), True), (("village", "matter"), False))


class StallWatch(BaseModel):
    """How long a village's log was when its matters were looked at, and the next day on which one would stand still.

    No part of the record: it only spares looking again where nothing can have changed.
    """

    village = ForeignKeyField(Place, unique=True, on_delete="RESTRICT")
    size = IntegerField()
    wakes_on = DateField(null=True)
    village_id: int

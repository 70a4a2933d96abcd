"""What every row of members' duties says beside its facts; no table of its own."""

from __future__ import annotations

from peewee import Check, ForeignKeyField, IntegerField

from portal.kernel.db import SealedModel
from portal.kernel.fields import MomentField
from portal.org.models import Person, Place

#: What has not happened yet is not entered.
NOT_EARLY = Check("late_days >= 0")


class Entered(SealedModel):
    """What every row says: where, when it was entered, how many days late, by whom."""

    village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    late_days = IntegerField()
    village_id: int
    recorded_by_id: int

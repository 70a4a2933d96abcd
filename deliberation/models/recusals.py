"""What deliberation remembers of who stands back from deciding a matter. Every row is insert-only.

Of each person the row with the highest number counts: they stand back (``stands``), or no longer.
"""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, ForeignKeyField, IntegerField

from deliberation.models.decisions import Matter
from portal.kernel.db import SealedModel
from portal.kernel.fields import MomentField
from portal.org.models import Person, Place


class Recusal(SealedModel):
    """One person stands back from one matter, or takes that back; said by themselves or entered by an officer."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    number = IntegerField()  # within the matter
    person = ForeignKeyField(Person, on_delete="RESTRICT")
    stands = BooleanField()
    kind = CharField(max_length=40)
    reason = CharField(max_length=200)
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    village_id: int
    matter_id: int
    person_id: int
    recorded_by_id: int

    class Meta:
        # The second is how a vote asks whether its voter stands back.
        indexes = ((("village", "matter", "number"), True), (("matter", "person", "number"), True))
        # Whoever stands back, or no longer does, says why.
        constraints = (Check("reason <> ''"),)

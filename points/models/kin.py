"""Who is said to be a near relative of whom, from which day and until when; insert-only."""

from __future__ import annotations

from peewee import CharField, Check, DateField, ForeignKeyField

from portal.kernel.db import SealedModel
from portal.kernel.fields import MomentField
from portal.org.models import Person, Place


class PointsKinship(SealedModel):
    """That ``relative`` is of that ``kind`` to ``person``: each stands aside from the other's points."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    relative = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    kind = CharField(max_length=40)
    since = DateField()
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    village_id: int
    person_id: int
    relative_id: int

    class Meta:
        # Nobody is their own relative.
        constraints = (Check("person_id <> relative_id"),)


class PointsKinshipEnd(SealedModel):
    """That two people are no near relatives any more, once, with the reason; ``until`` is the last day."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    kinship = ForeignKeyField(PointsKinship, unique=True, on_delete="RESTRICT", backref="+")
    until = DateField()
    reason = CharField(max_length=200)
    ended_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    ended_at = MomentField()
    village_id: int
    kinship_id: int

    class Meta:
        # It never ends without a reason.
        constraints = (Check("reason <> ''"),)

"""Pilots: tried in few places, judged, decided."""

from __future__ import annotations

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField

from points.households.values import FeedbackKind, PilotOutcome
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, MomentField
from portal.org.models import Person, Place


class HouseholdPilot(SealedModel):
    """A try before the whole village does it: where, what for, since when, who decided."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    title = CharField(max_length=60)
    scope = CharField(max_length=200)
    goal = CharField(max_length=200)
    since = DateField()
    resolution = CharField(max_length=200)
    begun_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    begun_at = MomentField()
    village_id: int

    class Meta:
        indexes = ((("village", "number"), True),)
        constraints = (Check("title <> '' AND scope <> ''"),)


class PilotFeedback(SealedModel):
    """What somebody said of a pilot, without a name."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    pilot = ForeignKeyField(HouseholdPilot, on_delete="RESTRICT", backref="+")
    kind = EnumField(FeedbackKind)
    said_by = CharField(max_length=40)
    text = CharField(max_length=500)
    given_on = DateField()
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    village_id: int

    class Meta:
        indexes = ((("pilot", "given_on"), False),)
        constraints = (Check("text <> ''"),)


class PilotDecision(SealedModel):
    """Whether the whole village does it: go, again, or stop; with the reason."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    pilot = ForeignKeyField(HouseholdPilot, unique=True, on_delete="RESTRICT", backref="+")
    outcome = EnumField(PilotOutcome)
    reason = CharField(max_length=500)
    document = CharField(max_length=200)
    decided_on = DateField()
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    recorded_at = MomentField()
    village_id: int

    class Meta:
        # A decision says why, and where it is written.
        constraints = (Check("reason <> '' AND document <> ''"),)

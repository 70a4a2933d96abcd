"""What deliberation remembers of councils (议事会、红色议事厅): their rhythm, what came of each item, fees collected.

Every row is insert-only; where something is corrected, the row with the highest revision counts. That a meeting was
missed follows from the days (``deliberation.rules.councils``); a row only says why, or that it was published.
"""

from __future__ import annotations

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from deliberation.models.suggestions import SuggestionListing
from deliberation.rules.councils import Hall, Outcome, Rhythm
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, FenField, MomentField, MonthField
from portal.meetings.models import Meeting
from portal.org.models import Person, Place


class CouncilRhythm(SealedModel):
    """From a day on a place's council meets so often; a township's holds in villages that set nothing themselves."""

    place = ForeignKeyField(Place, on_delete="RESTRICT")
    hall = EnumField(Hall)
    rhythm = EnumField(Rhythm)
    day = IntegerField()  # of the week or month; 0 where it no longer meets
    since = DateField()
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT")
    recorded_at = MomentField()
    place_id: int
    recorded_by_id: int

    class Meta:
        indexes = ((("place", "hall", "since"), True),)
        constraints = (Check("day BETWEEN 0 AND 28"),)


class CouncilMiss(SealedModel):
    """A period passed without a meeting: published by itself without a reason, or why, from an officer."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    hall = EnumField(Hall)
    due_on = DateField()
    revision = IntegerField()
    reason = CharField(max_length=200)
    recorded_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    recorded_at = MomentField()
    village_id: int
    recorded_by_id: int | None

    class Meta:
        indexes = ((("village", "hall", "due_on", "revision"), True),)
        # An officer gives a reason, the system none.
        constraints = (Check("(reason = '') = (recorded_by_id IS NULL)"),)


class CouncilItem(SealedModel):
    """What was said of one suggestion at one meeting, and what follows."""

    listing = ForeignKeyField(SuggestionListing, on_delete="RESTRICT")
    revision = IntegerField()
    outcome = EnumField(Outcome)
    said = TextField()
    handed_to = CharField(max_length=40)
    due_on = DateField(null=True)
    reason = CharField(max_length=200)  # why it was written anew; empty the first time
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT")
    recorded_at = MomentField()
    listing_id: int
    recorded_by_id: int

    class Meta:
        indexes = ((("listing", "revision"), True),)
        constraints = (Check("(handed_to = '') = (due_on IS NULL)"), Check("(revision = 1) = (reason = '')"))


class CouncilSides(SealedModel):
    """How many of the property firm and the owners' committee came; the party's side signs in."""

    meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
    revision = IntegerField()
    firm = IntegerField()
    owners = IntegerField()
    reason = CharField(max_length=200)
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT")
    recorded_at = MomentField()
    meeting_id: int
    recorded_by_id: int

    class Meta:
        indexes = ((("meeting", "revision"), True),)
        constraints = (Check("firm >= 0 AND owners >= 0"), Check("(revision = 1) = (reason = '')"))


class FeeCollection(SealedModel):
    """How many households owed property fees for a month and how many paid, and the amounts."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    revision = IntegerField()
    households_due = IntegerField()
    households_paid = IntegerField()
    due_fen = FenField()
    collected_fen = FenField()
    reason = CharField(max_length=200)
    recorded_by = ForeignKeyField(Person, on_delete="RESTRICT")
    recorded_at = MomentField()
    village_id: int
    recorded_by_id: int

    class Meta:
        indexes = ((("village", "month", "revision"), True),)
        constraints = (
            Check("households_due > 0 AND households_paid BETWEEN 0 AND households_due"),
            Check("due_fen > 0 AND collected_fen BETWEEN 0 AND due_fen"),
            Check("(revision = 1) = (reason = '')"),
        )

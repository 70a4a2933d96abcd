"""What deliberation remembers of villagers' suggestions: each as it was made, and every step taken with it.

Every row is insert-only. How a suggestion stands follows from the rows (``deliberation.rules.suggestions``).
"""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from deliberation.models.decisions import Matter
from deliberation.rules.suggestions import Channel, Reply
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, MomentField
from portal.meetings.models import Meeting
from portal.org.models import Person, Place


class Suggestion(SealedModel):
    """What one villager suggests; brought on paper, by phone or spoken, an officer enters it for them."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    category = CharField(max_length=40)
    channel = EnumField(Channel)
    title = CharField(max_length=60)
    text = TextField()
    filed_by = ForeignKeyField(Person, on_delete="RESTRICT")
    recorded_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    filed_on = DateField()
    due_on = DateField()
    recorded_at = MomentField()
    village_id: int
    filed_by_id: int
    recorded_by_id: int | None

    class Meta:
        indexes = ((("village", "number"), True), (("village", "due_on"), False))
        # Whoever enters a suggestion on somebody's behalf is not that person; the clock runs forward.
        constraints = (Check("recorded_by_id IS NULL OR recorded_by_id <> filed_by_id"), Check("due_on >= filed_on"))


class SuggestionSorting(SealedModel):
    """Another category was given to a suggestion, and why."""

    suggestion = ForeignKeyField(Suggestion, on_delete="RESTRICT")
    category = CharField(max_length=40)
    reason = CharField(max_length=200)
    sorted_by = ForeignKeyField(Person, on_delete="RESTRICT")
    sorted_at = MomentField()
    suggestion_id: int
    sorted_by_id: int


class SuggestionListing(SealedModel):
    """A suggestion was put on the agenda of a meeting, once for each meeting."""

    suggestion = ForeignKeyField(Suggestion, on_delete="RESTRICT")
    meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
    listed_by = ForeignKeyField(Person, on_delete="RESTRICT")
    listed_at = MomentField()
    suggestion_id: int
    meeting_id: int
    listed_by_id: int

    class Meta:
        indexes = ((("suggestion", "meeting"), True),)


class SuggestionMerge(SealedModel):
    """A suggestion is handled with another one; the newest row counts. ``withheld``: its words are not published."""

    suggestion = ForeignKeyField(Suggestion, on_delete="RESTRICT")
    into = ForeignKeyField(Suggestion, on_delete="RESTRICT", backref="+")
    withheld = BooleanField()
    merged_by = ForeignKeyField(Person, on_delete="RESTRICT")
    merged_at = MomentField()
    suggestion_id: int
    into_id: int
    merged_by_id: int

    class Meta:
        # Nothing is handled with itself.
        constraints = (Check("suggestion_id <> into_id"),)


class SuggestionAnswer(SealedModel):
    """The one answer to a suggestion, and to those handled with it. ``withheld``: the villager's words stay unsaid."""

    suggestion = ForeignKeyField(Suggestion, unique=True, on_delete="RESTRICT")
    reply = EnumField(Reply)
    text = TextField()
    withheld = BooleanField()
    answered_by = ForeignKeyField(Person, on_delete="RESTRICT")
    answered_at = MomentField()
    suggestion_id: int
    answered_by_id: int


class SuggestionMatter(SealedModel):
    """A matter came of a suggestion; after that one was taken back, another may."""

    suggestion = ForeignKeyField(Suggestion, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, unique=True, on_delete="RESTRICT")
    withheld = BooleanField()
    proposed_by = ForeignKeyField(Person, on_delete="RESTRICT")
    proposed_at = MomentField()
    suggestion_id: int
    matter_id: int
    proposed_by_id: int


class SuggestionWithdrawal(SealedModel):
    """A suggestion was taken back by whoever made it; it stays listed."""

    suggestion = ForeignKeyField(Suggestion, unique=True, on_delete="RESTRICT")
    reason = CharField(max_length=200)
    withdrawn_at = MomentField()
    suggestion_id: int


class SuggestionOverdue(SealedModel):
    """It was published that the day of a suggestion's answer has passed without one."""

    suggestion = ForeignKeyField(Suggestion, unique=True, on_delete="RESTRICT")
    noted_on = DateField()
    suggestion_id: int

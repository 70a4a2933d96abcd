"""What deliberation remembers of indicative polls, which are no votes: no row here belongs to a stage. Insert-only.

Who answered what is kept, so that an answer can be changed and nobody is counted twice; it is never published, and
no screen shows it but to the person themselves.
"""

from __future__ import annotations

from peewee import CharField, Check, ForeignKeyField, IntegerField, TextField

from deliberation.models.decisions import Matter, VoteManner
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, JsonField, MomentField
from portal.kernel.journal import JournalLog
from portal.org.models import Person, Place


class Poll(SealedModel):
    """One question to the village's people, open until ``closes_at``; its number is the village's own."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    question = CharField(max_length=200)
    explanation = TextField()
    options = JsonField()  # texts in their order, numbered from 1
    most_choices = IntegerField()
    matter = ForeignKeyField(Matter, null=True, on_delete="RESTRICT")
    opens_at = MomentField()
    closes_at = MomentField()
    opened_by = IntegerField()
    log = ForeignKeyField(JournalLog, unique=True, on_delete="RESTRICT")
    village_id: int
    matter_id: int | None
    log_id: int

    class Meta:
        indexes = ((("village", "number"), True), (("village", "closes_at"), False))
        constraints = (Check("closes_at > opens_at AND most_choices >= 1"),)


class PollParticipation(SealedModel):
    """One person takes part in one poll, online or by a sheet of paper, never both."""

    poll = ForeignKeyField(Poll, on_delete="RESTRICT")
    person = ForeignKeyField(Person, on_delete="RESTRICT")
    manner = EnumField(VoteManner)
    recorded_at = MomentField()
    recorded_by = IntegerField(null=True)  # the officer who took the sheet; None online
    poll_id: int
    person_id: int

    class Meta:
        # One person is counted once, whatever happens in parallel.
        indexes = ((("poll", "person"), True),)


class PollAnswer(SealedModel):
    """What one person chose; a later entry stands for the earlier."""

    participation = ForeignKeyField(PollParticipation, on_delete="RESTRICT")
    entry = IntegerField()
    options = JsonField()  # their numbers
    recorded_at = MomentField()
    participation_id: int

    class Meta:
        indexes = ((("participation", "entry"), True),)


class PollSheetCount(SealedModel):
    """The sheets as one officer counted them; a later entry of the same officer stands for the earlier."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    poll = ForeignKeyField(Poll, on_delete="RESTRICT")
    entry = IntegerField()
    sheets = IntegerField()
    blank = IntegerField()
    counts = JsonField()
    entered_at = MomentField()
    entered_by = IntegerField()
    village_id: int
    poll_id: int

    class Meta:
        indexes = ((("village", "poll", "entry"), True),)
        constraints = (Check("blank >= 0 AND blank <= sheets"),)


class PollSheetConfirmation(SealedModel):
    """A second officer counted the same, from their own session: the sheets are counted, once."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    poll = ForeignKeyField(Poll, unique=True, on_delete="RESTRICT")
    count = ForeignKeyField(PollSheetCount, unique=True, on_delete="RESTRICT")
    confirmed_at = MomentField()
    confirmed_by = IntegerField()
    village_id: int
    poll_id: int
    count_id: int

    class Meta:
        indexes = ((("village", "poll"), False),)


class PollClose(SealedModel):
    """The count of a poll, made once after its last day."""

    poll = ForeignKeyField(Poll, unique=True, on_delete="RESTRICT")
    closed_at = MomentField()
    entitled = IntegerField()
    online = IntegerField()
    on_paper = IntegerField()
    blank = IntegerField()
    uncounted = IntegerField()
    counts = JsonField()
    size = IntegerField()
    root = CharField(max_length=64)
    poll_id: int

    class Meta:
        # Nobody takes part twice, and nobody who is not asked.
        constraints = (Check("online + on_paper + blank + uncounted <= entitled"),)

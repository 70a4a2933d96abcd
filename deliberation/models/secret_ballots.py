"""What is kept of a secret ballot: who took part, in rows; what was chosen, only as counts in a box without rows."""

from __future__ import annotations

from peewee import CharField, Check, ForeignKeyField, IntegerField

from deliberation.models.decisions import Ballot
from deliberation.rules.options import MOST_PICKS
from portal.kernel import boxes
from portal.kernel.db import BaseModel, SealedModel
from portal.kernel.fields import MomentField
from portal.meetings.models import RosterLine


class BallotBox(BaseModel):
    """The box of a secret ballot while it is open: one text, written over by every vote, gone with the count."""

    ballot = ForeignKeyField(Ballot, unique=True, on_delete="RESTRICT")
    content = CharField(max_length=boxes.length(MOST_PICKS))
    ballot_id: int


class Participation(SealedModel):
    """One person took part in a secret ballot; ``seq`` is the entry in the ballot's log. No choice stands anywhere."""

    ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
    line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
    recorded_at = MomentField()
    seq = IntegerField()
    ballot_id: int
    line_id: int

    class Meta:
        # One entitled person, one vote, whatever happens in parallel.
        indexes = ((("ballot", "line"), True), (("ballot", "seq"), True))


#: Declares a ballot void by rule: no account has this id.
BY_RULE = 0


class VoidBallot(SealedModel):
    """A secret ballot that is not counted, with its reason: its box cannot be opened any more, or too few took part.

    ``voided_by`` is the account that declared it, or ``BY_RULE``.
    """

    ballot = ForeignKeyField(Ballot, unique=True, on_delete="RESTRICT")
    reason = CharField(max_length=200)
    voided_at = MomentField()
    voided_by = IntegerField()
    ballot_id: int

    class Meta:
        constraints = (Check("reason <> ''"),)

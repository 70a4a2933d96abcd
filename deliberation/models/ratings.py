"""What deliberation remembers of how villagers rate finished work: a poll of its own kind, and what came of it."""

from __future__ import annotations

from peewee import ForeignKeyField, TextField

from deliberation.models.decisions import Matter
from deliberation.models.polls import Poll, PollAnswer
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import SealedModel
from portal.kernel.fields import MomentField
from portal.org.models import Person, Place


class Rating(SealedModel):
    """The poll in which the work of a matter is rated; each work is rated once."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, unique=True, on_delete="RESTRICT")
    poll = ForeignKeyField(Poll, unique=True, on_delete="RESTRICT")
    village_id: int
    matter_id: int
    poll_id: int


class RatingReason(SealedModel):
    """Why somebody is not satisfied; officers read it without a name, nobody else does."""

    answer = ForeignKeyField(PollAnswer, unique=True, on_delete="RESTRICT")
    text = TextField()
    answer_id: int


class RatingReply(SealedModel):
    """What came of the visit after too many were not satisfied; one answer, published."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    rating = ForeignKeyField(Rating, unique=True, on_delete="RESTRICT")
    text = TextField()
    replied_by = ForeignKeyField(Person, on_delete="RESTRICT")
    replied_at = MomentField()
    bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")
    village_id: int
    rating_id: int
    replied_by_id: int
    bulletin_id: int

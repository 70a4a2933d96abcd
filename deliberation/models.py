"""What deliberation remembers: authorisations, matters, ballots, votes, closes. Every row is insert-only."""

from __future__ import annotations

from enum import StrEnum

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from deliberation.rules import Choice
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, FenField, JsonField, MomentField
from portal.kernel.journal import JournalLog
from portal.meetings.models import Meeting, Roster, RosterLine
from portal.org.models import Place


class VoteManner(StrEnum):
    """How a vote was given."""

    ONLINE = "online"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The manner as it is published."""
        return _MANNERS[self]


_MANNERS = {VoteManner.ONLINE: "网上投票"}


class Authorisation(SealedModel):
    """What the villagers' assembly handed to the representatives' assembly, from a day until a day (inclusive)."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    met_on = DateField()
    matter_types = JsonField()
    since = DateField()
    until = DateField()
    evidence = TextField()
    evidence_digest = CharField(max_length=64)
    recorded_at = MomentField()
    village_id: int

    class Meta:
        indexes = ((("village", "until"), False),)
        # An authorisation ends no earlier than it begins, and begins no earlier than it was given.
        constraints = (Check("until >= since AND since >= met_on"),)


class Matter(SealedModel):
    """One matter for decision with its plan; its number is the village's own."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    matter_type = CharField(max_length=60)
    title = CharField(max_length=120)
    plan = TextField()
    budget_fen = FenField(null=True)
    fund = CharField(max_length=120, default="")
    proposed_at = MomentField()
    village_id: int

    class Meta:
        indexes = ((("village", "number"), True),)
        constraints = (Check("budget_fen IS NULL OR budget_fen >= 0"),)


class Ballot(SealedModel):
    """One recorded ballot on one matter: who is entitled, until when, on which text, in which log."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    round = IntegerField()
    meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
    roster = ForeignKeyField(Roster, on_delete="RESTRICT")
    authorisation = ForeignKeyField(Authorisation, null=True, on_delete="RESTRICT")
    question = TextField()
    plan_digest = CharField(max_length=64)
    opens_at = MomentField()
    closes_at = MomentField()
    log = ForeignKeyField(JournalLog, unique=True, on_delete="RESTRICT")
    village_id: int
    matter_id: int
    meeting_id: int
    roster_id: int
    authorisation_id: int | None
    log_id: int

    class Meta:
        # A matter has one ballot in each round.
        indexes = ((("matter", "round"), True), (("village", "closes_at"), False))
        constraints = (Check("closes_at > opens_at"),)


class Vote(SealedModel):
    """One effective vote; ``seq`` is its entry in the ballot's log."""

    ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
    line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
    choice = EnumField(Choice)
    manner = EnumField(VoteManner)
    recorded_at = MomentField()
    seq = IntegerField()
    ballot_id: int
    line_id: int

    class Meta:
        # One entitled person, one vote, whatever happens in parallel.
        indexes = ((("ballot", "line"), True), (("ballot", "seq"), True))


class BallotClose(SealedModel):
    """The count of a ballot, made once after its deadline; every later close returns it."""

    ballot = ForeignKeyField(Ballot, unique=True, on_delete="RESTRICT")
    closed_at = MomentField()
    entitled = IntegerField()
    present = IntegerField()
    approve = IntegerField()
    against = IntegerField()
    abstain = IntegerField()
    size = IntegerField()
    root = CharField(max_length=64)
    ballot_id: int

    class Meta:
        # Nobody votes who is not present, nobody is present who is not entitled; the log holds each vote once.
        constraints = (
            Check("present <= entitled AND approve + against + abstain <= present"),
            Check("size = approve + against + abstain"),
        )

"""What deliberation remembers: matters and their texts, stages decided by hands or by ballot. Every row is insert-only.

A stage is named by its id in the procedure file; rounds are counted within one stage of one matter.
"""

from __future__ import annotations

from enum import StrEnum

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from deliberation.rules import BallotManner, Choice, CountManner
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, FenField, JsonField, MomentField
from portal.kernel.journal import JournalLog
from portal.meetings.models import Meeting, Roster, RosterLine
from portal.org.models import Place
from portal.org.offices import Office


class VoteManner(StrEnum):
    """How a vote was given."""

    ONLINE = "online"
    PAPER = "paper"
    BY_PROXY = "by_proxy"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The manner as it is published."""
        return _MANNERS[self]


_MANNERS = {
    VoteManner.ONLINE: "网上投票",
    VoteManner.PAPER: "纸质票，由两名工作人员代录",
    VoteManner.BY_PROXY: "受书面委托代投",
}


_OF_AN_OPTION = "option IS NULL OR choice = 'approve'"


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


class Adoption(SealedModel):
    """A village or a township made a procedure its own rule, for matters proposed from a day on.

    ``procedure`` is empty where it went back to what the nation and the province ask, and nothing else.
    """

    place = ForeignKeyField(Place, on_delete="RESTRICT")
    procedure = CharField(max_length=60)
    body = CharField(max_length=60)
    met_on = DateField()
    since = DateField()
    evidence = TextField()
    evidence_digest = CharField(max_length=64)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    place_id: int

    class Meta:
        # From one day on, one procedure holds.
        indexes = ((("place", "since"), True),)
        # A rule is decided before it holds.
        constraints = (Check("since > met_on"),)


class Matter(SealedModel):
    """One matter for decision with its first text; its number is the village's own.

    ``procedure`` is the one it began with and keeps; ``adoption`` is why, None where no local rule was adopted.
    ``initiator`` is who proposed it (procedures' id), empty in matters entered before that was recorded.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = IntegerField()
    matter_type = CharField(max_length=60)
    title = CharField(max_length=120)
    plan = TextField()
    budget_fen = FenField(null=True)
    fund = CharField(max_length=120, default="")
    proposed_at = MomentField()
    procedure = CharField(max_length=60, default="siyi_lianggongkai")
    adoption = ForeignKeyField(Adoption, null=True, on_delete="RESTRICT")
    initiator = CharField(max_length=40, default="")
    village_id: int
    adoption_id: int | None

    class Meta:
        indexes = ((("village", "number"), True),)
        constraints = (Check("budget_fen IS NULL OR budget_fen >= 0"),)


class PlanRevision(SealedModel):
    """One text of a matter's plan with the digests of its files; the first has no reason."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    revision = IntegerField()
    title = CharField(max_length=120)
    plan = TextField()
    budget_fen = FenField(null=True)
    fund = CharField(max_length=120, default="")
    attachments = JsonField()
    digest = CharField(max_length=64)
    reason = CharField(max_length=200, default="")
    revised_at = MomentField()
    revised_by = IntegerField()
    village_id: int
    matter_id: int

    class Meta:
        indexes = ((("village", "matter", "revision"), True),)
        # A later text says why it stands beside the older one.
        constraints = (Check("budget_fen IS NULL OR budget_fen >= 0"), Check("revision = 1 OR reason <> ''"))


class Ballot(SealedModel):
    """One ballot on one matter: who is entitled, until when, on which text, in which log, by name or secretly.

    ``options`` are those it is chosen between, with their numbers and titles; none where a plan is approved or not.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    stage = CharField(max_length=40, default="s4_resolve")
    round = IntegerField()
    meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
    roster = ForeignKeyField(Roster, on_delete="RESTRICT")
    authorisation = ForeignKeyField(Authorisation, null=True, on_delete="RESTRICT")
    question = TextField()
    plan_digest = CharField(max_length=64)
    opens_at = MomentField()
    closes_at = MomentField()
    log = ForeignKeyField(JournalLog, unique=True, on_delete="RESTRICT")
    manner = EnumField(BallotManner, default=BallotManner.RECORDED)
    options = JsonField(default=list)
    village_id: int
    matter_id: int
    meeting_id: int
    roster_id: int
    authorisation_id: int | None
    log_id: int

    class Meta:
        # A stage of a matter has one ballot in each round.
        indexes = ((("matter", "stage", "round"), True), (("village", "closes_at"), False))
        constraints = (Check("closes_at > opens_at"),)


class Vote(SealedModel):
    """One effective vote; ``seq`` is its entry in the ballot's log. Who approves one of several options says which."""

    ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
    line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
    choice = EnumField(Choice)
    manner = EnumField(VoteManner)
    recorded_at = MomentField()
    seq = IntegerField()
    option = IntegerField(null=True)
    ballot_id: int
    line_id: int

    class Meta:
        # Only who approves approves an option.
        constraints = (Check(_OF_AN_OPTION),)
        # One entitled person, one vote, whatever happens in parallel.
        indexes = ((("ballot", "line"), True), (("ballot", "seq"), True))


class BallotClose(SealedModel):
    """The count of a ballot, made once after its deadline; every later close returns it.

    Chosen between options, ``options`` holds the votes for each in their order, ``approve`` those for the strongest,
    and everybody else who chose something is ``against`` that one.
    """

    ballot = ForeignKeyField(Ballot, unique=True, on_delete="RESTRICT")
    closed_at = MomentField()
    entitled = IntegerField()
    present = IntegerField()
    approve = IntegerField()
    against = IntegerField()
    abstain = IntegerField()
    size = IntegerField()
    root = CharField(max_length=64)
    households_entitled = IntegerField(null=True)  # None where households do not count
    households_present = IntegerField(null=True)
    options = JsonField(default=list)
    ballot_id: int

    class Meta:
        # Nobody votes who is not present, nobody is present who is not entitled; the log holds each vote once.
        constraints = (
            Check("present <= entitled AND approve + against + abstain <= present"),
            Check("size = approve + against + abstain"),
        )


class HandCount(SealedModel):
    """A show of hands, or papers counted aloud, as one officer entered it; a second one enters the same figures."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    stage = CharField(max_length=40)
    round = IntegerField()
    entry = IntegerField()
    meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
    roster = ForeignKeyField(Roster, on_delete="RESTRICT")
    authorisation = ForeignKeyField(Authorisation, null=True, on_delete="RESTRICT")
    plan_digest = CharField(max_length=64)
    entitled = IntegerField()
    present = IntegerField()
    households_entitled = IntegerField(null=True)
    households_present = IntegerField(null=True)
    approve = IntegerField()
    against = IntegerField()
    abstain = IntegerField()
    happened_on = DateField()
    late_days = IntegerField()
    entered_at = MomentField()
    entered_by = IntegerField()
    manner = EnumField(CountManner, default=CountManner.HANDS)
    village_id: int
    matter_id: int
    meeting_id: int
    roster_id: int
    authorisation_id: int | None

    class Meta:
        indexes = ((("village", "matter", "stage", "round", "entry"), True),)
        # Nobody votes who is not present, nobody is present who is not entitled.
        constraints = (
            Check("approve >= 0 AND against >= 0 AND abstain >= 0 AND late_days >= 0"),
            Check("present <= entitled AND approve + against + abstain <= present"),
        )


class HandCountConfirmation(SealedModel):
    """A second officer entered the same figures from their own session: the stage is decided."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    stage = CharField(max_length=40)
    round = IntegerField()
    count = ForeignKeyField(HandCount, unique=True, on_delete="RESTRICT")
    confirmed_at = MomentField()
    confirmed_by = IntegerField()
    village_id: int
    matter_id: int
    count_id: int

    class Meta:
        # A round is decided once.
        indexes = ((("village", "matter", "stage", "round"), True),)


class HandCountTakenBack(SealedModel):
    """An entry nobody confirmed was taken back, with everything entered before it in its round."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    count = ForeignKeyField(HandCount, unique=True, on_delete="RESTRICT")
    reason = CharField(max_length=200)
    taken_back_at = MomentField()
    taken_back_by = IntegerField()
    village_id: int
    matter_id: int
    count_id: int

    class Meta:
        indexes = ((("village", "matter"), False),)
        # Whoever takes figures back says why.
        constraints = (Check("reason <> ''"),)


class Adjournment(SealedModel):
    """流会: the roster was frozen and too few came; the next meeting is a new round."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    stage = CharField(max_length=40)
    round = IntegerField()
    meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
    roster = ForeignKeyField(Roster, on_delete="RESTRICT")
    entitled = IntegerField()
    present = IntegerField()
    households_entitled = IntegerField(null=True)
    households_present = IntegerField(null=True)
    happened_on = DateField()
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int
    matter_id: int
    meeting_id: int
    roster_id: int

    class Meta:
        indexes = ((("village", "matter", "stage", "round"), True),)
        # A quorum is missing only where somebody is.
        constraints = (Check("present >= 0 AND present < entitled"),)


class StageRecord(SealedModel):
    """What one officer wrote down in a step without a vote: on which text, and whether the matter may go on."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, on_delete="RESTRICT")
    stage = CharField(max_length=40)
    round = IntegerField()
    passed = BooleanField()
    text = TextField()
    office = EnumField(Office)
    plan_digest = CharField(max_length=64)
    happened_on = DateField()
    late_days = IntegerField()
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int
    matter_id: int

    class Meta:
        indexes = ((("village", "matter", "stage", "round"), True),)
        constraints = (Check("text <> '' AND late_days >= 0"),)


class Withdrawal(SealedModel):
    """A matter taken back before it was decided, with its reason."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    matter = ForeignKeyField(Matter, unique=True, on_delete="RESTRICT")
    reason = CharField(max_length=200)
    withdrawn_at = MomentField()
    withdrawn_by = IntegerField()
    village_id: int
    matter_id: int

    class Meta:
        indexes = ((("village", "withdrawn_at"), False),)
        constraints = (Check("reason <> ''"),)


class PaperLog(SealedModel):
    """The log beside a ballot's own: what is entered from paper, unpublished until the count like the votes."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    ballot = ForeignKeyField(Ballot, unique=True, on_delete="RESTRICT")
    log = ForeignKeyField(JournalLog, unique=True, on_delete="RESTRICT")
    village_id: int
    ballot_id: int
    log_id: int

    class Meta:
        indexes = ((("village", "ballot"), False),)


class PaperVote(SealedModel):
    """One voter's paper as one officer read it; a later entry for the same line stands for the earlier."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
    line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
    entry = IntegerField()
    choice = EnumField(Choice)
    entered_at = MomentField()
    entered_by = IntegerField()
    option = IntegerField(null=True)
    village_id: int
    ballot_id: int
    line_id: int

    class Meta:
        indexes = ((("village", "ballot", "line", "entry"), True),)
        constraints = (Check(_OF_AN_OPTION),)


class PaperVoteConfirmation(SealedModel):
    """A second officer read the same choice from the same paper."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
    paper = ForeignKeyField(PaperVote, unique=True, on_delete="RESTRICT")
    line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
    confirmed_at = MomentField()
    confirmed_by = IntegerField()
    village_id: int
    ballot_id: int
    paper_id: int
    line_id: int

    class Meta:
        # One paper of one person is confirmed in one ballot, whatever happens in parallel.
        indexes = ((("village", "ballot", "line"), True),)


class VoidVote(SealedModel):
    """The one of paper and online that came second: kept, published, not counted."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
    line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
    manner = EnumField(VoteManner)
    choice = EnumField(Choice)
    reason = CharField(max_length=200)
    recorded_at = MomentField()
    option = IntegerField(null=True)
    village_id: int
    ballot_id: int
    line_id: int

    class Meta:
        indexes = ((("village", "ballot", "line", "manner"), True),)
        constraints = (Check(_OF_AN_OPTION),)


class PaperObjection(SealedModel):
    """A voter says that the paper entered for them is not what they voted."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
    line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
    text = CharField(max_length=400)
    recorded_at = MomentField()
    village_id: int
    ballot_id: int
    line_id: int

    class Meta:
        indexes = ((("village", "ballot", "line"), True),)

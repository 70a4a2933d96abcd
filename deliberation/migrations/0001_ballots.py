"""Authorisations, matters, ballots, votes, closes."""

from peewee import BigIntegerField, CharField, Check, DateField, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class Meeting(Model):
        class Meta:
            database = db
            table_name = "meeting"

    class Roster(Model):
        class Meta:
            database = db
            table_name = "roster"

    class RosterLine(Model):
        class Meta:
            database = db
            table_name = "roster_line"

    class JournalLog(Model):
        class Meta:
            database = db
            table_name = "journal_log"

    class Authorisation(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        met_on = DateField()
        matter_types = TextField()
        since = DateField()
        until = DateField()
        evidence = TextField()
        evidence_digest = CharField(max_length=64)
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "authorisation"
            constraints = (Check("until >= since AND since >= met_on"),)
            indexes = ((("village", "until"), False),)

    class Matter(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = IntegerField()
        matter_type = CharField(max_length=60)
        title = CharField(max_length=120)
        plan = TextField()
        budget_fen = BigIntegerField(null=True)
        fund = CharField(max_length=120, default="")
        proposed_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "matter"
            constraints = (Check("budget_fen IS NULL OR budget_fen >= 0"),)
            indexes = ((("village", "number"), True),)

    db.create_tables([Authorisation, Matter])

    class Ballot(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        round = IntegerField()
        meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
        roster = ForeignKeyField(Roster, on_delete="RESTRICT")
        authorisation = ForeignKeyField(Authorisation, null=True, on_delete="RESTRICT")
        question = TextField()
        plan_digest = CharField(max_length=64)
        opens_at = CharField(max_length=27)
        closes_at = CharField(max_length=27)
        log = ForeignKeyField(JournalLog, unique=True, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "ballot"
            constraints = (Check("closes_at > opens_at"),)
            indexes = ((("matter", "round"), True), (("village", "closes_at"), False))

    db.create_tables([Ballot])

    class Vote(Model):
        ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
        line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
        choice = CharField(max_length=40)
        manner = CharField(max_length=40)
        recorded_at = CharField(max_length=27)
        seq = IntegerField()

        class Meta:
            database = db
            table_name = "vote"
            indexes = ((("ballot", "line"), True), (("ballot", "seq"), True))

    class BallotClose(Model):
        ballot = ForeignKeyField(Ballot, unique=True, on_delete="RESTRICT")
        closed_at = CharField(max_length=27)
        entitled = IntegerField()
        present = IntegerField()
        approve = IntegerField()
        against = IntegerField()
        abstain = IntegerField()
        size = IntegerField()
        root = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "ballot_close"
            constraints = (
                Check("present <= entitled AND approve + against + abstain <= present"),
                Check("size = approve + against + abstain"),
            )

    db.create_tables([Vote, BallotClose])

    seal_tables(db, ["authorisation", "matter", "ballot", "vote", "ballot_close"])

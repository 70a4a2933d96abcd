"""Texts, stages decided by hands, paper votes."""

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
        class Meta:
            database = db
            table_name = "authorisation"

    class Matter(Model):
        class Meta:
            database = db
            table_name = "matter"

    class Ballot(Model):
        class Meta:
            database = db
            table_name = "ballot"

    class PlanRevision(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        revision = IntegerField()
        title = CharField(max_length=120)
        plan = TextField()
        budget_fen = BigIntegerField(null=True)
        fund = CharField(max_length=120, default="")
        attachments = TextField()
        digest = CharField(max_length=64)
        reason = CharField(max_length=200, default="")
        revised_at = CharField(max_length=27)
        revised_by = IntegerField()

        class Meta:
            database = db
            table_name = "plan_revision"
            constraints = (
                Check("budget_fen IS NULL OR budget_fen >= 0"),
                Check("revision = 1 OR reason <> ''"),
            )
            indexes = ((("village", "matter", "revision"), True),)

    class HandCount(Model):
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
        entered_at = CharField(max_length=27)
        entered_by = IntegerField()

        class Meta:
            database = db
            table_name = "hand_count"
            constraints = (
                Check("approve >= 0 AND against >= 0 AND abstain >= 0 AND late_days >= 0"),
                Check("present <= entitled AND approve + against + abstain <= present"),
            )
            indexes = ((("village", "matter", "stage", "round", "entry"), True),)

    class HandCountConfirmation(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        stage = CharField(max_length=40)
        round = IntegerField()
        count = ForeignKeyField(HandCount, unique=True, on_delete="RESTRICT")
        confirmed_at = CharField(max_length=27)
        confirmed_by = IntegerField()

        class Meta:
            database = db
            table_name = "hand_count_confirmation"
            indexes = ((("village", "matter", "stage", "round"), True),)

    class HandCountTakenBack(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        count = ForeignKeyField(HandCount, unique=True, on_delete="RESTRICT")
        reason = CharField(max_length=200)
        taken_back_at = CharField(max_length=27)
        taken_back_by = IntegerField()

        class Meta:
            database = db
            table_name = "hand_count_taken_back"
            constraints = (Check("reason <> ''"),)
            indexes = ((("village", "matter"), False),)

    class Adjournment(Model):
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
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "adjournment"
            constraints = (Check("present >= 0 AND present < entitled"),)
            indexes = ((("village", "matter", "stage", "round"), True),)

    class Withdrawal(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, unique=True, on_delete="RESTRICT")
        reason = CharField(max_length=200)
        withdrawn_at = CharField(max_length=27)
        withdrawn_by = IntegerField()

        class Meta:
            database = db
            table_name = "withdrawal"
            constraints = (Check("reason <> ''"),)
            indexes = ((("village", "withdrawn_at"), False),)

    class PaperLog(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        ballot = ForeignKeyField(Ballot, unique=True, on_delete="RESTRICT")
        log = ForeignKeyField(JournalLog, unique=True, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "paper_log"
            indexes = ((("village", "ballot"), False),)

    class PaperVote(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
        line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
        entry = IntegerField()
        choice = CharField(max_length=40)
        entered_at = CharField(max_length=27)
        entered_by = IntegerField()

        class Meta:
            database = db
            table_name = "paper_vote"
            indexes = ((("village", "ballot", "line", "entry"), True),)

    class PaperVoteConfirmation(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
        paper = ForeignKeyField(PaperVote, unique=True, on_delete="RESTRICT")
        line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
        confirmed_at = CharField(max_length=27)
        confirmed_by = IntegerField()

        class Meta:
            database = db
            table_name = "paper_vote_confirmation"
            indexes = ((("village", "ballot", "line"), True),)

    class VoidVote(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
        line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
        manner = CharField(max_length=40)
        choice = CharField(max_length=40)
        reason = CharField(max_length=200)
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "void_vote"
            indexes = ((("village", "ballot", "line", "manner"), True),)

    class PaperObjection(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
        line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
        text = CharField(max_length=400)
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "paper_objection"
            indexes = ((("village", "ballot", "line"), True),)

    models = [
        PlanRevision,
        HandCount,
        HandCountConfirmation,
        HandCountTakenBack,
        Adjournment,
        Withdrawal,
        PaperLog,
        PaperVote,
        PaperVoteConfirmation,
        VoidVote,
        PaperObjection,
    ]
    db.create_tables(models)
    seal_tables(db, [model._meta.table_name for model in models])
    # Ballots of other stages than the assembly's: rounds are counted within a stage. Old ballots are the assembly's.
    db.execute_sql("ALTER TABLE ballot ADD COLUMN stage VARCHAR(40) NOT NULL DEFAULT 's4_resolve'")
    # A villagers' meeting may be held by households, so a count says how many there were.
    db.execute_sql("ALTER TABLE ballot_close ADD COLUMN households_entitled INTEGER")
    db.execute_sql("ALTER TABLE ballot_close ADD COLUMN households_present INTEGER")
    db.execute_sql("DROP INDEX ballot_matter_id_round")
    db.execute_sql("CREATE UNIQUE INDEX ballot_matter_id_stage_round ON ballot (matter_id, stage, round)")

"""Secret ballots: who took part, the box of what was chosen, ballots declared void, papers counted in the hall."""

from peewee import CharField, Check, ForeignKeyField, IntegerField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Ballot(Model):
        class Meta:
            database = db
            table_name = "ballot"

    class RosterLine(Model):
        class Meta:
            database = db
            table_name = "roster_line"

    class BallotBox(Model):
        ballot = ForeignKeyField(Ballot, unique=True, on_delete="RESTRICT")
        content = CharField(max_length=80)

        class Meta:
            database = db
            table_name = "ballot_box"

    class Participation(Model):
        ballot = ForeignKeyField(Ballot, on_delete="RESTRICT")
        line = ForeignKeyField(RosterLine, on_delete="RESTRICT")
        recorded_at = CharField(max_length=27)
        seq = IntegerField()

        class Meta:
            database = db
            table_name = "participation"
            indexes = ((("ballot", "line"), True), (("ballot", "seq"), True))

    class VoidBallot(Model):
        ballot = ForeignKeyField(Ballot, unique=True, on_delete="RESTRICT")
        reason = CharField(max_length=200)
        voided_at = CharField(max_length=27)
        voided_by = IntegerField()

        class Meta:
            database = db
            table_name = "void_ballot"
            constraints = (Check("reason <> ''"),)

    db.create_tables([BallotBox, Participation, VoidBallot])
    # Every ballot until now was recorded.
    db.execute_sql("ALTER TABLE ballot ADD COLUMN manner VARCHAR(40) NOT NULL DEFAULT 'recorded'")
    # Every count until now was of hands.
    db.execute_sql("ALTER TABLE hand_count ADD COLUMN manner VARCHAR(40) NOT NULL DEFAULT 'hands'")

    seal_tables(db, ["participation", "void_ballot"])

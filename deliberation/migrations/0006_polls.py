"""Indicative polls: questions, who took part, answers, sheets of paper, counts."""

from peewee import CharField, Check, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class JournalLog(Model):
        class Meta:
            database = db
            table_name = "journal_log"

    class Matter(Model):
        class Meta:
            database = db
            table_name = "matter"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class Poll(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = IntegerField()
        question = CharField(max_length=200)
        explanation = TextField()
        options = TextField()
        most_choices = IntegerField()
        matter = ForeignKeyField(Matter, null=True, on_delete="RESTRICT")
        opens_at = CharField(max_length=27)
        closes_at = CharField(max_length=27)
        opened_by = IntegerField()
        log = ForeignKeyField(JournalLog, unique=True, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "poll"
            constraints = (Check("closes_at > opens_at AND most_choices >= 1"),)
            indexes = ((("village", "number"), True), (("village", "closes_at"), False))

    db.create_tables([Poll])

    class PollParticipation(Model):
        poll = ForeignKeyField(Poll, on_delete="RESTRICT")
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        manner = CharField(max_length=40)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "poll_participation"
            indexes = ((("poll", "person"), True),)

    db.create_tables([PollParticipation])

    class PollAnswer(Model):
        participation = ForeignKeyField(PollParticipation, on_delete="RESTRICT")
        entry = IntegerField()
        options = TextField()
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "poll_answer"
            indexes = ((("participation", "entry"), True),)

    class PollSheetCount(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        poll = ForeignKeyField(Poll, on_delete="RESTRICT")
        entry = IntegerField()
        sheets = IntegerField()
        blank = IntegerField()
        counts = TextField()
        entered_at = CharField(max_length=27)
        entered_by = IntegerField()

        class Meta:
            database = db
            table_name = "poll_sheet_count"
            constraints = (Check("blank >= 0 AND blank <= sheets"),)
            indexes = ((("village", "poll", "entry"), True),)

    db.create_tables([PollAnswer, PollSheetCount])

    class PollSheetConfirmation(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        poll = ForeignKeyField(Poll, unique=True, on_delete="RESTRICT")
        count = ForeignKeyField(PollSheetCount, unique=True, on_delete="RESTRICT")
        confirmed_at = CharField(max_length=27)
        confirmed_by = IntegerField()

        class Meta:
            database = db
            table_name = "poll_sheet_confirmation"
            indexes = ((("village", "poll"), False),)

    class PollClose(Model):
        poll = ForeignKeyField(Poll, unique=True, on_delete="RESTRICT")
        closed_at = CharField(max_length=27)
        entitled = IntegerField()
        online = IntegerField()
        on_paper = IntegerField()
        blank = IntegerField()
        uncounted = IntegerField()
        counts = TextField()
        size = IntegerField()
        root = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "poll_close"
            constraints = (Check("online + on_paper + blank + uncounted <= entitled"),)

    db.create_tables([PollSheetConfirmation, PollClose])

    seal_tables(
        db,
        [
            "poll",
            "poll_participation",
            "poll_answer",
            "poll_sheet_count",
            "poll_sheet_confirmation",
            "poll_close",
        ],
    )

"""Leave asked for a meeting, and the household of each line of a roster."""

from peewee import CharField, ForeignKeyField, IntegerField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    migrator.migrate(migrator.add_column("roster_line", "household", CharField(max_length=20, null=True)))

    class Meeting(Model):
        class Meta:
            database = db
            table_name = "meeting"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Leave(Model):
        meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        reason = CharField(max_length=120)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "meeting_leave"
            indexes = ((("meeting", "person"), True),)

    db.create_tables([Leave])

    seal_tables(db, ["meeting_leave"])

"""Of which party branch, and of which group of it, a meeting is."""

from peewee import CharField, ForeignKeyField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Meeting(Model):
        class Meta:
            database = db
            table_name = "meeting"

    class Branch(Model):
        class Meta:
            database = db
            table_name = "branch"

    class MeetingCircle(Model):
        meeting = ForeignKeyField(Meeting, unique=True, on_delete="RESTRICT")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT")
        group_name = CharField(max_length=40)

        class Meta:
            database = db
            table_name = "meeting_circle"

    db.create_tables([MeetingCircle])
    seal_tables(db, ["meeting_circle"])

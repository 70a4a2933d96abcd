"""Files beside things."""

from peewee import CharField, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class JournalLog(Model):
        origin = CharField(unique=True, max_length=200)
        size = IntegerField(default=0)
        frontier = TextField(default="0:")
        last_at = CharField(max_length=27, null=True)

        class Meta:
            database = db
            table_name = "journal_log"

    class Attachment(Model):
        log = ForeignKeyField(JournalLog, on_delete="RESTRICT")
        about_kind = CharField(max_length=40)
        about_key = CharField(max_length=80)
        digest = CharField(max_length=64)
        media_type = CharField(max_length=40)
        size = IntegerField()
        title = CharField(max_length=100)
        stored_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "attachment"
            indexes = ((("log", "about_kind", "about_key", "digest"), True), (("log", "digest"), False))

    db.create_tables([Attachment])

    seal_tables(db, ["attachment"])

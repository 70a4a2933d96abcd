"""The journal and the published documents."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, Model, TextField

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

    db.create_tables([JournalLog])

    class Bulletin(Model):
        log = ForeignKeyField(JournalLog, on_delete="RESTRICT")
        seq = IntegerField()
        kind = CharField(max_length=40)
        key = CharField(max_length=80)
        revision = IntegerField()
        digest = CharField(max_length=64)
        envelope = TextField()
        names_until = DateField(null=True)

        class Meta:
            database = db
            table_name = "bulletin"
            indexes = ((("log", "kind", "key", "revision"), True), (("log", "seq"), False))

    db.create_tables([Bulletin])

    class BulletinNames(Model):
        bulletin = ForeignKeyField(Bulletin, unique=True, on_delete="RESTRICT")
        salt = CharField(max_length=32)
        names = TextField()

        class Meta:
            database = db
            table_name = "bulletin_names"

    db.create_tables([BulletinNames])

    class BulletinWithholding(Model):
        bulletin = ForeignKeyField(Bulletin, unique=True, on_delete="RESTRICT")
        withheld_on = DateField()
        reason = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "bulletin_withholding"

    db.create_tables([BulletinWithholding])

    class JournalCheckpoint(Model):
        log = ForeignKeyField(JournalLog, on_delete="RESTRICT")
        size = IntegerField()
        root = CharField(max_length=64)
        note = TextField()

        class Meta:
            database = db
            table_name = "journal_checkpoint"
            indexes = ((("log", "size"), True),)

    db.create_tables([JournalCheckpoint])

    class JournalEntry(Model):
        log = ForeignKeyField(JournalLog, on_delete="RESTRICT")
        seq = IntegerField()
        day = CharField(max_length=10)
        salt = CharField(max_length=32)
        digest = CharField(max_length=64)
        content = TextField()
        manifest = TextField()

        class Meta:
            database = db
            table_name = "journal_entry"
            indexes = ((("log", "seq"), True),)

    db.create_tables([JournalEntry])

    seal_tables(db, ["journal_entry", "journal_checkpoint", "bulletin", "bulletin_names", "bulletin_withholding"])

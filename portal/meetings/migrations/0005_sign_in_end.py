"""From when nobody is signed in any more for a roster on which a ballot was opened."""

from peewee import CharField, ForeignKeyField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Roster(Model):
        class Meta:
            database = db
            table_name = "roster"

    class SignInEnd(Model):
        roster = ForeignKeyField(Roster, unique=True, on_delete="RESTRICT")
        ends_at = CharField(max_length=27)
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "sign_in_end"

    db.create_tables([SignInEnd])
    seal_tables(db, ["sign_in_end"])

"""Loans."""

from peewee import CharField, ForeignKeyField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class Loan(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        tool = CharField(max_length=40)

        class Meta:
            database = db
            table_name = "loan"

    db.create_tables([Loan])
    seal_tables(db, ["loan"])

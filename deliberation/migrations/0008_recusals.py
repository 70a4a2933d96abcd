"""Who stands back from deciding a matter."""

from peewee import BooleanField, CharField, Check, ForeignKeyField, IntegerField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
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

    class Recusal(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        number = IntegerField()
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        stands = BooleanField()
        kind = CharField(max_length=40)
        reason = CharField(max_length=200)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "recusal"
            indexes = ((("village", "matter", "number"), True), (("matter", "person", "number"), True))
            constraints = (Check("reason <> ''"),)

    db.create_tables([Recusal])

    seal_tables(db, ["recusal"])

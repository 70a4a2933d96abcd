"""Quarters, years and topics of their own as they were prepared for disclosure, and their signatures."""

from peewee import CharField, Check, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class PeriodDisclosure(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        period = CharField(max_length=7)
        revision = IntegerField()
        content = TextField()
        reason = CharField(max_length=200)
        prepared_at = CharField(max_length=27)
        prepared_by = IntegerField()

        class Meta:
            database = db
            table_name = "period_disclosure"
            indexes = ((("village", "period", "revision"), True),)
            constraints = (Check("revision > 0"),)

    class PeriodSignOff(Model):
        disclosure = ForeignKeyField(PeriodDisclosure, unique=True, on_delete="RESTRICT")
        signed_at = CharField(max_length=27)
        signed_by = IntegerField()

        class Meta:
            database = db
            table_name = "period_sign_off"

    class SpecialDisclosure(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = IntegerField()
        revision = IntegerField()
        content = TextField()
        reason = CharField(max_length=200)
        token = CharField(max_length=32)
        prepared_at = CharField(max_length=27)
        prepared_by = IntegerField()

        class Meta:
            database = db
            table_name = "special_disclosure"
            indexes = ((("village", "number", "revision"), True), (("village", "token"), True))
            constraints = (Check("number > 0"), Check("revision > 0"))

    class SpecialSignOff(Model):
        disclosure = ForeignKeyField(SpecialDisclosure, unique=True, on_delete="RESTRICT")
        signed_at = CharField(max_length=27)
        signed_by = IntegerField()

        class Meta:
            database = db
            table_name = "special_sign_off"

    made = [PeriodDisclosure, PeriodSignOff, SpecialDisclosure, SpecialSignOff]
    db.create_tables(made)
    seal_tables(db, [model._meta.table_name for model in made])

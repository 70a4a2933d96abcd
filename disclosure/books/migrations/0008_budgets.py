"""What a village means to take in and spend in a year."""

from peewee import BigIntegerField, CharField, Check, ForeignKeyField, IntegerField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class Budget(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        year = IntegerField()
        version = IntegerField()
        source = CharField(max_length=200)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "budget"
            indexes = ((("village", "year", "version"), True),)
            constraints = (Check("version > 0"), Check("source <> ''"))

    class BudgetLine(Model):
        budget = ForeignKeyField(Budget, on_delete="RESTRICT")
        account = CharField(max_length=10)
        detail = CharField(max_length=80)
        amount_fen = BigIntegerField()

        class Meta:
            database = db
            table_name = "budget_line"
            indexes = ((("budget", "account", "detail"), True),)
            constraints = (Check("amount_fen > 0"),)

    made = [Budget, BudgetLine]
    db.create_tables(made)
    seal_tables(db, [model._meta.table_name for model in made])

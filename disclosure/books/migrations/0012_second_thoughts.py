"""What is said beside: why a fund began with more than the books show."""

from peewee import BigIntegerField, CharField, Check, ForeignKeyField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Fund(Model):
        class Meta:
            database = db
            table_name = "fund"

    class FundBeginning(Model):
        fund = ForeignKeyField(Fund, unique=True, on_delete="RESTRICT")
        free_fen = BigIntegerField()
        reason = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "fund_beginning"
            constraints = (Check("reason <> ''"),)

    made = [FundBeginning]
    db.create_tables(made)
    seal_tables(db, [model._meta.table_name for model in made])

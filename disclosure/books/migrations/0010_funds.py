"""Funds with a source and a purpose, and the vouchers that move them."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class Voucher(Model):
        class Meta:
            database = db
            table_name = "voucher"

    class Fund(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = IntegerField()
        name = CharField(max_length=40)
        kind = CharField(max_length=40)
        account = CharField(max_length=10)
        source = CharField(max_length=80)
        document = CharField(max_length=200)
        given_on = DateField(null=True)
        purpose = CharField(max_length=500)
        limited = BooleanField()
        categories = TextField()
        budget_fen = BigIntegerField()
        beginning_fen = BigIntegerField()
        begins_on = DateField()
        spend_by = DateField(null=True)
        opened_at = CharField(max_length=27)
        opened_by = IntegerField()

        class Meta:
            database = db
            table_name = "fund"
            indexes = ((("village", "number"), True), (("village", "name"), True))
            constraints = (
                Check("number > 0"),
                Check("budget_fen >= 0 AND beginning_fen >= 0"),
                Check("name <> '' AND purpose <> ''"),
                Check("spend_by IS NULL OR spend_by >= begins_on"),
            )

    class FundClosing(Model):
        fund = ForeignKeyField(Fund, unique=True, on_delete="RESTRICT")
        closed_on = DateField()
        reason = CharField(max_length=200)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "fund_closing"
            constraints = (Check("reason <> ''"),)

    class VoucherFund(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
        fund = ForeignKeyField(Fund, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "voucher_fund"
            indexes = ((("village", "fund"), False),)

    made = [Fund, FundClosing, VoucherFund]
    db.create_tables(made)
    seal_tables(db, [model._meta.table_name for model in made])

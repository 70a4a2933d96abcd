"""What every account stood at when the books began, and what was booked on it up to each close; items of payments."""

from peewee import BigIntegerField, CharField, Check, ForeignKeyField, IntegerField, Model, TextField

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

    class MonthClose(Model):
        class Meta:
            database = db
            table_name = "month_close"

    class AccountOpening(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        account = CharField(max_length=10)
        detail = CharField(max_length=80)
        amount_fen = BigIntegerField()
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "account_opening"
            indexes = ((("village", "month", "account", "detail"), True),)
            constraints = (Check("amount_fen <> 0"),)

    class MonthEnd(Model):
        close = ForeignKeyField(MonthClose, unique=True, on_delete="RESTRICT")
        changes = TextField()

        class Meta:
            database = db
            table_name = "month_end"

    class VoucherItem(Model):
        voucher = ForeignKeyField(Voucher, on_delete="RESTRICT")
        item_no = IntegerField()
        account = CharField(max_length=10)
        detail = CharField(max_length=80)
        name = CharField(max_length=60)
        unit = CharField(max_length=10)
        quantity_x1000 = BigIntegerField(null=True)
        price_x100 = BigIntegerField(null=True)
        amount_fen = BigIntegerField()

        class Meta:
            database = db
            table_name = "voucher_item"
            indexes = ((("voucher", "item_no"), True),)
            constraints = (
                Check("amount_fen > 0 AND name <> ''"),
                Check("(quantity_x1000 IS NULL) = (price_x100 IS NULL)"),
            )

    made = [AccountOpening, MonthEnd, VoucherItem]
    db.create_tables(made)
    seal_tables(db, [model._meta.table_name for model in made])

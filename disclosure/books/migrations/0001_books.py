"""Imports, openings, vouchers, closes, sign-offs."""

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

    class BooksImport(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        chart = CharField(max_length=10)
        sources = TextField()
        rows = IntegerField()
        printed_totals_agree = BooleanField(null=True)
        differences = TextField()
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "books_import"
            indexes = ((("village", "month"), True),)

    class OpeningBalance(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        account = CharField(max_length=10)
        amount_fen = BigIntegerField()
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "opening_balance"
            indexes = ((("village", "month", "account"), True),)

    class Voucher(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        number = IntegerField()
        word = CharField(max_length=4)
        happened_on = DateField()
        summary = TextField()
        kind = CharField(max_length=40)
        origin = CharField(max_length=40)
        reverses = ForeignKeyField("self", null=True, unique=True, on_delete="RESTRICT")
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()
        late_days = IntegerField()

        class Meta:
            database = db
            table_name = "voucher"
            indexes = ((("village", "month", "number"), True), (("village", "happened_on"), False))
            constraints = (Check("number > 0"), Check("late_days >= 0"))

    class MonthClose(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        totals = TextField()
        totals_digest = CharField(max_length=64)
        closed_at = CharField(max_length=27)
        closed_by = IntegerField()

        class Meta:
            database = db
            table_name = "month_close"
            indexes = ((("village", "month"), True),)

    db.create_tables([BooksImport, OpeningBalance, Voucher, MonthClose])

    class VoucherLine(Model):
        voucher = ForeignKeyField(Voucher, on_delete="RESTRICT")
        line_no = IntegerField()
        account = CharField(max_length=10)
        detail = CharField(max_length=80)
        printed_name = CharField(max_length=80)
        debit_fen = BigIntegerField()
        credit_fen = BigIntegerField()

        class Meta:
            database = db
            table_name = "voucher_line"
            indexes = ((("voucher", "line_no"), True),)
            constraints = (
                Check("debit_fen >= 0 AND credit_fen >= 0"),
                Check("(debit_fen = 0) <> (credit_fen = 0)"),
            )

    class MonthSignOff(Model):
        close = ForeignKeyField(MonthClose, unique=True, on_delete="RESTRICT")
        signed_at = CharField(max_length=27)
        signed_by = IntegerField()

        class Meta:
            database = db
            table_name = "month_sign_off"

    db.create_tables([VoucherLine, MonthSignOff])

    seal_tables(
        db,
        [
            "books_import",
            "opening_balance",
            "voucher",
            "voucher_line",
            "month_close",
            "month_sign_off",
        ],
    )

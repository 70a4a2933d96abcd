"""Sub-accounts, vouchers entered by hand, reversals, payments under a resolution; the database keeps the balance."""

from peewee import BooleanField, CharField, Check, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables
from portal.kernel.triggers import refuse_at_commit_statements, refuse_insert_statements

_UNBALANCED_MONTH = (
    "EXISTS (SELECT 1 FROM voucher v JOIN voucher_line l ON l.voucher_id = v.id"
    " WHERE v.village_id = NEW.village_id AND v.month = NEW.month"
    " GROUP BY v.id HAVING SUM(l.debit_fen) <> SUM(l.credit_fen))"
)
_UNBALANCED_VOUCHER = (
    "(SELECT SUM(l.debit_fen) - SUM(l.credit_fen) FROM voucher_line l WHERE l.voucher_id = NEW.voucher_id) <> 0"
)
_MONTH_IS_CLOSED = "EXISTS (SELECT 1 FROM month_close c WHERE c.village_id = NEW.village_id AND c.month = NEW.month)"


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

    class SubAccount(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        account = CharField(max_length=10)
        number = IntegerField()
        name = CharField(max_length=40)
        opened_at = CharField(max_length=27)
        opened_by = IntegerField()

        class Meta:
            database = db
            table_name = "sub_account"
            indexes = ((("village", "account", "number"), True), (("village", "account", "name"), True))
            constraints = (Check("number BETWEEN 1 AND 99"),)

    class HandEntry(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
        party = CharField(max_length=80)
        token = CharField(max_length=32)
        really_two = BooleanField()

        class Meta:
            database = db
            table_name = "hand_entry"
            indexes = ((("village", "token"), True),)

    class Reversal(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
        reason = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "reversal"
            constraints = (Check("reason <> ''"),)

    class VoucherMatter(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
        matter_number = IntegerField()
        fund = CharField(max_length=120)

        class Meta:
            database = db
            table_name = "voucher_matter"
            indexes = ((("village", "matter_number"), False),)
            constraints = (Check("matter_number > 0"),)

    class CloseReview(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        close = ForeignKeyField(MonthClose, unique=True, on_delete="RESTRICT")
        findings = TextField()
        text = CharField(max_length=500)

        class Meta:
            database = db
            table_name = "close_review"

    made = [SubAccount, HandEntry, Reversal, VoucherMatter, CloseReview]
    db.create_tables(made)
    seal_tables(db, [model._meta.table_name for model in made])
    # Debits equal credits: at the commit where the database can wait for it, and before any month is closed.
    # A closed month takes no entry.
    for statement in (
        *refuse_at_commit_statements("voucher_line", rule="unbalanced_voucher", where=_UNBALANCED_VOUCHER),
        *refuse_insert_statements("month_close", rule="unbalanced_voucher", where=_UNBALANCED_MONTH),
        *refuse_insert_statements("voucher", rule="month_is_closed", where=_MONTH_IS_CLOSED),
    ):
        db.execute_sql(statement)

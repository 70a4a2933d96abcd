"""Why a fund began with more than its account, what was prepared by mistake, what banks take, months not signed."""

from peewee import BigIntegerField, CharField, Check, ForeignKeyField, IntegerField, Model

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

    class SpecialDisclosure(Model):
        class Meta:
            database = db
            table_name = "special_disclosure"

    class SpecialWithdrawal(Model):
        disclosure = ForeignKeyField(SpecialDisclosure, unique=True, on_delete="RESTRICT")
        reason = CharField(max_length=200)
        withdrawn_at = CharField(max_length=27)
        withdrawn_by = IntegerField()

        class Meta:
            database = db
            table_name = "special_withdrawal"
            constraints = (Check("reason <> ''"),)

    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class Voucher(Model):
        class Meta:
            database = db
            table_name = "voucher"

    class BankLine(Model):
        class Meta:
            database = db
            table_name = "bank_line"

    class BankChargeVoucher(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
        line = ForeignKeyField(BankLine, on_delete="RESTRICT")
        charge = CharField(max_length=20)

        class Meta:
            database = db
            table_name = "bank_charge_voucher"
            constraints = (Check("charge <> ''"),)

    class MonthClose(Model):
        class Meta:
            database = db
            table_name = "month_close"

    class MonthRefusal(Model):
        close = ForeignKeyField(MonthClose, on_delete="RESTRICT")
        reason = CharField(max_length=500)
        refused_at = CharField(max_length=27)
        refused_by = IntegerField()

        class Meta:
            database = db
            table_name = "month_refusal"
            constraints = (Check("reason <> ''"),)

    made = [FundBeginning, SpecialWithdrawal, BankChargeVoucher, MonthRefusal]
    db.create_tables(made)
    seal_tables(db, [model._meta.table_name for model in made])

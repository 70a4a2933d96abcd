"""Alerts, their answers and verdicts, and what paper stands behind a voucher."""

from peewee import BooleanField, CharField, Check, ForeignKeyField, IntegerField, Model, TextField

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

    class VoucherPaper(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")
        kind = CharField(max_length=40)
        invoice_number = CharField(max_length=30)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "voucher_paper"
            indexes = ((("village", "invoice_number"), False),)

    class Alert(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        key = CharField(max_length=20)
        month = CharField(max_length=7)
        check_id = CharField(max_length=40)
        rule_version = CharField(max_length=10)
        subject = TextField()
        text = TextField()
        facts = TextField()
        blocking = BooleanField()
        raised_at = CharField(max_length=27)
        raised_by = IntegerField()

        class Meta:
            database = db
            table_name = "alert"
            indexes = ((("village", "key"), True), (("village", "month"), False))

    class AlertVoucher(Model):
        alert = ForeignKeyField(Alert, on_delete="RESTRICT")
        voucher = ForeignKeyField(Voucher, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "alert_voucher"
            indexes = ((("alert", "voucher"), True), (("voucher",), False))

    class AlertAnswer(Model):
        alert = ForeignKeyField(Alert, on_delete="RESTRICT")
        number = IntegerField()
        text = CharField(max_length=500)
        answered_at = CharField(max_length=27)
        answered_by = IntegerField()

        class Meta:
            database = db
            table_name = "alert_answer"
            indexes = ((("alert", "number"), True),)
            constraints = (Check("number > 0"), Check("text <> ''"))

    class AlertVerdict(Model):
        answer = ForeignKeyField(AlertAnswer, unique=True, on_delete="RESTRICT")
        accepted = BooleanField()
        text = CharField(max_length=500)
        judged_at = CharField(max_length=27)
        judged_by = IntegerField()

        class Meta:
            database = db
            table_name = "alert_verdict"

    made = [VoucherPaper, Alert, AlertVoucher, AlertAnswer, AlertVerdict]
    db.create_tables(made)
    seal_tables(db, [model._meta.table_name for model in made])

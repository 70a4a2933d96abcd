"""Requests for payment with their steps, what became of them, and the ladders townships adopted."""

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

    class Meeting(Model):
        class Meta:
            database = db
            table_name = "meeting"

    class Voucher(Model):
        class Meta:
            database = db
            table_name = "voucher"

    class LadderAdoption(Model):
        place = ForeignKeyField(Place, on_delete="RESTRICT")
        ladder = CharField(max_length=40)
        content = TextField()
        decided_on = DateField()
        since = DateField()
        document = TextField()
        document_digest = CharField(max_length=64)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "ladder_adoption"
            indexes = ((("place", "since"), True),)
            constraints = (Check("since > decided_on"),)

    class PaymentRequest(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        year = IntegerField()
        number = IntegerField()
        revision = IntegerField()
        spending = CharField(max_length=40)
        amount_fen = BigIntegerField()
        payee = CharField(max_length=80)
        purpose = CharField(max_length=200)
        category = CharField(max_length=13)
        matter_number = IntegerField(null=True)
        fund = CharField(max_length=120)
        ladder = CharField(max_length=40)
        adoption = ForeignKeyField(LadderAdoption, null=True, on_delete="RESTRICT")
        steps = TextField()
        token = CharField(max_length=32)
        filed_at = CharField(max_length=27)
        filed_by = IntegerField()

        class Meta:
            database = db
            table_name = "payment_request"
            indexes = (
                (("village", "year", "number", "revision"), True),
                (("village", "token"), True),
            )
            constraints = (Check("number > 0"), Check("revision > 0"), Check("amount_fen > 0"))

    class PaymentStep(Model):
        request = ForeignKeyField(PaymentRequest, on_delete="RESTRICT")
        position = IntegerField()
        step = CharField(max_length=40)
        verdict = CharField(max_length=40)
        office = CharField(max_length=40)
        is_deputy = BooleanField()
        meeting = ForeignKeyField(Meeting, null=True, on_delete="RESTRICT")
        reason = CharField(max_length=200)
        acted_at = CharField(max_length=27)
        acted_by = IntegerField()

        class Meta:
            database = db
            table_name = "payment_step"
            indexes = ((("request", "position"), True), (("request", "acted_by"), True))
            constraints = (Check("position > 0"), Check("verdict <> 'returned' OR reason <> ''"))

    class PaymentWithdrawal(Model):
        request = ForeignKeyField(PaymentRequest, unique=True, on_delete="RESTRICT")
        withdrawn_at = CharField(max_length=27)
        withdrawn_by = IntegerField()

        class Meta:
            database = db
            table_name = "payment_withdrawal"

    class PaymentVoucher(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        request = ForeignKeyField(PaymentRequest, unique=True, on_delete="RESTRICT")
        voucher = ForeignKeyField(Voucher, unique=True, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "payment_voucher"

    made = [LadderAdoption, PaymentRequest, PaymentStep, PaymentWithdrawal, PaymentVoucher]
    db.create_tables(made)
    seal_tables(db, [model._meta.table_name for model in made])

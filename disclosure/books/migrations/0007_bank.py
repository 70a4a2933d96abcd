"""Bank statements, matches and explanations, the rule that asks for them, cash counts, what a month closed with."""

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
from portal.kernel.triggers import refuse_insert_statements

#: Nothing stands in two matches of which neither was taken back.
_MATCHED_ALREADY = (
    "EXISTS (SELECT 1 FROM bank_match_{side} m WHERE m.{side}_id = NEW.{side}_id"
    " AND NOT EXISTS (SELECT 1 FROM bank_unmatch u WHERE u.match_id = m.match_id))"
)
#: No movement is kept twice, unless the statement that had it was taken back.
_KNOWN_ALREADY = (
    "EXISTS (SELECT 1 FROM bank_line l WHERE l.village_id = NEW.village_id AND l.identity = NEW.identity"
    " AND NOT EXISTS (SELECT 1 FROM bank_withdrawal w WHERE w.statement_id = l.statement_id))"
)


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

    class BankLayout(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        fingerprint = CharField(max_length=64)
        columns = TextField()
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "bank_layout"
            indexes = ((("village", "fingerprint"), False),)

    class BankStatement(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = IntegerField()
        ending = CharField(max_length=4)
        first_on = DateField()
        last_on = DateField()
        opening_fen = BigIntegerField()
        closing_fen = BigIntegerField()
        source = CharField(max_length=200)
        sha256 = CharField(max_length=64)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "bank_statement"
            indexes = ((("village", "number"), True), (("village", "ending", "first_on"), False))
            constraints = (Check("number > 0"), Check("first_on <= last_on"))

    class BankLine(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        statement = ForeignKeyField(BankStatement, on_delete="RESTRICT")
        line_no = IntegerField()
        happened_on = DateField()
        amount_fen = BigIntegerField()
        balance_fen = BigIntegerField()
        summary = CharField(max_length=200)
        party = CharField(max_length=80)
        identity = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "bank_line"
            indexes = (
                (("statement", "line_no"), True),
                (("village", "happened_on"), False),
                (("village", "identity"), False),
            )
            constraints = (Check("amount_fen <> 0"),)

    class BankWithdrawal(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        statement = ForeignKeyField(BankStatement, unique=True, on_delete="RESTRICT")
        reason = CharField(max_length=200)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "bank_withdrawal"
            constraints = (Check("reason <> ''"),)

    class BankMatch(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = IntegerField()
        origin = CharField(max_length=40)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "bank_match"
            indexes = ((("village", "number"), True),)
            constraints = (Check("number > 0"),)

    class BankMatchLine(Model):
        match = ForeignKeyField(BankMatch, on_delete="RESTRICT")
        line = ForeignKeyField(BankLine, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "bank_match_line"
            indexes = ((("match", "line"), True),)

    class BankMatchVoucher(Model):
        match = ForeignKeyField(BankMatch, on_delete="RESTRICT")
        voucher = ForeignKeyField(Voucher, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "bank_match_voucher"
            indexes = ((("match", "voucher"), True),)

    class BankUnmatch(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        match = ForeignKeyField(BankMatch, unique=True, on_delete="RESTRICT")
        reason = CharField(max_length=200)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "bank_unmatch"
            constraints = (Check("reason <> ''"),)

    class BankExplanation(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        line = ForeignKeyField(BankLine, null=True, on_delete="RESTRICT")
        voucher = ForeignKeyField(Voucher, null=True, on_delete="RESTRICT")
        text = CharField(max_length=200)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "bank_explanation"
            indexes = ((("village", "month"), False),)
            constraints = (Check("text <> ''"), Check("line_id IS NULL OR voucher_id IS NULL"))

    class BankRule(Model):
        place = ForeignKeyField(Place, on_delete="RESTRICT")
        required = BooleanField()
        since = CharField(max_length=7)
        met_on = DateField()
        title = CharField(max_length=80)
        evidence = TextField()
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "bank_rule"
            indexes = ((("place", "since"), True),)

    class CashCounting(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        counted_on = DateField()
        counted_fen = BigIntegerField()
        book_fen = BigIntegerField()
        text = CharField(max_length=200)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "cash_counting"
            indexes = ((("village", "month"), False),)
            constraints = (Check("counted_fen >= 0"),)

    class CashConfirmation(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        counting = ForeignKeyField(CashCounting, unique=True, on_delete="RESTRICT")
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "cash_confirmation"

    class CloseReconciliation(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        close = ForeignKeyField(MonthClose, unique=True, on_delete="RESTRICT")
        result = TextField()

        class Meta:
            database = db
            table_name = "close_reconciliation"

    made = [
        BankLayout,
        BankStatement,
        BankLine,
        BankWithdrawal,
        BankMatch,
        BankMatchLine,
        BankMatchVoucher,
        BankUnmatch,
        BankExplanation,
        BankRule,
        CashCounting,
        CashConfirmation,
        CloseReconciliation,
    ]
    db.create_tables(made)
    seal_tables(db, [model._meta.table_name for model in made])
    for statement in (
        *refuse_insert_statements("bank_line", rule="line_known", where=_KNOWN_ALREADY),
        *refuse_insert_statements("bank_match_line", rule="line_matched", where=_MATCHED_ALREADY.format(side="line")),
        *refuse_insert_statements(
            "bank_match_voucher", rule="voucher_matched", where=_MATCHED_ALREADY.format(side="voucher")
        ),
    ):
        db.execute_sql(statement)

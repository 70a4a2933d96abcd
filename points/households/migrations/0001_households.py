"""Earning rules and entries, prizes with stock, and their exchange."""

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

#: The sum of these rows is what there is, and no row may bring it below nothing.
_SHORT = "NEW.quantity + (SELECT COALESCE(SUM(quantity), 0) FROM prize_stock WHERE prize_id = NEW.prize_id) < 0"


def up(migrator, db):
    class Household(Model):
        class Meta:
            database = db
            table_name = "household"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class HouseholdScheme(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        version = IntegerField()
        effective_from = DateField()
        resolution = CharField(max_length=200)
        rules = TextField()
        year_end = TextField()
        digest = CharField(max_length=64)
        adopted_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        adopted_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "household_scheme"
            indexes = ((("village", "version"), True),)
            constraints = (Check("version >= 1 AND resolution <> ''"),)

    class HouseholdEntry(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        household = ForeignKeyField(Household, on_delete="RESTRICT", backref="+")
        scheme = ForeignKeyField(HouseholdScheme, on_delete="RESTRICT", backref="+")
        rule_code = CharField(max_length=20)
        kind = CharField(max_length=40)
        happened_on = DateField()
        counted_on = DateField()
        times = IntegerField()
        requested_x100 = IntegerField()
        note = CharField(max_length=200, default="")
        origin = CharField(max_length=40)
        submitted_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        submitted_at = CharField(max_length=27)
        late_days = IntegerField()

        class Meta:
            database = db
            table_name = "household_entry"
            indexes = ((("village", "counted_on"), False), (("household", "happened_on"), False))
            constraints = (
                Check("requested_x100 > 0 AND requested_x100 / 50 * 50 = requested_x100 AND times >= 1"),
                Check("counted_on >= happened_on AND late_days >= 0"),
            )

    class HouseholdDecision(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        entry = ForeignKeyField(HouseholdEntry, unique=True, on_delete="RESTRICT", backref="+")
        verdict = CharField(max_length=40)
        awarded_x100 = IntegerField()
        explanation = CharField(max_length=200)
        reason = CharField(max_length=200, default="")
        decided_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        decided_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "household_decision"
            constraints = (
                Check("(verdict = 'rejected') = (reason <> '')"),
                Check("awarded_x100 >= 0 AND (verdict = 'confirmed' OR awarded_x100 = 0)"),
            )

    class HouseholdReversal(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        entry = ForeignKeyField(HouseholdEntry, unique=True, on_delete="RESTRICT", backref="+")
        counted_on = DateField()
        reason = CharField(max_length=200)
        reversed_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        reversed_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "household_reversal"
            constraints = (Check("reason <> ''"),)

    class Prize(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = IntegerField()
        name = CharField(max_length=40)
        unit = CharField(max_length=10)
        detail = CharField(max_length=200, default="")
        entered_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        entered_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "prize"
            indexes = ((("village", "number"), True), (("village", "name"), True))
            constraints = (Check("number >= 1 AND name <> '' AND unit <> ''"),)

    class PrizeOffer(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        prize = ForeignKeyField(Prize, on_delete="RESTRICT", backref="+")
        revision = IntegerField()
        on_offer = BooleanField()
        price_x100 = IntegerField()
        most_each = IntegerField(null=True)
        reason = CharField(max_length=200, default="")
        set_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        set_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "prize_offer"
            indexes = ((("prize", "revision"), True),)
            constraints = (
                Check("price_x100 > 0 AND price_x100 / 50 * 50 = price_x100 AND (most_each IS NULL OR most_each >= 1)"),
                Check("revision >= 1 AND (revision = 1) = (reason = '')"),
            )

    class PrizeBudget(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        year = IntegerField()
        revision = IntegerField()
        amount_fen = BigIntegerField()
        document = CharField(max_length=200)
        set_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        set_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "prize_budget"
            indexes = ((("village", "year", "revision"), True),)
            constraints = (Check("amount_fen >= 0 AND document <> ''"),)

    class PrizeExchange(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = IntegerField()
        household = ForeignKeyField(Household, on_delete="RESTRICT", backref="+")
        prize = ForeignKeyField(Prize, on_delete="RESTRICT", backref="+")
        offer = ForeignKeyField(PrizeOffer, on_delete="RESTRICT", backref="+")
        quantity = IntegerField()
        points_x100 = IntegerField()
        code = CharField(max_length=6)
        token = CharField(max_length=40)
        reserved_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        reserved_on = DateField()
        reserved_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "prize_exchange"
            indexes = (
                (("village", "number"), True),
                (("village", "token"), True),
                (("household", "reserved_on"), False),
            )
            constraints = (Check("quantity >= 1 AND points_x100 > 0"),)

    class PrizeExchangeStep(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        exchange = ForeignKeyField(PrizeExchange, on_delete="RESTRICT", backref="+")
        step = CharField(max_length=40)
        done_on = DateField()
        manner = CharField(max_length=40, null=True)
        signed_by = CharField(max_length=40, default="")
        reason = CharField(max_length=200, default="")
        done_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        done_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "prize_exchange_step"
            indexes = ((("exchange", "step"), True), (("village", "done_on"), False))
            constraints = (
                Check("(step = 'signed') = (manner IS NOT NULL)"),
                Check("(step = 'cancelled') = (reason <> '')"),
            )

    class PrizeStock(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        prize = ForeignKeyField(Prize, on_delete="RESTRICT", backref="+")
        kind = CharField(max_length=40)
        quantity = IntegerField()
        moved_on = DateField()
        cost_fen = BigIntegerField(default=0)
        voucher = CharField(max_length=80, default="")
        reason = CharField(max_length=200, default="")
        exchange = ForeignKeyField(PrizeExchange, null=True, on_delete="RESTRICT", backref="+")
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "prize_stock"
            indexes = ((("prize", "moved_on"), False), (("village", "moved_on"), False), (("exchange", "kind"), True))
            constraints = (
                Check("quantity <> 0 AND (kind = 'corrected' OR (kind = 'reserved') = (quantity < 0))"),
                Check("cost_fen >= 0 AND (kind = 'delivered' OR cost_fen = 0)"),
                Check("(kind = 'corrected') = (reason <> '')"),
                Check("(kind IN ('reserved', 'returned')) = (exchange_id IS NOT NULL)"),
            )

    made = [
        HouseholdScheme,
        HouseholdEntry,
        HouseholdDecision,
        HouseholdReversal,
        Prize,
        PrizeOffer,
        PrizeBudget,
        PrizeExchange,
        PrizeExchangeStep,
        PrizeStock,
    ]
    db.create_tables(made)
    seal_tables(db, [model._meta.table_name for model in made])
    for statement in refuse_insert_statements("prize_stock", rule="no_shortage", where=_SHORT):
        db.execute_sql(statement)

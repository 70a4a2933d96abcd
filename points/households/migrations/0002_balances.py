"""The ledger of points, a year's end, published months with objections, pilots."""

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, Model

from portal.kernel.migrate import seal_tables
from portal.kernel.triggers import refuse_insert_statements

#: The sum of these rows is what there is, and no row may bring it below nothing.
_SHORT = (
    "NEW.points_x100 + (SELECT COALESCE(SUM(points_x100), 0) FROM household_movement"
    " WHERE household_id = NEW.household_id) < 0"
)


def up(migrator, db):
    class Household(Model):
        class Meta:
            database = db
            table_name = "household"

    class HouseholdEntry(Model):
        class Meta:
            database = db
            table_name = "household_entry"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class PrizeExchange(Model):
        class Meta:
            database = db
            table_name = "prize_exchange"

    class HouseholdYearNotice(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        year = IntegerField()
        mode = CharField(max_length=40)
        ends_on = DateField()
        given_on = DateField()
        given_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")

        class Meta:
            database = db
            table_name = "household_year_notice"
            indexes = ((("village", "year"), True),)
            constraints = (Check("ends_on > given_on"),)

    class HouseholdYearEnd(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        year = IntegerField()
        mode = CharField(max_length=40)
        households = IntegerField()
        points_x100 = IntegerField()
        done_on = DateField()
        done_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        done_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "household_year_end"
            indexes = ((("village", "year"), True),)
            constraints = (Check("households >= 0 AND points_x100 >= 0"),)

    class HouseholdMovement(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        household = ForeignKeyField(Household, on_delete="RESTRICT", backref="+")
        kind = CharField(max_length=40)
        points_x100 = IntegerField()
        counted_on = DateField()
        entry = ForeignKeyField(HouseholdEntry, null=True, on_delete="RESTRICT", backref="+")
        exchange = ForeignKeyField(PrizeExchange, null=True, on_delete="RESTRICT", backref="+")
        year_end = ForeignKeyField(HouseholdYearEnd, null=True, on_delete="RESTRICT", backref="+")
        moved_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "household_movement"
            indexes = (
                (("village", "counted_on"), False),
                (("household", "counted_on"), False),
                (("entry", "kind"), True),
                (("exchange", "kind"), True),
                (("year_end", "household"), True),
            )
            constraints = (
                Check("points_x100 <> 0 AND (kind IN ('earned', 'returned')) = (points_x100 > 0)"),
                Check("(kind IN ('earned', 'reversed')) = (entry_id IS NOT NULL)"),
                Check("(kind IN ('exchanged', 'returned')) = (exchange_id IS NOT NULL)"),
                Check("(kind = 'expired') = (year_end_id IS NOT NULL)"),
            )

    class HouseholdList(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        revision = IntegerField()
        published_on = DateField()
        until = DateField()
        published_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        published_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "household_list"
            indexes = ((("village", "month", "revision"), True),)
            constraints = (Check("until >= published_on AND revision >= 1"),)

    class HouseholdObjection(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = IntegerField()
        month = CharField(max_length=7)
        entry = ForeignKeyField(HouseholdEntry, null=True, on_delete="RESTRICT", backref="+")
        text = CharField(max_length=500)
        filed_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        on_behalf_of = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
        filed_on = DateField()
        due_on = DateField()

        class Meta:
            database = db
            table_name = "household_objection"
            indexes = ((("village", "number"), True),)
            constraints = (Check("text <> '' AND (on_behalf_of_id IS NULL OR on_behalf_of_id <> filed_by_id)"),)

    class HouseholdAnswer(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        objection = ForeignKeyField(HouseholdObjection, unique=True, on_delete="RESTRICT", backref="+")
        finding = CharField(max_length=40)
        answer = CharField(max_length=500)
        answered_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        answered_on = DateField()
        answered_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "household_answer"
            constraints = (Check("answer <> ''"),)

    class HouseholdPilot(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = IntegerField()
        title = CharField(max_length=60)
        scope = CharField(max_length=200)
        goal = CharField(max_length=200)
        since = DateField()
        resolution = CharField(max_length=200)
        begun_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        begun_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "household_pilot"
            indexes = ((("village", "number"), True),)
            constraints = (Check("title <> '' AND scope <> ''"),)

    class PilotFeedback(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        pilot = ForeignKeyField(HouseholdPilot, on_delete="RESTRICT", backref="+")
        kind = CharField(max_length=40)
        said_by = CharField(max_length=40)
        text = CharField(max_length=500)
        given_on = DateField()
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "pilot_feedback"
            indexes = ((("pilot", "given_on"), False),)
            constraints = (Check("text <> ''"),)

    class PilotDecision(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        pilot = ForeignKeyField(HouseholdPilot, unique=True, on_delete="RESTRICT", backref="+")
        outcome = CharField(max_length=40)
        reason = CharField(max_length=500)
        document = CharField(max_length=200)
        decided_on = DateField()
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "pilot_decision"
            constraints = (Check("reason <> '' AND document <> ''"),)

    made = [
        HouseholdYearNotice,
        HouseholdYearEnd,
        HouseholdMovement,
        HouseholdList,
        HouseholdObjection,
        HouseholdAnswer,
        HouseholdPilot,
        PilotFeedback,
        PilotDecision,
    ]
    db.create_tables(made)
    seal_tables(db, [model._meta.table_name for model in made])
    for statement in refuse_insert_statements("household_movement", rule="no_debt", where=_SHORT):
        db.execute_sql(statement)

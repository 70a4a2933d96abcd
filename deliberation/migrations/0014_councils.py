"""Councils: their rhythm, missed meetings, what came of each item, the sides at the table, and fees collected."""

from peewee import BigIntegerField, CharField, Check, DateField, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Meeting(Model):
        class Meta:
            database = db
            table_name = "meeting"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class SuggestionListing(Model):
        class Meta:
            database = db
            table_name = "suggestion_listing"

    class CouncilRhythm(Model):
        place = ForeignKeyField(Place, on_delete="RESTRICT")
        hall = CharField(max_length=40)
        rhythm = CharField(max_length=40)
        day = IntegerField()
        since = DateField()
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "council_rhythm"
            indexes = ((("place", "hall", "since"), True),)
            constraints = (Check("day BETWEEN 0 AND 28"),)

    db.create_tables([CouncilRhythm])

    class CouncilMiss(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        hall = CharField(max_length=40)
        due_on = DateField()
        revision = IntegerField()
        reason = CharField(max_length=200)
        recorded_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "council_miss"
            indexes = ((("village", "hall", "due_on", "revision"), True),)
            constraints = (Check("(reason = '') = (recorded_by_id IS NULL)"),)

    db.create_tables([CouncilMiss])

    class CouncilItem(Model):
        listing = ForeignKeyField(SuggestionListing, on_delete="RESTRICT")
        revision = IntegerField()
        outcome = CharField(max_length=40)
        said = TextField()
        handed_to = CharField(max_length=40)
        due_on = DateField(null=True)
        reason = CharField(max_length=200)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "council_item"
            indexes = ((("listing", "revision"), True),)
            constraints = (Check("(handed_to = '') = (due_on IS NULL)"), Check("(revision = 1) = (reason = '')"))

    db.create_tables([CouncilItem])

    class CouncilSides(Model):
        meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
        revision = IntegerField()
        firm = IntegerField()
        owners = IntegerField()
        reason = CharField(max_length=200)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "council_sides"
            indexes = ((("meeting", "revision"), True),)
            constraints = (Check("firm >= 0 AND owners >= 0"), Check("(revision = 1) = (reason = '')"))

    db.create_tables([CouncilSides])

    class FeeCollection(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        revision = IntegerField()
        households_due = IntegerField()
        households_paid = IntegerField()
        due_fen = BigIntegerField()
        collected_fen = BigIntegerField()
        reason = CharField(max_length=200)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "fee_collection"
            indexes = ((("village", "month", "revision"), True),)
            constraints = (
                Check("households_due > 0 AND households_paid BETWEEN 0 AND households_due"),
                Check("due_fen > 0 AND collected_fen BETWEEN 0 AND due_fen"),
                Check("(revision = 1) = (reason = '')"),
            )

    db.create_tables([FeeCollection])

    seal_tables(db, ["council_rhythm", "council_miss", "council_item", "council_sides", "fee_collection"])

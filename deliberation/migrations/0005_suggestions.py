"""Villagers' suggestions, the steps taken with them, and the matters that came of them."""

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Matter(Model):
        class Meta:
            database = db
            table_name = "matter"

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

    class Suggestion(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = IntegerField()
        category = CharField(max_length=40)
        channel = CharField(max_length=40)
        title = CharField(max_length=60)
        text = TextField()
        filed_by = ForeignKeyField(Person, on_delete="RESTRICT")
        recorded_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
        filed_on = DateField()
        due_on = DateField()
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "suggestion"
            indexes = ((("village", "number"), True), (("village", "due_on"), False))
            constraints = (
                Check("recorded_by_id IS NULL OR recorded_by_id <> filed_by_id"),
                Check("due_on >= filed_on"),
            )

    db.create_tables([Suggestion])

    class SuggestionSorting(Model):
        suggestion = ForeignKeyField(Suggestion, on_delete="RESTRICT")
        category = CharField(max_length=40)
        reason = CharField(max_length=200)
        sorted_by = ForeignKeyField(Person, on_delete="RESTRICT")
        sorted_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "suggestion_sorting"

    db.create_tables([SuggestionSorting])

    class SuggestionListing(Model):
        suggestion = ForeignKeyField(Suggestion, on_delete="RESTRICT")
        meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
        listed_by = ForeignKeyField(Person, on_delete="RESTRICT")
        listed_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "suggestion_listing"
            indexes = ((("suggestion", "meeting"), True),)

    db.create_tables([SuggestionListing])

    class SuggestionMerge(Model):
        suggestion = ForeignKeyField(Suggestion, on_delete="RESTRICT")
        into = ForeignKeyField(Suggestion, on_delete="RESTRICT", backref="+")
        withheld = BooleanField()
        merged_by = ForeignKeyField(Person, on_delete="RESTRICT")
        merged_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "suggestion_merge"
            constraints = (Check("suggestion_id <> into_id"),)

    db.create_tables([SuggestionMerge])

    class SuggestionAnswer(Model):
        suggestion = ForeignKeyField(Suggestion, unique=True, on_delete="RESTRICT")
        reply = CharField(max_length=40)
        text = TextField()
        withheld = BooleanField()
        answered_by = ForeignKeyField(Person, on_delete="RESTRICT")
        answered_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "suggestion_answer"

    db.create_tables([SuggestionAnswer])

    class SuggestionMatter(Model):
        suggestion = ForeignKeyField(Suggestion, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, unique=True, on_delete="RESTRICT")
        withheld = BooleanField()
        proposed_by = ForeignKeyField(Person, on_delete="RESTRICT")
        proposed_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "suggestion_matter"

    db.create_tables([SuggestionMatter])

    class SuggestionWithdrawal(Model):
        suggestion = ForeignKeyField(Suggestion, unique=True, on_delete="RESTRICT")
        reason = CharField(max_length=200)
        withdrawn_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "suggestion_withdrawal"

    db.create_tables([SuggestionWithdrawal])

    class SuggestionOverdue(Model):
        suggestion = ForeignKeyField(Suggestion, unique=True, on_delete="RESTRICT")
        noted_on = DateField()

        class Meta:
            database = db
            table_name = "suggestion_overdue"

    db.create_tables([SuggestionOverdue])

    seal_tables(
        db,
        [
            "suggestion",
            "suggestion_sorting",
            "suggestion_listing",
            "suggestion_merge",
            "suggestion_answer",
            "suggestion_matter",
            "suggestion_withdrawal",
            "suggestion_overdue",
        ],
    )

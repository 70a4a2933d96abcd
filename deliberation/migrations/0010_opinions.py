"""Opinions, amendments and questions on a plan before the vote, and their answers."""

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Matter(Model):
        class Meta:
            database = db
            table_name = "matter"

    class PlanRevision(Model):
        class Meta:
            database = db
            table_name = "plan_revision"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class Opinion(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        number = IntegerField()
        kind = CharField(max_length=40)
        channel = CharField(max_length=40)
        revision = IntegerField()
        paragraph = IntegerField(null=True)
        before = TextField(default="")
        wording = TextField(default="")
        text = TextField()
        filed_by = ForeignKeyField(Person, on_delete="RESTRICT")
        recorded_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
        filed_on = DateField()
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "opinion"
            indexes = ((("village", "matter", "number"), True),)
            constraints = (
                Check("recorded_by_id IS NULL OR recorded_by_id <> filed_by_id"),
                Check("kind <> 'amendment' OR (paragraph IS NOT NULL AND wording <> '')"),
            )

    class OpinionAnswer(Model):
        opinion = ForeignKeyField(Opinion, unique=True, on_delete="RESTRICT")
        reply = CharField(max_length=40)
        text = TextField()
        withheld = BooleanField()
        revision = ForeignKeyField(PlanRevision, null=True, on_delete="RESTRICT")
        answered_by = ForeignKeyField(Person, on_delete="RESTRICT")
        answered_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "opinion_answer"
            constraints = (Check("reply NOT IN ('adopted', 'partly') OR revision_id IS NOT NULL"),)

    db.create_tables([Opinion, OpinionAnswer])

    seal_tables(db, ["opinion", "opinion_answer"])

"""Publicity, objections, implementation, acceptance."""

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Bulletin(Model):
        class Meta:
            database = db
            table_name = "bulletin"

    class Matter(Model):
        class Meta:
            database = db
            table_name = "matter"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class Acceptance(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        number = IntegerField()
        verdict = CharField(max_length=40)
        text = TextField()
        inspected_on = DateField()
        accepted_by = ForeignKeyField(Person, on_delete="RESTRICT")
        inspected_at = CharField(max_length=27)
        bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "acceptance"
            indexes = ((("village", "matter"), False), (("matter", "number"), True))

    db.create_tables([Acceptance])

    class Milestone(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        number = IntegerField()
        title = CharField(max_length=60)
        due_on = DateField()
        planned_by = ForeignKeyField(Person, on_delete="RESTRICT")
        planned_at = CharField(max_length=27)
        bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "milestone"
            indexes = ((("village", "due_on"), False), (("matter", "number"), True))

    db.create_tables([Milestone])

    class MilestoneReport(Model):
        milestone = ForeignKeyField(Milestone, on_delete="RESTRICT")
        number = IntegerField()
        done_on = DateField()
        text = TextField()
        reported_by = ForeignKeyField(Person, on_delete="RESTRICT")
        reported_at = CharField(max_length=27)
        bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "milestone_report"
            indexes = ((("milestone", "number"), True),)

    db.create_tables([MilestoneReport])

    class Objection(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        number = IntegerField()
        target = CharField(max_length=40)
        filed_by = ForeignKeyField(Person, on_delete="RESTRICT")
        recorded_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
        text = TextField()
        filed_on = DateField()
        due_on = DateField()
        recorded_at = CharField(max_length=27)
        bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "objection"
            constraints = (
                Check("recorded_by_id IS NULL OR recorded_by_id <> filed_by_id"),
                Check("due_on >= filed_on"),
            )
            indexes = ((("village", "due_on"), False), (("matter", "number"), True))

    db.create_tables([Objection])

    class ObjectionAnswer(Model):
        objection = ForeignKeyField(Objection, unique=True, on_delete="RESTRICT")
        verdict = CharField(max_length=40)
        text = TextField()
        answered_by = ForeignKeyField(Person, on_delete="RESTRICT")
        answered_at = CharField(max_length=27)
        bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "objection_answer"

    db.create_tables([ObjectionAnswer])

    class PublicityEnd(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        target = CharField(max_length=40)
        bulletin = ForeignKeyField(Bulletin, unique=True, on_delete="RESTRICT")
        ended_on = DateField()
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "publicity_end"
            indexes = ((("village", "matter"), False),)

    db.create_tables([PublicityEnd])

    class PublicityInterruption(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        target = CharField(max_length=40)
        republished = ForeignKeyField(Bulletin, unique=True, on_delete="RESTRICT")
        happened_on = DateField()
        reason = CharField(max_length=200)
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "publicity_interruption"
            indexes = ((("village", "matter"), False),)

    db.create_tables([PublicityInterruption])

    seal_tables(
        db,
        [
            "publicity_interruption",
            "publicity_end",
            "objection",
            "milestone",
            "acceptance",
            "objection_answer",
            "milestone_report",
        ],
    )

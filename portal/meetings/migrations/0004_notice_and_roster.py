"""Who was told of a meeting, objections to its list, and what a frozen roster keeps of the body's composition."""

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("meeting", "urgency", CharField(max_length=200, null=True)),
        migrator.add_column("roster", "households", IntegerField(null=True)),
        migrator.add_column("roster_line", "sex", CharField(max_length=40, null=True)),
    )

    class Meeting(Model):
        class Meta:
            database = db
            table_name = "meeting"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class NoticeDelivery(Model):
        meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        manner = CharField(max_length=40)
        told_on = DateField()
        messenger = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "notice_delivery"
            indexes = ((("meeting", "person", "manner"), True),)
            constraints = (Check("manner <> 'slip' OR messenger_id IS NOT NULL"),)

    class RosterObjection(Model):
        meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
        number = IntegerField()
        question = CharField(max_length=40)
        about = CharField(max_length=40)
        text = CharField(max_length=200)
        channel = CharField(max_length=40)
        filer = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
        filer_name = CharField(max_length=40)
        filed_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "roster_objection"
            indexes = ((("meeting", "number"), True),)
            constraints = (Check("channel <> 'online' OR filer_id IS NOT NULL"),)

    class RosterAnswer(Model):
        objection = ForeignKeyField(RosterObjection, unique=True, on_delete="RESTRICT")
        upheld = BooleanField()
        reason = CharField(max_length=200)
        answered_at = CharField(max_length=27)
        answered_by = ForeignKeyField(Person, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "roster_answer"
            constraints = (Check("reason <> ''"),)

    db.create_tables([NoticeDelivery, RosterObjection, RosterAnswer])

    seal_tables(db, ["notice_delivery", "roster_objection", "roster_answer"])

"""Meetings, rosters, attendance, minutes."""

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class Meeting(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        body = CharField(max_length=40)
        title = CharField(max_length=120)
        place = CharField(max_length=120)
        starts_at = CharField(max_length=27)
        notice = TextField()
        chair = ForeignKeyField(Person, on_delete="RESTRICT")
        recorder = ForeignKeyField(Person, on_delete="RESTRICT")
        convened_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "meeting"
            indexes = ((("village", "starts_at"), False),)

    db.create_tables([Meeting])

    class Roster(Model):
        meeting = ForeignKeyField(Meeting, unique=True, on_delete="RESTRICT")
        entitled = IntegerField()
        salt = CharField(max_length=32)
        fingerprint = CharField(max_length=64)
        frozen_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "roster"
            constraints = (Check("entitled > 0"),)

    db.create_tables([Roster])

    class RosterLine(Model):
        roster = ForeignKeyField(Roster, on_delete="RESTRICT")
        number = IntegerField()
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        name = CharField(max_length=40)
        capacity = CharField(max_length=40)

        class Meta:
            database = db
            table_name = "roster_line"
            indexes = ((("roster", "number"), True), (("roster", "person"), True))

    db.create_tables([RosterLine])

    class Attendance(Model):
        line = ForeignKeyField(RosterLine, unique=True, on_delete="RESTRICT")
        roster = ForeignKeyField(Roster, on_delete="RESTRICT")
        manner = CharField(max_length=40)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "attendance"

    db.create_tables([Attendance])

    class Minutes(Model):
        meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
        revision = IntegerField()
        text = TextField()
        reason = CharField(max_length=200, default="")
        happened_on = DateField()
        recorded_at = CharField(max_length=27)
        late_days = IntegerField()
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "minutes"
            constraints = (Check("late_days >= 0"),)
            indexes = ((("meeting", "revision"), True),)

    db.create_tables([Minutes])

    seal_tables(db, ["meeting", "roster", "minutes", "roster_line", "attendance"])

"""What comes after a decision: supervisors' remarks, matters that stand still, villagers' rating of finished work."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, Model, TextField

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

    class Poll(Model):
        class Meta:
            database = db
            table_name = "poll"

    class PollAnswer(Model):
        class Meta:
            database = db
            table_name = "poll_answer"

    class SupervisionRemark(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        number = IntegerField()
        target = CharField(max_length=40)
        text = TextField()
        written_by = ForeignKeyField(Person, on_delete="RESTRICT")
        written_at = CharField(max_length=27)
        bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "supervision_remark"
            indexes = ((("village", "matter"), False), (("matter", "number"), True))

    class MatterStall(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        awaited = CharField(max_length=40)
        subject = IntegerField()
        due_on = DateField()
        noted_on = DateField()
        bulletin = ForeignKeyField(Bulletin, unique=True, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "matter_stall"
            indexes = ((("matter", "awaited", "subject", "due_on"), True), (("village", "matter"), False))

    class StallWatch(Model):
        village = ForeignKeyField(Place, unique=True, on_delete="RESTRICT")
        size = IntegerField()
        wakes_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "stall_watch"

    class Rating(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, unique=True, on_delete="RESTRICT")
        poll = ForeignKeyField(Poll, unique=True, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "rating"

    db.create_tables([SupervisionRemark, MatterStall, StallWatch, Rating])

    class RatingReason(Model):
        answer = ForeignKeyField(PollAnswer, unique=True, on_delete="RESTRICT")
        text = TextField()

        class Meta:
            database = db
            table_name = "rating_reason"

    class RatingReply(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        rating = ForeignKeyField(Rating, unique=True, on_delete="RESTRICT")
        text = TextField()
        replied_by = ForeignKeyField(Person, on_delete="RESTRICT")
        replied_at = CharField(max_length=27)
        bulletin = ForeignKeyField(Bulletin, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "rating_reply"

    db.create_tables([RatingReason, RatingReply])
    seal_tables(db, ["supervision_remark", "matter_stall", "rating", "rating_reason", "rating_reply"])

"""Kinds of branch meetings, what they were, contacts, answers about what is odd, and what is public."""

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class Branch(Model):
        class Meta:
            database = db
            table_name = "branch"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Meeting(Model):
        class Meta:
            database = db
            table_name = "meeting"

    class BranchMeeting(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        meeting = ForeignKeyField(Meeting, unique=True, on_delete="RESTRICT")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT")
        kind = CharField(max_length=40)
        late_days = IntegerField()
        why_late = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "branch_meeting"
            indexes = ((("village", "branch"), False),)
            constraints = (Check("late_days >= 0 AND (late_days = 0 OR why_late <> '')"),)

    class BranchRecord(Model):
        meeting = ForeignKeyField(Meeting, on_delete="RESTRICT")
        revision = IntegerField()
        form = CharField(max_length=40)
        practice = CharField(max_length=40)
        tie = CharField(max_length=40)
        tie_key = CharField(max_length=80)
        text = TextField()
        reason = CharField(max_length=200)
        late_days = IntegerField()
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "branch_record"
            indexes = ((("meeting", "revision"), True),)
            constraints = (
                Check("(form = 'practice') = (practice <> '')"),
                Check("(tie = '') = (tie_key = '')"),
                Check("(revision = 1 AND text = '' AND reason = '') OR (revision > 1 AND text <> '' AND reason <> '')"),
            )

    class BranchContact(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT")
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        contacted_on = DateField()
        manner = CharField(max_length=20)
        said = CharField(max_length=300)
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")

        class Meta:
            database = db
            table_name = "branch_contact"
            indexes = ((("village", "person"), False),)
            constraints = (Check("person_id <> recorded_by_id AND said <> ''"),)

    class OddityAnswer(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT")
        key = CharField(max_length=16)
        number = IntegerField()
        check_id = CharField(max_length=40)
        rule_version = CharField(max_length=10)
        found = CharField(max_length=500)
        found_on = DateField()
        text = CharField(max_length=500)
        answered_at = CharField(max_length=27)
        answered_by = ForeignKeyField(Person, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "oddity_answer"
            indexes = ((("village", "key", "number"), True),)
            constraints = (Check("text <> ''"),)

    class OddityVerdict(Model):
        answer = ForeignKeyField(OddityAnswer, unique=True, on_delete="RESTRICT")
        accepted = BooleanField()
        reason = CharField(max_length=200)
        judged_at = CharField(max_length=27)
        judged_by = ForeignKeyField(Person, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "oddity_verdict"
            constraints = (Check("accepted OR reason <> ''"),)

    class BranchTold(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT")
        through = CharField(max_length=7)
        told_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "branch_told"
            indexes = ((("branch", "through"), True),)

    db.create_tables([BranchMeeting, BranchRecord, BranchContact, OddityAnswer, OddityVerdict, BranchTold])
    seal_tables(
        db,
        ["branch_meeting", "branch_record", "branch_contact", "oddity_answer", "oddity_verdict", "branch_told"],
    )

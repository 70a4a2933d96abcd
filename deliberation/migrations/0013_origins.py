"""Where matters come from: joint proposals, who initiated a matter, and what was talked over beforehand."""

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
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

    class JointProposal(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = IntegerField()
        side = CharField(max_length=40)
        matter_type = CharField(max_length=60)
        title = CharField(max_length=60)
        plan = TextField()
        started_by = ForeignKeyField(Person, on_delete="RESTRICT")
        started_on = DateField()
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "joint_proposal"
            indexes = ((("village", "number"), True),)

    db.create_tables([JointProposal])

    class JointSheet(Model):
        proposal = ForeignKeyField(JointProposal, on_delete="RESTRICT")
        number = IntegerField()
        people = TextField()
        photos = TextField()
        entered_by = ForeignKeyField(Person, on_delete="RESTRICT")
        entered_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "joint_sheet"
            indexes = ((("proposal", "number"), True),)

    db.create_tables([JointSheet])

    class JointSheetCheck(Model):
        sheet = ForeignKeyField(JointSheet, unique=True, on_delete="RESTRICT")
        accepted = BooleanField()
        reason = CharField(max_length=200, default="")
        checked_by = ForeignKeyField(Person, on_delete="RESTRICT")
        checked_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "joint_sheet_check"
            constraints = (Check("accepted OR reason <> ''"),)

    db.create_tables([JointSheetCheck])

    class JointSupport(Model):
        proposal = ForeignKeyField(JointProposal, on_delete="RESTRICT")
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        entry = IntegerField()
        stands = BooleanField()
        manner = CharField(max_length=40)
        sheet = ForeignKeyField(JointSheet, null=True, on_delete="RESTRICT")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "joint_support"
            indexes = ((("proposal", "person", "entry"), True),)

    db.create_tables([JointSupport])

    class JointTold(Model):
        proposal = ForeignKeyField(JointProposal, on_delete="RESTRICT")
        supporters = IntegerField()
        told_on = DateField()

        class Meta:
            database = db
            table_name = "joint_told"
            indexes = ((("proposal", "told_on"), True),)

    db.create_tables([JointTold])

    class JointReached(Model):
        proposal = ForeignKeyField(JointProposal, unique=True, on_delete="RESTRICT")
        supporters = IntegerField()
        base = IntegerField()
        needed = IntegerField()
        reached_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "joint_reached"
            constraints = (Check("supporters >= needed AND supporters <= base"),)

    db.create_tables([JointReached])

    class JointAnswer(Model):
        proposal = ForeignKeyField(JointProposal, unique=True, on_delete="RESTRICT")
        text = TextField()
        withheld = BooleanField()
        answered_by = ForeignKeyField(Person, on_delete="RESTRICT")
        answered_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "joint_answer"

    db.create_tables([JointAnswer])

    class JointMatter(Model):
        proposal = ForeignKeyField(JointProposal, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, unique=True, on_delete="RESTRICT")
        withheld = BooleanField()
        proposed_by = ForeignKeyField(Person, on_delete="RESTRICT")
        proposed_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "joint_matter"

    db.create_tables([JointMatter])

    class JointWithdrawal(Model):
        proposal = ForeignKeyField(JointProposal, unique=True, on_delete="RESTRICT")
        reason = CharField(max_length=200)
        withdrawn_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "joint_withdrawal"

    db.create_tables([JointWithdrawal])

    class Consultation(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        number = IntegerField()
        kind = CharField(max_length=40)
        held_on = DateField()
        place = CharField(max_length=120)
        sides = TextField()
        attended = TextField()
        offered = TextField()
        asked = TextField()
        settlement = CharField(max_length=40)
        result = TextField()
        households_asked = IntegerField()
        households_agreed = IntegerField()
        files = TextField()
        late_days = IntegerField()
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "consultation"
            indexes = ((("village", "matter", "number"), True),)
            constraints = (
                Check("households_agreed >= 0 AND households_agreed <= households_asked"),
                Check("late_days >= 0"),
            )

    db.create_tables([Consultation])

    seal_tables(
        db,
        [
            "joint_proposal",
            "joint_sheet",
            "joint_sheet_check",
            "joint_support",
            "joint_told",
            "joint_reached",
            "joint_answer",
            "joint_matter",
            "joint_withdrawal",
            "consultation",
        ],
    )
    # Who proposed the matters of before was not recorded.
    db.execute_sql("ALTER TABLE matter ADD COLUMN initiator VARCHAR(40) NOT NULL DEFAULT ''")

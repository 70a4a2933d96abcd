"""Claims with their reviews, lists on display, objections with their examinations, locked months."""

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Branch(Model):
        class Meta:
            database = db
            table_name = "branch"

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

    class PointsEntry(Model):
        class Meta:
            database = db
            table_name = "points_entry"

    class PointsScheme(Model):
        class Meta:
            database = db
            table_name = "points_scheme"

    class PointsClaim(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT")
        scheme = ForeignKeyField(PointsScheme, on_delete="RESTRICT")
        item_code = CharField(max_length=20)
        category = CharField(max_length=40)
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        happened_on = DateField()
        counted_on = DateField()
        times = IntegerField()
        requested_x100 = IntegerField()
        note = CharField(max_length=200, default="")
        origin = CharField(max_length=40)
        meeting = ForeignKeyField(Meeting, null=True, on_delete="RESTRICT", backref="+")
        submitted_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        submitted_at = CharField(max_length=27)
        late_days = IntegerField()

        class Meta:
            database = db
            table_name = "points_claim"
            constraints = (
                Check("(origin = 'declared') = (person_id = submitted_by_id)"),
                Check("requested_x100 / 50 * 50 = requested_x100 AND times >= 1"),
                Check("counted_on >= happened_on AND late_days >= 0"),
            )
            indexes = (
                (("village", "counted_on"), False),
                (("village", "person", "happened_on"), False),
                (("meeting", "item_code", "person"), True),
            )

    db.create_tables([PointsClaim])

    class PointsDisplay(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        revision = IntegerField()
        through_entry = IntegerField()
        published_on = DateField()
        until = DateField()
        days = IntegerField()
        published_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        published_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_display"
            constraints = (Check("until > published_on AND revision >= 1"),)
            indexes = ((("village", "month", "revision"), True),)

    db.create_tables([PointsDisplay])

    class PointsObjection(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        number = IntegerField()
        entry = ForeignKeyField(PointsEntry, null=True, on_delete="RESTRICT", backref="+")
        text = CharField(max_length=500)
        filed_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        on_behalf_of = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
        filed_at = CharField(max_length=27)
        due_on = DateField()

        class Meta:
            database = db
            table_name = "points_objection"
            constraints = (Check("on_behalf_of_id IS NULL OR on_behalf_of_id <> filed_by_id"),)
            indexes = ((("village", "number"), True), (("village", "month"), False))

    db.create_tables([PointsObjection])

    class PointsExamination(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        objection = ForeignKeyField(PointsObjection, unique=True, on_delete="RESTRICT", backref="+")
        examined_at = CharField(max_length=27)
        examined_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        finding = CharField(max_length=40)
        answer = CharField(max_length=500)
        reversal = ForeignKeyField(PointsEntry, unique=True, null=True, on_delete="RESTRICT", backref="+")

        class Meta:
            database = db
            table_name = "points_examination"
            constraints = (Check("(finding = 'upheld' OR reversal_id IS NULL) AND answer <> ''"),)
            indexes = ((("village", "examined_at"), False),)

    db.create_tables([PointsExamination])

    class PointsMonthLock(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        locked_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        locked_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_month_lock"
            indexes = ((("village", "month"), True),)

    db.create_tables([PointsMonthLock])

    class PointsReview(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        claim = ForeignKeyField(PointsClaim, unique=True, on_delete="RESTRICT", backref="+")
        reviewed_at = CharField(max_length=27)
        reviewed_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        verdict = CharField(max_length=40)
        entry = ForeignKeyField(PointsEntry, unique=True, null=True, on_delete="RESTRICT", backref="+")
        reason = CharField(max_length=200, default="")

        class Meta:
            database = db
            table_name = "points_review"
            constraints = (
                Check("(verdict = 'rejected') = (entry_id IS NULL)"),
                Check("(verdict = 'accepted') = (reason = '')"),
            )
            indexes = ((("village", "reviewed_at"), False),)

    db.create_tables([PointsReview])

    class PointsTakeDown(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        month = CharField(max_length=7)
        reason = CharField(max_length=200)
        taken_down_on = DateField()
        taken_down_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")

        class Meta:
            database = db
            table_name = "points_take_down"
            indexes = ((("village", "month"), True),)

    db.create_tables([PointsTakeDown])

    seal_tables(
        db,
        [
            "points_display",
            "points_take_down",
            "points_month_lock",
            "points_claim",
            "points_review",
            "points_objection",
            "points_examination",
        ],
    )

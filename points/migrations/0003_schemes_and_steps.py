"""Adoptions and drafts of schemes, classes of members, the party group's check, records claims are drafted from."""

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, Model, TextField

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

    class PointsClaim(Model):
        class Meta:
            database = db
            table_name = "points_claim"

    class PointsScheme(Model):
        class Meta:
            database = db
            table_name = "points_scheme"

    class PointsAdoption(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        scheme = ForeignKeyField(PointsScheme, unique=True, on_delete="RESTRICT", backref="+")
        resolution = CharField(max_length=120)
        meeting = ForeignKeyField(Meeting, null=True, on_delete="RESTRICT", backref="+")
        filed_as = CharField(max_length=80, default="")
        group_check = BooleanField()
        adopted_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_adoption"
            constraints = (Check("resolution <> ''"),)

    class PointsSchemeDraft(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT")
        year = IntegerField()
        revision = IntegerField()
        items = TextField()
        digest = CharField(max_length=64)
        copied_from = ForeignKeyField(PointsScheme, null=True, on_delete="RESTRICT", backref="+")
        made_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        made_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_scheme_draft"
            indexes = ((("branch", "year", "revision"), True),)
            constraints = (Check("revision >= 1"),)

    class PointsMemberClass(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        member_class = CharField(max_length=40, null=True)
        since = DateField()
        until = DateField(null=True)
        reason = CharField(max_length=200)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_member_class"
            indexes = ((("village", "person", "since"), False),)
            constraints = (
                Check("person_id <> recorded_by_id"),
                Check("(until IS NULL OR until >= since) AND reason <> ''"),
            )

    class PointsChecker(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT")
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        since = DateField()
        until = DateField(null=True)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_checker"
            indexes = ((("village", "person"), False),)
            constraints = (Check("until IS NULL OR until >= since"),)

    class PointsCheck(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        claim = ForeignKeyField(PointsClaim, unique=True, on_delete="RESTRICT", backref="+")
        confirmed = BooleanField()
        remark = CharField(max_length=200, default="")
        checked_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        checked_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_check"
            constraints = (Check("confirmed OR remark <> ''"),)

    class PointsClaimSource(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        claim = ForeignKeyField(PointsClaim, unique=True, on_delete="RESTRICT", backref="+")
        source = CharField(max_length=40)
        key = CharField(max_length=40)
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")

        class Meta:
            database = db
            table_name = "points_claim_source"
            indexes = ((("village", "source", "key", "person"), True),)

    db.create_tables(
        [PointsAdoption, PointsSchemeDraft, PointsMemberClass, PointsChecker, PointsCheck, PointsClaimSource]
    )

    seal_tables(
        db,
        [
            "points_adoption",
            "points_scheme_draft",
            "points_member_class",
            "points_checker",
            "points_check",
            "points_claim_source",
        ],
    )

"""Schemes and entries of points."""

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, Model, TextField

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

    class PointsScheme(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT")
        year = IntegerField()
        version = IntegerField()
        effective_from = DateField()
        items = TextField()
        digest = CharField(max_length=64)
        adopted_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_scheme"
            indexes = ((("village", "branch", "year", "version"), True),)
            constraints = (Check("version >= 1"),)

    db.create_tables([PointsScheme])

    class PointsEntry(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT")
        scheme = ForeignKeyField(PointsScheme, on_delete="RESTRICT")
        item_code = CharField(max_length=20)
        category = CharField(max_length=40)
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        happened_on = DateField()
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        requested_x100 = IntegerField()
        awarded_x100 = IntegerField()
        explanation = TextField()
        note = CharField(max_length=200, default="")
        late_days = IntegerField()
        reverses = ForeignKeyField("self", null=True, unique=True, on_delete="RESTRICT", backref="+")
        reason = CharField(max_length=200, default="")

        class Meta:
            database = db
            table_name = "points_entry"
            indexes = (
                (("village", "branch", "happened_on"), False),
                (("village", "person", "happened_on"), False),
            )
            constraints = (
                Check("person_id <> recorded_by_id"),
                Check("requested_x100 / 50 * 50 = requested_x100 AND awarded_x100 / 50 * 50 = awarded_x100"),
                Check(
                    "(requested_x100 >= 0 AND awarded_x100 BETWEEN 0 AND requested_x100)"
                    " OR (requested_x100 < 0 AND awarded_x100 BETWEEN requested_x100 AND 0)"
                ),
                Check("late_days >= 0"),
                Check("(reverses_id IS NULL AND reason = '') OR (reverses_id IS NOT NULL AND reason <> '')"),
            )

    db.create_tables([PointsEntry])

    seal_tables(db, ["points_scheme", "points_entry"])

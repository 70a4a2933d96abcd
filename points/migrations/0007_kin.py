"""Near relatives as they are declared and ended, and for which party group somebody checks."""

from peewee import CharField, Check, DateField, ForeignKeyField, Model

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

    class PointsChecker(Model):
        class Meta:
            database = db
            table_name = "points_checker"

    class PointsKinship(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        relative = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        kind = CharField(max_length=40)
        since = DateField()
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_kinship"
            constraints = (Check("person_id <> relative_id"),)

    class PointsKinshipEnd(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        kinship = ForeignKeyField(PointsKinship, unique=True, on_delete="RESTRICT", backref="+")
        until = DateField()
        reason = CharField(max_length=200)
        ended_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        ended_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_kinship_end"
            constraints = (Check("reason <> ''"),)

    class PointsCheckerGroup(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        checker = ForeignKeyField(PointsChecker, unique=True, on_delete="RESTRICT", backref="+")
        group_name = CharField(max_length=40)

        class Meta:
            database = db
            table_name = "points_checker_group"
            constraints = (Check("group_name <> ''"),)

    db.create_tables([PointsKinship, PointsKinshipEnd, PointsCheckerGroup])
    seal_tables(db, ["points_kinship", "points_kinship_end", "points_checker_group"])

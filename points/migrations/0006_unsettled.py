"""Why a branch decided a year while some of its entries were not in force yet."""

from peewee import CharField, Check, ForeignKeyField, IntegerField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class PointsYearDecision(Model):
        class Meta:
            database = db
            table_name = "points_year_decision"

    class PointsYearUnsettled(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        decision = ForeignKeyField(PointsYearDecision, unique=True, on_delete="RESTRICT", backref="+")
        entries = IntegerField()
        reason = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "points_year_unsettled"
            constraints = (Check("entries >= 1 AND reason <> ''"),)

    db.create_tables([PointsYearUnsettled])
    seal_tables(db, ["points_year_unsettled"])

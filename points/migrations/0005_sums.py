"""Sums of entries by member and month, by member, year and category, by branch and month; filled from entries."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model

_MONTH = "substr(CAST(happened_on AS TEXT), 1, 7)"
_YEAR = "CAST(substr(CAST(happened_on AS TEXT), 1, 4) AS INTEGER)"
_ADDED = "CASE WHEN (requested_x100 > 0) = (reverses_id IS NULL) THEN awarded_x100 ELSE 0 END"
_LOST = "CASE WHEN (requested_x100 > 0) = (reverses_id IS NULL) THEN 0 ELSE awarded_x100 END"
_FILLED = {
    "points_month_sum": {"person_id": "person_id", "month": _MONTH},
    "points_year_sum": {"person_id": "person_id", "year": _YEAR, "category": "category"},
    "points_branch_sum": {"month": _MONTH},
}


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

    class PointsMonthSum(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+", index=False)
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+", index=False)
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        month = CharField(max_length=7)
        additions_x100 = BigIntegerField()
        deductions_x100 = BigIntegerField()
        entries = IntegerField()

        class Meta:
            database = db
            table_name = "points_month_sum"
            indexes = ((("branch", "month", "person"), True),)

    class PointsYearSum(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+", index=False)
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+", index=False)
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        year = IntegerField()
        category = CharField(max_length=40)
        additions_x100 = BigIntegerField()
        deductions_x100 = BigIntegerField()
        entries = IntegerField()

        class Meta:
            database = db
            table_name = "points_year_sum"
            indexes = ((("branch", "year", "person", "category"), True),)

    class PointsBranchSum(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+", index=False)
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
        month = CharField(max_length=7)
        additions_x100 = BigIntegerField()
        deductions_x100 = BigIntegerField()
        entries = IntegerField()

        class Meta:
            database = db
            table_name = "points_branch_sum"
            indexes = ((("month", "branch"), True),)

    db.create_tables([PointsMonthSum, PointsYearSum, PointsBranchSum])

    for table, keys in _FILLED.items():
        columns = ", ".join(["village_id", "branch_id", *keys])
        values = ", ".join(["village_id", "branch_id", *keys.values()])
        db.execute_sql(
            f"INSERT INTO {table} ({columns}, additions_x100, deductions_x100, entries) "  # noqa: S608
            f"SELECT {values}, SUM({_ADDED}), SUM({_LOST}), COUNT(*) FROM points_entry GROUP BY {values}"
        )

"""Sums of entries by member and by branch, of months and of years; filled from entries."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model

_MONTH = "substr(CAST(happened_on AS TEXT), 1, 7)"
_YEAR = "CAST(substr(CAST(happened_on AS TEXT), 1, 4) AS INTEGER)"
_ADDED = "CASE WHEN (requested_x100 > 0) = (reverses_id IS NULL) THEN awarded_x100 ELSE 0 END"
_LOST = "CASE WHEN (requested_x100 > 0) = (reverses_id IS NULL) THEN 0 ELSE awarded_x100 END"
_FILLED = {
    "points_month_sum": {"person_id": "person_id", "month": _MONTH},
    "points_year_sum": {"person_id": "person_id", "year": _YEAR},
    "points_branch_month": {"month": _MONTH},
    "points_branch_year": {"year": _YEAR},
}
#: By the register at the end of the year, or as it goes on.
_MEMBERS = (
    "UPDATE points_branch_year SET members = (SELECT COUNT(*) FROM person p "
    "WHERE p.branch_id = points_branch_year.branch_id AND EXISTS (SELECT 1 FROM office_term t "
    "WHERE t.person_id = p.id AND +t.place_id = p.village_id AND t.office IN ('member', 'floating', 'probationary') "
    "AND CAST(t.since AS TEXT) <= CAST(points_branch_year.year AS TEXT) || '-12-31' "
    "AND (t.until IS NULL OR CAST(t.until AS TEXT) >= CAST(points_branch_year.year AS TEXT) || '-12-31')))"
)


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
        additions_x100 = BigIntegerField()
        deductions_x100 = BigIntegerField()
        entries = IntegerField()

        class Meta:
            database = db
            table_name = "points_year_sum"
            indexes = ((("branch", "year", "person"), True),)

    class PointsBranchMonth(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+", index=False)
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
        month = CharField(max_length=7)
        additions_x100 = BigIntegerField()
        deductions_x100 = BigIntegerField()
        entries = IntegerField()

        class Meta:
            database = db
            table_name = "points_branch_month"
            indexes = ((("month", "branch"), True),)

    class PointsBranchYear(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+", index=False)
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
        year = IntegerField()
        additions_x100 = BigIntegerField()
        deductions_x100 = BigIntegerField()
        entries = IntegerField()
        members = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "points_branch_year"
            indexes = ((("year", "branch"), True),)

    db.create_tables([PointsMonthSum, PointsYearSum, PointsBranchMonth, PointsBranchYear])

    for table, keys in _FILLED.items():
        columns = ", ".join(["village_id", "branch_id", *keys])
        values = ", ".join(["village_id", "branch_id", *keys.values()])
        db.execute_sql(
            f"INSERT INTO {table} ({columns}, additions_x100, deductions_x100, entries) "  # noqa: S608
            f"SELECT {values}, SUM({_ADDED}), SUM({_LOST}), COUNT(*) FROM points_entry GROUP BY {values}"
        )
    db.execute_sql(_MEMBERS)

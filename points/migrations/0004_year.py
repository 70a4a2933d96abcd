"""Snapshots of locked months, grades suggested and decided, cards with talks, awards, a branch's own figures."""

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Branch(Model):
        class Meta:
            database = db
            table_name = "branch"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class PointsSnapshot(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
        month = CharField(max_length=7)
        through_entry = IntegerField()
        base_x100 = IntegerField()
        lowest_x100 = IntegerField()
        highest_x100 = IntegerField(null=True)
        lines = TextField()
        digest = CharField(max_length=64)
        taken_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_snapshot"
            indexes = ((("village", "branch", "month"), True),)

    db.create_tables([PointsSnapshot])

    class PointsAppraisal(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
        year = IntegerField()
        revision = IntegerField()
        bands = CharField(max_length=40)
        through_entry = IntegerField()
        not_in_force = IntegerField()
        members = IntegerField()
        graded = IntegerField()
        quota = IntegerField()
        lines = TextField()
        digest = CharField(max_length=64)
        reckoned_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        reckoned_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_appraisal"
            indexes = ((("village", "branch", "year", "revision"), True),)
            constraints = (Check("revision >= 1 AND graded <= members AND quota >= 0"),)

    db.create_tables([PointsAppraisal])

    class PointsYearDecision(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        appraisal = ForeignKeyField(PointsAppraisal, on_delete="RESTRICT", backref="+")
        revision = IntegerField()
        decided_on = DateField()
        meeting = CharField(max_length=120)
        lines = TextField()
        excellent = IntegerField()
        over_quota = CharField(max_length=200, default="")
        reason = CharField(max_length=200, default="")
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_year_decision"
            indexes = ((("appraisal", "revision"), True),)
            constraints = (Check("(revision = 1) = (reason = '')"),)

    db.create_tables([PointsYearDecision])

    class PointsYearSeal(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        decision = ForeignKeyField(PointsYearDecision, unique=True, on_delete="RESTRICT", backref="+")
        sealed_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        sealed_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_year_seal"

    db.create_tables([PointsYearSeal])

    class PointsVeto(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
        year = IntegerField()
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        code = CharField(max_length=20)
        paper = CharField(max_length=200)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_veto"
            indexes = ((("village", "year", "person", "code"), True),)
            constraints = (Check("person_id <> recorded_by_id AND paper <> ''"),)

    db.create_tables([PointsVeto])

    class PointsCard(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
        year = IntegerField()
        number = IntegerField()
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        kind = CharField(max_length=40)
        occasion = CharField(max_length=40)
        because = CharField(max_length=200)
        issued_on = DateField()
        talk_by = DateField()
        issued_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        issued_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_card"
            indexes = (
                (("village", "number"), True),
                (("village", "person", "occasion"), True),
            )
            constraints = (Check("person_id <> issued_by_id"),)

    db.create_tables([PointsCard])

    class PointsTalk(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        card = ForeignKeyField(PointsCard, unique=True, on_delete="RESTRICT", backref="+")
        held_on = DateField()
        held_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        text = CharField(max_length=500)
        mend_by = DateField()
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_talk"
            constraints = (Check("mend_by >= held_on AND text <> ''"),)

    db.create_tables([PointsTalk])

    class PointsMending(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        card = ForeignKeyField(PointsCard, unique=True, on_delete="RESTRICT", backref="+")
        outcome = CharField(max_length=40)
        text = CharField(max_length=500)
        seen_on = DateField()
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_mending"
            constraints = (Check("text <> ''"),)

    db.create_tables([PointsMending])

    class PointsAward(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
        year = IntegerField()
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        title = CharField(max_length=80)
        reason = CharField(max_length=200)
        recommended_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        recommended_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_award"
            indexes = ((("village", "year", "person", "title"), True),)
            constraints = (Check("person_id <> recommended_by_id"),)

    db.create_tables([PointsAward])

    class PointsBranchFigure(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
        year = IntegerField()
        code = CharField(max_length=20)
        revision = IntegerField()
        value = IntegerField()
        source = CharField(max_length=200)
        entered_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        entered_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "points_branch_figure"
            indexes = ((("village", "branch", "year", "code", "revision"), True),)
            constraints = (Check("value >= 0 AND source <> ''"),)

    db.create_tables([PointsBranchFigure])

    seal_tables(
        db,
        [
            "points_snapshot",
            "points_appraisal",
            "points_year_decision",
            "points_year_seal",
            "points_veto",
            "points_card",
            "points_talk",
            "points_mending",
            "points_award",
            "points_branch_figure",
        ],
    )

"""Local procedures a village or township adopts, and steps without a vote."""

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, Model, TextField

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class Matter(Model):
        class Meta:
            database = db
            table_name = "matter"

    class Adoption(Model):
        place = ForeignKeyField(Place, on_delete="RESTRICT")
        procedure = CharField(max_length=60)
        body = CharField(max_length=60)
        met_on = DateField()
        since = DateField()
        evidence = TextField()
        evidence_digest = CharField(max_length=64)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "adoption"
            constraints = (Check("since > met_on"),)
            indexes = ((("place", "since"), True),)

    class StageRecord(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        matter = ForeignKeyField(Matter, on_delete="RESTRICT")
        stage = CharField(max_length=40)
        round = IntegerField()
        passed = BooleanField()
        text = TextField()
        office = CharField(max_length=40)
        plan_digest = CharField(max_length=64)
        happened_on = DateField()
        late_days = IntegerField()
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "stage_record"
            constraints = (Check("text <> '' AND late_days >= 0"),)
            indexes = ((("village", "matter", "stage", "round"), True),)

    models = [Adoption, StageRecord]
    db.create_tables(models)
    seal_tables(db, [model._meta.table_name for model in models])
    # Matters of before went the usual way, and nobody had adopted it as a rule.
    db.execute_sql("ALTER TABLE matter ADD COLUMN procedure VARCHAR(60) NOT NULL DEFAULT 'siyi_lianggongkai'")
    db.execute_sql("ALTER TABLE matter ADD COLUMN adoption_id INTEGER REFERENCES adoption (id) ON DELETE RESTRICT")
    db.execute_sql("CREATE INDEX matter_adoption_id ON matter (adoption_id)")

"""What the supervision committee says of a month it signs."""

from peewee import CharField, Check, ForeignKeyField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class MonthSignOff(Model):
        class Meta:
            database = db
            table_name = "month_sign_off"

    class SignOffOpinion(Model):
        sign_off = ForeignKeyField(MonthSignOff, unique=True, on_delete="RESTRICT")
        text = CharField(max_length=500)

        class Meta:
            database = db
            table_name = "sign_off_opinion"
            constraints = (Check("text <> ''"),)

    db.create_tables([SignOffOpinion])
    seal_tables(db, [SignOffOpinion._meta.table_name])

"""Written proxies, and whoever takes part in person or online after all."""

from peewee import CharField, Check, ForeignKeyField, IntegerField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Roster(Model):
        class Meta:
            database = db
            table_name = "roster"

    class RosterLine(Model):
        class Meta:
            database = db
            table_name = "roster_line"

    class Proxy(Model):
        roster = ForeignKeyField(Roster, on_delete="RESTRICT")
        line = ForeignKeyField(RosterLine, unique=True, on_delete="RESTRICT")
        delegate = ForeignKeyField(Person, on_delete="RESTRICT")
        delegate_name = CharField(max_length=40)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "proxy"
            indexes = ((("roster", "delegate"), False),)

    class ProxyEnd(Model):
        proxy = ForeignKeyField(Proxy, unique=True, on_delete="RESTRICT")
        roster = ForeignKeyField(Roster, on_delete="RESTRICT")
        manner = CharField(max_length=40)
        recorded_at = CharField(max_length=27)
        recorded_by = IntegerField()

        class Meta:
            database = db
            table_name = "proxy_end"
            constraints = (Check("manner <> 'by_proxy'"),)

    db.create_tables([Proxy, ProxyEnd])

    seal_tables(db, ["proxy", "proxy_end"])

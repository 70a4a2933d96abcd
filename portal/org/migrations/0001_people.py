"""Places, people, offices, accounts."""

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class JournalLog(Model):
        class Meta:
            database = db
            table_name = "journal_log"

    class Place(Model):
        slug = CharField(unique=True, max_length=40)
        name = CharField(max_length=60)
        kind = CharField(max_length=40)
        parent = ForeignKeyField("self", null=True, on_delete="RESTRICT")
        log = ForeignKeyField(JournalLog, unique=True, on_delete="RESTRICT")
        jurisdiction = CharField(max_length=40, default="")

        class Meta:
            database = db
            table_name = "place"

    db.create_tables([Place])

    class Group(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        name = CharField(max_length=40)

        class Meta:
            database = db
            table_name = "village_group"
            indexes = ((("village", "name"), True),)

    db.create_tables([Group])

    class Household(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        number = CharField(max_length=20)
        group = ForeignKeyField(Group, null=True, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "household"
            indexes = ((("village", "number"), True),)

    db.create_tables([Household])

    class Branch(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        name = CharField(max_length=80)

        class Meta:
            database = db
            table_name = "branch"
            indexes = ((("village", "name"), True),)

    db.create_tables([Branch])

    class Person(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        code = CharField(max_length=20)
        name = CharField(max_length=40)
        sex = CharField(max_length=40, null=True)
        born_on = DateField(null=True)
        household = ForeignKeyField(Household, null=True, on_delete="RESTRICT")
        relation = CharField(max_length=20, default="")
        branch = ForeignKeyField(Branch, null=True, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "person"
            indexes = ((("village", "code"), True),)

    db.create_tables([Person])

    class Account(Model):
        person = ForeignKeyField(Person, unique=True, on_delete="RESTRICT")
        login = CharField(unique=True, max_length=40)
        password_hash = CharField(null=True, max_length=200)
        epoch = IntegerField(default=0)
        active = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "account"

    db.create_tables([Account])

    class ActivationSlip(Model):
        account = ForeignKeyField(Account, on_delete="RESTRICT")
        code_hash = CharField(max_length=200)
        issued_at = CharField(max_length=27)
        expires_at = CharField(max_length=27)
        used_at = CharField(max_length=27, null=True)

        class Meta:
            database = db
            table_name = "activation_slip"
            indexes = ((("account", "issued_at"), False),)

    db.create_tables([ActivationSlip])

    class OfficeTerm(Model):
        place = ForeignKeyField(Place, on_delete="RESTRICT")
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        office = CharField(max_length=40)
        since = DateField()
        until = DateField(null=True)

        class Meta:
            database = db
            table_name = "office_term"
            constraints = (Check("until IS NULL OR until >= since"),)
            indexes = ((("place", "office", "since"), False), (("person", "office", "since"), True))

    db.create_tables([OfficeTerm])

    class RosterImport(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        file_digest = CharField(max_length=64)
        people = IntegerField()
        recorded_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "roster_import"

    db.create_tables([RosterImport])

    class SignInAttempt(Model):
        login = CharField(max_length=40)
        address = CharField(max_length=45)
        attempted_at = CharField(max_length=27)
        succeeded = BooleanField()

        class Meta:
            database = db
            table_name = "sign_in_attempt"
            indexes = ((("login", "attempted_at"), False), (("address", "attempted_at"), False))

    db.create_tables([SignInAttempt])

    class EndedSession(Model):
        token_digest = CharField(unique=True, max_length=64)
        ended_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "ended_session"

    db.create_tables([EndedSession])

    seal_tables(db, ["sign_in_attempt", "ended_session", "roster_import"])

"""E-mail addresses people choose themselves, and what was sent to whom."""

from peewee import CharField, ForeignKeyField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class MailAddress(Model):
        account = ForeignKeyField(Account, unique=True, on_delete="RESTRICT")
        address = CharField(max_length=200)
        chosen_at = CharField(max_length=27)
        confirmed_at = CharField(max_length=27, null=True)

        class Meta:
            database = db
            table_name = "mail_address"

    class SentNotice(Model):
        account = ForeignKeyField(Account, on_delete="RESTRICT")
        key = CharField(max_length=64)
        sent_at = CharField(max_length=27)

        class Meta:
            database = db
            table_name = "sent_notice"
            indexes = ((("account", "key"), True),)

    db.create_tables([MailAddress, SentNotice])
    seal_tables(db, ["sent_notice"])

"""Files are found by what they are: the same photo beside two things, in whatever log."""


def up(migrator, db):
    db.execute_sql('CREATE INDEX "attachment_digest" ON "attachment" ("digest")')

"""Ballots between options: which there are, which was chosen, how many chose each; a box with room for them."""

from peewee import SqliteDatabase


def up(migrator, db):
    # Every ballot until now was on one plan.
    db.execute_sql("ALTER TABLE ballot ADD COLUMN options TEXT NOT NULL DEFAULT '[]'")
    db.execute_sql("ALTER TABLE ballot_close ADD COLUMN options TEXT NOT NULL DEFAULT '[]'")
    for table in ("vote", "paper_vote", "void_vote"):
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN option INTEGER CHECK (option IS NULL OR choice = 'approve')")
    if not isinstance(db.obj if hasattr(db, "obj") else db, SqliteDatabase):  # SQLite takes a length for a remark
        db.execute_sql("ALTER TABLE ballot_box ALTER COLUMN content TYPE VARCHAR(136)")

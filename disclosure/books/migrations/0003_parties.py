"""Who paid or was paid may be many; SQLite never held a text to a length."""

from portal.kernel.db import is_sqlite


def up(migrator, db):
    if not is_sqlite():
        db.execute_sql("ALTER TABLE hand_entry ALTER COLUMN party TYPE TEXT")

"""What the database itself refuses, whoever asks: the SQL of its triggers, on SQLite and on PostgreSQL."""

from __future__ import annotations

from portal.kernel.db import database, is_sqlite


def insert_only_statements(table: str) -> list[str]:
    """Return the SQL that makes ``table`` refuse updates and deletes."""
    if is_sqlite():
        return [
            f'CREATE TRIGGER "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, 'insert-only table {table}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE OR REPLACE FUNCTION cunshi_insert_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'insert-only table %%', TG_TABLE_NAME USING ERRCODE = '23514'; END $$",
        f'CREATE TRIGGER "{table}_insert_only" BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION cunshi_insert_only()",
        f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION cunshi_insert_only()",
    ]


def refuse_insert_statements(table: str, *, rule: str, where: str) -> list[str]:
    """Return the SQL that refuses a row of ``table`` for which ``where`` holds, in SQL both databases read.

    ``where`` speaks of the row as ``NEW``; ``rule`` names the refusal and is what the database says.
    """
    if is_sqlite():
        return [
            f'CREATE TRIGGER "{table}_{rule}" BEFORE INSERT ON "{table}" WHEN {where} '
            f"BEGIN SELECT RAISE(ABORT, '{rule}'); END"
        ]
    return [
        _refusing_function(f"{table}_{rule}", rule=rule, where=where),
        f'CREATE TRIGGER "{table}_{rule}" BEFORE INSERT ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{table}_{rule}"()',
    ]


def refuse_at_commit_statements(table: str, *, rule: str, where: str) -> list[str]:
    """Return the SQL that refuses at the commit what ``refuse_insert_statements`` would refuse row by row.

    SQLite cannot wait for the commit: there the rule must be asked again by a later row (nothing is returned).
    """
    if is_sqlite():
        return []
    return [
        _refusing_function(f"{table}_{rule}", rule=rule, where=where),
        f'CREATE CONSTRAINT TRIGGER "{table}_{rule}" AFTER INSERT ON "{table}" DEFERRABLE INITIALLY DEFERRED '
        f'FOR EACH ROW EXECUTE FUNCTION "{table}_{rule}"()',
    ]


def _refusing_function(name: str, *, rule: str, where: str) -> str:
    return (
        f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"IF {where} THEN RAISE EXCEPTION '{rule}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
    )


def guarded_tables() -> set[str]:
    """Return the tables that refuse updates in the open database."""
    if is_sqlite():
        rows = database.execute_sql("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
    else:
        rows = database.execute_sql(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
        )
    return {name for (name,) in rows}

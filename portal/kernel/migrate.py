"""Schema history: every package brings numbered scripts in its ``migrations`` folder.

A script declares frozen copies of the models it creates and never imports today's. Each package has
its own history table, so an area can be added to a running installation.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peewee import ForeignKeyField
from playhouse.migrations import Runner
from playhouse.schema_diff import diff_models

from portal.kernel.db import BaseModel, InsertOnlyModel, database, is_sqlite
from portal.kernel.triggers import guarded_tables, insert_only_statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from peewee import Database

#: Packages of the ground, lowest first; areas follow in the order of the configuration.
GROUND = ("portal.kernel", "portal.org", "portal.meetings")


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationState:
    """One script of one package: applied or pending."""

    package: str
    name: str
    applied: bool


def upgrade(packages: Sequence[str]) -> list[str]:
    """Apply every pending script of ``packages`` in order and return ``package/name`` of each."""
    return [f"{package}/{name}" for package in packages for name in _runner(package).up()]


def status(packages: Sequence[str]) -> list[MigrationState]:
    """Return every known script and whether it is applied."""
    return [
        MigrationState(package=package, name=row.name, applied=row.applied is not None)
        for package in packages
        for row in _runner(package).status()
    ]


def seal_tables(db: Database, tables: Iterable[str]) -> None:
    """Make ``tables`` insert-only; called by the migration that creates them."""
    for table in tables:
        for statement in insert_only_statements(table):
            db.execute_sql(statement)


def models_of(packages: Sequence[str]) -> list[type[BaseModel]]:
    """Return the models of ``packages``, referenced tables first."""
    found: dict[str, type[BaseModel]] = {}
    for package in packages:
        for name in ("models", "journal", "bulletins", "attachments"):
            place = Path(str(import_module(package).__path__[0])) / name
            if place.is_dir() or place.with_suffix(".py").exists():
                found |= {model._meta.table_name: model for model in _declared(f"{package}.{name}")}
    return in_reference_order(found.values())


def in_reference_order(models: Iterable[type[BaseModel]]) -> list[type[BaseModel]]:
    """Return ``models`` so that a table comes after those it refers to."""
    waiting, ordered = list(models), list[type[BaseModel]]()
    while waiting:
        ready = [model for model in waiting if not _refers_to(model) & (set(waiting) - {model})]
        ordered += ready
        waiting = [model for model in waiting if model not in ready]
    return ordered


def schema_differences(packages: Sequence[str]) -> list[str]:
    """Return what differs between the models and the open database; empty when they agree."""
    models = models_of(packages)
    differences = str(diff_models(database.obj, models)).splitlines()
    guarded, references = guarded_tables(), _references()
    for model in models:
        table = model._meta.table_name
        if issubclass(model, InsertOnlyModel) and table not in guarded:
            differences.append(f"table {table} is not guarded")
        differences += _column_differences(model, references)
    return differences


def _references() -> dict[tuple[str, str], str]:
    """Return the table that each column of the open database refers to, by table and column: one statement.

    PostgreSQL's own catalogue is asked: its ``information_schema`` needs a second for every table.
    """
    if is_sqlite():
        asked = """
            SELECT t.name, k."from", k."table" FROM sqlite_master t, pragma_foreign_key_list(t.name) k
            WHERE t.type = 'table'
        """
    else:
        asked = """
            SELECT t.relname, a.attname, r.relname FROM pg_constraint c
            JOIN pg_class t ON t.oid = c.conrelid
            JOIN pg_class r ON r.oid = c.confrelid
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
        """
    return {(table, column): other for table, column, other in database.execute_sql(asked)}


def _column_differences(model: type[BaseModel], references: Mapping[tuple[str, str], str]) -> list[str]:
    table = model._meta.table_name
    stored = {column.name: column for column in database.get_columns(table)}
    differences = []
    for field in model._meta.sorted_fields:
        column: Any = stored.get(field.column_name)
        if column is not None and bool(column.null) != bool(field.null):
            differences.append(f"column {table}.{field.column_name} null differs")
        if (
            isinstance(field, ForeignKeyField)
            and references.get((table, field.column_name)) != field.rel_model._meta.table_name
        ):
            differences.append(f"column {table}.{field.column_name} references another table")
    return differences


def _declared(module: str) -> list[type[BaseModel]]:
    values = vars(import_module(module)).values()
    kinds = (value for value in values if isinstance(value, type) and f"{value.__module__}.".startswith(f"{module}."))
    return [kind for kind in kinds if issubclass(kind, BaseModel)]


def _refers_to(model: type[BaseModel]) -> set[type[BaseModel]]:
    return {field.rel_model for field in model._meta.sorted_fields if isinstance(field, ForeignKeyField)}


def _runner(package: str) -> Runner:
    folder = Path(str(import_module(package).__path__[0])) / "migrations"
    return Runner(database.obj, str(folder), table_name=f"migration_{package.replace('.', '_')}")

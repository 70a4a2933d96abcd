"""What every application makes anew although it comes out the same is made once per worker.

Each test has an application of its own, and most of making one is compiling: the builder of every address, and
every template it shows. Both depend on nothing but what they are looked up by here. So does the way a column is
written in a statement, which is a fifth of what a test on a database takes.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flask import Flask
from jinja2 import BytecodeCache
from peewee import SCOPE_VALUES, Column, Field, Table
from werkzeug.routing import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from jinja2.bccache import Bucket
    from peewee import Context

    Builder = Callable[..., tuple[str, str]]

_compile_builder = Rule._compile_builder
_write_column = Column.__sql__
_builders: dict[Hashable, Builder] = {}


class Templates(BytecodeCache):
    """Compiled templates in memory; Jinja compares the source, the key what else goes into compiling."""

    def __init__(self) -> None:
        self._compiled: dict[Hashable, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._compiled.get(_of(bucket)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[_of(bucket)] = bucket.bytecode_to_string()


def share() -> None:
    """Let all applications made in this process share what they compile."""
    Flask.jinja_options = {"bytecode_cache": Templates()}
    Rule._compile_builder = _builder  # type: ignore[method-assign]
    Field.__sql__ = lambda field, ctx: _write(field.model._meta.table, field.column_name, ctx)
    Column.__sql__ = lambda column, ctx: _write(column.source, column.name, ctx)


def _of(bucket: Bucket) -> Hashable:
    made = bucket.environment
    named = frozenset({*made.filters.items(), *made.tests.items()})
    escaping = getattr(made.autoescape, "__func__", made.autoescape)  # Flask's method, whichever application's it is
    return bucket.key, made.trim_blocks, made.lstrip_blocks, escaping, named


def _builder(rule: Rule, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002 - as it is called
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


def _write(source: object, name: str, ctx: Context) -> Context:
    """Write a column as peewee does, at once where it belongs to a plain table."""
    if ctx.state.scope == SCOPE_VALUES:
        ctx._sql.append(_quoted(name))
    elif isinstance(source, Table) and not source._alias:
        ctx._sql.append(f"{_quoted(ctx.alias_manager[source])}.{_quoted(name)}")
    else:
        return _write_column(Column(source, name), ctx)
    return ctx


@cache
def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

"""The only way to write: one user action is one transaction and one journal entry, or nothing.

``unit_of_work`` asks the actor's permission again inside the transaction, after the log is locked; whether
the act is valid now is a question for the area's rules. It knows actors and villages only by what it asks
of them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from portal.kernel import clock, journal
from portal.kernel.canonical import Json
from portal.kernel.db import SealedModel, stored_rows, stored_where, write_transaction
from portal.kernel.errors import NotAllowedError
from portal.kernel.journal import SealedRow, SealedRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime
    from enum import StrEnum


class Scope(Protocol):
    """Where an act belongs: a village or township with its log."""

    @property
    def log_id(self) -> int:
        """The log in which the act is sealed."""


class Actor(Protocol):
    """Who acts."""

    def may(self, permission: StrEnum, scope: Scope, *, on: date) -> bool:
        """Tell, from the database as it is now, whether the actor may do this kind of thing there."""

    def signature(self) -> dict[str, Json]:
        """Return what the journal keeps of the actor: account number and offices, no name."""


class UnsealedWorkError(RuntimeError):
    """A unit of work ended without exactly one seal: a fault of the program, nothing was written."""


@dataclass(slots=True, kw_only=True)
class Work:
    """A transaction in progress on one log; after the commit, ``head`` ends with its entry."""

    head: journal.Head
    actor: Actor
    now: datetime
    entries: list[dict[str, Json]] = field(default_factory=list)
    rows: list[SealedRow] = field(default_factory=list)
    tables: list[SealedRows] = field(default_factory=list)
    bulletin_digests: list[str] = field(default_factory=list)
    unchanged: bool = False

    @property
    def today(self) -> date:
        """The local day of ``now``."""
        return clock.local_day(self.now)

    def seal(
        self,
        action: str,
        *,
        about: tuple[str, int | str],
        facts: dict[str, Json],
        rows: Iterable[SealedModel] = (),
        happened_on: date | None = None,
        actor: dict[str, Json] | None = None,
    ) -> None:
        """Say what this unit did: ``action`` is ``area.noun.verb``, ``about`` the kind and number of its subject.

        ``facts`` may be published with the entry and hold no personal names; ``rows`` are all insert-only rows
        the unit created, sealed by their salted digests. ``actor`` says who acts where the entry may be published
        and an account must not be found in it.
        """
        self.keep(rows)
        self.entries.append(
            {
                "action": action,
                "actor": self.actor.signature() if actor is None else actor,
                "about": [about[0], str(about[1])],
                "happened_on": happened_on.isoformat() if happened_on else None,
                "facts": facts,
            }
        )

    def follow(self, *heads: journal.Head) -> None:
        """Let this unit come strictly after whatever is sealed in other logs it has locked: it ends what they hold."""
        self.now = max([self.now, *(head.last_at for head in heads if head.last_at is not None)]) + timedelta.resolution

    def leave_unchanged(self) -> None:
        """Say that the act was done already: the unit wrote nothing and seals nothing."""
        self.unchanged = True

    def keep(self, rows: Iterable[SealedModel]) -> None:
        """Have ``rows`` sealed by this unit's entry, read back as the database stored them."""
        by_model: dict[type[SealedModel], list[int]] = {}
        for row in rows:
            by_model.setdefault(type(row), []).append(row.id)
        for model, ids in by_model.items():
            self.keep_stored(model, ids)

    def keep_stored(self, model: type[SealedModel], ids: list[int]) -> None:
        """Have rows sealed of which only the numbers are at hand."""
        self.rows += sealed_rows(model, ids)

    def keep_where(self, model: type[SealedModel], where: str, values: Sequence[object]) -> SealedRows:
        """Have the rows sealed for which the fixed SQL ``where`` holds, however many, and return them as stored."""
        columns = tuple(sorted(column.column_name for column in model._meta.sorted_fields))
        found = stored_where(model, columns, where, values)
        self.tables.append(SealedRows(table=model._meta.table_name, columns=columns, values=found))
        return self.tables[-1]


def sealed_rows(model: type[SealedModel], ids: list[int]) -> Iterator[SealedRow]:
    """Yield the stored rows of ``model`` in the form a manifest names them."""
    columns = [column.column_name for column in model._meta.sorted_fields]
    for values in stored_rows(model, columns, ids):
        yield SealedRow(table=model._meta.table_name, key=values["id"], values=values)


@contextmanager
def unit_of_work(actor: Actor, permission: StrEnum, scope: Scope, *, log_id: int | None = None) -> Iterator[Work]:
    """Open the one transaction of one user action; ``log_id`` names another log than the scope's own.

    :raise NotAllowedError: the actor may not do this kind of thing there.
    :raise UnavailableError: the database cannot be used; nothing was written.
    :raise UnsealedWorkError: the body sealed nothing, or more than one act.
    """
    with write_transaction():
        head = journal.lock(scope.log_id if log_id is None else log_id)
        sealed = head.last_at if head.log_id == scope.log_id else journal.last_moment(scope.log_id)
        work = Work(head=head, actor=actor, now=moment_after(head.last_at, sealed))
        if not actor.may(permission, scope, on=work.today):
            raise NotAllowedError
        yield work
        if work.unchanged and not work.entries and not work.rows and not work.tables:
            return
        if len(work.entries) != 1:
            msg = f"{len(work.entries)} seals in one unit of work"
            raise UnsealedWorkError(msg)
        content = {**work.entries[0], "bulletins": list[Json](work.bulletin_digests)}
        work.head = journal.append(head, content, now=work.now, rows=work.rows, tables=work.tables)


def moment_after(*sealed: datetime | None) -> datetime:
    """Return the clock's moment, but never one before what is already sealed."""
    return max([clock.now(), *(moment for moment in sealed if moment is not None)])

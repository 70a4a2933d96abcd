"""The sealed record: append-only logs whose leaves are public and whose contents stay private.

An entry's *content* is canonical JSON (who, when, what, facts). Its *digest* is SHA-256(salt ‖ content).
Its public *leaf* is the canonical JSON ``{"day", "digest", "seq"}``, hashed as in RFC 6962. A *manifest*
beside the content holds the salted digests of every row the act inserted; only its own digest stands in
the content, so that publishing a content gives nothing away about private rows.

The statements are fixed SQL because every vote passes here; ``tests/portal/kernel/test_journal.py`` holds
them against the models.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from portal.kernel.canonical import Json, canonical_json, encoded, sha256_hex
from portal.kernel.clock import local_day
from portal.kernel.db import BaseModel, InsertOnlyModel, execute, for_update
from portal.kernel.fields import MomentField, moment_text, parse_moment
from portal.kernel.merkle import Frontier, leaf_hash
from portal.kernel.notes import Checkpoint, SigningKey, sign_note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_SALT_BYTES = 16


class JournalLog(BaseModel):
    """One log: its name, how long it is, and the peaks of its tree."""

    origin = CharField(max_length=200, unique=True)
    size = IntegerField(default=0)
    frontier = TextField(default="0:")
    last_at = MomentField(null=True)


class JournalEntry(InsertOnlyModel):
    """One sealed act."""

    log = ForeignKeyField(JournalLog, on_delete="RESTRICT")
    seq = IntegerField()
    day = CharField(max_length=10)
    salt = CharField(max_length=32)
    digest = CharField(max_length=64)
    content = TextField()
    manifest = TextField()
    log_id: int

    class Meta:
        indexes = ((("log", "seq"), True),)


class JournalCheckpoint(InsertOnlyModel):
    """A signed statement that a log had this size and root."""

    log = ForeignKeyField(JournalLog, on_delete="RESTRICT")
    size = IntegerField()
    root = CharField(max_length=64)
    note = TextField()
    log_id: int

    class Meta:
        indexes = ((("log", "size"), True),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a log, locked for appending."""

    log_id: int
    origin: str
    frontier: Frontier
    last_at: datetime | None
    digest: str = ""  # of the entry just appended

    @property
    def next_seq(self) -> int:
        """The number the next entry will have; the first is 0."""
        return self.frontier.size


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRow:
    """One row to be named in a manifest: its table, key and values as stored."""

    table: str
    key: int
    values: dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRows:
    """Many rows of one table to be named in a manifest, as stored: ``values`` in the order of the sorted columns."""

    table: str
    columns: tuple[str, ...]
    values: Sequence[tuple[Json, ...]]

    def column(self, name: str) -> list[Any]:
        """Return what the rows hold in one column."""
        at = self.columns.index(name)
        return [row[at] for row in self.values]


def create_log(origin: str) -> JournalLog:
    """Make the log ``origin``; its name is fixed from now on."""
    return JournalLog.create(origin=origin)


def lock(log_id: int) -> Head:
    """Lock the log for this transaction and return its end."""
    statement = "SELECT origin, frontier, last_at FROM journal_log WHERE id = ?"
    origin, frontier, last_at = execute(statement + for_update(), (log_id,)).fetchone()
    return Head(
        log_id=log_id,
        origin=origin,
        frontier=Frontier.from_text(frontier),
        last_at=None if last_at is None else parse_moment(last_at),
    )


def last_moment(log_id: int) -> datetime | None:
    """Return when the log's newest entry was sealed, without locking it."""
    (last_at,) = execute("SELECT last_at FROM journal_log WHERE id = ?", (log_id,)).fetchone()
    return None if last_at is None else parse_moment(last_at)


def append(
    head: Head,
    content: dict[str, Json],
    *,
    now: datetime,
    rows: Sequence[SealedRow] = (),
    tables: Sequence[SealedRows] = (),
) -> Head:
    """Append one entry to the locked log and return its new end; ``tables`` are rows like ``rows``, in bulk.

    ``content`` gains ``log``, ``seq``, ``at`` and, where rows are sealed, ``rows``: the manifest's digest.
    """
    manifest, at = _manifest(rows, tables), moment_text(now)
    text = canonical_json(
        {
            **content,
            "v": 1,
            "log": head.origin,
            "seq": head.next_seq,
            "at": at,
            "rows": sha256_hex(manifest) if manifest else None,
        }
    )
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = content_digest(salt, text)
    day = local_day(now).isoformat()
    grown = head.frontier.append(leaf_hash(leaf_data(seq=head.next_seq, day=day, digest=digest)))
    execute(
        "INSERT INTO journal_entry (log_id, seq, day, salt, digest, content, manifest) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (head.log_id, head.next_seq, day, salt.hex(), digest, text.decode(), manifest.decode()),
    )
    execute(
        "UPDATE journal_log SET size = ?, frontier = ?, last_at = ? WHERE id = ?",
        (grown.size, grown.to_text(), at, head.log_id),
    )
    return Head(log_id=head.log_id, origin=head.origin, frontier=grown, last_at=now, digest=digest)


def leaf_data(*, seq: int, day: str, digest: str) -> bytes:
    """Return the public leaf of an entry: the canonical JSON of its day, digest and number."""
    return f'{{"day":"{day}","digest":"{digest}","seq":{seq}}}'.encode()


def content_digest(salt: bytes, content: bytes) -> str:
    """Return what hides and binds a content: SHA-256 of the salt followed by it, in hex."""
    return hashlib.sha256(salt + content).hexdigest()


def row_digest(salt: bytes, row: SealedRow) -> str:
    """Return the salted digest of one row as stored."""
    return _row_digest(salt, row.table, row.key, row.values)


def issue_checkpoint(log_id: int, key: SigningKey) -> str:
    """Return the signed checkpoint of the log as it stands, keeping each that was issued.

    The signature is deterministic: an unchanged log has an unchanged checkpoint.
    """
    head = lock(log_id)
    issued = JournalCheckpoint.get_or_none(log=log_id, size=head.frontier.size)
    if issued is not None:
        return issued.note
    root = head.frontier.root()
    note = sign_note(Checkpoint(origin=head.origin, size=head.frontier.size, root=root).text(), key)
    JournalCheckpoint.create(log=log_id, size=head.frontier.size, root=root.hex(), note=note)
    return note


def _row_digest(salt: bytes, table: str, key: int, values: dict[str, Json]) -> str:
    return hashlib.sha256(salt + encoded({"key": key, "row": values, "table": table})).hexdigest()


def _manifest(rows: Sequence[SealedRow], tables: Sequence[SealedRows]) -> bytes:
    if not rows and not any(many.values for many in tables):
        return b""
    salt = secrets.token_bytes(_SALT_BYTES)
    digests: dict[str, dict[str, Json]] = {}
    columns: dict[str, Json] = {}
    for row in rows:
        if row.table not in columns:
            columns[row.table] = sorted(row.values)
        digests.setdefault(row.table, {})[str(row.key)] = row_digest(salt, row)
    for many in tables:
        if many.values:
            columns[many.table] = many.columns
            digests.setdefault(many.table, {}).update(_digests(salt, many))
    return encoded({"salt": salt.hex(), "columns": columns, "rows": digests})


def _digests(salt: bytes, many: SealedRows) -> dict[str, str]:
    """Return the digest of each row, as ``row_digest`` would."""
    table, columns = many.table, many.columns
    return {
        str(key): _row_digest(salt, table, key, dict(zip(columns, row)))  # noqa: B905 - the rows of one statement
        for key, row in zip(many.column("id"), many.values, strict=True)
    }

"""Is the record whole? Recompute every digest, tree and signature-bound root, and name what does not agree.

Four questions are asked of a log: do its entries follow one another with leaves that make its root; does
every row an entry sealed still read as it did; does every stored file still have its digest; and, over all
logs, is there any insert-only row that no entry sealed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from portal.kernel.attachments import Attachment, FilesUnavailableError, stored_content
from portal.kernel.canonical import sha256_hex
from portal.kernel.clock import local_day
from portal.kernel.db import SealedModel, damaged_text, execute, stored_rows
from portal.kernel.fields import parse_moment
from portal.kernel.journal import SealedRow, content_digest, leaf_data, row_digest
from portal.kernel.merkle import Frontier, leaf_hash
from portal.kernel.migrate import models_of
from portal.kernel.notes import Checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portal.kernel.db import BaseModel


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordProblem:
    """One thing that does not agree: in which log, at which entry, which record."""

    origin: str
    seq: int | None
    record: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """What a manifest says of one row."""

    seq: int
    salt: bytes
    columns: tuple[str, ...]
    digest: str


class _Log(NamedTuple):
    """A log's head as stored."""

    id: int
    origin: str
    size: int
    frontier: str
    last_at: str | None


class _Entry(NamedTuple):
    """A journal entry as stored."""

    seq: int
    day: str
    salt: str
    digest: str
    content: str
    manifest: str


#: By a log's name: the roots it had at some sizes.
Anchors = dict[str, dict[int, str]]

_A_ROOT = '%"root":%'
_NO_ROWS = '{"rows": {}}'


def verify_log(origin: str, packages: Sequence[str]) -> list[RecordProblem]:
    """Return what does not agree in a log and in the logs below it (``<origin>/…``); empty when the record is whole."""
    with damaged_text():
        anchors = _anchors()
        below = [log for log in _logs() if log.origin == origin or log.origin.startswith(f"{origin}/")]
        found = [problem for log in below for problem in _log_problems(log, anchors, packages)]
        return found + _lost_logs({one for one in anchors if one.startswith(f"{origin}/")})


def verify_all(packages: Sequence[str]) -> list[RecordProblem]:
    """Return what does not agree in any log, and every insert-only row that no log sealed."""
    problems: list[RecordProblem] = []
    sealed: dict[str, set[int]] = defaultdict(set)
    with damaged_text():
        anchors = _anchors()
        for log in _logs():
            problems += _log_problems(log, anchors, packages)
            for entry in _entries(log.id):
                for table, rows in _sealed_rows(entry).items():
                    sealed[table] |= {int(key) for key in rows}
        problems += _lost_logs(set(anchors))
        for model in models_of(packages):
            if issubclass(model, SealedModel):
                problems += _unsealed_rows(model, sealed[model._meta.table_name])
    return problems


def _unsealed_rows(model: type[SealedModel], sealed: set[int]) -> Iterator[RecordProblem]:
    present = {row["id"] for row in stored_rows(model, ["id"])}
    for key in sorted(present - sealed):
        yield _problem("", None, f"{model._meta.table_name} {key}", "没有封存记录")


def _log_problems(log: _Log, anchors: Anchors, packages: Sequence[str]) -> list[RecordProblem]:
    sealed: dict[str, dict[int, _Sealed]] = defaultdict(dict)
    problems = list(_entry_problems(log, sealed, anchors.get(log.origin, {})))
    problems += _checkpoint_problems(log)
    models = {model._meta.table_name: model for model in models_of(packages)}
    for table in sealed.keys() & models.keys():  # rows of an area that is not mounted now are left alone
        problems += _row_problems(log, models[table], sealed[table])
    if Attachment._meta.table_name in models:
        problems += _file_problems(log, sealed[Attachment._meta.table_name])
    return sorted(problems, key=lambda problem: (problem.seq is None, problem.seq or 0))


def _anchors() -> Anchors:
    """Return the sizes and roots of other logs that entries have sealed: a ballot's log at its close."""
    found: Anchors = defaultdict(dict)
    for (content,) in execute(
        "SELECT content FROM journal_entry WHERE content LIKE ? ORDER BY log_id, seq", (_A_ROOT,)
    ):
        with suppress(ValueError, KeyError, TypeError):
            facts = json.loads(content)["facts"]
            found[facts["log"]][facts["size"]] = facts["root"]
    return found


def _lost_logs(origins: set[str]) -> list[RecordProblem]:
    known = {log.origin for log in _logs()}
    return [_problem(origin, None, f"journal_log {origin}", "被删除") for origin in sorted(origins - known)]


def _checkpoint_problems(log: _Log) -> Iterator[RecordProblem]:
    """Compare each signed text with the size and root kept beside it."""
    for size, root, note in execute("SELECT size, root, note FROM journal_checkpoint WHERE log_id = ?", (log.id,)):
        if not note.startswith(_checkpoint_text(log.origin, size, root) + "\n"):
            yield _problem(log.origin, size - 1, f"journal_checkpoint {log.origin}@{size}", "被改动")


def _checkpoint_text(origin: str, size: int, root: str) -> str:
    try:
        return Checkpoint(origin=origin, size=size, root=bytes.fromhex(root)).text()
    except ValueError:
        return ""


def _entry_problems(
    log: _Log, sealed: dict[str, dict[int, _Sealed]], anchored: dict[int, str]
) -> Iterator[RecordProblem]:
    frontier, last_at = Frontier(), None
    signed = execute("SELECT size, root FROM journal_checkpoint WHERE log_id = ?", (log.id,))
    roots = dict(signed.fetchall()) | anchored
    for entry in _entries(log.id):
        if entry.seq != frontier.size:
            yield _problem(log.origin, frontier.size, _entry_name(log, frontier.size), "缺失")
            return
        wrong = _own_problem(entry)
        if wrong:
            yield _problem(log.origin, entry.seq, _entry_name(log, entry.seq), wrong)
        else:
            last_at = json.loads(entry.content)["at"]
            _collect(entry, sealed)
        frontier = frontier.append(leaf_hash(leaf_data(seq=entry.seq, day=entry.day, digest=entry.digest)))
        if frontier.size in roots and roots[frontier.size] != frontier.root().hex():
            yield _problem(log.origin, entry.seq, _entry_name(log, entry.seq), "与签发或封存过的树根不符")
    longest = max([log.size, *roots])
    if longest > frontier.size:
        record = _entry_name(log, frontier.size)
        yield _problem(log.origin, frontier.size, record, f"及之后的记录被截去（应有 {longest} 条）")
    elif (log.size, log.frontier, log.last_at) != (frontier.size, frontier.to_text(), last_at):
        yield _problem(log.origin, None, f"journal_log {log.origin}", "末端与各条记录不符")


def _own_problem(entry: _Entry) -> str:
    try:
        salt = bytes.fromhex(entry.salt)
    except ValueError:
        return "内容被改动"
    if content_digest(salt, entry.content.encode()) != entry.digest:
        return "内容被改动"
    content = json.loads(entry.content)
    if local_day(parse_moment(content["at"])).isoformat() != entry.day:
        return "日期被改动"
    if content["rows"] != (sha256_hex(entry.manifest.encode()) if entry.manifest else None):
        return "行清单被改动"
    return ""


def _row_problems(log: _Log, model: type[BaseModel], rows: dict[int, _Sealed]) -> Iterator[RecordProblem]:
    table = model._meta.table_name
    by_columns: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key, kept in rows.items():
        by_columns[kept.columns].append(key)  # a row keeps the columns it had when it was sealed
    present = {
        row["id"]: row
        for columns, keys in by_columns.items()
        for row in stored_rows(model, list(columns), sorted(keys))
    }
    for key, kept in rows.items():
        values = present.get(key)
        if values is None:
            yield _problem(log.origin, kept.seq, f"{table} {key}", "被删除")
        elif row_digest(kept.salt, SealedRow(table=table, key=key, values=values)) != kept.digest:
            yield _problem(log.origin, kept.seq, f"{table} {key}", "被改动")


def _file_problems(log: _Log, rows: dict[int, _Sealed]) -> Iterator[RecordProblem]:
    """Compare each stored file with the digest it is kept under."""
    stored = execute("SELECT id, digest FROM attachment WHERE log_id = ? ORDER BY id", (log.id,)).fetchall()
    checked: set[str] = set()
    for key, digest in stored:
        if digest not in checked and _damaged(digest):
            yield _problem(
                log.origin, rows[key].seq if key in rows else None, f"attachment {key}", "的文件缺失或被改动"
            )
        checked.add(digest)


def _damaged(digest: str) -> bool:
    try:
        return stored_content(digest) is None
    except FilesUnavailableError:  # not even a digest any more: the row was changed
        return True


def _collect(entry: _Entry, sealed: dict[str, dict[int, _Sealed]]) -> None:
    manifest = json.loads(entry.manifest or _NO_ROWS)
    for table, kept in manifest["rows"].items():
        salt, columns = bytes.fromhex(manifest["salt"]), tuple(manifest["columns"][table])
        for key, digest in kept.items():
            sealed[table][int(key)] = _Sealed(seq=entry.seq, salt=salt, columns=columns, digest=digest)


def _sealed_rows(entry: _Entry) -> dict[str, dict[str, str]]:
    """Return the rows an entry names; one whose manifest cannot be read names none."""
    try:
        rows: dict[str, dict[str, str]] = json.loads(entry.manifest or _NO_ROWS)["rows"]
    except (ValueError, KeyError):
        return {}
    return rows


def _logs() -> list[_Log]:
    return [_Log(*row) for row in execute("SELECT id, origin, size, frontier, last_at FROM journal_log ORDER BY id")]


def _entries(log_id: int) -> Iterator[_Entry]:
    statement = "SELECT seq, day, salt, digest, content, manifest FROM journal_entry WHERE log_id = ? ORDER BY seq"
    for row in execute(statement, (log_id,)):
        yield _Entry(*row)


def _entry_name(log: _Log, seq: int) -> str:
    return f"journal_entry {log.origin}#{seq}"


def _problem(origin: str, seq: int | None, record: str, what: str) -> RecordProblem:
    where = f"{origin} 第 {seq} 条：" if seq is not None else f"{origin}：" if origin else ""
    return RecordProblem(origin=origin, seq=seq, record=record, sentence=f"{where}{record} {what}")

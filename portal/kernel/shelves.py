"""One place's documents on a shelf: indexed once, each question about them answered and digested once.

A question is the name of what is asked (``of``, ``revisions``, ``about`` …), the place's slug, and what it asks for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from portal.kernel.canonical import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.kernel.published import PlaceRecord, PublishedBulletin

#: A question asked of what a place published: its name, the place's slug, and what was asked for.
Query = tuple[str, ...]

_DIGITS = re.compile(r"(\d+)")
_ANSWER_DIGITS = 32


class Shelf:
    """One place's record, indexed once; answers are found and digested once."""

    def __init__(self, record: PlaceRecord) -> None:
        self.record = record
        self._found: dict[str, dict[tuple[str, ...], tuple[PublishedBulletin, ...]]] = _index_of(record.bulletins)
        self._answers: dict[Query, str] = {}
        self.by_digest = {one.digest: one for one in record.bulletins}

    def found(self, query: Query) -> tuple[PublishedBulletin, ...]:
        """Return the documents that answer ``query``."""
        return self._found[query[0]].get(query[2:], ())

    def answer(self, query: Query) -> str:
        """Return a digest of the answer to ``query``: equal digests, equal pages."""
        if query not in self._answers:
            self._answers[query] = sha256_hex("\n".join(self._told(query)).encode())[:_ANSWER_DIGITS]
        return self._answers[query]

    def _told(self, query: Query) -> Iterable[str]:
        match query:
            case ("record", _):
                checkpoints = [one.note for one in self.record.log.checkpoints]
                return [*checkpoints, *(_state(one) for one in self.record.bulletins)]
            case ("keys", slug, kind):
                return [one.key for one in self.found(("of", slug, kind))]
            case _:
                return [_state(one) for one in self.found(query)]


def _state(bulletin: PublishedBulletin) -> str:
    """Return what tells one state of a document from another: its digest, and whether its names are shown."""
    return bulletin.digest if bulletin.names is None else f"{bulletin.digest} named"


def natural_order(key: str) -> tuple[str | int, ...]:
    """Return what sorts keys as people do: ``2026-9`` before ``2026-12``."""
    return tuple(int(part) if part.isdecimal() else part for part in _DIGITS.split(key))


def _index_of(
    bulletins: Iterable[PublishedBulletin],
) -> dict[str, dict[tuple[str, ...], tuple[PublishedBulletin, ...]]]:
    """Return the answers to every question about documents, by the question's name and what it asks for."""
    every = sorted(bulletins, key=lambda one: (one.seal.seq, one.kind, one.key, one.revision))
    revisions: dict[tuple[str, ...], list[PublishedBulletin]] = {}
    for bulletin in sorted(every, key=lambda one: one.revision):
        revisions.setdefault((bulletin.kind, bulletin.key), []).append(bulletin)
    latest: dict[tuple[str, ...], list[PublishedBulletin]] = {}
    about: dict[tuple[str, ...], list[PublishedBulletin]] = {}
    for (kind, _), series in sorted(revisions.items(), key=lambda item: (item[0][0], natural_order(item[0][1]))):
        latest.setdefault((kind,), []).append(series[-1])
        for subject, subject_id in dict.fromkeys(series[-1].about):
            about.setdefault((subject, subject_id), []).append(series[-1])
    return {
        "documents": {(): tuple(every)},
        "of": {asked: tuple(series) for asked, series in latest.items()},
        "revisions": {asked: tuple(series) for asked, series in revisions.items()},
        "about": {asked: tuple(series) for asked, series in about.items()},
    }

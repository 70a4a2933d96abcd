"""What the public site knows: bulletins, places and their public log, as plain frozen values.

This module owns the form of a bulletin. Its *envelope* is the canonical JSON object

    {"v": 1, "log": origin, "kind", "key", "revision", "reason", "published_on": "2026-11-05",
     "about": [[kind, id], …], "names_digest": hex | null, "names_until": day | null, "content": {…}}

and its *digest* is the SHA-256 of that text. A personal name never stands in ``content``; there stands
``{"name": 0, "masked": "张*"}``, an index into the *names part*: a JSON list kept beside the envelope with a
salt of its own, bound to it by ``names_digest = SHA-256(salt ‖ canonical list)``. To mask the names is to
withhold list and salt: the digest still stands and the log still verifies.

The digest stands in the list ``"bulletins"`` of the sealed content of the journal entry that published it.
Nothing here reads a database, a clock or the web.
"""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, NamedTuple

from portal.kernel.canonical import Json, canonical_json, sha256_hex
from portal.kernel.errors import NotFoundError
from portal.kernel.shelves import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from portal.kernel.shelves import Query

#: The form of envelope this program writes and reads.
ENVELOPE_VERSION = 1

TOWNSHIP = "township"
VILLAGE = "village"

_KIND = re.compile(r"[a-z][a-z0-9-]*")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")

#: The question after a file's bytes, which no document holds.
BYTES = "bytes"
#: The question whether the names in a document may be shown: noted with every document that is given with its names.
NAMED = "named"


class BulletinFormError(ValueError):
    """A text that is no bulletin of the form this program reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a bulletin says, before it is sealed; whoever publishes writes its ``text``."""

    origin: str
    kind: str
    key: str
    revision: int
    reason: str
    published_on: date
    about: Sequence[tuple[str, str | int]]
    content: Mapping[str, Json]
    names_digest: str | None = None
    names_until: date | None = None

    def __post_init__(self) -> None:
        """Refuse what could not stand in an address, or a later revision without a reason."""
        if not _KIND.fullmatch(self.kind):
            raise BulletinFormError(f"kind {self.kind!r} cannot stand in an address")
        if not _KEY.fullmatch(self.key):
            raise BulletinFormError(f"key {self.key!r} cannot stand in an address")
        if self.revision < 1 or (self.revision > 1) != bool(self.reason):
            raise BulletinFormError(f"revision {self.revision} with reason {self.reason!r}")

    @property
    def text(self) -> str:
        """The canonical text, whose SHA-256 is the bulletin's digest."""
        return canonical_json(
            {
                "v": ENVELOPE_VERSION,
                "log": self.origin,
                "kind": self.kind,
                "key": self.key,
                "revision": self.revision,
                "reason": self.reason,
                "published_on": self.published_on.isoformat(),
                "about": [[subject, str(subject_id)] for subject, subject_id in self.about],
                "names_digest": self.names_digest,
                "names_until": self.names_until.isoformat() if self.names_until else None,
                "content": self.content,
            }
        ).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The journal entry that published a bulletin, opened: its content with the salt that hid it."""

    seq: int
    day: date
    salt: str  # hex
    content: str  # canonical JSON text
    digest: str  # SHA-256(salt ‖ content)
    leaf: str  # canonical JSON text {"day", "digest", "seq"}: the entry of the public log

    @property
    def bulletin_digests(self) -> tuple[str, ...]:
        """The digests of the bulletins this entry published."""
        return tuple(json.loads(self.content)["bulletins"])


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedBulletin:
    """One revision of one published document."""

    place_slug: str
    kind: str
    key: str
    revision: int
    reason: str  # why there is a revision after the first; empty in the first
    published_on: date
    about: tuple[tuple[str, str], ...]
    content: Mapping[str, Any]
    names: tuple[str, ...] | None  # None: there are none, or they are withheld
    names_salt: str | None  # hex; withheld with the names
    names_digest: str | None
    names_until: date | None
    digest: str
    envelope: str
    seal: Seal
    judged: dict[str, bool] = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def names_withheld(self) -> bool:
        """Whether the document has names that are no longer shown."""
        return self.names is None and self.names_digest is not None

    @property
    def file_name(self) -> str:
        """The name of its file under ``/<place>/bulletins/<kind>/``."""
        return f"{self.key}.r{self.revision}.json"

    def name(self, ref: Mapping[str, Any]) -> str:
        """Return the full name ``ref`` points to, or its masked form where names are withheld."""
        return str(ref["masked"]) if self.names is None else self.names[ref["name"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPlace:
    """A township or village as every page may name it, without what it published."""

    slug: str
    name: str
    kind: str  # TOWNSHIP or VILLAGE
    parent_slug: str | None
    origin: str  # the log's name, fixed when the place was made
    vkey: str  # the log's public key in signed-note form
    checkpoint: str | None  # the newest signed note; None before the first build


class IssuedCheckpoint(NamedTuple):
    """A signed statement that the log had so many entries."""

    size: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLog:
    """A place's public log, up to its newest checkpoint."""

    leaves: tuple[bytes, ...] = ()  # public leaf data, entry by entry
    checkpoints: tuple[IssuedCheckpoint, ...] = ()  # shortest first: readers who hold one may ask for its tiles

    def checkpoint_holding(self, seq: int) -> IssuedCheckpoint:
        """Return the first checkpoint signed over entry ``seq``: a proof up to it never changes as the log grows.

        :raise NotFoundError: no checkpoint holds it yet.
        """
        for issued in self.checkpoints:
            if issued.size > seq:
                return issued
        raise NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord:
    """Everything one place published: as much as the newest checkpoint of its log holds."""

    log: PublicLog
    bulletins: tuple[PublishedBulletin, ...] = ()  # every revision of every document


class Published:
    """What the public site shows: the places, and of each, when a page asks, what it published.

    A place's record is loaded when it is first asked for, and only few are held at once: a county's documents never
    stand in memory together. What a page asks is noted while it is made (:meth:`noted`), so that the next build can
    ask the same questions and tell whether the page would come out the same (:meth:`answer`).
    """

    def __init__(
        self,
        *,
        site_url: str,
        places: Sequence[PublishedPlace],
        load: Callable[[str], PlaceRecord],
        file: Callable[[str], bytes | None] = lambda _digest: None,
        held: int = 2,
    ) -> None:
        self.site_url = site_url  # public address, without a slash at the end
        self.places = tuple(places)
        self._places = {place.slug: place for place in places}
        self._shelf = lru_cache(maxsize=held)(lambda slug: Shelf(load(slug)))
        self._file = file
        self._notes: dict[Query, str] | None = None

    @property
    def township(self) -> PublishedPlace:
        """The one township.

        :raise NotFoundError: no township has been set up.
        """
        for place in self.places:
            if place.kind == TOWNSHIP:
                return place
        raise NotFoundError

    @property
    def villages(self) -> tuple[PublishedPlace, ...]:
        """The villages in the order of their slugs."""
        return tuple(sorted((p for p in self.places if p.kind == VILLAGE), key=lambda place: place.slug))

    def place(self, slug: str) -> PublishedPlace:
        """Return the township or village ``slug``.

        :raise NotFoundError: there is none.
        """
        found = self._places.get(slug)
        if found is None:
            raise NotFoundError
        return found

    def village(self, slug: str) -> PublishedPlace:
        """Return the village ``slug``.

        :raise NotFoundError: there is none.
        """
        found = self.place(slug)
        if found.kind != VILLAGE:
            raise NotFoundError
        return found

    def record(self, slug: str) -> PlaceRecord:
        """Return everything a place published, with its log; a page that asks for it changes with every act."""
        self._note(("record", slug))
        record = self._shelf(slug).record
        self._note_named(record.bulletins)
        return record

    def log(self, slug: str) -> PublicLog:
        """Return a place's log for what is made of its past alone, which never changes: it is not noted."""
        return self._shelf(slug).record.log

    def documents(self, slug: str) -> tuple[PublishedBulletin, ...]:
        """Return every revision of every document of a place, in the order of the journal."""
        return self._asked("documents", slug)

    def of(self, slug: str, kind: str) -> tuple[PublishedBulletin, ...]:
        """Return the latest revision of each ``kind`` document of a place, by key (numbers in keys by value)."""
        return self._asked("of", slug, kind)

    def revisions(self, slug: str, kind: str, key: str) -> tuple[PublishedBulletin, ...]:
        """Return every revision of one document, oldest first; none where it was never published."""
        return self._asked("revisions", slug, kind, key)

    def about(self, slug: str, kind: str, subject_id: str | int) -> tuple[PublishedBulletin, ...]:
        """Return the latest documents of a place that say they are about ``(kind, subject_id)``."""
        return self._asked("about", slug, kind, str(subject_id))

    def find(self, slug: str, kind: str, key: str) -> PublishedBulletin | None:
        """Return the latest revision of one document, or ``None`` where it was never published."""
        found = self.revisions(slug, kind, key)
        return found[-1] if found else None

    def latest(self, slug: str, kind: str, key: str) -> PublishedBulletin:
        """Return the latest revision of one document.

        :raise NotFoundError: it was never published.
        """
        found = self.find(slug, kind, key)
        if found is None:
            raise NotFoundError
        return found

    def keys(self, slug: str, kind: str) -> tuple[str, ...]:
        """Return the keys of a place's ``kind`` documents; a page that asks only this ignores corrections."""
        self._note(("keys", slug, kind))
        return tuple(one.key for one in self._shelf(slug).found(("of", slug, kind)))

    def file(self, slug: str, digest: str) -> bytes | None:
        """Return the bytes a document of a place names by their digest; ``None`` where they are missing or damaged."""
        self._note((BYTES, slug, digest))
        return self._file(digest)

    def document(self, slug: str, digest: str) -> PublishedBulletin | None:
        """Return the revision a place published under ``digest``; what was sealed never changes, so it is not noted."""
        return self._shelf(slug).by_digest.get(digest)

    def note(self, query: Query, answer: str) -> None:
        """Note a question that somebody else answers, and will be asked again."""
        if self._notes is not None:
            self._notes[query] = answer

    @contextmanager
    def noted(self) -> Iterator[dict[Query, str]]:
        """Note what is asked from now on, each question with a digest of its answer."""
        notes: dict[Query, str] = {}
        self._notes = notes
        try:
            yield notes
        finally:
            self._notes = None

    def answer(self, query: Query) -> str:
        """Return a digest of what the answer to ``query`` is now."""
        if query[0] == BYTES:  # bytes have no other name than their digest: only that they are there can change
            return "" if self._file(query[2]) is None else query[2]
        if query[0] == NAMED:
            found = self.document(*query[1:])
            return "" if found is None or found.names is None else query[2]
        return self._shelf(query[1]).answer(query)

    def _asked(self, *query: str) -> tuple[PublishedBulletin, ...]:
        self._note(query)
        found = self._shelf(query[1]).found(query)
        self._note_named(found)
        return found

    def _note_named(self, bulletins: Iterable[PublishedBulletin]) -> None:
        if self._notes is not None:
            self._notes |= {
                (NAMED, one.place_slug, one.digest): one.digest for one in bulletins if one.names is not None
            }

    def _note(self, query: Query) -> None:
        if self._notes is not None and query not in self._notes:
            self._notes[query] = self.answer(query)


def once(judge: Callable[[PublishedBulletin], bool]) -> Callable[[PublishedBulletin], bool]:
    """Let a question about a document be answered once for each; it lives as long as the document does."""
    name = f"{judge.__module__}.{judge.__qualname__}"

    @wraps(judge)
    def judged(bulletin: PublishedBulletin) -> bool:
        verdict = bulletin.judged.get(name)
        if verdict is None:
            verdict = bulletin.judged[name] = judge(bulletin)
        return verdict

    return judged


def names_digest(names: Sequence[str], *, salt: bytes) -> str:
    """Return what binds a names part to its envelope: SHA-256 of the salt followed by the canonical list."""
    return hashlib.sha256(salt + canonical_json(list(names))).hexdigest()


def read_bulletin(
    envelope: str, *, place_slug: str, seal: Seal, names: Sequence[str] | None = None, names_salt: str | None = None
) -> PublishedBulletin:
    """Return the bulletin whose envelope is ``envelope``; without names, they are withheld or there are none.

    :raise BulletinFormError: the text is not an envelope of the form this program reads.
    """
    parts = json.loads(envelope)
    if not isinstance(parts, dict) or parts.get("v") != ENVELOPE_VERSION:
        raise BulletinFormError(f"not an envelope of version {ENVELOPE_VERSION}")
    until = parts["names_until"]
    return PublishedBulletin(
        place_slug=place_slug,
        kind=parts["kind"],
        key=parts["key"],
        revision=parts["revision"],
        reason=parts["reason"],
        published_on=date.fromisoformat(parts["published_on"]),
        about=tuple((subject, subject_id) for subject, subject_id in parts["about"]),
        content=parts["content"],
        names=None if names is None else tuple(names),
        names_salt=names_salt,
        names_digest=parts["names_digest"],
        names_until=None if until is None else date.fromisoformat(until),
        digest=sha256_hex(envelope.encode()),
        envelope=envelope,
        seal=seal,
    )

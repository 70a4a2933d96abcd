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
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from portal.kernel.canonical import Json, canonical_json, sha256_hex
from portal.kernel.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: The form of envelope this program writes and reads.
ENVELOPE_VERSION = 1

TOWNSHIP = "township"
VILLAGE = "village"

_KIND = re.compile(r"[a-z][a-z0-9-]*")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
_DIGITS = re.compile(r"(\d+)")


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
    """A township or village with its public log."""

    slug: str
    name: str
    kind: str  # TOWNSHIP or VILLAGE
    parent_slug: str | None
    origin: str  # the log's name, fixed when the place was made
    vkey: str  # the log's public key in signed-note form
    checkpoint: str | None  # signed note; None before the first build
    leaves: tuple[bytes, ...]  # public leaf data, entry by entry, as many as the checkpoint says
    checkpoint_sizes: tuple[int, ...] = ()  # of earlier checkpoints: readers who hold one may still ask for its tiles


@dataclass(frozen=True, slots=True)
class _Index:
    """Where to find things; built once, never changed."""

    places: Mapping[str, PublishedPlace]
    documents: Mapping[str, tuple[PublishedBulletin, ...]]
    revisions: Mapping[tuple[str, str, str], tuple[PublishedBulletin, ...]]
    latest: Mapping[tuple[str, str], tuple[PublishedBulletin, ...]]
    about: Mapping[tuple[str, str, str], tuple[PublishedBulletin, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Everything the public site shows, indexed once."""

    site_url: str  # public address, without a slash at the end
    places: tuple[PublishedPlace, ...]
    bulletins: tuple[PublishedBulletin, ...]
    _index: _Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", _index_of(self.places, self.bulletins))

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
        found = self._index.places.get(slug)
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

    def documents(self, slug: str) -> tuple[PublishedBulletin, ...]:
        """Return every revision of every document of a place, in the order of the journal."""
        return self._index.documents.get(slug, ())

    def of(self, slug: str, kind: str) -> tuple[PublishedBulletin, ...]:
        """Return the latest revision of each ``kind`` document of a place, by key (numbers in keys by value)."""
        return self._index.latest.get((slug, kind), ())

    def revisions(self, slug: str, kind: str, key: str) -> tuple[PublishedBulletin, ...]:
        """Return every revision of one document, oldest first."""
        return self._index.revisions.get((slug, kind, key), ())

    def latest(self, slug: str, kind: str, key: str) -> PublishedBulletin:
        """Return the latest revision of one document.

        :raise NotFoundError: it was never published.
        """
        found = self.revisions(slug, kind, key)
        if not found:
            raise NotFoundError
        return found[-1]

    def about(self, slug: str, kind: str, subject_id: str | int) -> tuple[PublishedBulletin, ...]:
        """Return the latest documents of a place that say they are about ``(kind, subject_id)``."""
        return self._index.about.get((slug, kind, str(subject_id)), ())


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


def natural_order(key: str) -> tuple[str | int, ...]:
    """Return what sorts keys as people do: ``2026-9`` before ``2026-12``."""
    return tuple(int(part) if part.isdecimal() else part for part in _DIGITS.split(key))


def _index_of(places: Iterable[PublishedPlace], bulletins: Sequence[PublishedBulletin]) -> _Index:
    documents: dict[str, list[PublishedBulletin]] = {}
    for bulletin in sorted(bulletins, key=lambda one: (one.seal.seq, one.kind, one.key, one.revision)):
        documents.setdefault(bulletin.place_slug, []).append(bulletin)
    revisions: dict[tuple[str, str, str], list[PublishedBulletin]] = {}
    for bulletin in sorted(bulletins, key=lambda one: one.revision):
        revisions.setdefault((bulletin.place_slug, bulletin.kind, bulletin.key), []).append(bulletin)
    latest: dict[tuple[str, str], list[PublishedBulletin]] = {}
    about: dict[tuple[str, str, str], list[PublishedBulletin]] = {}
    for (slug, kind, _), series in sorted(
        revisions.items(), key=lambda item: (item[0][0], item[0][1], natural_order(item[0][2]))
    ):
        latest.setdefault((slug, kind), []).append(series[-1])
        for subject, subject_id in dict.fromkeys(series[-1].about):
            about.setdefault((slug, subject, subject_id), []).append(series[-1])
    return _Index(
        places={place.slug: place for place in places},
        documents={slug: tuple(series) for slug, series in documents.items()},
        revisions={where: tuple(series) for where, series in revisions.items()},
        latest={where: tuple(series) for where, series in latest.items()},
        about={where: tuple(series) for where, series in about.items()},
    )

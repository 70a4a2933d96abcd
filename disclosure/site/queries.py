"""Reading everything that was published, once, into plain values; the only place where the site meets the database.

What was sealed after a log's newest checkpoint is not read: a document goes out together with its proof.
The number of queries does not grow with what was published. Order is made here, not by the database, whose
collations differ.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from portal.kernel.bulletins import Bulletin, BulletinNames, BulletinWithholding
from portal.kernel.db import tuples_of
from portal.kernel.journal import JournalCheckpoint, JournalEntry, leaf_data
from portal.kernel.published import Published, PublishedBulletin, PublishedPlace, Seal, read_bulletin
from portal.org.models import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class _Issued(NamedTuple):
    size: int
    note: str


class _Names(NamedTuple):
    names: list[str]
    salt: str


_NO_NAMES = (None, None)


def read_published(*, site_url: str, vkeys: Mapping[str, str]) -> Published:
    """Return what is public; ``vkeys`` gives each log's public key by the log's name."""
    places = sorted(Place.select(), key=lambda place: place.slug)
    issued = _checkpoints()
    leaves = _leaves({log_id: found[-1].size for log_id, found in issued.items()})
    slugs = {place.id: place.slug for place in places}
    shown = [
        PublishedPlace(
            slug=place.slug,
            name=place.name,
            kind=place.kind.value,
            parent_slug=None if place.parent_id is None else slugs[place.parent_id],
            origin=place.log.origin,
            vkey=vkeys[place.log.origin],
            checkpoint=issued[place.log_id][-1].note if place.log_id in issued else None,
            leaves=tuple(leaves[place.log_id]),
            checkpoint_sizes=tuple(one.size for one in issued.get(place.log_id, [])[:-1]),
        )
        for place in places
    ]
    sizes = {place.log_id: (one.slug, len(one.leaves)) for place, one in zip(places, shown, strict=True)}
    bulletins = sorted(_bulletins(sizes), key=lambda one: (one.place_slug, one.seal.seq, one.kind, one.key))
    return Published(site_url=site_url, places=tuple(shown), bulletins=tuple(bulletins))


def _checkpoints() -> dict[int, list[_Issued]]:
    """Return every checkpoint by log, shortest first."""
    found: dict[int, list[_Issued]] = defaultdict(list)
    query = JournalCheckpoint.select(JournalCheckpoint.log, JournalCheckpoint.size, JournalCheckpoint.note)
    for log_id, size, note in tuples_of(query.order_by(JournalCheckpoint.size)):
        found[log_id].append(_Issued(size, note))
    return dict(found)


def _leaves(sizes: Mapping[int, int]) -> dict[int, list[bytes]]:
    """Return each log's public leaves, as many as ``sizes`` says."""
    found: dict[int, list[bytes]] = defaultdict(list)
    query = JournalEntry.select(JournalEntry.log, JournalEntry.seq, JournalEntry.day, JournalEntry.digest)
    wanted = query.where(JournalEntry.log.in_(list(sizes))).order_by(JournalEntry.log, JournalEntry.seq)
    for log_id, seq, day, digest in tuples_of(wanted):
        if seq < sizes[log_id]:
            found[log_id].append(leaf_data(seq=seq, day=day, digest=digest))
    return found


def _bulletins(sizes: Mapping[int, tuple[str, int]]) -> Iterator[PublishedBulletin]:
    """Yield the bulletins of the logs named by ``sizes``: log → slug of its place, and entries to read."""
    names, seals = _names(), _seals()
    query = Bulletin.select(Bulletin.id, Bulletin.log, Bulletin.seq, Bulletin.envelope)
    for bulletin_id, log_id, seq, envelope in tuples_of(query):
        slug, size = sizes.get(log_id, ("", 0))
        seal = seals.get((log_id, seq))  # none where the journal lost it: the log's root will tell
        if seal is None or seq >= size:
            continue
        listed, salt = names.get(bulletin_id, _NO_NAMES)
        yield read_bulletin(envelope, place_slug=slug, seal=seal, names=listed, names_salt=salt)


def _names() -> dict[int, _Names]:
    """Return the names parts that may still be shown, by bulletin."""
    withheld = BulletinWithholding.select(BulletinWithholding.bulletin)
    query = BulletinNames.select(BulletinNames.bulletin, BulletinNames.names, BulletinNames.salt)
    return {
        bulletin_id: _Names(names, salt)
        for bulletin_id, names, salt in tuples_of(query.where(BulletinNames.bulletin.not_in(withheld)))
    }


def _seals() -> dict[tuple[int, int], Seal]:
    """Return the entries that published something, by log and number."""
    query = (
        JournalEntry.select(
            JournalEntry.log,
            JournalEntry.seq,
            JournalEntry.day,
            JournalEntry.salt,
            JournalEntry.content,
            JournalEntry.digest,
        )
        .join(Bulletin, on=(Bulletin.log == JournalEntry.log) & (Bulletin.seq == JournalEntry.seq))
        .distinct()
    )
    return {
        (log_id, seq): Seal(
            seq=seq,
            day=date.fromisoformat(day),
            salt=salt,
            content=content,
            digest=digest,
            leaf=leaf_data(seq=seq, day=day, digest=digest).decode(),
        )
        for log_id, seq, day, salt, content, digest in tuples_of(query)
    }

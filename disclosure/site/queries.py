"""Reading what was published into plain values, place by place; the only place where the site meets the database.

What was sealed after a log's newest checkpoint is not read: a document goes out together with its proof. The number
of queries grows neither with the places nor, for one place, with what it published. Order is made here, not by the
database, whose collations differ.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from peewee import JOIN, fn

from portal.kernel.attachments import FilesUnavailableError, stored_content
from portal.kernel.bulletins import Bulletin, BulletinNames, BulletinWithholding
from portal.kernel.db import tuples_of
from portal.kernel.journal import JournalCheckpoint, JournalEntry, JournalLog, leaf_data
from portal.kernel.published import (
    IssuedCheckpoint,
    PlaceRecord,
    PublicLog,
    Published,
    PublishedBulletin,
    PublishedPlace,
    Seal,
    read_bulletin,
)
from portal.org.models import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class _Names(NamedTuple):
    names: list[str]
    salt: str


_NO_NAMES = (None, None)


def unsettled(today: date) -> set[int]:
    """Return the places, by their ids, that show names longer than their documents say."""
    withheld = BulletinWithholding.select(BulletinWithholding.bulletin)
    due = (Bulletin.names_until < today) & Bulletin.id.not_in(withheld)
    query = Place.select(Place.id).join(Bulletin, on=Bulletin.log == Place.log).where(due).distinct()
    return {place_id for (place_id,) in tuples_of(query)}


class UnsignedLog(NamedTuple):
    """A log that grew since its newest checkpoint, or never had one."""

    id: int
    origin: str
    first_use: bool


def unsigned_logs() -> list[UnsignedLog]:
    """Return the places' logs that no checkpoint holds as they stand."""
    newest = fn.MAX(JournalCheckpoint.size)
    query = (
        JournalLog.select(JournalLog.id, JournalLog.origin, JournalLog.size, newest)
        .join(Place, on=Place.log == JournalLog.id)
        .join(JournalCheckpoint, JOIN.LEFT_OUTER, on=JournalCheckpoint.log == JournalLog.id)
        .group_by(JournalLog.id, JournalLog.origin, JournalLog.size)
        .order_by(JournalLog.id)
    )
    return [
        UnsignedLog(log_id, origin, first_use=signed is None)
        for log_id, origin, size, signed in tuples_of(query)
        if signed is None or signed < size
    ]


def read_published(*, site_url: str, vkey: Callable[[str], str]) -> Published:
    """Return what is public; ``vkey`` gives a log's public key by the log's name."""
    places = sorted(Place.select(Place, JournalLog).join(JournalLog), key=lambda place: place.slug)
    newest = _newest_checkpoints()
    slugs = {place.id: place.slug for place in places}
    logs = {place.slug: (place.log_id, newest[place.log_id].size if place.log_id in newest else 0) for place in places}
    return Published(
        site_url=site_url,
        places=[
            PublishedPlace(
                slug=place.slug,
                name=place.name,
                kind=place.kind.value,
                parent_slug=None if place.parent_id is None else slugs[place.parent_id],
                origin=place.log.origin,
                vkey=vkey(place.log.origin),
                checkpoint=newest[place.log_id].note if place.log_id in newest else None,
            )
            for place in places
        ],
        load=lambda slug: _record(slug, *logs[slug]),
        file=_file,
    )


def _file(digest: str) -> bytes | None:
    """Return the bytes kept under a digest; without a folder of files every one of them is missing."""
    try:
        return stored_content(digest)
    except FilesUnavailableError:
        return None


def _newest_checkpoints() -> dict[int, IssuedCheckpoint]:
    """Return the newest checkpoint of each log that has one."""
    longest = (
        JournalCheckpoint.select(JournalCheckpoint.log, fn.MAX(JournalCheckpoint.size).alias("size"))
        .group_by(JournalCheckpoint.log)
        .alias("longest")
    )
    query = JournalCheckpoint.select(JournalCheckpoint.log, JournalCheckpoint.size, JournalCheckpoint.note).join(
        longest,
        JOIN.INNER,
        on=(JournalCheckpoint.log == longest.c.log_id) & (JournalCheckpoint.size == longest.c.size),
    )
    return {log_id: IssuedCheckpoint(size, note) for log_id, size, note in tuples_of(query)}


def _record(slug: str, log_id: int, size: int) -> PlaceRecord:
    """Return what one place published with the first ``size`` entries of its log."""
    bulletins = sorted(_bulletins(slug, log_id, size=size), key=lambda one: (one.seal.seq, one.kind, one.key))
    return PlaceRecord(
        log=PublicLog(leaves=_leaves(log_id, size=size), checkpoints=_checkpoints(log_id, size=size)),
        bulletins=tuple(bulletins),
    )


def _checkpoints(log_id: int, *, size: int) -> tuple[IssuedCheckpoint, ...]:
    query = JournalCheckpoint.select(JournalCheckpoint.size, JournalCheckpoint.note)
    here = (JournalCheckpoint.log == log_id) & (JournalCheckpoint.size <= size)
    wanted = query.where(here).order_by(JournalCheckpoint.size)
    return tuple(IssuedCheckpoint(size, note) for size, note in tuples_of(wanted))


def _leaves(log_id: int, *, size: int) -> tuple[bytes, ...]:
    query = JournalEntry.select(JournalEntry.seq, JournalEntry.day, JournalEntry.digest)
    wanted = query.where((JournalEntry.log == log_id) & (JournalEntry.seq < size)).order_by(JournalEntry.seq)
    return tuple(leaf_data(seq=seq, day=day, digest=digest) for seq, day, digest in tuples_of(wanted))


def _bulletins(slug: str, log_id: int, *, size: int) -> Iterator[PublishedBulletin]:
    names, seals = _names(log_id), _seals(log_id)
    query = Bulletin.select(Bulletin.id, Bulletin.seq, Bulletin.envelope).where(Bulletin.log == log_id)
    for bulletin_id, seq, envelope in tuples_of(query):
        seal = seals.get(seq)  # none where the journal lost it: the log's root will tell
        if seal is None or seq >= size:
            continue
        listed, salt = names.get(bulletin_id, _NO_NAMES)
        yield read_bulletin(envelope, place_slug=slug, seal=seal, names=listed, names_salt=salt)


def _names(log_id: int) -> dict[int, _Names]:
    """Return the names parts that may still be shown, by bulletin."""
    withheld = BulletinWithholding.select(BulletinWithholding.bulletin)
    query = BulletinNames.select(BulletinNames.bulletin, BulletinNames.names, BulletinNames.salt).join(Bulletin)
    wanted = query.where((Bulletin.log == log_id) & BulletinNames.bulletin.not_in(withheld))
    return {bulletin_id: _Names(names, salt) for bulletin_id, names, salt in tuples_of(wanted)}


def _seals(log_id: int) -> Mapping[int, Seal]:
    """Return the entries of a log that published something, by number."""
    query = (
        JournalEntry.select(
            JournalEntry.seq, JournalEntry.day, JournalEntry.salt, JournalEntry.content, JournalEntry.digest
        )
        .join(Bulletin, on=(Bulletin.log == JournalEntry.log) & (Bulletin.seq == JournalEntry.seq))
        .where(JournalEntry.log == log_id)
        .distinct()
    )
    return {
        seq: Seal(
            seq=seq,
            day=date.fromisoformat(day),
            salt=salt,
            content=content,
            digest=digest,
            leaf=leaf_data(seq=seq, day=day, digest=digest).decode(),
        )
        for seq, day, salt, content, digest in tuples_of(query)
    }

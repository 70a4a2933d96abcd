"""Published documents: written once with digest and revision, never changed.

``portal.kernel.published`` owns their form; here they are stored inside a unit of work, so that the journal
entry that publishes a bulletin carries its digest.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField

from portal.kernel.canonical import Json, sha256_hex
from portal.kernel.db import SealedModel
from portal.kernel.fields import JsonField
from portal.kernel.journal import JournalLog
from portal.kernel.published import Envelope, names_digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from portal.kernel.work import Work

_SALT_BYTES = 16


class Bulletin(SealedModel):
    """One revision of one published document; the envelope is its canonical text."""

    log = ForeignKeyField(JournalLog, on_delete="RESTRICT")
    seq = IntegerField()
    kind = CharField(max_length=40)
    key = CharField(max_length=80)
    revision = IntegerField()
    digest = CharField(max_length=64)
    envelope = TextField()
    names_until = DateField(null=True)
    log_id: int

    class Meta:
        indexes = ((("log", "kind", "key", "revision"), True), (("log", "seq"), False))


class BulletinNames(SealedModel):
    """The names part of a bulletin, bound to its envelope by a salted digest."""

    bulletin = ForeignKeyField(Bulletin, unique=True, on_delete="RESTRICT")
    salt = CharField(max_length=32)
    names = JsonField()
    bulletin_id: int


class BulletinWithholding(SealedModel):
    """The record that a bulletin's names are no longer shown."""

    bulletin = ForeignKeyField(Bulletin, unique=True, on_delete="RESTRICT")
    withheld_on = DateField()
    reason = CharField(max_length=200)
    bulletin_id: int


def publish(
    work: Work,
    *,
    kind: str,
    key: str,
    content: Mapping[str, Json],
    about: Sequence[tuple[str, str | int]],
    names: Sequence[str] = (),
    names_until: date | None = None,
    salt: bytes | None = None,
    reason: str = "",
) -> Bulletin:
    """Write the next revision of the document ``(kind, key)`` into the log of this unit of work.

    The first revision has no reason; every later one must say why it stands beside the older one. ``salt`` is given
    where another fingerprint over the same names is to be recomputed from the names part and withheld with it;
    otherwise the names get a salt of their own.

    :raise BulletinFormError: a reason is missing or not wanted, or the key cannot stand in an address.
    """
    log_id = work.head.log_id
    revision = _next_revision(log_id, kind, key)
    salt = salt or secrets.token_bytes(_SALT_BYTES)
    envelope = Envelope(
        origin=work.head.origin,
        kind=kind,
        key=key,
        revision=revision,
        reason=reason,
        published_on=work.today,
        about=about,
        content=content,
        names_digest=names_digest(names, salt=salt) if names else None,
        names_until=names_until,
    ).text
    bulletin = Bulletin.create(
        log=log_id,
        seq=work.head.next_seq,
        kind=kind,
        key=key,
        revision=revision,
        digest=sha256_hex(envelope.encode()),
        envelope=envelope,
        names_until=names_until,
    )
    work.keep([bulletin])
    if names:
        work.keep([BulletinNames.create(bulletin=bulletin, salt=salt.hex(), names=list(names))])
    work.bulletin_digests.append(bulletin.digest)
    return bulletin


def _next_revision(log_id: int, kind: str, key: str) -> int:
    here = (Bulletin.log == log_id) & (Bulletin.kind == kind) & (Bulletin.key == key)
    return 1 + Bulletin.select().where(here).count()


def latest_bulletin(log_id: int, kind: str, key: str) -> Bulletin | None:
    """Return the latest revision of a document; ``None`` where it was never published."""
    here = (Bulletin.log == log_id) & (Bulletin.kind == kind) & (Bulletin.key == key)
    found: Bulletin | None = Bulletin.select().where(here).order_by(Bulletin.revision.desc()).first()
    return found


def names_due(log_id: int, *, on: date) -> list[Bulletin]:
    """Return the bulletins of a log whose names should no longer be shown on that day but still are."""
    withheld = BulletinWithholding.select(BulletinWithholding.bulletin)
    return list(
        Bulletin.select()
        .where((Bulletin.log == log_id) & (Bulletin.names_until < on) & Bulletin.id.not_in(withheld))
        .order_by(Bulletin.id)
    )


def withhold_names(work: Work, bulletins: Sequence[Bulletin], *, reason: str) -> None:
    """Stop showing the names of ``bulletins``; list and salt stay private, digest and log stay valid."""
    work.keep([BulletinWithholding.create(bulletin=one, withheld_on=work.today, reason=reason) for one in bulletins])

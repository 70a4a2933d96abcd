"""Reading the ground's own records for its screens: the journal, newest first, and where a file stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.kernel.attachments import Attachment, AttachmentRow
from portal.kernel.errors import NotFoundError
from portal.kernel.fields import parse_moment
from portal.kernel.journal import JournalEntry
from portal.org.models import Account, Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.org.models import Place

#: How many entries one screen shows.
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One sealed act."""

    seq: int
    at: datetime
    action: str
    subject: str
    happened_on: str | None
    actor: str  # empty: the system itself
    digest: str
    content: str  # laid out for reading


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedRow(AttachmentRow):
    """A stored file and the thing beside which it stands."""

    kind: str
    key: str


def attached(place: Place, digest: str) -> list[AttachedRow]:
    """Return the things of the place beside which the file of that digest stands; none: it is not theirs."""
    rows = Attachment.select().where((Attachment.log == place.log_id) & (Attachment.digest == digest))
    return [
        AttachedRow(
            kind=row.about_kind,
            key=row.about_key,
            title=row.title,
            media_type=row.media_type,
            size=row.size,
            digest=row.digest,
        )
        for row in rows.order_by(Attachment.id)
    ]


def journal_entries(place: Place, *, before: int | None = None) -> list[EntryRow]:
    """Return at most ``PAGE_SIZE`` entries of the place's log, newest first, all older than entry ``before``."""
    asked = JournalEntry.log == place.log_id
    if before is not None:
        asked &= JournalEntry.seq < before
    return _rows(JournalEntry.select().where(asked).order_by(JournalEntry.seq.desc()).limit(PAGE_SIZE))


def journal_entry(place: Place, seq: int) -> EntryRow:
    """Return one entry of the place's log.

    :raise NotFoundError: the log is not that long.
    """
    found = _rows(JournalEntry.select().where((JournalEntry.log == place.log_id) & (JournalEntry.seq == seq)))
    if not found:
        raise NotFoundError
    return found[0]


def _rows(entries: Iterable[JournalEntry]) -> list[EntryRow]:
    read = [(entry, json.loads(entry.content)) for entry in entries]
    names = _names({content["actor"]["account"] for _, content in read if "account" in content["actor"]})
    return [_row(entry, content, names) for entry, content in read]


def _row(entry: JournalEntry, content: dict[str, Any], names: dict[int, str]) -> EntryRow:
    return EntryRow(
        seq=entry.seq,
        at=parse_moment(content["at"]),
        action=content["action"],
        subject=" ".join(content["about"]),
        happened_on=content["happened_on"],
        actor=names.get(content["actor"].get("account", 0), ""),
        digest=entry.digest,
        content=json.dumps(content, ensure_ascii=False, indent=2),
    )


def _names(accounts: set[int]) -> dict[int, str]:
    held = Account.select(Account.id, Person.name).join(Person).where(Account.id.in_(list(accounts)))
    return {account.id: account.person.name for account in held}

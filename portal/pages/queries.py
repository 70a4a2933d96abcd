"""Reading the ground's own records for its screens: the journal, newest first, and where a file stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import fn

from portal.kernel.attachments import Attachment, AttachmentRow
from portal.kernel.db import is_sqlite
from portal.kernel.errors import NotFoundError
from portal.kernel.fields import parse_moment
from portal.kernel.journal import JournalEntry
from portal.kernel.paging import PAGE_SIZE, Page
from portal.org.models import Account, OfficeTerm, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from peewee import ModelSelect

    from portal.org.models import Place
    from portal.org.offices import Office

#: As many entries as one file holds; older ones are asked for by their days.
MOST_ROWS = 20_000


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
class JournalAsked:
    """Which entries of a log: what was done, on which days, and what office whoever did it has ever held here."""

    action: str | None = None
    since: date | None = None
    until: date | None = None
    office: Office | None = None


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


def journal_page(place: Place, asked: JournalAsked, *, number: int) -> Page[EntryRow]:
    """Return one page of the place's log, newest first.

    :raise NotFoundError: there is no such page.
    """
    entries = _asked_entries(place, asked)
    total = entries.count()
    pages = max(1, -(-total // PAGE_SIZE))
    if not 1 <= number <= pages:
        raise NotFoundError
    rows = _rows(entries.order_by(JournalEntry.seq.desc()).paginate(number, PAGE_SIZE))
    return Page(rows=tuple(rows), number=number, pages=pages, total=total)


def journal_rows(place: Place, asked: JournalAsked) -> list[EntryRow]:
    """Return at most ``MOST_ROWS`` entries of the place's log, newest first: for a file."""
    return _rows(_asked_entries(place, asked).order_by(JournalEntry.seq.desc()).limit(MOST_ROWS))


def journal_entry(place: Place, seq: int) -> EntryRow:
    """Return one entry of the place's log.

    :raise NotFoundError: the log is not that long.
    """
    found = _rows(JournalEntry.select().where((JournalEntry.log == place.log_id) & (JournalEntry.seq == seq)))
    if not found:
        raise NotFoundError
    return found[0]


def _asked_entries(place: Place, asked: JournalAsked) -> ModelSelect[JournalEntry]:
    entries = JournalEntry.select().where(JournalEntry.log == place.log_id)
    if asked.action is not None:
        entries = entries.where(_inside("action") == asked.action)
    if asked.since is not None:
        entries = entries.where(JournalEntry.day >= asked.since.isoformat())
    if asked.until is not None:
        entries = entries.where(JournalEntry.day <= asked.until.isoformat())
    if asked.office is not None:
        places = [place.id, place.parent_id]
        holders = OfficeTerm.select(OfficeTerm.person).where(
            (OfficeTerm.office == asked.office) & OfficeTerm.place.in_(places)
        )
        accounts = Account.select(Account.id.cast("TEXT")).where(Account.person.in_(holders))
        entries = entries.where(_inside("actor", "account").in_(accounts))
    return entries


def _inside(*path: str) -> Any:
    """Return what stands at ``path`` in an entry's content, as text, for a condition."""
    if is_sqlite():
        return fn.json_extract(JournalEntry.content, "$." + ".".join(path)).cast("TEXT")
    return fn.json_extract_path_text(JournalEntry.content.cast("json"), *path)


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
        actor=_actor(content["actor"], names),
        digest=entry.digest,
        content=json.dumps(content, ensure_ascii=False, indent=2),
    )


def _actor(actor: Mapping[str, int], names: Mapping[int, str]) -> str:
    """Return who acted; what villagers ask for themselves is sealed without their account, so that none is named."""
    return "一位村民" if "villager" in actor else names.get(actor.get("account", 0), "")


def _names(accounts: set[int]) -> dict[int, str]:
    held = Account.select(Account.id, Person.name).join(Person).where(Account.id.in_(list(accounts)))
    return {account.id: account.person.name for account in held}

"""What the site's own pages show: one frozen value per template, computed from ``Published``.

Documents are listed newest first: by the number of the journal entry that published them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.site.cards import headline_of, newest_documents
from portal.kernel.published import VILLAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from disclosure.site.cards import Card
    from portal.areas import PublicPart
    from portal.kernel.published import Published, PublishedBulletin

#: How many documents of one kind of business a village's home page lists.
NEWEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDocument:
    """A document with the page that shows it."""

    title: str
    detail: str
    published_on: date
    corrected: bool
    endpoint: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionOfVillage:
    """One kind of business on a village's home page."""

    title: str
    index: str | None
    documents: tuple[ListedDocument, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageHome:
    """A village's home page."""

    name: str
    sections: tuple[SectionOfVillage, ...]
    entry_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TownshipHome:
    """The township's home page."""

    name: str
    villages: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinFile:
    """One revision as the log page lists it."""

    title: str
    revision: int
    published_on: date
    entry_number: int
    kind: str
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """A place's log in words."""

    name: str
    is_village: bool
    origin: str
    vkey: str
    checkpoint: str | None
    entry_count: int
    files: tuple[BulletinFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLink:
    """A place whose log the verify page names."""

    slug: str
    name: str
    vkey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyPage:
    """How to verify, for all places."""

    name: str
    logs: tuple[LogLink, ...]


def township_home(published: Published, card: Callable[[str], Card]) -> TownshipHome:
    """Return the township's home page, made of the villages' cards."""
    return TownshipHome(
        name=published.township.name, villages=tuple(card(village.slug) for village in published.villages)
    )


def village_home(published: Published, slug: str, parts: Sequence[PublicPart]) -> VillageHome:
    """Return a village's home page.

    :raise NotFoundError: there is no such village.
    """
    village = published.village(slug)
    newest = newest_documents(published, slug)
    return VillageHome(
        name=village.name,
        sections=tuple(_section(part, newest) for part in parts if part.title),
        entry_count=len(published.record(slug).log.leaves),
    )


def log_page(published: Published, slug: str, parts: Sequence[PublicPart]) -> LogPage:
    """Return the page about a place's log, with every revision of every document.

    :raise NotFoundError: there is no such place.
    """
    place = published.place(slug)
    return LogPage(
        name=place.name,
        is_village=place.kind == VILLAGE,
        origin=place.origin,
        vkey=place.vkey,
        checkpoint=place.checkpoint,
        entry_count=len(published.record(slug).log.leaves),
        files=tuple(
            BulletinFile(
                title=_title(bulletin, parts),
                revision=bulletin.revision,
                published_on=bulletin.published_on,
                entry_number=bulletin.seal.seq,
                kind=bulletin.kind,
                file_name=bulletin.file_name,
            )
            for bulletin in reversed(published.documents(slug))
        ),
    )


def verify_page(published: Published) -> VerifyPage:
    """Return the page that says how to verify."""
    return VerifyPage(
        name=published.township.name,
        logs=tuple(
            LogLink(slug=place.slug, name=place.name, vkey=place.vkey)
            for place in (published.township, *published.villages)
        ),
    )


def _section(part: PublicPart, newest: Iterable[PublishedBulletin]) -> SectionOfVillage:
    """List every page once, with the newest document that stands on it."""
    listed: dict[tuple[str, ...], ListedDocument] = {}
    for bulletin in newest:
        headline = headline_of((part,), bulletin)
        if headline is None:
            continue
        document = ListedDocument(
            title=headline.title,
            detail=headline.detail,
            published_on=bulletin.published_on,
            corrected=bulletin.revision > 1,
            endpoint=headline.endpoint,
            values={"village": bulletin.place_slug, **headline.values},
        )
        listed.setdefault((headline.endpoint, *headline.values.values()), document)
    documents = tuple(listed.values())
    return SectionOfVillage(
        title=part.title, index=part.index, documents=documents[:NEWEST], more=len(documents) > NEWEST
    )


def _title(bulletin: PublishedBulletin, parts: Sequence[PublicPart]) -> str:
    headline = headline_of(parts, bulletin)
    return f"{bulletin.kind} {bulletin.key}" if headline is None else headline.title

"""What the site's own pages show: one frozen value per template, computed from ``Published``.

Documents are listed newest first: by the number of the journal entry that published them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.published import VILLAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from portal.areas import Headline, PublicPart
    from portal.kernel.published import Published, PublishedBulletin, PublishedPlace

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
class VillageCard:
    """A village as the township's home page lists it."""

    slug: str
    name: str
    last_published_on: date | None
    newest: tuple[ListedDocument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TownshipHome:
    """The township's home page."""

    name: str
    villages: tuple[VillageCard, ...]


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


def township_home(published: Published, parts: Sequence[PublicPart]) -> TownshipHome:
    """Return the township's home page."""
    return TownshipHome(
        name=published.township.name,
        villages=tuple(_village_card(published, village, parts) for village in published.villages),
    )


def village_home(published: Published, slug: str, parts: Sequence[PublicPart]) -> VillageHome:
    """Return a village's home page.

    :raise NotFoundError: there is no such village.
    """
    village = published.village(slug)
    newest = _newest_first(published, slug)
    return VillageHome(
        name=village.name,
        sections=tuple(_section(part, newest) for part in parts if part.title),
        entry_count=len(village.leaves),
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
        entry_count=len(place.leaves),
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


def _village_card(published: Published, village: PublishedPlace, parts: Sequence[PublicPart]) -> VillageCard:
    newest = _newest_first(published, village.slug)
    documents = [_section(part, newest).documents[:1] for part in parts if part.title]
    return VillageCard(
        slug=village.slug,
        name=village.name,
        last_published_on=max((one.published_on for one in newest), default=None),
        newest=tuple(document for found in documents for document in found),
    )


def _section(part: PublicPart, newest: Iterable[PublishedBulletin]) -> SectionOfVillage:
    """List every page once, with the newest document that stands on it."""
    listed: dict[tuple[str, ...], ListedDocument] = {}
    for bulletin in newest:
        headline = _headline(part, bulletin)
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
    for part in parts:
        headline = _headline(part, bulletin)
        if headline is not None:
            return headline.title
    return f"{bulletin.kind} {bulletin.key}"


def _headline(part: PublicPart, bulletin: PublishedBulletin) -> Headline | None:
    return None if part.headline is None else part.headline(bulletin)


def _newest_first(published: Published, slug: str) -> tuple[PublishedBulletin, ...]:
    """Return the latest revisions of all documents of a place; a correction stays where its document first stood."""
    first = (one for one in reversed(published.documents(slug)) if one.revision == 1)
    return tuple(published.latest(slug, one.kind, one.key) for one in first)

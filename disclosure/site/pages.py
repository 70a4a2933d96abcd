"""What the site's own pages show: one frozen value per template, computed from ``Published``.

Documents are listed newest first: by the number of the journal entry that published them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from typing import TYPE_CHECKING

from disclosure.site.cards import CardGlance, dues_of, glances_of, headline_of, newest_documents
from disclosure.site.openness import corrections_of
from portal.kernel.published import VILLAGE
from portal.web.public_sheets import log_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from disclosure.site.cards import Card, CardEntry
    from portal.areas import Glance, PublicPart
    from portal.kernel.published import Published, PublishedBulletin

#: How many documents a village's home page lists, and how many news the township's.
NEWEST = 8

#: From so many villages on, the township's table has an index of initials.
_MANY = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDocument:
    """A document with the page that shows it."""

    section: str
    title: str
    detail: str
    published_on: date
    corrected: bool
    endpoint: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeGlance:
    """What one kind of business says on a village's home page, and the page with all of it."""

    index: str | None
    glance: Glance


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageHome:
    """A village's home page."""

    name: str
    glances: tuple[HomeGlance, ...]
    due: int
    in_time: int
    corrections: int
    corrected_on: date | None  # the latest correction
    documents: tuple[ListedDocument, ...]
    entry_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageRow:
    """A village in the township's table; the cells belong to the table's columns."""

    card: Card
    title: str
    cells: tuple[str, ...]
    published_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VillagesByInitial:
    """The villages whose addresses begin with one letter: in pinyin order."""

    initial: str
    rows: tuple[VillageRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TownshipNews:
    """A document among the newest of all villages."""

    village: str
    entry: CardEntry
    published_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TownshipHome:
    """The township's home page."""

    name: str
    columns: tuple[str, ...]
    groups: tuple[VillagesByInitial, ...]
    villages: int
    many: bool  # so many that a reader needs an index
    due: int
    in_time: int
    news: tuple[TownshipNews, ...]


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
class PrintedHead:
    """The head of a log as it stands on the sheets printed of the documents it was first to hold."""

    size: int
    day: date
    root: tuple[str, ...]


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
    heads: tuple[PrintedHead, ...]  # the newest first


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
    cards = [card(village.slug) for village in published.villages]
    section = _compared_section(cards)
    columns = tuple(dict.fromkeys(label for one in cards for label, _ in _compared(one, section).figures))
    rows = [_village_row(one, _compared(one, section), columns) for one in cards]
    groups = groupby(rows, key=lambda row: row.card.slug[:1].upper())
    return TownshipHome(
        name=published.township.name,
        columns=columns,
        groups=tuple(VillagesByInitial(initial=initial, rows=tuple(members)) for initial, members in groups),
        villages=len(cards),
        many=len(cards) >= _MANY,
        due=sum(one.due for one in cards),
        in_time=sum(one.in_time for one in cards),
        news=tuple(islice(township_news(cards), NEWEST)),
    )


def township_news(cards: Iterable[Card]) -> Iterator[TownshipNews]:
    """Yield the newest documents of all villages, newest first; on one day in the order of the villages."""
    news = [(card.name, entry) for card in cards for entry in card.entries]
    for village, entry in sorted(news, key=lambda one: one[1].published_on, reverse=True):
        yield TownshipNews(village=village, entry=entry, published_on=date.fromisoformat(entry.published_on))


def village_home(published: Published, slug: str, parts: Sequence[PublicPart]) -> VillageHome:
    """Return a village's home page.

    :raise NotFoundError: there is no such village.
    """
    village = published.village(slug)
    dues = dues_of(parts, slug)
    corrections = corrections_of(published, slug, parts)
    return VillageHome(
        name=village.name,
        glances=tuple(HomeGlance(index=part.index, glance=glance) for part, glance in glances_of(parts, slug)),
        due=len(dues),
        in_time=sum(due.in_time for due in dues),
        corrections=len(corrections),
        corrected_on=corrections[0].corrected_on if corrections else None,
        documents=tuple(islice(_listed(newest_documents(published, slug), parts), NEWEST)),
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
        heads=tuple(_printed_heads(published, slug)),
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


def _listed(newest: Iterable[PublishedBulletin], parts: Sequence[PublicPart]) -> Iterator[ListedDocument]:
    """Yield every page once, with the newest document that stands on it."""
    seen: set[tuple[str, ...]] = set()
    for bulletin, part in ((bulletin, part) for bulletin in newest for part in parts):
        headline = headline_of((part,), bulletin)
        if headline is None or (where := (headline.endpoint, *headline.values.values())) in seen:
            continue
        seen.add(where)
        yield ListedDocument(
            section=part.title,
            title=headline.title,
            detail=headline.detail,
            published_on=bulletin.published_on,
            corrected=bulletin.revision > 1,
            endpoint=headline.endpoint,
            values={"village": bulletin.place_slug, **headline.values},
        )


def _compared_section(cards: Iterable[Card]) -> str:
    """Return the kind of business by whose figures villages are compared: the first that has figures."""
    return next((one.section for card in cards for one in card.glances if one.figures), "")


def _compared(card: Card, section: str) -> CardGlance:
    nothing = CardGlance(section=section, title="", figures=(), points=())
    return next((one for one in card.glances if one.section == section), nothing)


def _village_row(card: Card, glance: CardGlance, columns: Iterable[str]) -> VillageRow:
    figures = dict(glance.figures)
    day = card.published_on
    return VillageRow(
        card=card,
        title=glance.title,
        cells=tuple(figures.get(column, "") for column in columns),
        published_on=None if day is None else date.fromisoformat(day),
    )


def _printed_heads(published: Published, slug: str) -> Iterator[PrintedHead]:
    log = published.log(slug)
    sizes = {log.checkpoint_holding(one.seal.seq).size: one.seal.seq for one in published.documents(slug)}
    for seq in reversed(sizes.values()):
        head = log_head(published, slug, seq)
        yield PrintedHead(size=head.size, day=head.day, root=head.root)


def _title(bulletin: PublishedBulletin, parts: Sequence[PublicPart]) -> str:
    headline = headline_of(parts, bulletin)
    return f"{bulletin.kind} {bulletin.key}" if headline is None else headline.title

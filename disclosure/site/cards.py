"""What a village says of itself to the township, in one small file: ``/<village>/card.json``.

The township's pages, its feed and its site map are made of these cards alone, so that news of one village never
asks for the documents of the others. A card holds texts, numbers and addresses from the site's root.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from portal.areas import Due, Glance, Headline, PublicPart
    from portal.kernel.published import Published, PublishedBulletin

    Path = Callable[[str, Mapping[str, str]], str]

#: The form of card this program writes and reads.
_VERSION = 1

#: How many of the newest documents a card names; the township's feed is made of them.
NEWEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPoint:
    """One line of a village at a glance."""

    mark: str
    text: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardGlance:
    """What one kind of business says of a village at a glance."""

    section: str
    title: str
    figures: tuple[tuple[str, str], ...]
    points: tuple[CardPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardEntry:
    """One revision of a document as news; days are ISO texts."""

    title: str
    detail: str
    path: str
    published_on: str
    revision: int
    reason: str  # why there is a revision after the first
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A village at a glance: figures, what stands how, what is due and in time, what is new."""

    slug: str
    name: str
    glances: tuple[CardGlance, ...]
    due: int
    in_time: int
    entries: tuple[CardEntry, ...]  # newest first

    @property
    def published_on(self) -> str | None:
        """The day of the newest document."""
        return self.entries[0].published_on if self.entries else None

    def to_text(self) -> str:
        """Return the text of ``card.json``."""
        return json.dumps({"v": _VERSION, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Card | None:
        """Read what ``to_text`` wrote; ``None`` where another program wrote it."""
        parts = json.loads(text)
        if parts.get("v") != _VERSION:
            return None
        return cls(
            slug=parts["slug"],
            name=parts["name"],
            glances=tuple(_glance_from(one) for one in parts["glances"]),
            due=parts["due"],
            in_time=parts["in_time"],
            entries=tuple(CardEntry(**one) for one in parts["entries"]),
        )


def card_of(published: Published, slug: str, parts: Sequence[PublicPart], *, path: Path) -> Card:
    """Return the card of a village; ``path`` gives the address of an endpoint with its values.

    :raise NotFoundError: there is no such village.
    """
    village = published.village(slug)
    dues = dues_of(parts, slug)
    return Card(
        slug=slug,
        name=village.name,
        glances=tuple(_card_glance(part.title, glance, slug, path=path) for part, glance in glances_of(parts, slug)),
        due=len(dues),
        in_time=sum(due.in_time for due in dues),
        entries=tuple(islice(news_of(published, slug, parts, path=path), NEWEST)),
    )


def glances_of(parts: Iterable[PublicPart], slug: str) -> Iterator[tuple[PublicPart, Glance]]:
    """Yield what each area says of a village at a glance, where it has something to say."""
    for part in parts:
        glance = None if part.glance is None else part.glance(slug)
        if glance is not None:
            yield part, glance


def dues_of(parts: Iterable[PublicPart], slug: str) -> tuple[Due, ...]:
    """Return everything that had to be public by a day, the latest day first."""
    dues = [due for part in parts if part.dues is not None for due in part.dues(slug)]
    return tuple(sorted(dues, key=lambda due: due.due_on, reverse=True))


def news_of(published: Published, slug: str, parts: Sequence[PublicPart], *, path: Path) -> Iterator[CardEntry]:
    """Yield every revision of every document that stands on a page, newest first."""
    for bulletin in reversed(published.documents(slug)):
        headline = headline_of(parts, bulletin)
        if headline is None:
            continue
        yield CardEntry(
            title=headline.title,
            detail=headline.detail,
            path=path(headline.endpoint, {"village": bulletin.place_slug, **headline.values}),
            published_on=bulletin.published_on.isoformat(),
            revision=bulletin.revision,
            reason=bulletin.reason,
            digest=bulletin.digest,
        )


def newest_documents(published: Published, slug: str) -> tuple[PublishedBulletin, ...]:
    """Return the latest revision of every document of a place, newest first.

    A corrected document stays where its first revision stood: by the entry of the journal that published it.
    """
    first = (one for one in reversed(published.documents(slug)) if one.revision == 1)
    return tuple(published.latest(slug, one.kind, one.key) for one in first)


def headline_of(parts: Iterable[PublicPart], bulletin: PublishedBulletin) -> Headline | None:
    """Return how a document stands in a list, from the area it belongs to."""
    for part in parts:
        headline = None if part.headline is None else part.headline(bulletin)
        if headline is not None:
            return headline
    return None


def _card_glance(section: str, glance: Glance, slug: str, *, path: Path) -> CardGlance:
    points = (
        CardPoint(
            mark=one.mark,
            text=one.text,
            path=path(one.endpoint, {"village": slug, **one.values}) + (f"#{one.anchor}" if one.anchor else ""),
        )
        for one in glance.points
    )
    return CardGlance(section=section, title=glance.title, figures=glance.figures, points=tuple(points))


def _glance_from(parts: Mapping[str, Any]) -> CardGlance:
    return CardGlance(
        section=parts["section"],
        title=parts["title"],
        figures=tuple((label, value) for label, value in parts["figures"]),
        points=tuple(CardPoint(**one) for one in parts["points"]),
    )

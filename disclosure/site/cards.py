"""What a village says of itself to the township, in one small file: ``/<village>/card.json``.

The township's pages, its feed and its site map are made of these cards alone, so that news of one village never
asks for the documents of the others. A card holds texts, numbers and addresses from the site's root.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portal.areas import Headline, PublicPart
    from portal.kernel.published import Published, PublishedBulletin

    Path = Callable[[str, Mapping[str, str]], str]

#: How many of the newest documents a card names; the township's feed is made of them.
NEWEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPoint:
    """One line of a village at a glance."""

    mark: str
    text: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardEntry:
    """One of the newest documents; days are ISO texts."""

    title: str
    detail: str
    path: str
    published_on: str
    revision: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A village at a glance: figures, what stands how, what is due and in time, what is new."""

    slug: str
    name: str
    figures: tuple[tuple[str, str], ...]
    points: tuple[CardPoint, ...]
    due: int
    in_time: int
    entries: tuple[CardEntry, ...]

    def to_text(self) -> str:
        """Return the text of ``card.json``."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Card:
        """Read what ``to_text`` wrote."""
        parts = json.loads(text)
        return cls(
            slug=parts["slug"],
            name=parts["name"],
            figures=tuple((label, value) for label, value in parts["figures"]),
            points=tuple(CardPoint(**one) for one in parts["points"]),
            due=parts["due"],
            in_time=parts["in_time"],
            entries=tuple(CardEntry(**one) for one in parts["entries"]),
        )


def card_of(published: Published, slug: str, parts: Sequence[PublicPart], *, path: Path) -> Card:
    """Return the card of a village; ``path`` gives the address of an endpoint with its values.

    :raise NotFoundError: there is no such village.
    """
    village = published.village(slug)
    glances = [glance for part in parts if part.glance for glance in [part.glance(slug)] if glance is not None]
    dues = [due for part in parts if part.dues for due in part.dues(slug)]
    at = {"village": slug}
    return Card(
        slug=slug,
        name=village.name,
        figures=tuple(figure for glance in glances for figure in glance.figures),
        points=tuple(
            CardPoint(mark=one.mark, text=one.text, path=path(one.endpoint, {**at, **one.values}))
            for glance in glances
            for one in glance.points
        ),
        due=len(dues),
        in_time=sum(due.in_time for due in dues),
        entries=tuple(_entries(newest_documents(published, slug), parts, path=path))[:NEWEST],
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


def _entries(newest: Iterable[PublishedBulletin], parts: Sequence[PublicPart], *, path: Path) -> Iterable[CardEntry]:
    for bulletin in newest:
        headline = headline_of(parts, bulletin)
        if headline is None:
            continue
        yield CardEntry(
            title=headline.title,
            detail=headline.detail,
            path=path(headline.endpoint, {"village": bulletin.place_slug, **headline.values}),
            published_on=bulletin.published_on.isoformat(),
            revision=bulletin.revision,
            digest=bulletin.digest,
        )

"""The public pages of topics of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from disclosure.books.kinds import MONTH, SPECIAL
from disclosure.books.public.reading import Resolution, read_resolution
from disclosure.books.rules.vouchers import voucher_anchor
from portal.areas import Correction, Headline, SearchRecord
from portal.kernel.days import chinese_day
from portal.kernel.money import format_yuan
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.kernel.published import Published, PublishedBulletin

TOPIC = "专项公开"
_PAGE = "finance.special"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSpecial:
    """A topic in a list."""

    number: int
    title: str
    kind: str
    published_on: date
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedVoucher:
    """A voucher of a topic, with its month's page where that is public."""

    month: Month
    number: int
    is_public: bool

    @property
    def anchor(self) -> str:
        """Where it stands on the page of its month."""
        return voucher_anchor(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPaper:
    """A paper of a topic everybody may see; ``here`` tells whether its file is there to be shown."""

    digest: str
    width: int
    height: int
    alt: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSpecial:
    """One topic as its page shows it."""

    bulletin: PublishedBulletin
    content: Mapping[str, Any]
    happened_on: date
    due_on: date
    published_on: date  # the first time
    late_days: int
    vouchers: tuple[LinkedVoucher, ...]
    resolution: Resolution | None  # which it follows
    matter_number: int | None
    papers: tuple[PublicPaper, ...]
    fingerprints: tuple[tuple[str, str], ...]  # title and digest of papers that stay inside
    prepared_by: str
    signed_by: str
    signed_on: date
    older: tuple[PublishedBulletin, ...]  # the newest first


def listed_specials(published: Published, slug: str) -> tuple[ListedSpecial, ...]:
    """Return the topics a village published, the newest first."""
    return tuple(
        ListedSpecial(
            number=one.content["number"],
            title=one.content["title"],
            kind=one.content["kind"]["name"],
            published_on=published.revisions(slug, SPECIAL, one.key)[0].published_on,
            corrected=one.revision > 1,
        )
        for one in reversed(published.of(slug, SPECIAL))
    )


def public_special(published: Published, village: str, number: int) -> PublicSpecial:
    """Return one topic in its latest revision.

    :raise NotFoundError: the village has not published it.
    """
    slug = published.village(village).slug
    bulletin = published.latest(slug, SPECIAL, str(number))
    series = published.revisions(slug, SPECIAL, str(number))
    content, first = bulletin.content, series[0].published_on
    due_on = date.fromisoformat(content["due"]["on"])
    return PublicSpecial(
        bulletin=bulletin,
        content=content,
        happened_on=date.fromisoformat(content["happened_on"]),
        due_on=due_on,
        published_on=first,
        late_days=max(0, (first - due_on).days),
        vouchers=tuple(
            LinkedVoucher(
                month=Month.parse(one["month"]),
                number=one["number"],
                is_public=published.find(slug, MONTH, one["month"]) is not None,
            )
            for one in content["vouchers"]
        ),
        **_resolved(content.get("resolution")),
        papers=tuple(_paper(published, slug, copy) for copy in _copies(content)),
        fingerprints=tuple(
            (one["title"], one["digest"]) for one in content.get("attachments", ()) if not one["public"]
        ),
        prepared_by=bulletin.name(content["prepared"]["who"]),
        signed_by=bulletin.name(content["signed_off"]["who"]),
        signed_on=date.fromisoformat(content["signed_off"]["on"]),
        older=tuple(reversed(series[:-1])),
    )


def special_photos(published: Published, slug: str, number: str) -> frozenset[str]:
    """Return the digests of what a topic let everybody see in any revision."""
    return frozenset(
        copy["digest"] for one in published.revisions(slug, SPECIAL, number) for copy in _copies(one.content)
    )


def _copies(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the copies for everybody; older documents have none."""
    yield from (one["public"] for one in content.get("attachments", ()) if one["public"])


def _paper(published: Published, slug: str, copy: Mapping[str, Any]) -> PublicPaper:
    return PublicPaper(
        digest=copy["digest"],
        width=copy["width"],
        height=copy["height"],
        alt=copy["alt"],
        here=published.file(slug, copy["digest"]) is not None,
    )


def _resolved(content: Mapping[str, Any] | None) -> dict[str, Any]:
    if content is None:
        return {"resolution": None, "matter_number": None}
    return {"resolution": read_resolution(content), "matter_number": content["matter"]}


def special_headline(bulletin: PublishedBulletin) -> Headline:
    """Return how a topic stands in a list."""
    content = bulletin.content
    total = "" if content["total_fen"] is None else f"，合计 {format_yuan(content['total_fen'])} 元"
    return Headline(
        title=f"{TOPIC}：{content['title']}",
        detail=f"{content['kind']['name']}，{chinese_day(date.fromisoformat(content['happened_on']))}{total}。",
        endpoint=_PAGE,
        values={"village": bulletin.place_slug, "number": bulletin.key},
    )


def special_records(published: Published, village: str) -> Iterator[SearchRecord]:
    """Yield what can be looked for in topics."""
    for bulletin in reversed(published.of(published.village(village).slug, SPECIAL)):
        headline = special_headline(bulletin)
        yield SearchRecord(
            title=bulletin.content["title"],
            text=f"{headline.detail}{bulletin.content['text']}",
            endpoint=_PAGE,
            values=headline.values,
            kind=TOPIC,
        )


def special_corrections(published: Published, slug: str) -> Iterator[Correction]:
    """Yield every later revision of a topic with what it changed."""
    for latest in published.of(slug, SPECIAL):
        for old, new in pairwise(published.revisions(slug, SPECIAL, latest.key)):
            yield Correction(
                title=f"{TOPIC}：{new.content['title']}",
                corrected_on=new.published_on,
                reason=new.reason,
                changes=tuple(_changes(old.content, new.content)),
                endpoint=_PAGE,
                values={"number": new.key},
            )


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    said = (
        ("标题", lambda content: content["title"]),
        ("内容", lambda content: content["text"]),
        ("人数", lambda content: f"{content['people']}"),
        ("合计", lambda content: "" if content["total_fen"] is None else f"{format_yuan(content['total_fen'])} 元"),
    )
    for label, of in said:
        if of(old) != of(new):
            yield label, of(old), of(new)

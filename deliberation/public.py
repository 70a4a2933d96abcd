"""The public pages of resolutions: the list, and one page with the whole course of each.

Everything comes from the bulletin; nothing here asks a database or a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template

from portal.areas import Headline, PublicPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.kernel.published import Published, PublishedBulletin

KIND = "resolution"

_MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
_CHOICES = {"approve": "赞成", "against": "反对", "abstain": "弃权"}
_MANNERS = {"online": "网上投票"}
_ABSENT = "未到会"
_SILENT = "到会未投票"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedResolution:
    """A resolution in the list."""

    key: str
    number: int
    title: str
    type_name: str
    carried: bool
    held_on: date
    published_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionList:
    """A village's resolutions, newest first."""

    resolutions: tuple[ListedResolution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """One entitled person with how they voted."""

    number: int
    name: str
    capacity: str
    choice: str
    manner: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionPage:
    """One resolution with its whole course."""

    bulletin: PublishedBulletin
    matter: Mapping[str, Any]
    authority: Mapping[str, Any]
    authorised: AuthorisedTerm | None
    meeting: Mapping[str, Any]
    held_on: date
    proposed_on: date
    ballot: Mapping[str, Any]
    opens_at: datetime
    closes_at: datetime
    outcome: Mapping[str, Any]
    fingerprint: str
    roster: tuple[RosterEntry, ...]
    names_withheld: bool
    publication: Mapping[str, Any]
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisedTerm:
    """What the villagers' assembly had handed on."""

    met_on: date
    types: tuple[str, ...]
    since: date
    until: date
    evidence_digest: str


def public_part(published: Published) -> PublicPart:
    """Return the public pages of deliberation."""
    blueprint = Blueprint("matters", __name__)

    @blueprint.get("/<village>/matters/")
    def index(village: str) -> str:
        return render_template("deliberation/public/index.html", page=resolution_list(published, village))

    @blueprint.get("/<village>/matters/<number>/")
    def resolution(village: str, number: str) -> str:
        page = resolution_page(published, village, number)
        return render_template("deliberation/public/resolution.html", page=page)

    return PublicPart(
        blueprint=blueprint,
        pages=lambda: _addresses(published),
        title="四议两公开",
        index="matters.index",
        headline=headline,
    )


def headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a resolution stands in a list; other documents are not ours."""
    if bulletin.kind != KIND:
        return None
    result = bulletin.content["outcome"]
    word = "通过" if result["carried"] else "未通过"
    return Headline(
        title=bulletin.content["matter"]["title"],
        detail=f"{word}：应到 {result['entitled']} 人，实到 {result['present']} 人，赞成 {result['approve']} 人。",
        endpoint="matters.resolution",
        values={"village": bulletin.place_slug, "number": bulletin.key},
    )


def resolution_list(published: Published, village: str) -> ResolutionList:
    """Return the list of a village's resolutions.

    :raise NotFoundError: there is no such village.
    """
    place = published.village(village)
    return ResolutionList(resolutions=tuple(_listed(one) for one in reversed(published.of(place.slug, KIND))))


def resolution_page(published: Published, village: str, number: str) -> ResolutionPage:
    """Return the page of one resolution.

    :raise NotFoundError: the village has published no such resolution.
    """
    place = published.village(village)
    bulletin = published.latest(place.slug, KIND, number)
    content = bulletin.content
    return ResolutionPage(
        bulletin=bulletin,
        matter=content["matter"],
        authority=content["authority"],
        authorised=_authorised(content["authority"]["authorisation"]),
        meeting=content["meeting"],
        held_on=date.fromisoformat(content["meeting"]["held_on"]),
        proposed_on=date.fromisoformat(content["matter"]["proposed_on"]),
        ballot=content["ballot"],
        opens_at=_moment(content["ballot"]["opens_at"]),
        closes_at=_moment(content["ballot"]["closes_at"]),
        outcome=content["outcome"],
        fingerprint=content["roster"]["fingerprint"],
        roster=tuple(_roster(bulletin)),
        names_withheld=bulletin.names_withheld,
        publication=content["publication"],
        until=date.fromisoformat(content["publication"]["until"]),
    )


def _addresses(published: Published) -> Iterator[tuple[str, dict[str, str]]]:
    for place in published.villages:
        found = published.of(place.slug, KIND)
        if found:
            yield "matters.index", {"village": place.slug}
        for bulletin in found:
            yield "matters.resolution", {"village": place.slug, "number": bulletin.key}


def _listed(bulletin: PublishedBulletin) -> ListedResolution:
    content = bulletin.content
    return ListedResolution(
        key=bulletin.key,
        number=content["matter"]["number"],
        title=content["matter"]["title"],
        type_name=content["matter"]["type"]["name"],
        carried=content["outcome"]["carried"],
        held_on=date.fromisoformat(content["meeting"]["held_on"]),
        published_on=bulletin.published_on,
    )


def _authorised(record: Mapping[str, Any] | None) -> AuthorisedTerm | None:
    if record is None:
        return None
    return AuthorisedTerm(
        met_on=date.fromisoformat(record["met_on"]),
        types=tuple(record["types"]),
        since=date.fromisoformat(record["since"]),
        until=date.fromisoformat(record["until"]),
        evidence_digest=record["evidence_digest"],
    )


def _roster(bulletin: PublishedBulletin) -> Iterator[RosterEntry]:
    votes = {vote["line"]: vote for vote in bulletin.content["votes"]}
    for line in bulletin.content["roster"]["lines"]:
        vote = votes.get(line["number"])
        yield RosterEntry(
            number=line["number"],
            name=bulletin.name(line["name"]),
            capacity=line["capacity"],
            choice=_CHOICES[vote["choice"]] if vote else (_SILENT if line["present"] else _ABSENT),
            manner=_MANNERS[vote["manner"]] if vote else "",
            receipt=vote["receipt"] if vote else "",
        )


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)

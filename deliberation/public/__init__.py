"""The public pages of matters: the lists, and one page with the whole course of each, decided or not.

Everything comes from bulletins; nothing here asks a database or a clock, so pages print dates and never “open now”.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template

from deliberation.public.councils import council_addresses, council_headline, council_records, councils_blueprint
from deliberation.public.course import documents, matter_number, numbers, revisions
from deliberation.public.follow_up import of_kind, public_photos
from deliberation.public.glances import corrections, dues, glance
from deliberation.public.headlines import headline
from deliberation.public.joint import JOINT, joint_addresses, joint_blueprint, joint_headline, joint_records
from deliberation.public.kinds import KINDS, RESOLUTION
from deliberation.public.lists import matter_list, matters_of_type, matters_of_year
from deliberation.public.pages import comes_as_bundle, matter_page
from deliberation.public.polls import poll_addresses, poll_headline, polls_blueprint
from deliberation.public.search import records
from deliberation.public.suggestion_course import SUGGESTION
from deliberation.public.suggestions import (
    suggestion_headline,
    suggestion_list,
    suggestion_numbers,
    suggestion_page,
    suggestion_records,
)
from deliberation.public.texts import group_text
from portal.areas import Bundles, PublicPart
from portal.kernel.errors import NotFoundError
from portal.kernel.pictures import MEDIA_TYPE
from portal.web.public_sheets import PAPERS, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.areas import Headline, SearchRecord
    from portal.kernel.published import Published, PublishedBulletin

__all__ = ["KINDS", "headline", "matter_list", "matter_number", "matter_page", "public_part"]

_TEXT_TYPE = "text/plain; charset=utf-8"


def public_part(published: Published) -> PublicPart:
    """Return the public pages of deliberation."""
    blueprint = Blueprint("matters", __name__)
    _add_lists(blueprint, published)
    _add_matter(blueprint, published)
    _add_suggestions(blueprint, published)
    blueprint.register_blueprint(polls_blueprint(published))
    blueprint.register_blueprint(joint_blueprint(published))
    blueprint.register_blueprint(councils_blueprint(published))
    return PublicPart(
        blueprint=blueprint,
        pages=partial(_addresses, published),
        title="四议两公开",
        index="matters.index",
        headline=_headline,
        glance=partial(glance, published),
        dues=partial(dues, published),
        corrections=partial(corrections, published),
        bundles=Bundles(kind="matter", keys=partial(_bundled, published), documents=partial(_every, published)),
        records=partial(_records, published),
    )


def _add_lists(blueprint: Blueprint, published: Published) -> None:
    @blueprint.get("/<village>/matters/")
    def index(village: str) -> str:
        return render_template("deliberation/public/index.html", page=matter_list(published, village))

    @blueprint.get("/<village>/matters/year/<year>/")
    def year(village: str, year: str) -> str:
        page = matters_of_year(published, village, year)
        return render_template("deliberation/public/index.html", page=page, key=year)

    @blueprint.get("/<village>/matters/type/<type_id>/")
    def type(village: str, type_id: str) -> str:  # noqa: A001 - the endpoint's name
        page = matters_of_type(published, village, type_id)
        return render_template("deliberation/public/index.html", page=page, key=type_id)


def _add_matter(blueprint: Blueprint, published: Published) -> None:
    @blueprint.get("/<village>/matters/<number>/")
    def matter(village: str, number: str) -> str:
        page = matter_page(published, village, number)
        text = group_text(published, village, page, address=_address(published, village, number))
        return render_template("deliberation/public/matter.html", page=page, group_text=text)

    @blueprint.get("/<village>/matters/<number>/wechat.txt")
    def wechat(village: str, number: str) -> Response:
        page = matter_page(published, village, number)
        text = group_text(published, village, page, address=_address(published, village, number))
        return Response(text, content_type=_TEXT_TYPE)

    @blueprint.get("/<village>/matters/<number>/photos/<digest>.jpg")
    def photo(village: str, number: str, digest: str) -> Response:
        named = digest in set(public_photos(documents(published, village, number)))
        content = published.file(village, digest) if named else None
        if content is None:
            raise NotFoundError
        return Response(content, content_type=MEDIA_TYPE)

    @blueprint.get("/<village>/matters/<number>/<any(a4, a3):paper>/")
    def sheet(village: str, number: str, paper: str) -> str:
        page = matter_page(published, village, number)
        if page.resolution is None:
            raise NotFoundError
        frame = sheet_of(published, page.resolution.bulletin, paper=paper)
        return render_template("deliberation/public/sheet.html", page=page, sheet=frame)


def _add_suggestions(blueprint: Blueprint, published: Published) -> None:
    @blueprint.get("/<village>/suggestions/")
    def suggestions(village: str) -> str:
        return render_template("deliberation/public/suggestions.html", page=suggestion_list(published, village))

    @blueprint.get("/<village>/suggestions/<number>/")
    def suggestion(village: str, number: str) -> str:
        page = suggestion_page(published, village, number)
        return render_template("deliberation/public/suggestion.html", page=page)


def _headline(bulletin: PublishedBulletin) -> Headline | None:
    if bulletin.kind == SUGGESTION:
        return suggestion_headline(bulletin)
    if bulletin.kind == JOINT:
        return joint_headline(bulletin)
    return headline(bulletin) or poll_headline(bulletin) or council_headline(bulletin)


def _bundled(published: Published, slug: str) -> Iterator[str]:
    """Yield the numbers of the matters whose documents are handed out together."""
    for number in numbers(published, slug):
        if comes_as_bundle(documents(published, slug, str(number))):
            yield str(number)


def _every(published: Published, slug: str, number: str) -> Iterator[PublishedBulletin]:
    """Yield every revision of every document of one matter."""
    for one in documents(published, slug, number):
        yield from revisions(published, one)


def _records(published: Published, village: str) -> Iterator[SearchRecord]:
    yield from records(published, village)
    yield from suggestion_records(published, published.village(village).slug)
    yield from joint_records(published, published.village(village).slug)
    yield from council_records(published, published.village(village).slug)


def _address(published: Published, village: str, number: str) -> str:
    return f"{published.site_url}/{village}/matters/{number}/"


def _addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every file: a photo whose bytes are missing has none, and its page says so."""
    asked = [*poll_addresses(published, slug), *joint_addresses(published, slug)]
    asked += council_addresses(published, slug)
    found = numbers(published, slug)
    suggested = suggestion_numbers(published, slug)
    yield from asked
    if not found and not asked and not suggested:
        return
    yield "matters.index", {"village": slug}
    if suggested:
        yield "matters.suggestions", {"village": slug}
    yield from (("matters.suggestion", {"village": slug, "number": str(number)}) for number in suggested)
    every = matter_list(published, slug)
    for way in (*every.years, *every.types):
        yield way.endpoint, {"village": slug, way.name: way.key}
    for number in found:
        at = {"village": slug, "number": str(number)}
        yield "matters.matter", at
        yield "matters.wechat", at
        about = documents(published, slug, str(number))
        if of_kind(about, RESOLUTION):
            yield from (("matters.sheet", {**at, "paper": paper}) for paper in PAPERS)
        for digest in public_photos(about):
            if published.file(slug, digest) is not None:
                yield "matters.photo", {**at, "digest": digest}

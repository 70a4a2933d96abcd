"""The public pages of matters: the list, and one page with the whole course of each, decided or not.

Everything comes from bulletins; nothing here asks a database or a clock, so pages print dates and never “open now”.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from deliberation.public.course import KINDS, matter_number, numbers
from deliberation.public.headlines import headline
from deliberation.public.pages import matter_list, matter_page
from deliberation.public.search import records
from portal.areas import PublicPart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.kernel.published import Published

__all__ = ["KINDS", "headline", "matter_list", "matter_number", "matter_page", "public_part"]


def public_part(published: Published) -> PublicPart:
    """Return the public pages of deliberation."""
    blueprint = Blueprint("matters", __name__)

    @blueprint.get("/<village>/matters/")
    def index(village: str) -> str:
        return render_template("deliberation/public/index.html", page=matter_list(published, village))

    @blueprint.get("/<village>/matters/<number>/")
    def matter(village: str, number: str) -> str:
        return render_template("deliberation/public/matter.html", page=matter_page(published, village, number))

    return PublicPart(
        blueprint=blueprint,
        pages=lambda slug: _addresses(published, slug),
        title="四议两公开",
        index="matters.index",
        headline=headline,
        records=lambda slug: records(published, slug),
    )


def _addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    found = numbers(published, slug)
    if found:
        yield "matters.index", {"village": slug}
    for number in found:
        yield "matters.matter", {"village": slug, "number": str(number)}

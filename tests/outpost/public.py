"""The tool shed's public page."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, render_template

from portal.areas import PublicPart
from portal.kernel.published import Published


def public_part(published: Published) -> PublicPart:
    """Return one page for each village."""
    pages = Blueprint("outpost_public", __name__, url_prefix="/<village>/outpost", template_folder="templates")

    @pages.get("/")
    def index(village: str) -> str:
        return render_template("outpost/public/index.html", page=published.of(village, "loan"))

    def addresses(slug: str) -> Iterator[tuple[str, dict[str, str]]]:
        yield "outpost_public.index", {"village": slug}

    return PublicPart(blueprint=pages, pages=addresses, title="农具出借", index="outpost_public.index")

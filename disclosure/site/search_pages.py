"""The page to search on, and every village's contents: the same records as plain lists, for when nothing can search.

The search page itself says nothing but where to go on; a script puts the form on it where it can work. So it reads
well without scripts and from a USB stick, and news of a village never changes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, render_template

from disclosure.site.search import RECORDS, records_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask import Blueprint

    from disclosure.site.cards import Path
    from portal.areas import PublicPart, SearchRecord
    from portal.kernel.published import Published, PublishedPlace

#: Up to so many villages are searched together; with more of them a reader names the village first.
ALL_AT_ONCE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The page to search on."""

    villages: Sequence[PublishedPlace]
    all_at_once: int = ALL_AT_ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsGroup:
    """The records of one category, newest month first; a kind without categories is one group without a name."""

    title: str
    records: tuple[SearchRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsSection:
    """The records of one kind."""

    title: str
    groups: tuple[ContentsGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsPage:
    """Everything a village has published, by kind and category."""

    name: str
    sections: tuple[ContentsSection, ...]


def add_search_pages(blueprint: Blueprint, published: Published, parts: Sequence[PublicPart], *, path: Path) -> None:
    """Mount ``search``, the township's page to search on, and a village's ``contents`` and ``records``.

    ``path`` gives the address of an endpoint with its values from the site's root.
    """

    def found(village: str) -> list[SearchRecord]:
        return [record for part in parts if part.records is not None for record in part.records(village)]

    @blueprint.get("/search/")
    def search() -> str:
        return render_template("disclosure/public/search.html", page=SearchPage(villages=published.villages))

    @blueprint.get("/<village>/search/")
    def contents(village: str) -> str:
        page = contents_page(published.village(village).name, found(village))
        return render_template("disclosure/public/contents.html", page=page)

    @blueprint.get(f"/<village>/{RECORDS}")
    def records(village: str) -> Response:
        text = records_text(
            published.village(village).name,
            found(village),
            path=lambda one: path(one.endpoint, {"village": village, **one.values}),
        )
        return Response(text, content_type="application/json; charset=utf-8")


def contents_page(name: str, records: Iterable[SearchRecord]) -> ContentsPage:
    """Return the contents of a village called ``name``."""
    kinds: dict[str, dict[str, list[SearchRecord]]] = {}
    for one in records:
        kinds.setdefault(one.kind, {}).setdefault(one.category, []).append(one)
    return ContentsPage(
        name=name,
        sections=tuple(
            ContentsSection(title=kind, groups=tuple(_group(title, groups[title]) for title in sorted(groups)))
            for kind, groups in kinds.items()
        ),
    )


def _group(title: str, records: list[SearchRecord]) -> ContentsGroup:
    return ContentsGroup(title=title, records=tuple(sorted(records, key=lambda one: one.month, reverse=True)))

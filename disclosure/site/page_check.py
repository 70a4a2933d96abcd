"""Reading one public page as a stranger would: what it refers to, what it says, and what no page may have."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src", "iframe": "src", "area": "href"}
_DATA_TYPES = ("application/json", "application/ld+json")
_FIELDS = ("form", "input", "textarea", "select")


@dataclass(slots=True, kw_only=True)
class Link:
    """One reference of a page."""

    target: str
    digest: str | None  # the digest its text names, where it leads to a bulletin's file


@dataclass(slots=True)
class Page:
    """What one HTML page says, refers to, and must not have."""

    links: list[Link] = field(default_factory=list)
    fragments: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    canonical: str | None = None


def read_page(path: Path) -> Page:
    """Return what the page in the file ``path`` holds."""
    return read_markup(path.read_text(encoding="utf-8"))


def read_markup(text: str) -> Page:
    """Return what a text with tags holds."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        target = values.get(_LINKS.get(tag, ""))
        if target is not None:
            self.page.links.append(Link(target=target, digest=values.get("data-digest")))
        if values.get("rel") == "canonical":
            self.page.canonical = target
        if "id" in values:
            self.page.fragments.add(values["id"])
        self.page.texts += [value for name, value in values.items() if name != "data-digest"]
        self._in_data = tag == "script" and "src" not in values and values.get("type") in _DATA_TYPES
        self.page.faults += _forbidden(tag, values, is_data=self._in_data)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the base class hands it in
        self._in_data = False

    def handle_data(self, data: str) -> None:
        self.page.texts.append(data)
        if self._in_data and not _is_json(data):
            self.page.faults.append("页面里的数据块读不出来")


def _forbidden(tag: str, values: dict[str, str], *, is_data: bool) -> Iterator[str]:
    if tag in _FIELDS and values.get("type") != "checkbox":
        yield f"公开页面不能有表单（<{tag}>）"
    if tag == "style" or (tag == "script" and "src" not in values and not is_data) or "style" in values:
        yield f"公开页面不能有内嵌的样式或脚本（<{tag}>）"
    for name in values:
        if name.startswith("on"):
            yield f"公开页面不能有事件属性（{name}）"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True

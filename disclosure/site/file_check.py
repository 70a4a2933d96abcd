"""Judging one file of a built tree by itself: whether it is what its name says, and whether it gives anything away."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from PIL import Image, UnidentifiedImageError

from disclosure.site.leaks import leaks_in_json, leaks_in_text
from disclosure.site.page_check import read_markup
from disclosure.site.traces import PACKED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TEXTS = (".csv", ".txt", ".xml", ".atom", ".svg", ".css", ".js", ".tsv", ".md")
_TREES = (".xml", ".atom", ".svg")
_IMAGES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico")
_ATOM = "{http://www.w3.org/2005/Atom}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class TreeError(ValueError):
    """A file that is not the XML it says it is."""


def file_problems(path: Path) -> Iterator[str]:
    """Yield what is wrong with the file ``path``, looked at by itself."""
    try:
        yield from _leaks(path)
        if path.suffix in _TREES:
            read_tree(path)
        if path.suffix == ".atom":
            yield from _feed_problems(path)
    except (ValueError, zipfile.BadZipFile):
        yield "文件读不出来，内容和名字不符"
    if path.suffix in _IMAGES and not _is_image(path):
        yield "图片打不开"
    if path.suffix == PACKED and not _is_packed(path):
        yield "和旁边没有压缩的文件不是同一份"


def read_tree(path: Path) -> ET.Element:
    """Return the XML of a file, which needs no definitions of its own.

    :raise TreeError: it is no XML, or brings definitions.
    """
    content = path.read_bytes()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise TreeError
    try:
        return ET.fromstring(content)  # noqa: S314 - without definitions nothing in it can grow
    except ET.ParseError as error:
        raise TreeError from error


def addresses_named(path: Path) -> Iterator[str]:
    """Yield every address a feed or a map names.

    :raise TreeError: it is no XML.
    """
    for element in read_tree(path).iter():
        if element.tag == f"{_ATOM}link":
            yield element.get("href", "")
        elif element.tag == f"{_SITEMAP}loc":
            yield element.text or ""


def _feed_problems(path: Path) -> Iterator[str]:
    root = read_tree(path)
    entries = root.findall(f"{_ATOM}entry")
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            if element.find(f"{_ATOM}{name}") is None:
                yield f"订阅源缺少 {name}"
    names = [entry.findtext(f"{_ATOM}id") for entry in entries]
    if len(set(names)) < len(names):
        yield "订阅源里有两条是同一个 id"


def _leaks(path: Path) -> Iterator[str]:
    if path.suffix == ".json":
        yield from leaks_in_json(path.read_text(encoding="utf-8"))
    elif path.suffix in _TEXTS:
        yield from leaks_in_text(path.read_text(encoding="utf-8-sig").replace(",", "\n"))
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as workbook:
            for name in workbook.namelist():
                if name.endswith((".xml", ".rels")):
                    yield from leaks_in_text("\n".join(read_markup(workbook.read(name).decode()).texts))


def _is_image(path: Path) -> bool:
    try:
        with Image.open(path) as image:
            image.load()
    except (OSError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return False
    return True


def _is_packed(path: Path) -> bool:
    plain = path.with_suffix("")
    try:
        return plain.is_file() and gzip.decompress(path.read_bytes()) == plain.read_bytes()
    except (OSError, EOFError, zlib.error):
        return False

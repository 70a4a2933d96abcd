"""Judging a built tree as a stranger would: links, digests, proofs, leaks, and whether every file is there.

It reads nothing but the tree; where the record of the build is beside it, every file is held against that too.
"""

from __future__ import annotations

import json
import posixpath
import zipfile
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from disclosure.site.errors import NotBuiltError
from disclosure.site.leaks import leaks_in_json, leaks_in_text
from disclosure.site.linking import NOT_FOUND_PATH
from disclosure.site.log_check import log_problems, public_entries
from disclosure.site.photo_check import photo_problems
from disclosure.site.proofs import ProofTree
from disclosure.site.search import FOLDER, search_problems
from disclosure.site.staging import file_digest, files_in, recorded_files
from disclosure.site.stranger import FalseDocumentError, check_document
from portal.kernel.notes import parse_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_REQUIRED = ("index.html", "404.html", "robots.txt", "verify/index.html", "verify/verify.py")
_TEXTS = (".csv", ".txt", ".xml", ".atom", ".svg", ".css", ".js", ".tsv", ".md")
_LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src", "iframe": "src", "area": "href"}
_BEHIND_SIGN_IN = ("/sign-in", "/sign-out", "/login", "/logout", "/account", "/activate", "/settings")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """Something wrong with one file of the site."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}：{self.what}"


@dataclass(slots=True, kw_only=True)
class _Link:
    target: str
    digest: str | None  # the digest its text names, where it leads to a bulletin's file


@dataclass(slots=True)
class _Page:
    """What one HTML page says, refers to, and must not have."""

    links: list[_Link] = field(default_factory=list)
    fragments: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = _Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        target = values.get(_LINKS.get(tag, ""))
        if target is not None:
            self.page.links.append(_Link(target=target, digest=values.get("data-digest")))
        if "id" in values:
            self.page.fragments.add(values["id"])
        self.page.texts += [value for name, value in values.items() if name != "data-digest"]
        self.page.forbidden += _forbidden(tag, values)

    def handle_data(self, data: str) -> None:
        self.page.texts.append(data)


def check_site(directory: Path, *, site_url: str = "") -> tuple[Problem, ...]:
    """Return every problem of the site in ``directory``, sorted by file.

    :raise NotBuiltError: there is no site.
    """
    if not (directory / "index.html").exists():
        raise NotBuiltError(directory)
    files = files_in(directory)
    pages = {path: _read(directory / path) for path in files if path.endswith(".html")}
    prefix = urlsplit(site_url).path.rstrip("/")
    problems = [*_missing(directory, files), *_from_bulletins(directory, files), *_from_logs(directory)]
    problems += (Problem(path=path, what=what) for path, what in photo_problems(directory, files))
    problems += (Problem(path=path, what=what) for path, what in search_problems(directory))
    for path, page in pages.items():
        problems += (Problem(path=path, what=what) for what in page.forbidden)
        problems += (Problem(path=path, what=what) for text in page.texts for what in leaks_in_text(text))
        problems += _from_links(directory, path, pages, prefix=prefix)
    for path in files:
        problems += (Problem(path=path, what=what) for what in _leaks_in_file(directory / path))
    return tuple(sorted(set(problems)))


def _read(path: Path) -> _Page:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader.page


def _forbidden(tag: str, values: dict[str, str]) -> Iterator[str]:
    if tag in {"form", "input", "textarea"} and values.get("type") != "checkbox":
        yield f"公开页面不能有表单（<{tag}>）"
    if tag == "style" or (tag == "script" and "src" not in values) or "style" in values:
        yield f"公开页面不能有内嵌的样式或脚本（<{tag}>）"
    for name in values:
        if name.startswith("on"):
            yield f"公开页面不能有事件属性（{name}）"


def _missing(directory: Path, files: list[str]) -> Iterator[Problem]:
    for path in _REQUIRED:
        if path not in files:
            yield Problem(path=path, what="缺少这个文件")
    record = recorded_files(directory)
    if not record:
        return
    for path in set(record) - set(files):
        yield Problem(path=path, what="缺少这个文件，生成时是有的")
    for path in {path for path in files if not path.startswith(f"{FOLDER}/")} - set(record):
        yield Problem(path=path, what="这个文件不是本次生成的")
    for path in set(files) & set(record):
        if file_digest(directory / path) != record[path]:
            yield Problem(path=path, what="内容和生成时的指纹不符，文件被改动过")


def _from_bulletins(directory: Path, files: list[str]) -> Iterator[Problem]:
    @cache
    def trees(place: str) -> ProofTree:
        return ProofTree(public_entries(directory / place / "log"))

    for path in files:
        place, _, rest = path.partition("/")
        if not (rest.startswith("bulletins/") and path.endswith(".json")):
            continue
        try:
            document = json.loads((directory / path).read_text(encoding="utf-8"))
            check_document(document)
        except (FalseDocumentError, ValueError) as error:
            yield Problem(path=path, what=f"核对不通过，{error}")
            continue
        if not _stands_in(trees(place), document["checkpoint"]):
            yield Problem(path=path, what="文件里的检查点不是网站公开的日志的")


def _stands_in(tree: ProofTree, note: str) -> bool:
    """Tell whether a checkpoint, whose signature was checked, speaks of a beginning of the public log."""
    said = parse_checkpoint(note.partition("\n\n")[0] + "\n")
    return said.size <= tree.size and tree.root_at(said.size) == said.root


def _from_logs(directory: Path) -> Iterator[Problem]:
    for page in sorted(directory.glob("*/log/index.html")):
        folder = page.parent
        for path, what in log_problems(folder):
            yield Problem(path=(folder / path).relative_to(directory).as_posix(), what=what)


def _from_links(directory: Path, path: str, pages: dict[str, _Page], *, prefix: str) -> Iterator[Problem]:
    for link in pages[path].links:
        parts = urlsplit(link.target)
        if parts.scheme or parts.netloc:
            yield from (Problem(path=path, what=what) for what in _outward(link.target))
            continue
        if parts.path.startswith("/") and f"/{path}" != NOT_FOUND_PATH:
            yield Problem(path=path, what=f"链接 {link.target} 以斜杠开头，从 U 盘打开时会断")
            continue
        target = _target(path, unquote(parts.path), prefix=prefix)
        if not (directory / target).is_file():
            yield Problem(path=path, what=f"链接 {link.target} 指向的文件不存在")
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].fragments:
            yield Problem(path=path, what=f"链接 {link.target} 指向的位置不存在")
        elif link.digest is not None and link.digest != _digest_in(directory / target):
            yield Problem(path=path, what=f"页面写的指纹和 {link.target} 的指纹不符")


def _target(path: str, link_path: str, *, prefix: str) -> str:
    if not link_path:
        return path
    if link_path.startswith("/"):
        return link_path.removeprefix(prefix).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), link_path))


def _outward(target: str) -> Iterator[str]:
    parts = urlsplit(target)
    if parts.scheme not in {"http", "https"}:
        yield f"链接 {target} 不是网址"
    elif parts.path.startswith(_BEHIND_SIGN_IN):
        yield f"链接 {target} 指向需要登录的页面"


def _digest_in(path: Path) -> str | None:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return document.get("digest") if isinstance(document, dict) else None


def _leaks_in_file(path: Path) -> Iterator[str]:
    try:
        if path.suffix == ".json":
            yield from leaks_in_json(path.read_text(encoding="utf-8"))
        elif path.suffix in _TEXTS:
            for line in path.read_text(encoding="utf-8-sig").splitlines():
                for cell in line.split(","):
                    yield from leaks_in_text(cell)
        elif path.suffix == ".xlsx":
            yield from _leaks_in_workbook(path)
    except (ValueError, zipfile.BadZipFile):
        yield "文件读不出来，内容和名字不符"


def _leaks_in_workbook(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as workbook:
        for name in workbook.namelist():
            if name.endswith((".xml", ".rels")):
                reader = _Reader()
                reader.feed(workbook.read(name).decode())
                for text in reader.page.texts:
                    yield from leaks_in_text(text)

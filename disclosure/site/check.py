"""Judging a built tree as a stranger would: links, digests, proofs, leaks, and whether every file is there.

It reads nothing but the tree; where the record of the build is beside it, every file is held against that too.
"""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from disclosure.site.assets import assets_digest
from disclosure.site.bundle_check import bundle_problems
from disclosure.site.errors import NotBuiltError
from disclosure.site.file_check import TreeError, addresses_named, file_problems
from disclosure.site.leaks import leaks_in_text
from disclosure.site.linking import NOT_FOUND_PATH
from disclosure.site.log_check import log_problems, public_tree, stands_in
from disclosure.site.page_check import read_page
from disclosure.site.photo_check import photo_problems
from disclosure.site.seal_check import seal_problems
from disclosure.site.search import FOLDER, search_problems
from disclosure.site.staging import file_digest, files_in, recorded_files
from disclosure.site.stranger import FalseDocumentError, check_document
from disclosure.site.traces import PACKED
from portal.kernel.notes import claimed_checkpoint
from portal.web.public_sheets import PAPERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from disclosure.site.page_check import Page
    from disclosure.site.proofs import ProofTree

_REQUIRED = (
    "index.html",
    "404.html",
    "robots.txt",
    "feed.atom",
    "sitemap.xml",
    "verify/index.html",
    "verify/verify.py",
)
_REQUIRED_OF_VILLAGE = (
    "index.html",
    "feed.atom",
    "sitemap.xml",
    "timeliness/index.html",
    "corrections/index.html",
    "log/index.html",
)
_BEHIND_SIGN_IN = ("/sign-in", "/sign-out", "/login", "/logout", "/account", "/activate", "/settings")

#: The pages that hang on the notice board too: each month, and each matter that has a resolution.
_MONTH = re.compile(r"[^/]+/finance/\d{4}-\d{1,2}(?=/index\.html)")
_RESOLUTION = re.compile(r"([^/]+)/bulletins/resolution/(\d+)\.")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """Something wrong with one file of the site."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}：{self.what}"


def check_site(directory: Path, *, site_url: str = "") -> tuple[Problem, ...]:
    """Return every problem of the site in ``directory``, sorted by file.

    The site stands where its first page says, or else at ``site_url``.

    :raise NotBuiltError: there is no site.
    """
    if not (directory / "index.html").exists():
        raise NotBuiltError(directory)
    files = frozenset(files_in(directory))
    pages = {path: read_page(directory / path) for path in files if path.endswith(".html")}
    base = (pages["index.html"].canonical or site_url).rstrip("/")
    trees = cache(public_tree)
    problems = [*_missing(directory, files), *_from_bulletins(directory, files, trees), *_from_logs(directory)]
    problems += (Problem(path=path, what=what) for path, what in photo_problems(directory, files))
    problems += (Problem(path=path, what=what) for path, what in bundle_problems(directory, files))
    problems += (Problem(path=path, what=what) for path, what in search_problems(directory))
    problems += _without_sheets(files)
    problems += _from_assets(directory, files)
    for path, page in pages.items():
        problems += _from_links(directory, path, pages, prefix=urlsplit(base).path)
        faults = (page.faults, leaks_in_text("\n".join(page.texts)), _astray(page.canonical, files, base=base))
        problems += (Problem(path=path, what=what) for found in faults for what in found)
        sealed = f"/{path}" != NOT_FOUND_PATH
        problems += (Problem(path=path, what=what) for what in _from_seal(directory / path, path, trees) if sealed)
    for path in files:
        named = _named_in(directory / path) if path.endswith((".atom", "sitemap.xml")) else ()
        problems += (Problem(path=path, what=what) for what in file_problems(directory / path))
        problems += (Problem(path=path, what=what) for one in named for what in _astray(one, files, base=base))
    return tuple(sorted(set(problems)))


def _from_seal(file: Path, path: str, trees: Callable[[Path], ProofTree]) -> Iterator[str]:
    html = file.read_text(encoding="utf-8")
    address = f"/{path.removesuffix('index.html')}"
    yield from seal_problems(html, address=address, folder=file.parent, trees=trees)


def _missing(directory: Path, files: Collection[str]) -> Iterator[Problem]:
    villages = [
        path.removesuffix("card.json") for path in files if path.count("/") == 1 and path.endswith("/card.json")
    ]
    required = (*_REQUIRED, *(village + path for village in villages for path in _REQUIRED_OF_VILLAGE))
    for path in required:
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


def _from_bulletins(directory: Path, files: Iterable[str], trees: Callable[[Path], ProofTree]) -> Iterator[Problem]:
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
        if not stands_in(trees((directory / place / "log").resolve()), claimed_checkpoint(document["checkpoint"])):
            yield Problem(path=path, what="文件里的检查点不是网站公开的日志的")


def _from_assets(directory: Path, files: Iterable[str]) -> Iterator[Problem]:
    """Yield every folder of shipped files that does not hold what its name says."""
    names: dict[str, list[str]] = {}
    for path in files:
        first, _, rest = path.partition("/")
        folder, _, name = rest.partition("/")
        if first == "static" and not path.endswith(PACKED):
            names.setdefault(folder, []).append(name)
    for folder, inside in names.items():
        if assets_digest(directory / "static" / folder, inside) != folder:
            yield Problem(path=f"static/{folder}/", what="网页的样式和程序不是生成时的")


def _from_logs(directory: Path) -> Iterator[Problem]:
    for page in sorted(directory.glob("*/log/index.html")):
        folder = page.parent
        for path, what in log_problems(folder):
            yield Problem(path=(folder / path).relative_to(directory).as_posix(), what=what)


def _without_sheets(files: Collection[str]) -> Iterator[Problem]:
    """Yield every print sheet that is not there."""
    months = {found[0] for path in files if (found := _MONTH.match(path))}
    resolved = {f"{found[1]}/matters/{found[2]}" for path in files if (found := _RESOLUTION.match(path))}
    for page in months | resolved:
        for paper in PAPERS:
            if f"{page}/{paper}/index.html" not in files:
                yield Problem(path=f"{page}/{paper}/index.html", what="缺少公开栏的打印版")


def _named_in(path: Path) -> tuple[str, ...]:
    """Return every address a feed or a map names; none where it cannot be read, which is said of the file already."""
    try:
        return tuple(addresses_named(path))
    except TreeError:
        return ()


def _astray(address: str | None, files: Collection[str], *, base: str) -> Iterator[str]:
    """Yield what is wrong with an absolute address of the site."""
    if address is None:
        return
    page = address.partition("#")[0]
    target = page.removeprefix(f"{base}/")
    if target == page:
        yield f"{address} 不是本网站的网址"
    elif (f"{target}index.html" if target.endswith("/") or not target else target) not in files:
        yield f"{address} 指向的文件不存在"


def _from_links(directory: Path, path: str, pages: Mapping[str, Page], *, prefix: str) -> Iterator[Problem]:
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

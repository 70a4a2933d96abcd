"""From a USB stick: whoever follows links reaches every page and the line of every figure, wherever the folder lies."""

from __future__ import annotations

import posixpath
import re
import shutil
from collections import deque
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from disclosure.site.freezing import PACKED
from disclosure.site.linking import NOT_FOUND_PATH

pytestmark = pytest.mark.browser  # it shares the site that a real installation built for the browser's journeys

LEADS = re.compile(r'<a [^>]*href="([^"]*)"')
LOADED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]* (?:href|src)="([^"]*)"')
LINE = re.compile(r'id="(v-\d+)"')
FIRST_VIEW = 50 * 1024


def crawl(site: Path) -> tuple[set[str], set[str]]:
    """Follow every link from the first page; return the files reached, and the addresses with their anchors."""
    reached, addresses, waiting = {"index.html"}, set(), deque(["index.html"])
    while waiting:
        path = waiting.popleft()
        if not path.endswith(".html"):
            continue
        for link in LEADS.findall((site / path).read_text()):
            parts = urlsplit(link)
            if parts.scheme or not (parts.path or parts.fragment):
                continue
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
            )
            assert (site / target).is_file(), f"{path}: {link}"
            if parts.fragment and target != path:
                addresses.add(f"{target}#{parts.fragment}")
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached, addresses


def pages_of(site: Path) -> set[str]:
    found = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return {path for path in found if not path.startswith(".") and f"/{path}" != NOT_FOUND_PATH}


def test_links_lead_to_every_page_and_to_the_line_of_every_figure(demo_site: Path) -> None:
    reached, addresses = crawl(demo_site)
    assert sorted(pages_of(demo_site) - reached) == []
    months = [path for path in reached if re.fullmatch(r"[^/]+/finance/\d{4}-\d\d/index\.html", path)]
    lines = {f"{path}#{anchor}" for path in months for anchor in LINE.findall((demo_site / path).read_text())}
    assert len(months) >= 12
    assert len(lines) > 200
    assert sorted(lines - addresses) == []


def test_the_site_copied_to_another_folder_is_the_same_site(demo_site: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(demo_site, tmp_path / "U盘 (1)" / "村务公开", ignore=shutil.ignore_patterns(".*"))
    assert crawl(copy) == crawl(demo_site)


def test_the_first_view_of_a_month_is_light(demo_site: Path) -> None:
    months = sorted(demo_site.glob("qingshiao/finance/2026-??/index.html"))
    heaviest = max(months, key=lambda page: page.stat().st_size)
    loaded = [heaviest, *(heaviest.parent / link for link in LOADED.findall(heaviest.read_text()))]
    sizes = {
        file.name: min(one.stat().st_size for one in (file, Path(f"{file}{PACKED}")) if one.exists()) for file in loaded
    }
    assert {"index.html", "public.css", "verify.js"} <= set(sizes)
    assert sum(sizes.values()) <= FIRST_VIEW, sizes

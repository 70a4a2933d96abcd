"""What a page becomes on paper: printed by the browser, read back word by word, measured against the sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypdf import PageObject, PdfReader

from tests.journeys.conftest import DESK

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

#: A4 in points.
A4 = (595, 842)
#: What @page leaves between the margins, in px.
BETWEEN = 680
#: A font that draws a radical and a character alike names the radical; beside it the file says which was meant.
_RADICAL = re.compile("[\u2e80-\u2fdf]")
_MEANT = re.compile(rb"/ActualText <FEFF([0-9A-F]+)>")


def printed(page: Page, folder: Path) -> list[str]:
    """Print the page on A4; return the words of each sheet without spaces."""
    page.pdf(path=folder / "printed.pdf", prefer_css_page_size=True)
    sheets = PdfReader(folder / "printed.pdf").pages
    assert {(round(one.mediabox.width), round(one.mediabox.height)) for one in sheets} == {A4}
    texts = [_words(one) for one in sheets]
    assert not _RADICAL.search("".join(texts)), "every character is the one that was written"
    return texts


def too_wide(page: Page) -> list[str]:
    """Return what stands over the edge of the paper."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": BETWEEN, "height": DESK[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= BETWEEN
    cut: list[str] = page.locator("main *").evaluate_all(
        "(all, width) => all.filter(one => one.getBoundingClientRect().right > width + 1).map(one => one.outerHTML)",
        BETWEEN,
    )
    return cut


def _words(page: PageObject) -> str:
    """Return the text of a page of paper without spaces, as a reader hands it out that heeds what was meant."""
    content = page.get_contents()
    assert content is not None
    meant = [bytes.fromhex(one.decode()).decode("utf-16-be").strip() for one in _MEANT.findall(content.get_data())]
    told = iter([one for one in meant if "\u4e00" <= one <= "\u9fff"])
    return _RADICAL.sub(lambda _: next(told), re.sub(r"\s", "", page.extract_text()))

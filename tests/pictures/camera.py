"""Taking pictures of one page: at each width, on paper, and with scripts off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2

from tests.journeys.conftest import DESK, PHONE, TABLET

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

SIZES = (PHONE, TABLET, DESK)
PRINT, PLAIN = "print", "scripts off"
#: Longer pages are cut here: nobody reads further on a contact sheet.
_LONGEST = 6_000
#: Dots to the inch of a printed page.
_DPI = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One page with its pictures: column → file."""

    name: str  # the endpoint
    address: str
    who: str
    pictures: dict[str, Path]
    sheets_of_paper: int


def take(page: Page, address: str, folder: Path, *, name: str, who: str) -> Row:
    """Open ``address`` and return its pictures at every size and on paper."""
    folder.mkdir(parents=True, exist_ok=True)
    answer = page.goto(address)
    assert answer is None or answer.ok, f"{address}: {answer.status}"
    pictures = {str(size[0]): _photograph(page, folder / f"{size[0]}.png", size=size) for size in SIZES}
    paper = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
    pictures[PRINT] = folder / "print.png"
    paper[0].render(scale=_DPI / 72).to_pil().save(pictures[PRINT])
    sheets = len(paper)
    paper.close()
    return Row(name=name, address=address, who=who, pictures=pictures, sheets_of_paper=sheets)


def take_plain(page: Page, address: str, folder: Path) -> Path:
    """Return a phone's picture of ``address``; ``page`` runs no scripts."""
    page.goto(address)
    return _photograph(page, folder / "plain.png", size=PHONE)


def _photograph(page: Page, file: Path, *, size: tuple[int, int]) -> Path:
    """Take the whole page on a screen as long as it is, so that what sticks to the screen's edge covers nothing."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    long = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(long, _LONGEST)})
    page.screenshot(path=file)
    return file

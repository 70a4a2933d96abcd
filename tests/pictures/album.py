"""Contact sheets in ``docs/pictures`` and the page that names what is on them."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader
from PIL import Image

from tests.journeys.conftest import PHONE
from tests.pictures.camera import PLAIN, PRINT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser

    from tests.pictures.camera import Row

HERE = Path(__file__).parent
#: How wide a picture stands on a sheet, in pixels, and where it is cut.
_WIDTHS = {"360": 180, "768": 230, "1280": 320, PRINT: 230, PLAIN: 180}
_HEIGHT = 440
_ROWS = 10
_QUALITY = 35
_TEMPLATES = Environment(loader=FileSystemLoader(HERE), autoescape=True)

_INTRODUCTION = """# Pictures

Made by `make pictures`, not by hand: every screen of the portal that has an address and every kind of page of the
public site, on a phone (360 px), a tablet (768 px), a desk (1280 px) and on paper; the public pages also with scripts
off, from the disk. People, places and sums are those of the demo on a fixed day. Long pages are cut on the sheets;
after `make pictures` the whole pictures lie in `var/pictures/`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One contact sheet: what it shows, and as which file."""

    title: str
    file: str
    rows: tuple[Row, ...]
    before: int = 0  # rows of the same group on earlier sheets


def sheets_of(group: str, rows: Sequence[Row]) -> Iterator[Sheet]:
    """Divide rows into sheets by the first part of their names: one area to a sheet, long ones on several."""
    areas: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        areas[row.name.partition(".")[0]].append(row)
    for area, found in sorted(areas.items()):
        for start in range(0, len(found), _ROWS):
            number = f"-{start // _ROWS + 1}" if len(found) > _ROWS else ""
            yield Sheet(
                title=f"{group}: {area}{number.replace('-', ' ')}",
                file=f"{group}-{area}{number}.webp",
                rows=tuple(found[start : start + _ROWS]),
                before=start,
            )


def draw(browser: Browser, sheets: Sequence[Sheet], *, pictures: Path, scratch: Path) -> None:
    """Draw the sheets into the folder ``pictures``; sheets of earlier times go."""
    for old in pictures.glob("*.webp"):
        old.unlink()
    template = _TEMPLATES.get_template("sheet.html")
    for sheet in sheets:
        text = template.render(title=sheet.title, rows=sheet.rows, before=sheet.before, widths=_WIDTHS, height=_HEIGHT)
        drawn = _drawn(browser, text, scratch / f"{sheet.file}.html")
        drawn.save(pictures / sheet.file, quality=_QUALITY, method=6)


def draw_phones(browser: Browser, files: Sequence[Path], target: Path, *, scratch: Path) -> None:
    """Draw pictures of a phone side by side into a PNG, in as few colours as look the same."""
    width, height = PHONE
    text = _TEMPLATES.get_template("phones.html").render(files=files, width=width, height=height)
    _drawn(browser, text, scratch / "phones.html").quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)


def index(sheets: Sequence[Sheet]) -> str:
    """Return the Markdown page that names every picture."""
    parts = [_INTRODUCTION]
    for sheet in sheets:
        lines = [f"{number}. `{row.name}` {_told(row)}" for number, row in enumerate(sheet.rows, sheet.before + 1)]
        parts.append(
            "\n".join((f"## {sheet.title}", "", f"![{sheet.title}](pictures/{sheet.file})", "", *lines)) + "\n"
        )
    return "\n".join(parts)


def _told(row: Row) -> str:
    return row.address if row.who == row.address else f"{row.address} ({row.who})"


def _drawn(browser: Browser, text: str, file: Path) -> Image.Image:
    """Return a picture of a page that shows pictures, as wide as it is."""
    file.write_text(text)
    page = browser.new_page()
    page.goto(file.as_uri())
    width, height = page.evaluate("[document.body.offsetWidth, document.documentElement.scrollHeight]")
    page.set_viewport_size({"width": width, "height": 800})
    taken = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    page.close()
    return Image.open(io.BytesIO(taken)).convert("RGB")

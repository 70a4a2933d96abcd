"""What publishing cannot be faster than: a bare Jinja loop that renders and writes as many pages of the same table.

``python -m tests.bench.loop FOLDER VILLAGES MONTHS OTHERS``: for each village so many months and other pages, in two
processes. It is the page a reader sees, without its seal, and every address is known beforehand. The values are in
memory, and nothing is linked, signed, proven, packed or remembered.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from portal.kernel.canonical import sha256_hex
from portal.web.templating import FILTERS
from tests.bench.county import FIRST, name_of, slug_of, table
from tests.bench.publish import PROCESSES

_TEMPLATES = Path(__file__).parent / "templates"


def pages(number: int, months: int, others: int) -> list[dict[str, Any]]:
    """Return the values of a village's pages."""
    slug = slug_of(number)
    keys = [str(FIRST.plus(month)) for month in range(months)] + [f"other-{other}" for other in range(others)]
    return [
        {
            "village": slug,
            "name": name_of(number),
            "key": key,
            "address": f"{slug}/tables/{key}",
            "page": table(f"{slug}/{key}"),
            "digest": sha256_hex(f"{slug}/{key}".encode()),
            "day": date(2026, 11, 5),
        }
        for key in keys
    ]


def render(folder: Path, made: list[dict[str, Any]]) -> None:
    """Render and write ``made``."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(FILTERS)
    template = environment.get_template("bench/bare.html")
    for values in made:
        target = folder / values["address"]
        target.mkdir(parents=True)
        (target / "index.html").write_text(template.render(values), encoding="utf-8")


def main(folder: str, villages: str, months: str, others: str) -> None:
    """Render every village's pages, half of them in each process."""
    made = [one for village in range(int(villages)) for one in pages(village, int(months), int(others))]
    started = time.perf_counter()
    forked = multiprocessing.get_context("fork")
    half = [forked.Process(target=render, args=(Path(folder), made[start::PROCESSES])) for start in range(PROCESSES)]
    for one in half:
        one.start()
    for one in half:
        one.join()
    print(time.perf_counter() - started)  # what it renders was made before


if __name__ == "__main__":
    main(*sys.argv[1:])

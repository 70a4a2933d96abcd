"""What publishing cannot be faster than: a bare Jinja loop that renders and writes as many pages of the same table.

``python -m tests.bench.loop FOLDER VILLAGES MONTHS OTHERS``: for each village so many months and other pages, in two
processes. The page is Hugo's too: a plain head, a menu of one entry, the table and a line below, every address known
beforehand. The values are in memory, and nothing is linked, signed, proven, packed or remembered.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from portal.web.templating import yuan
from tests.bench.county import FIRST, table
from tests.bench.publish import PROCESSES

_TEMPLATES = Path(__file__).parent / "templates"


def pages(village: int, months: int, others: int) -> list[tuple[str, str, dict[str, object]]]:
    """Return path, key and values of a village's pages."""
    keys = [str(FIRST.plus(number)) for number in range(months)] + [f"other-{number}" for number in range(others)]
    return [(f"v{village:03d}/tables/{key}", key, table(f"{village}/{key}")) for key in keys]


def render(folder: Path, made: list[tuple[str, str, dict[str, object]]]) -> None:
    """Render and write ``made``."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["yuan"] = yuan
    template = environment.get_template("bench/bare.html")
    for path, key, page in made:
        target = folder / path
        target.mkdir(parents=True)
        (target / "index.html").write_text(template.render(key=key, page=page), encoding="utf-8")


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

"""``make judge``: outside judges on the built site; one table, exit code 1 where anything falls short.

Nu HTML checker on every page, axe on every kind of page, Lighthouse on every kind of page, ``cunshi site check``,
Atom feeds, data packages. The full results lie in ``var/judge/``.
"""

from __future__ import annotations

import shutil
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from disclosure.site.serving import site_server
from portal.config import Config
from tests.browsers import find_browser
from tests.judge.axe import judge_access
from tests.judge.built_site import UNKNOWN, read_site
from tests.judge.feeds import judge_feeds
from tests.judge.lighthouse import Lighthouse
from tests.judge.links import judge_links
from tests.judge.nu import judge_markup
from tests.judge.packages import judge_packages
from tests.judge.verdicts import Verdict, table, write_results

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.judge.built_site import BuiltSite

_ROOT = Path(__file__).resolve().parents[2]
_RESULTS = _ROOT / "var" / "judge"
_MODULES = _ROOT / ".cache" / "judge" / "node_modules"  # where ``make judge`` puts them
JAR = _MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = _MODULES / ".bin" / "lighthouse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the judges need from the machine."""

    java: str
    browser: str


def find_tools() -> Tools:
    """Return where the tools are.

    :raise click.ClickException: one is missing; the sentence says how to get it.
    """
    java, node, browser = shutil.which("java"), shutil.which("node"), find_browser()
    needed = {
        "Java 11 or newer, for the Nu HTML checker (Debian: apt-get install default-jre-headless)": java,
        "Node 18.16 or newer, for Lighthouse (Debian: apt-get install nodejs npm)": node,
        "Chromium or Chrome (tests/journeys/install-browser)": browser,
        "their packages (make judge fetches them)": JAR.is_file() and LIGHTHOUSE.exists(),
    }
    missing = [what for what, there in needed.items() if not there]
    if java is None or browser is None or missing:
        raise click.ClickException("\n  ".join(("the outside judges cannot sit; missing on this machine:", *missing)))
    return Tools(java=java, browser=browser)


def judge(site: BuiltSite, tools: Tools, *, results: Path) -> Iterator[Verdict]:
    """Yield every judge's verdicts, the quick ones first."""
    yield _every_page_known(site)
    yield judge_links(site)
    yield from judge_feeds(site)
    yield from judge_packages(site)
    yield from judge_markup(site, java=tools.java, jar=JAR)
    with served(site.folder) as address:
        yield from judge_access(site, browser=tools.browser, site_address=address)
        lighthouse = Lighthouse(
            program=LIGHTHOUSE, browser=tools.browser, site_address=address, reports=results / "lighthouse"
        )
        yield from lighthouse.judge(site)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a built site as ``cunshi site serve`` does; the value is its address."""
    with site_server(folder, port=0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _every_page_known(site: BuiltSite) -> Verdict:
    pages = tuple(site.pages)
    return Verdict(
        judge="address map",
        kind="all pages",
        figures=f"{len(pages)} pages of {len(site.kinds)} kinds",
        faults=tuple(f"no address makes {page.address}" for page in site.kinds.get(UNKNOWN, ()))
        if pages
        else ("there are no pages",),
    )


@click.command()
@click.option("--site", type=click.Path(path_type=Path, exists=True), help="A built site; else CUNSHI_BUILD_DIR.")
def main(site: Path | None) -> None:
    """Judge a built site."""
    tools = find_tools()
    verdicts = []
    for verdict in judge(read_site((site or Config.from_env().build_dir).resolve()), tools, results=_RESULTS):
        click.echo(f"{verdict.judge}: {verdict.kind}: {verdict.figures}", err=True)
        verdicts.append(verdict)
    write_results(_RESULTS / "results.json", verdicts)
    for line in table(verdicts):
        click.echo(line)
    sys.exit(not all(verdict.passed for verdict in verdicts))


if __name__ == "__main__":
    main()

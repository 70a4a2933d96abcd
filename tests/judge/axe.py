"""axe on the largest, the middle and the smallest page of every kind, on a phone and on a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import sync_playwright

from tests.browsers import BROWSER_ARGUMENTS
from tests.judge.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page as Tab

    from tests.judge.built_site import BuiltSite, Page

SIZES = ((360, 740), (1280, 800))
_WIDTHS = " and ".join(str(width) for width, _ in SIZES)
_RUN = "axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => found.violations)"


def judge_access(site: BuiltSite, *, browser: str, site_address: str) -> Iterator[Verdict]:
    """Yield one verdict for each kind of page: no violation."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=BROWSER_ARGUMENTS)
        tab = chromium.new_page(locale="zh-CN")
        for kind in site.kinds:
            pages = site.samples(kind)
            faults = tuple(fault for page in pages for fault in _violations(tab, page, site_address))
            figures = (
                f"{len(pages)} pages at {' and '.join(str(width) for width, _ in SIZES)} px, {len(faults)} violations"
            )
            yield Verdict(judge="axe", kind=kind, figures=figures, faults=faults)
        chromium.close()


def _violations(tab: Tab, page: Page, site_address: str) -> Iterator[str]:
    tab.goto(f"{site_address}/{page.address}")
    tab.evaluate(Axe().axe_script)  # evaluated, not loaded, so that no policy stands against it
    for width, height in SIZES:
        tab.set_viewport_size({"width": width, "height": height})
        for violation in tab.evaluate(_RUN):
            yield f"{page.address} at {width} px: {violation['id']}: {[n['html'] for n in violation['nodes'][:2]]}"

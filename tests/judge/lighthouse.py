"""Lighthouse as a phone sees it, on the largest page of every kind: at least 95 in all four categories."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.browsers import BROWSER_ARGUMENTS
from tests.judge.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.judge.built_site import BuiltSite, Page

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 95
#: Speed is measured on a machine that does other things too: what falls short is measured so often, the middle counts.
_ROUNDS = 3
#: What Lighthouse itself shows in green.
_GOOD = 0.9
#: What a page that search engines shall leave out is not asked.
_ASKS_TO_BE_FOUND = "is-crawlable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lighthouse:
    """How Lighthouse is run."""

    program: Path
    browser: str
    site_address: str
    reports: Path  # folder of the full reports, one for each kind

    def judge(self, site: BuiltSite) -> Iterator[Verdict]:
        """Yield one verdict for each kind of page."""
        self.reports.mkdir(parents=True, exist_ok=True)
        for kind, pages in site.kinds.items():
            yield self._verdict(kind, pages[0])

    def _verdict(self, kind: str, page: Page) -> Verdict:
        reports = [self._run(page)]
        if _score(reports[0], "performance") < LEAST:
            reports += [self._run(page) for _ in range(_ROUNDS - 1)]
        scores = {name: round(statistics.median(_score(one, name) for one in reports)) for name in CATEGORIES}
        found: dict[bool, list[str]] = {True: [], False: []}
        for name, score in scores.items():
            found[score < LEAST] += (f"{page.address}: {name}: {lost}" for lost in _lost(reports[-1], name))
        withheld = " (not to be found)" if page.is_withheld else ""
        return Verdict(
            judge="Lighthouse",
            kind=kind,
            figures=", ".join(f"{name} {score}" for name, score in scores.items()) + withheld,
            faults=tuple(found[True]),
            remarks=tuple(found[False]),
        )

    def _run(self, page: Page) -> dict[str, Any]:
        report = self.reports / f"{page.kind}.json"
        command = [
            str(self.program),
            f"{self.site_address}/{page.address.removesuffix('index.html')}",
            "--quiet",
            "--no-enable-error-reporting",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={' '.join(['--headless=new', *BROWSER_ARGUMENTS])}",
        ]
        if page.is_withheld:
            command.append(f"--skip-audits={_ASKS_TO_BE_FOUND}")
        environ = {**os.environ, "CHROME_PATH": self.browser}
        subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        found: dict[str, Any] = json.loads(report.read_text())
        return found


def _score(report: dict[str, Any], category: str) -> int:
    """Return the score out of 100; 0 where Lighthouse could not tell."""
    return round(100 * (report["categories"][category]["score"] or 0))


def _lost(report: dict[str, Any], category: str) -> Iterator[str]:
    """Yield what cost points, at least the score itself."""
    score = _score(report, category)
    if score < LEAST:
        yield f"{score} of 100"
    for reference in report["categories"][category]["auditRefs"]:
        audit = report["audits"][reference["id"]]
        if reference["weight"] and audit["score"] is not None and audit["score"] < _GOOD:
            yield f"{audit['title']} ({_reason(audit)})"
    if report.get("runtimeError"):
        yield str(report["runtimeError"]["message"])


def _reason(audit: dict[str, Any]) -> str:
    """Return what Lighthouse says beside the title of an audit, or else the first thing it points at."""
    first: dict[str, Any] = next(iter(audit.get("details", {}).get("items", ())), {})
    return audit.get("displayValue") or audit.get("explanation") or json.dumps(first, ensure_ascii=False)

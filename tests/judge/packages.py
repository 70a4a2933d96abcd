"""Frictionless data packages: every ``datapackage.json`` passes the Frictionless framework's own validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frictionless import Report, validate

from tests.judge.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.judge.built_site import BuiltSite

PATTERN = "datapackage.json"


def judge_packages(site: BuiltSite) -> Iterator[Verdict]:
    """Yield one verdict on all data packages; a site without one falls short."""
    packages = site.files(PATTERN)
    faults: list[str] = []
    tables = rows = 0
    for path in packages:
        report = validated(path)
        tables += len(report.tasks)
        rows += sum(task.stats.get("rows") or 0 for task in report.tasks)
        faults += (f"{path.relative_to(site.folder).as_posix()}: {fault}" for fault in package_faults(report))
    yield Verdict(
        judge="frictionless",
        kind="data package",
        figures=f"{len(packages)} packages, {tables} tables, {rows} rows",
        faults=tuple(faults) if packages else ("the site has no data package",),
    )


def validated(path: Path) -> Report:
    """Return the framework's report on one package, as ``frictionless validate`` makes it."""
    return validate(str(path), type="package")


def package_faults(report: Report) -> Iterator[str]:
    """Yield what the report holds against the package."""
    for error in report.errors:
        yield f"{error.type}: {error.message}"
    for task in report.tasks:
        for error in task.errors:
            yield f"{task.name}: {error.type}: {error.message}"

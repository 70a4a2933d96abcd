"""The floors hold, and every contract that holds them can break."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("portal", "points", "deliberation", "disclosure")

#: For each contract: a module of the project, and an import it must not have.
BREACHES = {
    "floors": ("portal/kernel/money.py", "import points.rules"),
    "disclosure-points": ("disclosure/books/queries/months.py", "import points.queries"),
    "disclosure-deliberation": ("disclosure/books/services/closing.py", "import deliberation.services"),
    "portal": ("portal/org/queries.py", "import portal.meetings.queries"),
    "kernel": ("portal/kernel/months.py", "import flask"),
    "rules": ("points/rules/awards.py", "import peewee"),
    "models": ("points/models/__init__.py", "import points.services"),
    "queries": ("points/queries/entries.py", "import points.forms"),
    "services": ("points/services/claims.py", "import portal.web.guards"),
    "errors": ("points/errors.py", "import points.models"),
    "forms": ("points/forms.py", "import points.queries"),
    "views": ("points/views/root.py", "import points.models"),
    "bulletins": ("points/bulletins.py", "import flask"),
    "public": ("points/public.py", "import points.queries"),
    "commands": ("points/cli.py", "import points.models"),
}


def _contracts() -> dict[str, str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract["name"] for contract in settings}


def _lint(folder: Path) -> str:
    lint = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([lint, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False).stdout


def test_every_contract_has_a_breach_to_prove_it_by() -> None:
    assert BREACHES.keys() == _contracts().keys()
    assert all((ROOT / file).exists() for file, _ in BREACHES.values())


def test_the_floors_hold() -> None:
    assert "0 broken" in _lint(ROOT)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the contracts say of a copy of the project in which every one is broken."""
    copy = tmp_path_factory.mktemp("broken")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for file, line in BREACHES.values():
        with (copy / file).open("a") as module:
            module.write(f"\n{line}\n")
    return _lint(copy)


@pytest.mark.parametrize("contract", BREACHES)
def test_breaking_a_contract_is_seen(broken: str, contract: str) -> None:
    assert f"{_contracts()[contract]} BROKEN" in broken

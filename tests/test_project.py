"""The project's own papers: packages named, templates and code free of what does not belong."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = ("portal", "points", "deliberation", "disclosure")
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)[^>]*>|<style|\son\w+=|\sstyle=\"")


def test_every_package_is_named_in_pyproject() -> None:
    named = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    found = {
        str(one.parent.relative_to(ROOT)).replace("/", ".") for r in CODE for one in (ROOT / r).rglob("__init__.py")
    }
    assert named == found


@pytest.mark.parametrize(
    "template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_template_carries_inline_script_or_style(template: Path) -> None:
    assert not _INLINE.search(template.read_text())


def test_only_the_clock_reads_the_clock() -> None:
    reading = re.compile(r"\b(?:datetime\.now|datetime\.utcnow|date\.today|time\.time)\(")
    readers = {
        path.relative_to(ROOT).as_posix()
        for root in CODE
        for path in (ROOT / root).rglob("*.py")
        if reading.search(path.read_text())
    }
    assert readers == {"portal/kernel/clock.py"}


def test_no_float_touches_money_or_points() -> None:
    banned = re.compile(r"\b(?:FloatField|DecimalField|DoubleField)\b|(?<![\w.])float\([^)]")
    users = [path.name for root in CODE for path in (ROOT / root).rglob("*.py") if banned.search(path.read_text())]
    assert users == []


def test_the_demo_is_served_with_options_the_server_knows(tmp_path: Path) -> None:
    line = next(line for line in (ROOT / "Makefile").read_text().splitlines() if "gunicorn" in line)
    options = shlex.split(line.partition("gunicorn")[2])
    environ = {**os.environ, "CUNSHI_SECRET_KEY": "x" * 40, "CUNSHI_DATABASE_URL": f"sqlite:///{tmp_path / 'demo.db'}"}
    checked = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--check-config", *options],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr

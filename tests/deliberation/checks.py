"""Running ``cunshi matters check`` on records made up for a test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from deliberation.cli import matters_group
from portal.terminal import RefusingGroup

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def run(*arguments: str) -> Result:
    group = RefusingGroup("cunshi", commands={"matters": matters_group})
    return CliRunner().invoke(group, ["matters", *arguments])


def checked(folder: Path, *records: Any) -> list[dict[str, Any]]:
    file = folder / "records.json"
    file.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    ran = run("check", str(file))
    assert ran.exit_code == 0, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found


def reps(**numbers: Any) -> dict[str, Any]:
    return {"id": "r", "body": "villager_reps_meeting", "on": "2026-03-01", **numbers}

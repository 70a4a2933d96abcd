"""The shipped systemd units: what they start is there and known, and they may write only where they must."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portal import cli
from portal.config import Config
from tests.docs.fronts import DEPLOY, ROOT
from tests.docs.guides import complaint
from tests.docs.units import entries, values

SERVICES = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))
PROGRAMS = Path(sys.executable).parent


def here(text: str) -> str:
    """Return a shipped text with the places of this checkout."""
    return text.replace("/opt/cunshi/.venv/bin", str(PROGRAMS)).replace("/opt/cunshi", str(ROOT))


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_service_starts_what_is_there_with_words_it_knows(unit: Path, config: Config) -> None:
    cli._mount(config)
    commands = [shlex.split(here(line)) for line in values(unit, "ExecStart")]
    assert commands
    for program, *words in commands:
        assert os.access(program, os.X_OK), program
        if program == f"{PROGRAMS}/cunshi":
            assert complaint(cli.cunshi, shlex.join(["cunshi", *words])) == ""
    assert values(unit, "EnvironmentFile") == ["/etc/cunshi/cunshi.env"]
    assert Path(values(unit, "Documentation")[0].removeprefix("file:///opt/cunshi/")) == Path("docs/running.md")


def test_the_portal_starts_with_settings_gunicorn_knows(tmp_path: Path) -> None:
    _, *words = shlex.split(here(values(DEPLOY / "cunshi-portal.service", "ExecStart")[0]))
    environ = {**os.environ, "CUNSHI_SECRET_KEY": "x" * 40, "CUNSHI_DATABASE_URL": f"sqlite:///{tmp_path / 'a.db'}"}
    command = [sys.executable, "-m", "gunicorn", "--check-config", *words]
    checked = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_service_runs_as_nobody_special_and_writes_only_where_it_must(unit: Path) -> None:
    assert (values(unit, "User"), values(unit, "Group")) == (["cunshi"], ["cunshi"])
    assert values(unit, "ProtectSystem") == ["strict"]
    assert values(unit, "NoNewPrivileges") == ["true"]
    writes = set(" ".join(values(unit, "ReadWritePaths")).split())
    assert "/var/lib/cunshi" in writes
    assert ("/srv/cunshi" in writes) == (unit.name == "cunshi-site.service")
    assert ("/var/backups/cunshi" in writes) == (unit.name == "cunshi-backup.service")


@pytest.mark.parametrize("unit", TIMERS, ids=lambda path: path.name)
def test_a_timer_has_its_service_and_catches_up(unit: Path) -> None:
    assert unit.with_suffix(".service") in SERVICES
    assert values(unit, "Persistent") == ["true"]
    assert values(unit, "WantedBy") == ["timers.target"]
    assert values(unit, "OnCalendar")


def test_systemd_itself_has_nothing_to_say(tmp_path: Path) -> None:
    units = [*SERVICES, *TIMERS]
    assert {section for unit in units for section, _, _ in entries(unit)} == {"Unit", "Service", "Timer", "Install"}
    own = [tmp_path / unit.name for unit in units]
    for unit, copy in zip(units, own, strict=True):
        copy.write_text(here(unit.read_text()))
    if shutil.which("systemd-analyze"):
        said = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *own], capture_output=True, text=True, check=False
        )
        assert (said.returncode, said.stderr) == (0, "")

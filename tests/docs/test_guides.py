"""The guides: every command they name exists, and what can be run is run, with the shipped settings and scripts."""

import os
import pwd
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from portal import cli
from portal.config import Config
from tests.docs.fronts import DEPLOY, ROOT, replaced
from tests.docs.guides import commands_of_guide, complaint, shell_blocks
from tests.docs.units import values

GUIDES = (ROOT / "docs/running.md", ROOT / "docs/running.zh-CN.md")
PAPERS = (ROOT / "README.md", ROOT / "README.zh-CN.md", *GUIDES)
ADDRESS = "postgresql://cunshi:PASSWORD@127.0.0.1/cunshi"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_command_named_is_one(paper: Path, config: Config) -> None:
    cli._mount(config)
    named = list(commands_of_guide(paper))
    assert named
    assert [found for line in named if (found := complaint(cli.cunshi, line))] == []


@pytest.mark.parametrize(
    "line",
    ["cunshi bd check", "cunshi db chek", "cunshi db check --all", "cunshi db backup A B", "cunshi org list --as x"],
)
def test_a_command_that_is_none_is_found(line: str, config: Config) -> None:
    cli._mount(config)
    assert complaint(cli.cunshi, line)


def test_both_languages_say_to_type_the_same() -> None:
    english, chinese = map(shell_blocks, GUIDES)
    assert english == chinese


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_block_is_shell_and_every_file_is_there(guide: Path) -> None:
    for block in shell_blocks(guide):
        subprocess.run(["bash", "-n"], input=block.text, text=True, check=True)
    named = re.findall(r"\]\(([^)#:]+)\)|/opt/cunshi/(docs/[\w./-]+)", guide.read_text())
    paths = {guide.parent / linked if linked else ROOT / told for linked, told in named}
    assert {path.name for path in paths} > {"nginx.conf", "Caddyfile", "cunshi.env", "cunshi-portal.service"}
    assert [str(path) for path in paths if not path.exists()] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_setting_is_explained_and_shipped(guide: Path) -> None:
    read = set(re.findall(r'"(CUNSHI_\w+)"', (ROOT / "portal/config.py").read_text()))
    shipped = set(re.findall(r"^(CUNSHI_\w+)=", (DEPLOY / "cunshi.env").read_text(), re.MULTILINE))
    assert read == shipped
    assert read <= set(re.findall(r"CUNSHI_\w+", guide.read_text()))


class Machine:
    """A machine set up as the guide says, below one folder; the shipped settings and scripts are its own."""

    def __init__(self, folder: Path, *, backups: Path) -> None:
        self.folder = folder
        user = pwd.getpwuid(os.getuid()).pw_name
        self._places = {
            "/opt/cunshi/.venv/bin": str(Path(sys.executable).parent),
            "/etc/cunshi": str(folder / "etc"),
            "/var/lib/cunshi": str(folder / "lib"),
            "/srv/cunshi/site": str(folder / "site"),
            "/var/backups/cunshi": str(backups),
            "= cunshi ]": f"= {user} ]",
            "cunshi:cunshi": f"{os.getuid()}:{os.getgid()}",
        }
        for made in ("etc", "lib", "bin", "site"):
            (folder / made).mkdir(parents=True)
        settings = replaced(self.own((DEPLOY / "cunshi.env").read_text()), "KEY=''", f"KEY='{'0' * 64}'")
        (folder / "etc" / "cunshi.env").write_text(settings)
        for script in ("cunshi", "cunshi-backup"):
            (folder / "bin" / script).write_text(self.own((DEPLOY / script).read_text()))
            (folder / "bin" / script).chmod(0o755)

    def own(self, text: str) -> str:
        """Return a shipped text with this machine's places."""
        for shipped, own in self._places.items():
            text = text.replace(shipped, own)
        return text

    def run(self, text: str) -> subprocess.CompletedProcess[str]:
        """Type a block of the guide."""
        environ = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "PYTHONUTF8": "1"}
        return subprocess.run(
            ["bash", "-eux"],
            input=self.own(text),
            cwd=self.folder,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def night(self) -> subprocess.CompletedProcess[str]:
        """Do what the backup's unit does first, with the settings as systemd reads them."""
        first = values(DEPLOY / "cunshi-backup.service", "ExecStart")[0]
        settings = shlex.split((self.folder / "etc" / "cunshi.env").read_text(), comments=True)
        environ = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **dict(line.split("=", 1) for line in settings)}
        command = shlex.split(self.own(replaced(first, "/opt/cunshi/docs/deploy", str(self.folder / "bin"))))
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


@pytest.fixture
def postgres_address(postgres: Callable[[str], str]) -> str:
    with psycopg.connect(postgres("postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE guide")
    return postgres("guide")


def test_the_guide_from_nothing_to_a_restored_machine(tmp_path: Path, postgres_address: str) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    here, elsewhere = (Machine(tmp_path / name, backups=backups) for name in ("here", "elsewhere"))
    *blocks, keys_back = [block for block in shell_blocks(GUIDES[0]) if block.mark]
    assert len(blocks) > 5
    for block in blocks:
        machine = elsewhere if block.mark == "run elsewhere" else here
        done = machine.run(block.text.replace(ADDRESS, postgres_address))
        assert done.returncode == 0, done.stdout + done.stderr
    assert (elsewhere.folder / "site/liuxi/log/checkpoint").read_bytes() == (
        here.folder / "site/liuxi/log/checkpoint"
    ).read_bytes()
    keys = {path: path.read_bytes() for path in (here.folder / "lib/keys").glob("*liuxi.key")}
    next(iter(keys)).unlink()
    assert "缺少签名密钥" in here.run("cunshi site build").stderr
    done = here.run(keys_back.text)
    assert done.returncode == 0, done.stderr
    assert {path: path.read_bytes() for path in keys} == keys


def test_a_night_keeps_the_newest_backups_unless_something_is_found(tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    machine = Machine(tmp_path / "here", backups=backups)
    for day in range(1, 21):
        (backups / f"cunshi-2020-01-{day:02}-023000.tar.gz").touch()
    machine.run("cunshi db upgrade")
    assert machine.night().returncode == 0
    kept = sorted(path.name for path in backups.iterdir())
    assert (kept[0], len(kept)) == ("cunshi-2020-01-08-023000.tar.gz", 14)
    with sqlite3.connect(machine.folder / "lib/cunshi.db") as database:
        database.executescript("DROP TRIGGER journal_entry_no_delete; DROP TRIGGER journal_entry_no_update")
    database.close()
    found = machine.night()
    assert found.returncode == 1
    assert "journal_entry" in found.stderr
    assert len(list(backups.iterdir())) == 15

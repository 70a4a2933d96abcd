"""What the two READMEs tell a newcomer exists: commands, options, settings, pictures, links."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from portal import cli
from portal.config import Config

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`((?:make|cunshi) [^`]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _text(readme: str) -> str:
    return (ROOT / readme).read_text()


def _blocks(readme: str) -> list[str]:
    lines = [line.partition("#")[0].strip() for block in _BLOCK.findall(_text(readme)) for line in block.splitlines()]
    return [line for line in lines if line]


def _commands(readme: str, program: str) -> list[str]:
    """Return every command of ``program`` named, ``cunshi db upgrade | status`` as two."""
    found = []
    for named in [*_SPAN.findall(_text(readme)), *_blocks(readme)]:
        first, *others = [one.strip() for one in named.replace("\\|", "|").split("|")]
        group = " ".join(first.split()[:2])
        found += [first, *(f"{group} {one}" for one in others)]
    return [one for one in found if one.startswith(f"{program} ")]


@pytest.mark.parametrize("readme", READMES)
def test_a_newcomer_needs_two_commands(readme: str) -> None:
    assert _blocks(readme) == ["make demo", "make test"]


@pytest.mark.parametrize("readme", READMES)
def test_every_target_named_is_in_the_makefile(readme: str) -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets, settings = (set(re.findall(shape, makefile, re.MULTILINE)) for shape in (r"^(\w+):", r"^(\w+) \?="))
    for command in _commands(readme, "make"):
        target, *given = command.split()[1:]
        assert target in targets, command
        assert {one.partition("=")[0] for one in given} <= settings, command


@pytest.mark.parametrize(("readme", "least"), [("README.md", 25), ("README.zh-CN.md", 1)])
def test_every_command_named_is_known_with_its_options(readme: str, least: int) -> None:
    cli._mount(Config.from_env({}))
    commands = _commands(readme, "cunshi")
    assert len(commands) >= least
    for command in commands:
        _expect_known(command)


def _expect_known(command: str) -> None:
    found: click.Command = cli.cunshi
    words = re.sub(r"[\[\]]", "", command).split()[1:]
    while isinstance(found, click.Group) and words and not words[0].startswith("-"):
        assert words[0] in found.commands, command
        found = found.commands[words.pop(0)]
    context = click.Context(found)
    options = {name for given in found.get_params(context) for name in (*given.opts, *given.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= options, command
    takes = any(isinstance(given, click.Argument) for given in found.params)
    assert takes or not words or words[0].startswith("--"), f"{command}: takes no {words[0]}"


@pytest.mark.parametrize("readme", READMES)
def test_every_picture_and_link_leads_to_a_file(readme: str) -> None:
    near = [target for target in _LINK.findall(_text(readme)) if "://" not in target]
    assert "docs/pictures/public.png" in near
    assert [target for target in near if not (ROOT / target).is_file()] == []


def test_every_setting_is_described_and_every_described_setting_is_read() -> None:
    class Asked(dict[str, str]):
        def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
            self[key] = default
            return default

    asked = Asked()
    Config.from_env(asked)
    assert set(re.findall(r"CUNSHI_\w+", _text("README.md"))) == set(asked)


@pytest.mark.parametrize("program", ["make", "cunshi"])
def test_the_chinese_readme_names_no_command_the_english_one_does_not(program: str) -> None:
    english = " ".join(_commands("README.md", program))
    strangers = [one for one in _commands("README.zh-CN.md", program) if one not in english]
    assert strangers == []


def test_what_make_demo_runs_makes_a_site_without_fault(tmp_path: Path) -> None:
    recipe = re.search(r"^demo:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert recipe
    commands = re.findall(r"\$\(BIN\)/cunshi ((?:\w+ ?)+)", recipe[1])
    assert commands == ["db upgrade", "demo load ", "site build", "site check"]
    environ = {
        **os.environ,
        "CUNSHI_DATABASE_URL": f"sqlite:///{tmp_path / 'demo.db'}",
        "CUNSHI_BUILD_DIR": str(tmp_path / "build"),
        "CUNSHI_KEY_DIR": str(tmp_path / "keys"),
        "CUNSHI_UPLOAD_DIR": str(tmp_path / "uploads"),
    }
    for command in commands:
        smaller = ["--villages", "1", "--months", "2"] if command.startswith("demo") else []
        run = [sys.executable, "-m", "portal.cli", *shlex.split(command), *smaller]
        done = subprocess.run(run, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "build" / "index.html").is_file()

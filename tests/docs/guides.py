"""What the guides say to type, and whether the command line knows it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

_BLOCK = re.compile(r"^```(\w+)(?: ([\w ]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`(cunshi [^`\n]+)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of commands; ``mark`` says whether a test runs it: nothing, ``run`` or ``run elsewhere``."""

    mark: str
    text: str


def shell_blocks(path: Path) -> list[Block]:
    """Return the blocks of shell commands of a guide."""
    found = _BLOCK.findall(path.read_text())
    return [Block(mark=mark, text=text) for language, mark, text in found if language == "sh"]


def commands_of_guide(path: Path) -> Iterator[str]:
    """Yield every ``cunshi …`` a guide names: in its blocks, and between backticks with its alternatives apart."""
    for block in shell_blocks(path):
        yield from (line for line in block.text.splitlines() if line.startswith("cunshi "))
    for span in _SPAN.findall(_BLOCK.sub("", path.read_text())):
        whole, *others = re.split(r"\s*\\?\|\s*", re.sub(r"[\[\]]", "", span))
        yield whole
        group = whole.split()[1]
        yield from (f"cunshi {group} {other}" for other in others)


def complaint(commands: click.Group, line: str) -> str:
    """Return what is wrong with a command line: an unknown command or option, too many values; empty if nothing."""
    known: click.Command = commands
    words = shlex.split(line)[1:]
    while words and isinstance(known, click.Group) and not words[0].startswith("-"):
        name = words.pop(0)
        if name not in known.commands:
            return f"{line}: no command {name}"
        known = known.commands[name]
    options = {opt: param for param in known.params if isinstance(param, click.Option) for opt in param.opts}
    places = sum(99 if param.nargs < 0 else param.nargs for param in known.params if isinstance(param, click.Argument))
    while words:
        word = words.pop(0)
        if not word.startswith("-"):
            places -= 1
        elif word not in {*options, "--help", "--version"}:
            return f"{line}: no option {word}"
        elif word in options and not options[word].is_flag:
            words = words[1:]
    return f"{line}: too many values" if places < 0 else ""

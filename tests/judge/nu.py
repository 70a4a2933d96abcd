"""The Nu HTML checker (https://validator.github.io/validator/): one Java process over every page."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from tests.judge.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.judge.built_site import BuiltSite

_WARNING = "warning"


def judge_markup(site: BuiltSite, *, java: str, jar: Path) -> Iterator[Verdict]:
    """Yield one verdict for each kind of page: no errors in any page of the kind."""
    found = _messages(site, java=java, jar=jar)
    for kind, pages in site.kinds.items():
        errors: list[str] = []
        warnings: list[str] = []
        for page in pages:
            for message in found.pop(str(page.file), ()):
                sort = warnings if message.get("subType") == _WARNING else errors
                sort.append(_sentence(page.address, message))
        yield Verdict(
            judge="Nu",
            kind=kind,
            figures=f"{len(pages)} pages, {len(errors)} errors, {len(warnings)} warnings",
            faults=tuple(errors),
            remarks=tuple(warnings),
        )
    if found:  # the checker itself had something to say
        faults = tuple(_sentence(of, message) for of, messages in found.items() for message in messages)
        yield Verdict(judge="Nu", kind="itself", figures=f"{len(faults)} messages", faults=faults)


def _messages(site: BuiltSite, *, java: str, jar: Path) -> dict[str, list[dict[str, Any]]]:
    """Return what the checker says by file; what is merely told ("info" without being a warning) is left out."""
    files = [str(page.file) for page in site.pages]
    command = [java, "-Xss4m", "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always", *files]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    by_file: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for message in json.loads(ran.stdout)["messages"]:
        if message["type"] != "info" or message.get("subType") == _WARNING:
            by_file[unquote(urlsplit(message.get("url", "")).path)].append(message)
    return dict(by_file)


def _sentence(where: str, message: dict[str, Any]) -> str:
    return f"{where}:{message.get('lastLine', '')}: {message['message']}"

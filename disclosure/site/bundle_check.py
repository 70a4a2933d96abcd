"""Whether every bundle of the site holds what stands on the site beside it, and nothing else."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from disclosure.site.bundles import DOCUMENTS, FOLDER, GUIDE, PROGRAM
from disclosure.site.stranger import SUMS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_BUNDLE = re.compile(rf"([^/]+)/{FOLDER}[^/]+/[^/]+\.zip")


def bundle_problems(directory: Path, files: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield path and problem of every bundle whose documents, program or list are not those of the site."""
    for path in files:
        found = _BUNDLE.fullmatch(path)
        if found is not None:
            yield from ((path, what) for what in _problems(directory, found[1], directory / path))


def _problems(directory: Path, place: str, file: Path) -> Iterator[str]:
    try:
        with zipfile.ZipFile(file) as archive:
            inside = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        yield "压缩包打不开"
        return
    sums = inside.pop(SUMS, b"").decode(errors="replace").splitlines()
    if sums != [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in sorted(inside.items())]:
        yield f"压缩包里的 {SUMS} 不是里面文件的清单"
    for name, content in inside.items():
        if name == GUIDE:
            continue
        beside = directory / ("verify/verify.py" if name == PROGRAM else f"{place}/{name}")
        known = name == PROGRAM or name.startswith(DOCUMENTS)
        if not known or not beside.is_file() or beside.read_bytes() != content:
            yield f"压缩包里的 {name} 和网站上的不是同一份"

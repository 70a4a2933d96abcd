"""The project's own check of a built site, run as anybody runs it: dead links, digests, proofs, leaks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.judge.verdicts import Verdict

if TYPE_CHECKING:
    from tests.judge.built_site import BuiltSite

_COMMAND = "from portal.cli import main; main()"


def judge_links(site: BuiltSite) -> Verdict:
    """Return what ``cunshi site check`` says of the whole site."""
    environ = {**os.environ, "CUNSHI_BUILD_DIR": str(site.folder)}
    command = [sys.executable, "-c", _COMMAND, "site", "check", "--json"]
    ran = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    problems = json.loads(ran.stdout) if ran.stdout else [{"path": "", "problem": ran.stderr}]
    files = len(site.files("*")) - sum(path.is_dir() for path in site.files("*"))
    return Verdict(
        judge="site check",
        kind="all files",
        figures=f"{files} files, {len(problems)} problems",
        faults=tuple(f"{one['path']}: {one['problem']}" for one in problems),
    )

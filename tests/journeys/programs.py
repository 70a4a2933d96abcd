"""The installation's programs, each in a process of its own that need not read the code again.

Reading it costs more than most journeys do. A server of the standard library has read it once and becomes, by
forking, the portal or one command: nothing done in one of them is seen by another.
"""

from __future__ import annotations

import os
import random
import secrets
import sys
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.process import BaseProcess

_FORKING = get_context("forkserver")
_FORKING.set_forkserver_preload(["portal.app", "portal.cli", "gunicorn.app.wsgiapp", "tests.journeys.server"])


def start(program: Callable[..., None], environ: Mapping[str, str], log: Path, *arguments: str) -> BaseProcess:
    """Start ``program`` in ``environ``; what it says goes to ``log``, what it complains of beside it as ``….err``."""
    process = _FORKING.Process(target=_become, args=(program, dict(environ), log, arguments))
    process.start()
    return process


def portal(*arguments: str) -> None:
    """Serve the portal behind real workers."""
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", *arguments]
    run()


def command(*arguments: str) -> None:
    """Run the command line on the journey's clock, with the same salts and keys each time where there is a seed."""
    from portal.cli import main
    from portal.kernel import clock

    sys.argv = ["cunshi", *arguments]
    clock_file = Path(os.environ["JOURNEY_CLOCK"])
    clock.install(lambda: datetime.fromisoformat(clock_file.read_text()))
    if "JOURNEY_SEED" in os.environ:
        secrets.token_bytes = random.Random(os.environ["JOURNEY_SEED"]).randbytes  # type: ignore[assignment]  # noqa: S311
    main()


def _become(program: Callable[..., None], environ: dict[str, str], log: Path, arguments: tuple[str, ...]) -> None:
    for number, path in ((1, log), (2, log.with_suffix(".err"))):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.environ.clear()
    os.environ.update(environ)
    program(*arguments)

"""What is costly to make and only looked at afterwards is made once for all workers of a run."""

from __future__ import annotations

import fcntl
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return the run's folder of that name; whoever asks first lets ``make`` fill it, everybody else waits."""
    of_worker = factory.getbasetemp()
    folder = (of_worker.parent if of_worker.name.startswith("popen-") else of_worker) / name
    made = folder.with_suffix(".made")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            folder.mkdir()
            make(folder)
            made.touch()
    return folder

"""What the public site holds of a village, and whether a build is at work: read from the build directory alone."""

from __future__ import annotations

import fcntl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.site.staging import Workshop
from portal.kernel.notes import NoteError, claimed_checkpoint

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a build is that is at work now, in files or places."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStatus:
    """What of a village is public, and since when."""

    built_at: datetime | None  # the last finished build; None: there was none
    public_entries: int  # of the village's log
    entries: int  # of the village's journal
    held: bool  # its pages stay as they were put back
    kept: int  # earlier versions of its pages
    running: Progress | None

    @property
    def waiting(self) -> int:
        """How many acts are not public yet; a log that is ahead of a restored journal waits for nothing."""
        return max(0, self.entries - self.public_entries)


def site_status(directory: Path, slug: str, *, entries: int) -> SiteStatus:
    """Return how the public site in ``directory`` stands for a village whose journal has ``entries``."""
    workshop = Workshop(directory)
    state = workshop.record().places.get(slug)
    return SiteStatus(
        built_at=workshop.built_at(),
        public_entries=_public_entries(directory / slug / "log" / "checkpoint"),
        entries=entries,
        held=state is not None and state.held > 0,
        kept=len(workshop.generations(slug)),
        running=_running(workshop),
    )


def _public_entries(checkpoint: Path) -> int:
    try:
        return claimed_checkpoint(checkpoint.read_text(encoding="utf-8")).size
    except (OSError, NoteError, UnicodeDecodeError):
        return 0


def _running(workshop: Workshop) -> Progress | None:
    """Return how far a build is; a build that was killed holds no lock, whatever it left behind."""
    try:
        with workshop.lock.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        parts = workshop.progress()
        return Progress(done=parts[0], total=parts[1])
    except OSError:
        return None
    return None

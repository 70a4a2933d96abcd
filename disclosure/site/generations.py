"""Putting a village's pages back to how they stood before, and letting it follow its documents again.

The log and the published documents stay as they are: what was published is never taken back, only the pages that show
it. A village that was put back is held there by every further build until it is told to go on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from disclosure.site.building import HELD
from disclosure.site.errors import NotHeldError, NothingKeptError
from disclosure.site.record import RECORD
from disclosure.site.staging import PlaceState, Workshop, digest_of_files, link_file
from disclosure.site.traces import Trace

if TYPE_CHECKING:
    from pathlib import Path


def put_back(directory: Path, place: str, *, steps: int = 1) -> None:
    """Let the pages of ``place`` be those of ``steps`` builds with news before, and hold them there.

    :raise NothingKeptError: so many earlier directories are not kept.
    :raise BuildRunningError: a build is at work.
    """
    workshop = Workshop(directory)
    with workshop.opened():
        record, earlier = workshop.record(), workshop.generations(place)
        if place not in record.places or not 0 < steps <= len(earlier):
            raise NothingKeptError(place, len(earlier))
        files = _staged(workshop, place, before=earlier[-steps])
        state = PlaceState(made_from=HELD, digest=digest_of_files(files), files=len(files))
        workshop.exchange(replace(record, places={**record.places, place: state}))


def resume(directory: Path, place: str) -> None:
    """Let the next build make the pages of ``place`` from its documents again.

    :raise NotHeldError: it was not put back.
    :raise BuildRunningError: a build is at work.
    """
    workshop = Workshop(directory)
    with workshop.opened():
        record = workshop.record()
        state = record.places.get(place)
        if state is None or state.made_from != HELD:
            raise NotHeldError(place)
        workshop.exchange(replace(record, places={**record.places, place: replace(state, made_from="")}))


def _staged(workshop: Workshop, place: str, *, before: Path) -> dict[str, str]:
    """Stage the pages of ``before`` with the public record as it stands; return the digests of all files."""
    now, staged = workshop.directory / place, workshop.tree / place
    old, new = Trace.read(before), Trace.read(now)
    files: dict[str, str] = {}
    for source, trace, is_record in ((before, old, False), (now, new, True)):
        for path, digest in trace.files.items():
            if path.startswith(RECORD) is is_record:
                link_file(source / path, staged / path)
                files[path] = digest
    pages = {path: old.notes(path) for path in old.pages if path in files and not path.startswith(RECORD)}
    pages |= {path: new.notes(path) for path in new.pages if path in files and path.startswith(RECORD)}
    Trace.of(frame=old.frame, files=files, notes=pages).write(staged)
    return files

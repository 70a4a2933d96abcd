"""Putting a village's pages back to how they stood before, and letting it follow its documents again.

The log and the published documents go on: what was published is never taken back, only the pages that show it. Here it
is only noted what a village is to show; the next build makes it so, and holds the village there until it is told to go
on.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from disclosure.site.errors import BuildDirectoryError, NotHeldError, NothingKeptError
from disclosure.site.staging import PlaceState, Workshop
from disclosure.site.traces import Trace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from disclosure.site.staging import BuildRecord


def put_back(directory: Path, place: str, *, steps: int = 1) -> None:
    """Let the pages of ``place`` be those of ``steps`` builds with news before the one it shows, and hold them there.

    :raise NothingKeptError: so many earlier directories are not kept.
    :raise ForeignFilesError: the directory holds files no build wrote.
    :raise BuildRunningError: a build is at work.
    :raise BuildDirectoryError: the directory cannot be written.
    """
    with _record(directory) as (workshop, record):
        state = record.places.get(place, PlaceState(made_from="", digest="", files=0))
        earlier = [one for one in workshop.generations(place) if not state.held or int(one.name) < state.held]
        if not 0 < steps <= len(earlier) or not Trace.read(earlier[-steps]).files:
            raise NothingKeptError(place, len(earlier))
        _note(workshop, record, place, replace(state, made_from="", held=int(earlier[-steps].name)))


def resume(directory: Path, place: str) -> None:
    """Let the next build make the pages of ``place`` from its documents again.

    :raise NotHeldError: it was not put back.
    :raise ForeignFilesError: the directory holds files no build wrote.
    :raise BuildRunningError: a build is at work.
    :raise BuildDirectoryError: the directory cannot be written.
    """
    with _record(directory) as (workshop, record):
        state = record.places.get(place)
        if state is None or not state.held:
            raise NotHeldError(place)
        _note(workshop, record, place, replace(state, made_from="", held=0))


@contextmanager
def _record(directory: Path) -> Iterator[tuple[Workshop, BuildRecord]]:
    workshop = Workshop(directory)
    try:
        with workshop.opened():
            yield workshop, workshop.record()
    except OSError as error:
        raise BuildDirectoryError(error) from error


def _note(workshop: Workshop, record: BuildRecord, place: str, state: PlaceState) -> None:
    workshop.exchange(replace(record, places={**record.places, place: state}))

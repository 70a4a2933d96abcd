"""What the site does: take names back when their time is over, and publish what was decided to be public."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from disclosure.site.building import build_site
from disclosure.site.generations import put_back, resume
from disclosure.site.queries import read_published, unsigned_logs
from portal import areas
from portal.kernel import clock
from portal.kernel.bulletins import names_due, withhold_names
from portal.kernel.canonical import Json
from portal.kernel.db import inherit_database, write_transaction
from portal.kernel.journal import issue_checkpoint
from portal.kernel.keys import signing_key
from portal.kernel.notes import sign_note
from portal.kernel.work import unit_of_work
from portal.org.actors import SYSTEM
from portal.org.permissions import Permission
from portal.org.queries import places, township

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from disclosure.site.building import Built
    from portal.config import Config
    from portal.kernel.notes import SigningKey
    from portal.org.models import Place

_PERIOD_OVER = "公示期已过"


def settle(village: Place) -> int:
    """Withhold the names of every document whose period is over; return of how many.

    The days in a document count whole: its names are shown until the end of ``names_until``.
    """
    if not names_due(village.log_id, on=clock.today()):
        return 0
    with unit_of_work(SYSTEM, Permission.SETTLE, village) as work:
        due = names_due(village.log_id, on=work.today)
        if not due:
            work.leave_unchanged()
            return 0
        withhold_names(work, due, reason=_PERIOD_OVER)
        work.seal(
            "site.names.withheld",
            about=("place", village.slug),
            facts={"bulletins": list[Json]([bulletin.digest for bulletin in due])},
        )
    return len(due)


def publish_site(
    config: Config, *, full: bool = False, processes: int = 1, on_progress: Callable[[int, int], None] | None = None
) -> Built:
    """Settle what passed dates mean, sign the logs as they stand, and build the public site.

    It may be run at any time and any number of times; a second run without news changes no byte.

    :raise NotFoundError: no township has been set up.
    :raise KeyMissingError: a log was signed before and its key is gone.
    :raise BuildRunningError: another build is at work.
    :raise DomainError: what ``build_site`` refuses.
    """
    township()
    found = areas.load(config.areas)
    settle_all(found)
    keys = _Keys(config.key_dir)
    for log in unsigned_logs():
        with write_transaction():
            issue_checkpoint(log.id, keys.of(log.origin, first_use=log.first_use))
    published = read_published(site_url=config.site_url, vkey=keys.vkey)
    origins = {place.slug: place.origin for place in published.places}
    return build_site(
        published,
        [areas.resolve(area.public) for area in found if area.public],
        config.build_dir,
        sign=lambda slug, text: sign_note(text, keys.of(origins[slug])),
        full=full,
        processes=processes,
        on_process=partial(inherit_database, config.database_url),
        on_progress=on_progress,
    )


def roll_back_site(config: Config, slug: str, *, steps: int = 1) -> Built:
    """Show a village's pages as they stood ``steps`` versions before those it shows, and build the site with them.

    :raise NothingKeptError: so many earlier versions are not kept; nothing changed.
    :raise DomainError: what ``publish_site`` refuses; the next build puts the pages back.
    """
    put_back(config.build_dir, slug, steps=steps)
    return publish_site(config)


def resume_site(config: Config, slug: str) -> Built:
    """Let a village that was put back follow its documents again, and build the site.

    :raise NotHeldError: it was not put back; nothing changed.
    :raise DomainError: what ``publish_site`` refuses; the next build makes the pages.
    """
    resume(config.build_dir, slug)
    return publish_site(config)


def settle_all(found: tuple[areas.Area, ...]) -> int:
    """Let every area settle the places it has something to do for, lowest area first; return how much was done."""
    return sum(_settled_by(area) for area in found if area.settle)


def _settled_by(area: areas.Area) -> int:
    known = places()
    if area.unsettled:
        waiting = areas.resolve(area.unsettled)(clock.today())
        known = [place for place in known if place.id in waiting]
    return sum(areas.resolve(area.settle)(place) for place in known)


class _Keys:
    """The signing keys of the logs, each read when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.of = cache(self._read)

    def vkey(self, origin: str) -> str:
        """Return the public half of a log's key."""
        return self.of(origin).vkey

    def _read(self, origin: str, *, first_use: bool = False) -> SigningKey:
        return signing_key(self._folder, origin, first_use=first_use)

"""What the site does: take names back when their time is over, and publish what was decided to be public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.site.building import build_site
from disclosure.site.proofs import require_continued, require_sealed
from disclosure.site.queries import read_published
from portal import areas
from portal.kernel import clock
from portal.kernel.bulletins import names_due, withhold_names
from portal.kernel.canonical import Json
from portal.kernel.db import write_transaction
from portal.kernel.journal import issue_checkpoint
from portal.kernel.keys import signing_key
from portal.kernel.work import unit_of_work
from portal.org.actors import SYSTEM
from portal.org.permissions import Permission
from portal.org.queries import has_checkpoint, places, township

if TYPE_CHECKING:
    from collections.abc import Callable

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


def publish_site(config: Config, *, full: bool = False, on_page: Callable[[int, int], None] | None = None) -> Built:
    """Settle what passed dates mean, sign the logs as they stand, and build the public site.

    It may be run at any time and any number of times; a second run without news changes no byte.

    :raise NotFoundError: no township has been set up.
    :raise KeyMissingError: a log was signed before and its key is gone.
    :raise UnsealedBulletinError: a document is not the one its log sealed.
    :raise UnsealedLogError: a log's entries are not those of its newest checkpoint.
    :raise LeakError: a document holds a private number; it goes out in no form.
    :raise OtherPastError: what is public now is not the beginning of what would be: an older backup, perhaps.
    :raise BuildRunningError: another build is at work.
    :raise BuildDirectoryError: the build directory cannot be written.
    """
    township()
    found = areas.load(config.areas)
    settle_all(found)
    keys = {place.log_id: _key(config, place) for place in places()}
    with write_transaction():
        for log_id, key in keys.items():
            issue_checkpoint(log_id, key)
    vkeys = {key.name: key.vkey for key in keys.values()}
    published = read_published(site_url=config.site_url, vkey=vkeys.__getitem__)
    for place in published.places:
        record = published.record(place.slug)
        require_sealed(place, record)
        public = config.build_dir / place.slug / "log" / "checkpoint"
        require_continued(place, record.log, public.read_text(encoding="utf-8") if public.exists() else None)
    parts = [areas.resolve(area.public) for area in found if area.public]
    return build_site(published, parts, config.build_dir, full=full, on_page=on_page)


def settle_all(found: tuple[areas.Area, ...]) -> int:
    """Let every area settle every place, lowest area first; return how much was done."""
    return sum(areas.resolve(area.settle)(place) for area in found if area.settle for place in places())


def _key(config: Config, place: Place) -> SigningKey:
    return signing_key(config.key_dir, place.log.origin, first_use=not has_checkpoint(place))

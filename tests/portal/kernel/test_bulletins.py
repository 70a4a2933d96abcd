from __future__ import annotations

from datetime import date, timedelta

import pytest
from factories import NOW, SettableClock, Township

from portal import settling
from portal.config import Config
from portal.kernel.bulletins import Bulletin, BulletinNames, BulletinWithholding, publish
from portal.kernel.canonical import sha256_hex
from portal.kernel.journal import JournalEntry
from portal.kernel.published import BulletinFormError, names_digest
from portal.kernel.verify import verify_all
from portal.kernel.work import unit_of_work
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.terminal import packages


def _publish(township: Township, *, reason: str = "", names_until: date | None = None) -> Bulletin:
    with unit_of_work(township.actor(Office.SECRETARY), Permission.POINTS_PUBLISH, township.village) as work:
        bulletin = publish(
            work,
            kind="points",
            key="2026-Q3",
            content={"items": [{"who": {"name": 0, "masked": "张*"}, "points_x100": 150}]},
            about=[("quarter", "2026-Q3")],
            names=["张三"],
            names_until=names_until,
            reason=reason,
        )
        work.seal("points.list.published", about=("bulletin", bulletin.id), facts={})
    return bulletin


def test_a_bulletin_is_sealed_by_the_entry_that_publishes_it(township: Township, config: Config) -> None:
    bulletin = _publish(township)
    entry = JournalEntry.get((JournalEntry.log == township.village.log_id) & (JournalEntry.seq == bulletin.seq))
    assert bulletin.digest == sha256_hex(bulletin.envelope.encode())
    assert f'"bulletins":["{bulletin.digest}"]' in entry.content
    assert "张三" not in bulletin.envelope + entry.content
    assert verify_all(packages(config)) == []


def test_the_names_part_is_bound_to_the_envelope_by_a_salted_digest(township: Township) -> None:
    bulletin = _publish(township)
    kept = BulletinNames.get(BulletinNames.bulletin == bulletin)
    assert names_digest(kept.names, salt=bytes.fromhex(kept.salt)) in bulletin.envelope


def test_a_later_revision_stands_beside_the_older_with_its_reason(township: Township) -> None:
    _publish(township)
    with pytest.raises(BulletinFormError):
        _publish(township)
    again = _publish(township, reason="漏列一人")
    assert again.revision == 2
    assert Bulletin.select().count() == 2


def test_names_are_withheld_once_after_their_day_and_the_record_stays_whole(
    township: Township, clock: SettableClock, config: Config
) -> None:
    _publish(township, names_until=date(2026, 10, 22))
    clock.set_day(date(2026, 10, 22))
    assert settling.settle(()) == 0
    clock.set(NOW + timedelta(days=8))
    assert settling.settle(()) == 1
    assert settling.settle(()) == 0
    assert BulletinWithholding.select().count() == 1
    assert verify_all(packages(config)) == []

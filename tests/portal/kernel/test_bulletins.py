from __future__ import annotations

from datetime import date

import pytest

from portal.config import Config
from portal.kernel.bulletins import Bulletin, BulletinNames, names_due, publish, withhold_names
from portal.kernel.canonical import sha256_hex
from portal.kernel.journal import JournalEntry
from portal.kernel.published import BulletinFormError, names_digest
from portal.kernel.verify import verify_all
from portal.kernel.work import unit_of_work
from portal.org.actors import SYSTEM
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.terminal import packages
from tests.factories import Township


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


def test_names_are_due_after_their_day_until_they_are_withheld(township: Township, config: Config) -> None:
    bulletin = _publish(township, names_until=date(2026, 10, 22))
    log_id = township.village.log_id
    assert names_due(log_id, on=date(2026, 10, 22)) == []
    assert names_due(log_id, on=date(2026, 10, 23)) == [bulletin]
    with unit_of_work(SYSTEM, Permission.SETTLE, township.village) as work:
        withhold_names(work, [bulletin], reason="公示期已过")
        work.seal("site.names.withheld", about=("bulletin", bulletin.id), facts={})
    assert names_due(log_id, on=date(2026, 10, 23)) == []
    assert verify_all(packages(config)) == []
